"""Text encoders of the Stable Diffusion architectures: one CLIP, or two side by side, as their UNets were trained."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.backends.base import Array
from engine.backends.torch.load import TextPart
from engine.context import Context
from engine.model.spelled import spelled_out


class ClipText:
    """Words to context: the last layer of one encoder, or the last but one of two, with the second's pooled vector."""

    def __init__(self, parts: tuple[TextPart, ...], device: torch.device, zeros_for_empty: bool) -> None:
        """`zeros_for_empty`: whether an empty negative prompt is all zeros, as SDXL was trained."""
        self._parts = parts
        self._device = device
        self._zeros_for_empty = zeros_for_empty
        self._spell = {id(part): spelled_out(part.tokenizer.added_tokens_encoder) for part in parts}

    @torch.inference_mode()
    def encode(self, text: str) -> Context:
        """The context of `text`: tokens (1, 77, D), pooled (1, P) with two encoders; late words are cut off."""
        if len(self._parts) == 1:
            return Context(_array(self._run(self._parts[0], text).last_hidden_state))
        runs = [self._run(part, text) for part in self._parts]
        tokens = torch.cat([run.hidden_states[-2] for run in runs], dim=-1)
        return Context(_array(tokens), _array(runs[-1].text_embeds))

    def against(self, text: str) -> Context:
        """The context of a negative prompt."""
        context = self.encode(text)
        if text or not self._zeros_for_empty or context.pooled is None:
            return context
        return Context(np.zeros_like(context.tokens), np.zeros_like(context.pooled))

    def _run(self, part: TextPart, text: str) -> Any:
        clean = self._spell[id(part)](text.encode("utf-8", "replace").decode())
        ids = part.tokenizer(
            clean,
            padding="max_length",
            max_length=part.tokenizer.model_max_length,
            truncation=True,
            return_tensors="pt",
        ).input_ids
        return part.encoder(ids.to(self._device), output_hidden_states=True)


def _array(tensor: Tensor) -> Array:
    return np.asarray(tensor.float().cpu().numpy(), np.float32)
