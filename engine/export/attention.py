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
        query = attn.head_to_batch_dim(attn.to_q(hidden_states))
        key = attn.head_to_batch_dim(attn.to_k(words))
        value = attn.head_to_batch_dim(attn.to_v(words))
        shares = (query @ key.transpose(-1, -2) * attn.scale).softmax(dim=-1)
        result: Tensor = attn.to_out[0](attn.batch_to_head_dim(shares @ value))
        return result
