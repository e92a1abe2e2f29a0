"""Layers: linear, convolution and norms, for activations that lie channels last."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.nets import onednn
from engine.nets.net import Fused, parameter
from engine.nets.onednn import BESIDE, After, Place


class Linear(nn.Module):
    """Rows (..., I) to (..., O)."""

    def __init__(self, inputs: int, outputs: int, bias: bool = True) -> None:
        super().__init__()
        self.weight = parameter(outputs, inputs)
        self.bias = parameter(outputs) if bias else None
        self._packed = onednn.Packed()

    def forward(self, x: Tensor, plus: Tensor | None = None) -> Tensor:
        """As the class says; `plus` (..., O) is added."""
        if onednn.fits(x):
            if plus is None:
                return onednn.linear(x, self.weight, self.bias, self._packed)
            return onednn.linear_with(x, self.weight, self.bias, self._packed, plus, "add")
        y = F.linear(x, self.weight, self.bias)
        return y if plus is None else plus + y


class Gated(nn.Module):
    """A layer whose second half of outputs is a gate for its first: a * gelu(b) (GEGLU; Shazeer 2020)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.weight = parameter(2 * outputs, inputs)
        self.bias = parameter(2 * outputs)
        self._packed = onednn.Packed(), onednn.Packed()

    def forward(self, x: Tensor) -> Tensor:
        """Rows (..., I) to (..., O)."""
        if onednn.fits(x):
            (weight, gate_weight), (bias, gate_bias) = self.weight.chunk(2), self.bias.chunk(2)
            gate = onednn.linear(x, gate_weight, gate_bias, self._packed[1], "gelu")
            return onednn.linear_with(x, weight, bias, self._packed[0], gate, "mul")
        value, gate = F.linear(x, self.weight, self.bias).chunk(2, dim=-1)
        return value * F.gelu(gate)


class Pointwise(Fused):
    """A convolution of one pixel, as a linear layer over rows (..., I); diffusers has its weight as (O, I, 1, 1)."""

    def __init__(self, inputs: int, outputs: int, bias: bool = True) -> None:
        super().__init__()
        self.linear = Linear(inputs, outputs, bias)

    def named_views(self) -> Iterable[tuple[str, Tensor]]:
        """The weight as a convolution's."""
        yield "weight", self.linear.weight[:, :, None, None]
        if self.linear.bias is not None:
            yield "bias", self.linear.bias

    def forward(self, x: Tensor, plus: Tensor | None = None) -> Tensor:
        """Rows (..., I) to (..., O); `plus` (..., O) is added."""
        y: Tensor = self.linear(x, plus)
        return y


class Conv(nn.Module):
    """A 3x3 convolution: (N, I, h, w) to (N, O, h / stride, w / stride), perhaps with a ReLU after it."""

    def __init__(self, inputs: int, outputs: int, bias: bool = True, relu: bool = False, place: Place = BESIDE) -> None:
        super().__init__()
        self.weight = parameter(outputs, inputs, 3, 3)
        self.bias = parameter(outputs) if bias else None
        self._place = place
        self._relu = relu
        self._packed = onednn.Packed()

    def forward(self, x: Tensor, bias: Tensor | None = None, plus: Tensor | None = None) -> Tensor:
        """As the class says; `bias` (O,) stands in for one of its own, `plus` (N, O, ...) is added."""
        bias = self.bias if bias is None else bias
        if onednn.fits(x):
            return onednn.convolution(x, self.weight, bias, self._packed, self._place, After(plus, self._relu))
        y = F.conv2d(x, self.weight, bias, self._place.stride, self._place.margin)
        y = y if plus is None else y + plus
        return F.relu(y) if self._relu else y


class Norm(nn.Module):
    """A group norm (Wu & He 2018) of (N, C, h, w), perhaps with a SiLU after it."""

    def __init__(self, groups: int, channels: int, eps: float, silu: bool = True) -> None:
        super().__init__()
        self.weight = parameter(channels)
        self.bias = parameter(channels)
        self._groups = groups
        self._eps = eps
        self._silu = silu

    def forward(self, x: Tensor) -> Tensor:
        """As the class says, in the memory format of x."""
        if x.device.type == "cuda" and x.is_contiguous(memory_format=torch.channels_last):
            y = self._channels_last(x)
        else:
            y = F.group_norm(x, self._groups, self.weight, self.bias, self._eps)
        return F.silu(y, inplace=True) if self._silu else y

    def _channels_last(self, x: Tensor) -> Tensor:
        """For CUDA, where torch's own group norm would copy x to another memory format, and its user back again.

        Statistics are in float32, and so is the one product and sum at full size.
        """
        count, channels, height, width = x.shape
        each = channels // self._groups
        rows = x.permute(0, 2, 3, 1).reshape(count, height * width, self._groups, each)
        variance, mean = torch.var_mean(rows.float(), dim=(1, 3), correction=0)
        scale = torch.rsqrt(variance + self._eps)[:, :, None] * self.weight.view(self._groups, each)
        shift = torch.addcmul(self.bias.view(self._groups, each), mean[:, :, None], scale, value=-1)
        normed = torch.addcmul(shift[:, None], rows, scale[:, None]).to(x.dtype)
        return image_of(normed.view(count, height * width, channels), height, width)


def rows_of(x: Tensor) -> Tensor:
    """(N, C, h, w) that lies channels last, seen as rows (N, h * w, C); nothing is copied."""
    count, channels, height, width = x.shape
    return x.permute(0, 2, 3, 1).reshape(count, height * width, channels)


def image_of(rows: Tensor, height: int, width: int) -> Tensor:
    """Rows (N, h * w, C) seen as (N, C, h, w) that lies channels last; nothing is copied."""
    return rows.reshape(rows.shape[0], height, width, rows.shape[2]).permute(0, 3, 1, 2)


def upsample(x: Tensor) -> Tensor:
    """Twice the size, each pixel four times."""
    return F.interpolate(x, scale_factor=2.0, mode="nearest")
