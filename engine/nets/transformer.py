"""Transformers of the UNet: attention among pixels, attention to the text, a gated layer (Rombach et al. 2022)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from torch import Tensor, nn
from torch.nn import functional as F

from engine.nets import onednn
from engine.nets.layers import Gated, Linear, Norm, Pointwise, image_of, rows_of
from engine.nets.net import Fused, parameter

_NORM_EPS = 1e-6
"""Of the group norm before the transformer, fixed in the architecture."""


def attend(q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
    """Attention of q (N, L, C) to k and v (N, K, C) by `heads` heads: (N, L, C) (Vaswani et al. 2017)."""
    if onednn.fits(q) and (found := onednn.attention(q, k, v, heads)) is not None:
        return found
    count, _, channels = q.shape
    q, k, v = (part.view(count, -1, heads, channels // heads).transpose(1, 2) for part in (q, k, v))
    return F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(count, -1, channels)


class SelfAttention(Fused):
    """Attention among rows; one matrix product makes queries, keys and values."""

    def __init__(self, channels: int, heads: int, bias: bool = False) -> None:
        """`bias`: whether queries, keys and values have one."""
        super().__init__()
        self.qkv = Linear(channels, 3 * channels, bias)
        self.out = Linear(channels, channels)
        self._heads = heads

    def named_views(self) -> Iterable[tuple[str, Tensor]]:
        """Queries, keys and values apart."""
        for kind, tensor in self.qkv.named_parameters():
            for name, part in zip("qkv", tensor.chunk(3), strict=True):
                yield f"to_{name}.{kind}", part
        yield "to_out.0.weight", self.out.weight
        yield "to_out.0.bias", self.out.bias  # type: ignore[misc]

    def forward(self, x: Tensor, plus: Tensor) -> Tensor:
        """(N, L, C) to the same, added to `plus`."""
        q, k, v = self.qkv(x).chunk(3, dim=2)
        y: Tensor = self.out(attend(q, k, v, self._heads), plus)
        return y


class CrossAttention(Fused):
    """Attention to the text; its keys and values come from outside, where those of all layers are made at once."""

    def __init__(self, channels: int, heads: int) -> None:
        super().__init__()
        self.query = Linear(channels, channels, bias=False)
        self.out = Linear(channels, channels)
        self.channels = channels
        self._heads = heads

    def named_views(self) -> Iterable[tuple[str, Tensor]]:
        """Without keys and values: the UNet has them."""
        yield "to_q.weight", self.query.weight
        yield "to_out.0.weight", self.out.weight
        yield "to_out.0.bias", self.out.bias  # type: ignore[misc]

    def forward(self, x: Tensor, keys_values: Tensor, plus: Tensor) -> Tensor:
        """(N, L, C) and (N or 1, K, 2 C) to (N, L, C), added to `plus`."""
        k, v = keys_values.expand(x.shape[0], -1, -1).chunk(2, dim=2)
        y: Tensor = self.out(attend(self.query(x), k, v, self._heads), plus)
        return y


class FeedForward(Fused):
    """A gated layer four times as wide, and one back."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.wide = Gated(channels, 4 * channels)
        self.narrow = Linear(4 * channels, channels)

    def named_views(self) -> Iterable[tuple[str, Tensor]]:
        """Under diffusers' names."""
        for path, layer in (("net.0.proj", self.wide), ("net.2", self.narrow)):
            for name, tensor in layer.named_parameters():
                yield f"{path}.{name}", tensor

    def forward(self, x: Tensor, plus: Tensor) -> Tensor:
        """(N, L, C) to the same, added to `plus`."""
        y: Tensor = self.narrow(self.wide(x), plus)
        return y


class LayerNorm(nn.Module):
    """Weight and bias of a layer norm (Ba et al. 2016) over the last dimension."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = parameter(channels)
        self.bias = parameter(channels)

    def forward(self, x: Tensor) -> Tensor:
        """(N, L, C) to the same."""
        return F.layer_norm(x, self.weight.shape, self.weight, self.bias, 1e-5)


class Block(nn.Module):
    """One transformer block."""

    def __init__(self, channels: int, heads: int) -> None:
        super().__init__()
        self.norm1 = LayerNorm(channels)
        self.attn1 = SelfAttention(channels, heads)
        self.norm2 = LayerNorm(channels)
        self.attn2 = CrossAttention(channels, heads)
        self.norm3 = LayerNorm(channels)
        self.ff = FeedForward(channels)

    def forward(self, x: Tensor, keys_values: Tensor) -> Tensor:
        """(N, L, C), and this block's keys and values of the text (N or 1, K, 2 C), to (N, L, C)."""
        x = self.attn1(self.norm1(x), x)
        x = self.attn2(self.norm2(x), keys_values, x)
        y: Tensor = self.ff(self.norm3(x), x)
        return y


class Transformer(nn.Module):
    """Transformer blocks over the pixels of an image, beside the image itself."""

    def __init__(self, channels: int, heads: int, depth: int, groups: int, linear: bool) -> None:
        super().__init__()
        enter = Linear if linear else Pointwise
        self.norm = Norm(groups, channels, _NORM_EPS, silu=False)
        self.proj_in = enter(channels, channels)
        self.transformer_blocks = nn.ModuleList(Block(channels, heads) for _ in range(depth))
        self.proj_out = enter(channels, channels)

    def forward(self, x: Tensor, keys_values: Sequence[Tensor]) -> Tensor:
        """(N, C, h, w), and keys and values (N or 1, K, 2 C) for each block, to (N, C, h, w)."""
        rows = self.proj_in(rows_of(self.norm(x)))
        for block, pair in zip(self.transformer_blocks, keys_values, strict=True):
            rows = block(rows, pair)
        return image_of(self.proj_out(rows, rows_of(x)), *x.shape[2:])
