"""Layers: linear, convolution and norms, for activations that lie channels last."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.nets.net import Fused, parameter


class Linear(nn.Module):
    """Rows (..., I) to (..., O)."""

    def __init__(self, inputs: int, outputs: int, bias: bool = True) -> None:
        super().__init__()
        self.weight = parameter(outputs, inputs)
        self.bias = parameter(outputs) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        """As the class says."""
        return F.linear(x, self.weight, self.bias)


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

    def forward(self, x: Tensor) -> Tensor:
        """Rows (..., I) to (..., O)."""
        y: Tensor = self.linear(x)
        return y


class Conv(nn.Module):
    """A 3x3 convolution, usually with a margin of one pixel: (N, I, h, w) to (N, O, h / stride, w / stride)."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1, bias: bool = True, margin: int = 1) -> None:
        super().__init__()
        self.weight = parameter(outputs, inputs, 3, 3)
        self.bias = parameter(outputs) if bias else None
        self._stride = stride
        self._margin = margin

    def forward(self, x: Tensor, bias: Tensor | None = None) -> Tensor:
        """As the class says; `bias` (O,) stands in for one of its own."""
        return F.conv2d(x, self.weight, self.bias if bias is None else bias, self._stride, self._margin)


class Norm(nn.Module):
    """Weight and bias of a group norm (Wu & He 2018), for (N, C, h, w)."""

    def __init__(self, groups: int, channels: int, eps: float) -> None:
        super().__init__()
        self.weight = parameter(channels)
        self.bias = parameter(channels)
        self._groups = groups
        self._eps = eps

    def forward(self, x: Tensor) -> Tensor:
        """Normed, in the memory format of x."""
        if x.device.type == "cpu" or not x.is_contiguous(memory_format=torch.channels_last):
            return F.group_norm(x, self._groups, self.weight, self.bias, self._eps)
        return self._channels_last(x)

    def _channels_last(self, x: Tensor) -> Tensor:
        """For devices on which torch's own group norm would copy x to another memory format, and back after it.

        Statistics are in float32; one product and one sum are all that is done at full size.
        """
        count, channels, height, width = x.shape
        rows = x.permute(0, 2, 3, 1).reshape(count, height * width, self._groups, channels // self._groups)
        variance, mean = torch.var_mean(rows.float(), dim=(1, 3), correction=0)
        rate = torch.rsqrt(variance + self._eps).repeat_interleave(channels // self._groups, dim=1)
        scale = rate * self.weight.float()
        shift = self.bias.float() - mean.repeat_interleave(channels // self._groups, dim=1) * scale
        return torch.addcmul(shift[:, :, None, None], x, scale[:, :, None, None]).to(x.dtype)


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
