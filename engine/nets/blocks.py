"""Blocks that the UNet and the KL autoencoder are made of: ResNet, halving, doubling."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from engine.nets.layers import Conv, Norm, Pointwise, image_of, rows_of, upsample
from engine.nets.onednn import Place


class Resnet(nn.Module):
    """x + conv(silu(norm(conv(silu(norm(x))) + shift))) (He et al. 2016; the shift: Ho et al. 2020)."""

    def __init__(self, inputs: int, outputs: int, groups: int, eps: float, shifted: bool = False) -> None:
        """`shifted`: whether every call brings a shift, in which the first convolution's bias is included."""
        super().__init__()
        self.norm1 = Norm(groups, inputs, eps)
        self.conv1 = Conv(inputs, outputs, bias=not shifted)
        self.norm2 = Norm(groups, outputs, eps)
        self.conv2 = Conv(outputs, outputs)
        self.conv_shortcut = Pointwise(inputs, outputs) if inputs != outputs else None
        self.outputs = outputs

    def forward(self, x: Tensor, shift: Tensor | None = None) -> Tensor:
        """(N, I, h, w), and perhaps shifts (N or 1, O), to (N, O, h, w)."""
        y: Tensor = self.norm1(x)
        if shift is None or shift.shape[0] == 1:
            y = self.conv1(y, None if shift is None else shift[0])
        else:
            y = self.conv1(y) + shift[:, :, None, None]
        beside = x if self.conv_shortcut is None else image_of(self.conv_shortcut(rows_of(x)), *x.shape[2:])
        y = self.conv2(self.norm2(y), plus=beside)
        return y


class Down(nn.Module):
    """Half the size."""

    def __init__(self, channels: int, lopsided: bool = False) -> None:
        """`lopsided`: whether the margin lies at the right and the bottom only, as in the KL encoder."""
        super().__init__()
        self.conv = Conv(channels, channels, place=Place(stride=2, margin=0 if lopsided else 1))
        self._lopsided = lopsided

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, h, w) to (N, C, h / 2, w / 2)."""
        y: Tensor = self.conv(F.pad(x, (0, 1, 0, 1)) if self._lopsided else x)
        return y


class Up(nn.Module):
    """Twice the size."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = Conv(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, h, w) to (N, C, 2 h, 2 w)."""
        y: Tensor = self.conv(upsample(x))
        return y
