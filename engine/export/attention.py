"""Attention as plain matrix products: the pattern in which ONNX Runtime's optimiser recognises it."""

from __future__ import annotations

from typing import Any

from torch import Tensor


class PlainAttention:
    """An attention processor for a diffusers UNet: softmax(scale * q k^T) v.

    Diffusers' own plain one adds the scores to an empty tensor of their size, which an export would hold as a constant
    (335 MB for the first layer of a 512 x 512 picture).
    """

    def __call__(
        self,
        attn: Any,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        temb: Tensor | None = None,
    ) -> Tensor:
        """Rows (N, L, D) that attend to themselves, or to (N, K, E); the UNet's attentions have no mask."""
        words = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        rows = (attn.to_q(hidden_states), attn.to_k(words), attn.to_v(words))
        query, key, value = (_heads(part, attn.heads) for part in rows)
        length, width = int(query.shape[1]), attn.heads * int(value.shape[2])
        shares = (query @ key.transpose(-1, -2) * attn.scale).softmax(dim=-1)
        mixed = (shares @ value).reshape(-1, attn.heads, length, width // attn.heads).transpose(1, 2)
        result: Tensor = attn.to_out[0](mixed.reshape(-1, length, width))
        return result


def _heads(rows: Tensor, heads: int) -> Tensor:
    """(N, L, D) to (N * heads, L, D / heads). But for N, sizes are plain numbers: the pattern has them as constants."""
    length, width = int(rows.shape[1]), int(rows.shape[2]) // heads
    return rows.reshape(-1, length, heads, width).transpose(1, 2).reshape(-1, length, width)
