"""oneDNN on x86 CPUs: weights packed once, sums and activations done while the product is at hand.

Torch's plain layers on a CPU reorder a convolution's weight in every call, and leave float32 products to MKL, which
is slow on processors that aren't Intel's. The operators here are those that torch's own compiler calls for the same
purpose; where a torch lacks them, or on other devices, layers.py works with plain ones.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

_NAMES = (
    "_linear_pointwise",
    "_convolution_pointwise",
    "_reorder_linear_weight",
    "_reorder_convolution_weight",
    "_is_mkldnn_bf16_supported",
)
_ROWS_BYTES = 4 << 20
"""Of the scores that attention has at hand at a time, where it goes by rows: about what a core's caches hold."""

_AT_ONCE_BYTES = {torch.float32: 1 << 20, torch.bfloat16: 4 << 20}
"""Of all scores of an attention: with more, going by rows was measured to be the fastest way."""


def fits(x: Tensor) -> bool:
    """Whether these operators can work on x: told by its device and dtype, never by its values."""
    if x.device.type != "cpu" or torch.compiler.is_compiling() or torch._C._get_tracing_state():
        return False
    return x.dtype in (torch.float32, torch.bfloat16) and _has(x.dtype == torch.bfloat16)


_known: dict[bool, bool] = {}


def _has(bf16: bool) -> bool:
    """Whether this machine and this torch have the operators, and instructions for bfloat16."""
    if bf16 not in _known:
        has = platform.machine().lower() in ("x86_64", "amd64") and bool(torch._C._has_mkldnn)
        has = has and all(hasattr(torch.ops.mkldnn, name) for name in _NAMES)
        _known[bf16] = has and (not bf16 or bool(torch.ops.mkldnn._is_mkldnn_bf16_supported()))
    return _known[bf16]


class Packed:
    """A weight in the layout that oneDNN multiplies fastest, made anew when the weight was changed in place.

    It lies beside the weight, so that both take memory.
    """

    def __init__(self) -> None:
        self._key: tuple[int, int, torch.dtype] | None = None
        self._packed: Tensor | None = None

    def of(self, weight: Tensor, pack: Callable[[Tensor], Tensor]) -> Tensor:
        """The packed weight; the weight itself where changes can't be seen (made in inference mode)."""
        if weight.is_inference():
            return weight
        key = (weight.data_ptr(), weight._version, weight.dtype)
        if key != self._key or self._packed is None:
            self._packed, self._key = pack(weight), key
        return self._packed


def linear(x: Tensor, weight: Tensor, bias: Tensor | None, packed: Packed, activation: str = "none") -> Tensor:
    """activation(x @ weight.T + bias) for x (..., I), weight (O, I); activation is none or gelu."""
    ready = packed.of(weight, lambda plain: _pack_linear(plain, x))
    y: Tensor = torch.ops.mkldnn._linear_pointwise(x, ready, bias, activation, [], "none")
    return y


def linear_with(x: Tensor, weight: Tensor, bias: Tensor | None, packed: Packed, other: Tensor, how: str) -> Tensor:
    """The same, added to `other` (..., O) or multiplied with it: how is add or mul."""
    ready = packed.of(weight, lambda plain: _pack_linear(plain, x))
    y: Tensor = torch.ops.mkldnn._linear_pointwise(x, other, ready, bias, how)
    return y


@dataclass(frozen=True, slots=True)
class Place:
    """How a convolution lies: pixels that it steps on by, and of its margin."""

    stride: int = 1
    margin: int = 1


BESIDE = Place()
"""Every pixel, with a margin, so that the size stays."""


@dataclass(frozen=True, slots=True)
class After:
    """What is done to a convolution's output: `plus` (as the output) added, then max(0, ...)."""

    plus: Tensor | None = None
    relu: bool = False


def convolution(x: Tensor, weight: Tensor, bias: Tensor | None, packed: Packed, place: Place, after: After) -> Tensor:
    """A convolution of x (N, I, h, w), channels last, with weight (O, I, 3, 3)."""
    margin, stride = [place.margin] * 2, [place.stride] * 2
    ready = packed.of(weight, lambda plain: _pack_convolution(plain, x, stride, margin))
    given = (ready, bias, margin, stride, [1, 1], 1)
    operator = torch.ops.mkldnn._convolution_pointwise
    y: Tensor
    if after.plus is None:
        y = operator(x, *given, "relu" if after.relu else "none", [], "")
    else:
        y = operator(x, after.plus, *given, "add", 1.0, "relu" if after.relu else None, [], "")
    return y


def _pack_linear(weight: Tensor, x: Tensor) -> Tensor:
    packed: Tensor = torch.ops.mkldnn._reorder_linear_weight(weight.detach(), x.numel() // x.shape[-1])
    return packed


def _pack_convolution(weight: Tensor, x: Tensor, stride: list[int], margin: list[int]) -> Tensor:
    packed: Tensor = torch.ops.mkldnn._reorder_convolution_weight(
        weight.detach(), margin, stride, [1, 1], 1, list(x.shape)
    )
    return packed


def attention(q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor | None:
    """Attention of q (N, L, C) to k and v (N, K, C): (N, L, C); None where torch's own is faster.

    Torch's own kernel takes its products from MKL. Many scores are made a few rows at a time, as a core's cache holds
    them; few ones all at once.
    """
    scores = q.shape[0] * heads * q.shape[1] * k.shape[1] * q.element_size()
    if scores > _AT_ONCE_BYTES[q.dtype]:
        return _attention_by_rows(q, k, v, heads)
    return _attention_at_once(q, k, v, heads) if q.dtype == torch.bfloat16 else None


def _attention_at_once(q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
    count, length, channels = q.shape
    width = channels // heads
    q, k, v = (part.view(count, -1, heads, width).transpose(1, 2) for part in (q, k, v))
    shares = torch.softmax(q @ (k * width**-0.5).transpose(2, 3), dim=3)
    return (shares @ v).transpose(1, 2).reshape(count, length, channels)


def _attention_by_rows(q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
    count, length, channels = q.shape
    width = channels // heads
    rows = max(64, _ROWS_BYTES // (k.shape[1] * q.element_size()))
    out = torch.empty_like(q, memory_format=torch.contiguous_format)
    product = torch.ops.mkldnn._linear_pointwise
    for number in range(count):
        for head in range(heads):
            part = slice(head * width, (head + 1) * width)
            key = (k[number, :, part] * width**-0.5).contiguous()
            value = v[number, :, part].t().contiguous()
            query = q[number, :, part].contiguous()
            for begin in range(0, length, rows):
                at = slice(begin, begin + rows)
                scores = product(query[at], key, None, "none", [], "")
                out[number, at, part] = product(torch.softmax(scores, dim=1), value, None, "none", [], "")
    return out
