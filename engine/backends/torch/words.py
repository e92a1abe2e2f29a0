"""Learned words (textual inversion, Gal et al. 2022): embeddings from a file that a prompt's word then stands for.

A file holds (n, D) vectors under any one name, as diffusers and other tools for Stable Diffusion write them, or under
clip_l and clip_g for SDXL's two encoders. A word of n vectors becomes n tokens: word, word_1, word_2, ...
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch

from engine.errors import ModelError
from engine.model.lora import Array
from engine.model.recipe import RecipeEmbedding
from engine.model.spelled import MOST_VECTORS
from engine.model.weights import check, tensors

_BY_ENCODER = ("clip_l", "clip_g")
"""What a file for two encoders calls each one's vectors."""

_OLD_END = 2
"""What older configurations, SDXL's among them, call a text's last token; transformers then takes the highest number
for the end, which a learned word's is."""


class HasText(Protocol):
    """A text encoder and its tokenizer (engine/backends/torch/load.py)."""

    @property
    def tokenizer(self) -> Any:
        """transformers' CLIPTokenizer."""

    @property
    def encoder(self) -> Any:
        """transformers' CLIPTextModel, with or without projection."""


def learn_words(texts: Iterable[HasText], words: Iterable[RecipeEmbedding], home: Path) -> None:
    """Teach the encoders every word of a recipe, whose paths count from `home`; raises ModelError."""
    parts, words = tuple(texts), tuple(words)
    names = {word.word.lower() for word in words}
    for word in words:
        path = home / word.file
        start, _, number = word.word.lower().rpartition("_")
        if number.isdecimal() and start in names:
            raise ModelError(f"{path}: {word.word!r} would be read as a part of {start!r}; choose another word")
        for part, vectors in zip(parts, _vectors(path, len(parts)), strict=True):
            _learn(path, part, word.word, vectors)


def _vectors(path: Path, encoders: int) -> list[Array]:
    """(n, D) for each encoder."""
    if not path.is_file():
        raise ModelError(f"{path}: no such file; name a learned word's .safetensors file")
    names = tuple(check(path))
    wanted = _BY_ENCODER if encoders == 2 else names[:1]
    if encoders == 2 and not set(wanted) <= set(names):
        raise ModelError(
            f"{path}: has no {' and '.join(wanted)}; it was made for Stable Diffusion 1 or 2, not for SDXL"
        )
    if encoders == 1 and (len(names) != 1 or names[0] in _BY_ENCODER):
        some = ", ".join(names[:3])
        raise ModelError(f"{path}: holds {len(names)} tensors ({some}), a word for this model holds one; see its maker")
    found = [np.atleast_2d(vectors) for vectors in tensors(path, wanted)]
    if any(vectors.ndim != 2 or not 1 <= len(vectors) <= MOST_VECTORS for vectors in found):
        raise ModelError(f"{path}: vectors of shape {found[0].shape}; use 1..{MOST_VECTORS} of them, (n, D)")
    return found


@torch.no_grad()
def _learn(path: Path, part: HasText, word: str, vectors: Array) -> None:
    width = part.encoder.get_input_embeddings().weight.shape[1]
    if vectors.shape[1] != width:
        raise ModelError(
            f"{path}: vectors of {vectors.shape[1]} numbers, the text encoder's have {width}; "
            "it was made for another architecture"
        )
    tokens = [word, *(f"{word}_{k}" for k in range(1, len(vectors)))]
    if taken := set(tokens) & set(part.tokenizer.get_vocab()):
        raise ModelError(f"{path}: the tokenizer knows {min(taken)!r} already; choose another word, such as <{word}>")
    part.tokenizer.add_tokens(tokens)
    part.encoder.resize_token_embeddings(len(part.tokenizer), mean_resizing=False)
    for module in part.encoder.modules():
        if getattr(module, "eos_token_id", None) == _OLD_END:
            module.eos_token_id = part.tokenizer.eos_token_id
    embeddings = part.encoder.get_input_embeddings().weight
    for token, vector in zip(tokens, vectors, strict=True):
        embeddings[part.tokenizer.convert_tokens_to_ids(token)] = torch.from_numpy(vector).to(embeddings)
