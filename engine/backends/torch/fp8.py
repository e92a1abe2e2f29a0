"""Float8 products for a UNet's large linear layers (Micikevicius et al. 2022, "FP8 formats for deep learning").

Weights are scaled output by output, activations row by row as they come, both to e4m3's range; sums are in float32.
Off unless asked for ('cuda:fp8'): it costs some quality, and pays only where it is compiled, since scaling rows takes
kernels of its own. Run on a CPU, in tests; not run on a GPU: none was at hand.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.nets.layers import Gated, Linear

LEAST = 1 << 20
"""Numbers in a weight from which a layer is made float8: below, scaling the rows costs what the product saves."""

_MULTIPLE = 16
"""Of a matrix's sides, as torch._scaled_mm wants them."""

_ROWS = 256
"""Multiple of rows that is multiplied in float8: with others, some releases of torch read past the scales
(pytorch/pytorch#133334), and so few rows gain little."""

_TYPE = torch.float8_e4m3fn
_MOST = float(torch.finfo(_TYPE).max)


class Float8(nn.Module):
    """A linear layer whose product is in float8. Its weight stays, so that LoRAs can change it; then `refresh` it."""

    quantised: Tensor
    scales: Tensor

    def __init__(self, layer: Linear | Gated) -> None:
        super().__init__()
        self.weight = layer.weight
        self.bias = layer.bias
        self._gated = isinstance(layer, Gated)
        quantised, scales = _scaled(self.weight)
        self.register_buffer("quantised", quantised, persistent=False)
        self.register_buffer("scales", scales, persistent=False)

    @torch.no_grad()
    def refresh(self) -> None:
        """Take over the weight as it is now, at the same addresses."""
        quantised, scales = _scaled(self.weight)
        self.quantised.copy_(quantised)
        self.scales.copy_(scales)

    def forward(self, x: Tensor, plus: Tensor | None = None) -> Tensor:
        """Rows (..., I) to (..., O), as the layer that it stands for; `plus` (..., O) is added."""
        if (x.numel() // x.shape[-1]) % _ROWS:
            return self._plain(x, plus)
        rows, scales = _scaled(x.reshape(-1, x.shape[-1]))
        # bf16: the one type that every release gives with scales by row
        product = torch._scaled_mm(
            rows,
            self.quantised.t(),
            scale_a=scales,
            scale_b=self.scales.t(),
            out_dtype=torch.bfloat16,
            use_fast_accum=True,
        )
        y = product.reshape(*x.shape[:-1], -1).to(x.dtype)
        return self._after(y if self.bias is None else y + self.bias, plus)

    def _plain(self, x: Tensor, plus: Tensor | None) -> Tensor:
        return self._after(F.linear(x, self.weight, self.bias), plus)

    def _after(self, y: Tensor, plus: Tensor | None) -> Tensor:
        if self._gated:
            value, gate = y.chunk(2, dim=-1)
            y = value * F.gelu(gate)
        return y if plus is None else plus + y


def _scaled(rows: Tensor) -> tuple[Tensor, Tensor]:
    """Rows (R, I) as float8 (R, I), and what each is to be multiplied with: (R, 1) float32."""
    scales = rows.abs().amax(dim=1, keepdim=True).float().clamp_min(1e-12) / _MOST
    return (rows.float() / scales).clamp(-_MOST, _MOST).to(_TYPE), scales


def make_float8(unet: nn.Module, least: int = LEAST) -> list[Float8]:
    """Replace the large linear layers of the transformers of one of our own UNets; gives the new ones."""
    made = []
    for path, parent in list(unet.named_modules()):
        for name, layer in list(parent.named_children()) if "attentions" in path else ():
            if isinstance(layer, Linear | Gated) and _fits(layer.weight, least):
                made.append(Float8(layer))
                setattr(parent, name, made[-1])
    return made


def _fits(weight: Tensor, least: int) -> bool:
    return weight.numel() >= least and all(side % _MULTIPLE == 0 for side in weight.shape)


def why_not(device: torch.device) -> str:
    """Why this CUDA device can't multiply in float8 with scales by row; empty where it can."""
    rows, scales = _scaled(torch.ones(_ROWS, _MULTIPLE, device=device))
    try:
        torch._scaled_mm(rows, rows.t(), scale_a=scales, scale_b=scales.t(), out_dtype=torch.bfloat16)
    except RuntimeError as error:
        return str(error).split("\n", 1)[0]
    return ""
