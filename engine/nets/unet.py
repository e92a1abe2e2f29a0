"""UNet: the denoiser of Stable Diffusion 1, 2 and XL, equal to diffusers' UNet2DConditionModel, made for speed.

What differs from the usual way to write it: queries, keys and values of self-attention are one product; keys and
values of the text are made once a prompt, by one product for all layers; the time's shift of all ResNet blocks is one
product; activations lie channels last, so that transformers see an image as rows without copying it.

Nothing in a call depends on a tensor's values, so that it can be captured in a CUDA graph, or compiled as one graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.nets.blocks import Down, Resnet, Up
from engine.nets.layers import Conv, Linear, Norm
from engine.nets.net import Fused, Net, parameter
from engine.nets.shapes import UnetShape
from engine.nets.time import Embedding, Waves
from engine.nets.transformer import CrossAttention, Transformer

Added = tuple[Tensor, Tensor]
"""SDXL's pooled text (N, P), and its sizes and crops (N, 6) in pixels."""


class Unet(Net):
    """Noise, velocity or picture, whatever the weights were trained to give, from a noisy latent."""

    def __init__(self, shape: UnetShape) -> None:
        super().__init__()
        first, last = shape.widths[0], shape.widths[-1]
        width = 4 * first
        self.shape = shape
        self.conv_in = Conv(shape.channels, first)
        self.waves = Waves(first, shape.cosine_first, shape.frequency_shift)
        self.time_embedding = Embedding(first, width, shape.guidance_width)
        if shape.added_time_width is not None:
            self.added_waves = Waves(shape.added_time_width, shape.cosine_first, shape.frequency_shift)
            self.add_embedding = Embedding(shape.added_width, width)
        self.down_blocks = nn.ModuleList(_downs(shape))
        self.mid_block = None if shape.middle is None else _Middle(shape, last, shape.middle)
        self.up_blocks = nn.ModuleList(_ups(shape))
        self.conv_norm_out = Norm(shape.groups, first, shape.eps)
        self.conv_out = Conv(first, shape.out_channels)
        self._resnets = {name: part for name, part in self.named_modules() if isinstance(part, Resnet)}
        self._cross = {name: part for name, part in self.named_modules() if isinstance(part, CrossAttention)}
        self._resnet_widths = [part.outputs for part in self._resnets.values()]
        self._cross_widths = [2 * part.channels for part in self._cross.values()]
        self.shift_weight = parameter(sum(self._resnet_widths), width)
        self.shift_bias = parameter(sum(self._resnet_widths))
        self.shift_conv_bias = parameter(sum(self._resnet_widths))
        self.text = _Joined(shape.cross, sum(self._cross_widths))

    def own_views(self) -> Iterator[tuple[str, Tensor]]:
        """The rows of the fused products, by the layers that diffusers has them in."""
        for of_all, name in ((self.shift_weight, "time_emb_proj.weight"), (self.shift_bias, "time_emb_proj.bias"),
                             (self.shift_conv_bias, "conv1.bias")):  # fmt: skip
            for path, part in zip(self._resnets, torch.split(of_all, self._resnet_widths), strict=True):
                yield f"{path}.{name}", part
        for path, pair in zip(self._cross, torch.split(self.text.linear.weight, self._cross_widths), strict=True):
            for name, part in zip(("to_k", "to_v"), pair.chunk(2), strict=True):
                yield f"{path}.{name}.weight", part

    def keys_values(self, tokens: Tensor) -> tuple[Tensor, ...]:
        """Keys and values of every cross-attention for text tokens (N, K, D): to be made once a prompt.

        Their shapes are (N, K, width) each; they may be copied, and rows of several calls stacked along N.
        """
        return (self.text(tokens),)

    def shifts(self, time: Tensor, added: Added | None = None, guidance: Tensor | None = None) -> Tensor:
        """What the time adds in every ResNet block, (N or 1, width): to be made once where the time stays the same.

        `time` () or (N,) in timesteps 0..1000, `guidance` (N or 1, G): the embedded scale, for LCM.
        """
        dtype = self.shift_weight.dtype
        if guidance is not None:
            guidance = guidance.to(dtype)
        embedded = self.time_embedding(self.waves(time.reshape(-1)).to(dtype), guidance)
        if added is not None:
            pooled, sizes = added
            waves = self.added_waves(sizes.reshape(-1)).reshape(sizes.shape[0], -1)
            embedded = embedded + self.add_embedding(torch.cat([pooled.to(dtype), waves.to(dtype)], dim=1))
        return F.linear(F.silu(embedded), self.shift_weight, self.shift_bias) + self.shift_conv_bias

    def forward(
        self,
        x: Tensor,
        time: Tensor,
        keys_values: tuple[Tensor, ...],
        added: Added | None = None,
        guidance: Tensor | None = None,
    ) -> Tensor:
        """The network's output (N, C, h, w) in its dtype, for a latent x (N, C, h, w) of any float dtype.

        h and w are multiples of `shape.scale`. `time`, `added` and `guidance` as `shifts` takes them, with N or 1
        rows; `keys_values` as that method gives them, with N or 1 rows.
        """
        return self.shifted(x, self.shifts(time, added, guidance), keys_values)

    def shifted(self, x: Tensor, shifts: Tensor, keys_values: tuple[Tensor, ...]) -> Tensor:
        """As forward, from what `shifts` gave."""
        by_resnet = iter(torch.split(shifts, self._resnet_widths, dim=1))
        by_cross = iter(torch.split(keys_values[0], self._cross_widths, dim=2))
        x = self.conv_in(x.to(self.conv_in.weight.dtype, memory_format=torch.channels_last))
        skips = [x]
        for down in self.down_blocks:
            x = down(x, by_resnet, by_cross, skips)
        if self.mid_block is not None:
            x = self.mid_block(x, by_resnet, by_cross)
        for up in self.up_blocks:
            x = up(x, by_resnet, by_cross, skips)
        y: Tensor = self.conv_out(self.conv_norm_out(x))
        return y


class _Joined(Fused):
    """One product for many layers; the UNet says which of its rows are whose."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.linear = Linear(inputs, outputs, bias=False)

    def named_views(self) -> Iterable[tuple[str, Tensor]]:
        return ()

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.linear(x)
        return y


def _downs(shape: UnetShape) -> Iterable[_DownBlock]:
    before = shape.widths[0]
    for level, width in enumerate(shape.widths):
        yield _DownBlock(shape, level, before)
        before = width


def _ups(shape: UnetShape) -> Iterable[_UpBlock]:
    """The blocks on the way up; what comes in beside is popped from the widths of the way down."""
    skips = [shape.widths[0]]
    for level, width in enumerate(shape.widths):
        skips += [width] * (shape.layers + (level < len(shape.widths) - 1))
    before = shape.widths[-1]
    for level in reversed(range(len(shape.widths))):
        beside = [skips.pop() for _ in range(shape.layers + 1)]
        yield _UpBlock(shape, level, before, beside)
        before = shape.widths[level]


def _transformer(shape: UnetShape, level: int, depth: int) -> Transformer:
    return Transformer(shape.widths[level], shape.heads[level], depth, shape.groups, shape.linear)


class _DownBlock(nn.Module):
    def __init__(self, shape: UnetShape, level: int, before: int) -> None:
        super().__init__()
        width, depth = shape.widths[level], shape.transformers[level]
        inputs = [before] + [width] * (shape.layers - 1)
        self.resnets = nn.ModuleList(Resnet(count, width, shape.groups, shape.eps, shifted=True) for count in inputs)
        self.attentions = nn.ModuleList(_transformer(shape, level, depth) for _ in inputs if depth)
        self.downsamplers = nn.ModuleList([Down(width)] if level < len(shape.widths) - 1 else [])
        self._depth = depth

    def forward(self, x: Tensor, shifts: Iterator[Tensor], pairs: Iterator[Tensor], skips: list[Tensor]) -> Tensor:
        for number, resnet in enumerate(self.resnets):
            x = resnet(x, next(shifts))
            if self._depth:
                x = self.attentions[number](x, [next(pairs) for _ in range(self._depth)])
            skips.append(x)
        for down in self.downsamplers:
            x = down(x)
            skips.append(x)
        return x


class _Middle(nn.Module):
    def __init__(self, shape: UnetShape, width: int, depth: int) -> None:
        super().__init__()
        self.resnets = nn.ModuleList(Resnet(width, width, shape.groups, shape.eps, shifted=True) for _ in range(2))
        self.attentions = nn.ModuleList([_transformer(shape, len(shape.widths) - 1, depth)])
        self._depth = depth

    def forward(self, x: Tensor, shifts: Iterator[Tensor], pairs: Iterator[Tensor]) -> Tensor:
        x = self.resnets[0](x, next(shifts))
        x = self.attentions[0](x, [next(pairs) for _ in range(self._depth)])
        y: Tensor = self.resnets[1](x, next(shifts))
        return y


class _UpBlock(nn.Module):
    def __init__(self, shape: UnetShape, level: int, before: int, beside: list[int]) -> None:
        super().__init__()
        width, depth = shape.widths[level], shape.transformers[level]
        inputs = [before] + [width] * shape.layers
        self.resnets = nn.ModuleList(
            Resnet(count + skip, width, shape.groups, shape.eps, shifted=True)
            for count, skip in zip(inputs, beside, strict=True)
        )
        self.attentions = nn.ModuleList(_transformer(shape, level, depth) for _ in inputs if depth)
        self.upsamplers = nn.ModuleList([Up(width)] if level else [])
        self._depth = depth

    def forward(self, x: Tensor, shifts: Iterator[Tensor], pairs: Iterator[Tensor], skips: list[Tensor]) -> Tensor:
        for number, resnet in enumerate(self.resnets):
            x = resnet(torch.cat([x, skips.pop()], dim=1), next(shifts))
            if self._depth:
                x = self.attentions[number](x, [next(pairs) for _ in range(self._depth)])
        for up in self.upsamplers:
            x = up(x)
        return x
