"""Attention as ONNX Runtime's optimiser recognises it, or as ONNX Runtime's own node at once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention


class _Attention(ABC):
    """An attention processor for a diffusers UNet; the UNet's attentions have no mask."""

    def __call__(
        self,
        attn: Any,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        temb: Tensor | None = None,
    ) -> Tensor:
        """Rows (N, L, D) that attend to themselves, or to (N, K, E)."""
        words = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        rows = (attn.to_q(hidden_states), attn.to_k(words), attn.to_v(words))
        result: Tensor = attn.to_out[0](self.attend(attn, rows))
        return result

    @abstractmethod
    def attend(self, attn: Any, rows: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """Softmax(scale * q k^T) v of rows (N, L, D), (N, K, D), (N, K, D): (N, L, D)."""


class PlainAttention(_Attention):
    """Product, softmax, product.

    Diffusers' own plain one adds the scores to an empty tensor of their size, which an export would hold as a constant
    (335 MB for the first layer of a 512 x 512 picture).
    """

    def attend(self, attn: Any, rows: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """As the base says, in the nodes that the optimiser looks for."""
        query, key, value = (_heads(part, attn.heads) for part in rows)
        length, width = int(query.shape[1]), attn.heads * int(value.shape[2])
        shares = (query @ key.transpose(-1, -2) * attn.scale).softmax(dim=-1)
        mixed: Tensor = (shares @ value).reshape(-1, attn.heads, length, width // attn.heads).transpose(1, 2)
        return mixed.reshape(-1, length, width)


class OneNodeAttention(_Attention):
    """Exported as one MultiHeadAttention node of ONNX Runtime's, q, k and v apart.

    For UNets with LoRAs on runtimes that don't take them packed: there the optimiser recognises no attention.
    """

    def attend(self, attn: Any, rows: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """As the base says, in one node."""
        attend: Any = _Attend.apply
        result: Tensor = attend(*rows, attn.heads)
        return result


class _Attend(torch.autograd.Function):
    """softmax(q k^T / sqrt(width of a head)) v of rows (N, L, D), with its ONNX node."""

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
        """Rows (N, L, D)."""
        query, key, value = (part.reshape(*part.shape[:2], heads, -1).transpose(1, 2) for part in (q, k, v))
        return scaled_dot_product_attention(query, key, value).transpose(1, 2).flatten(2)

    @staticmethod
    def symbolic(g: Any, q: Any, k: Any, v: Any, heads: int) -> Any:
        """The node that the exporter writes, with q's type and shape."""
        node = g.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=heads)
        node.setType(q.type())
        return node


def _heads(rows: Tensor, heads: int) -> Tensor:
    """(N, L, D) to (N * heads, L, D / heads). But for N, sizes are plain numbers: the pattern has them as constants."""
    length, width = int(rows.shape[1]), int(rows.shape[2]) // heads
    return rows.reshape(-1, length, heads, width).transpose(1, 2).reshape(-1, length, width)
