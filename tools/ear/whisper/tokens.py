"""The tiny Whisper's tokens: whole words and bytes of our own lines, in the order that Whisper has them.

Training knows one row for all the tokens that are never said ('rest'): the empty token, by which CTranslate2 knows a
multilingual Whisper, and the timestamps. The folder that faster-whisper reads repeats that row for each of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

TIMESTAMPS = 1501
LANGUAGES = ("en", "de")
SPECIAL = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    *(f"<|{code}|>" for code in LANGUAGES),
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)


def learn_text(lines: list[str]) -> Tokenizer:
    """Byte pairs merged until each word of the lines, with the space before it, is one token."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=8000, min_frequency=1, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator([f" {line}" for line in lines], trainer)
    return tokenizer


@dataclass(frozen=True, slots=True)
class Tokens:
    """Numbers of the tokens in training: text first, then 'rest', then Whisper's special ones."""

    text: Tokenizer

    @property
    def rest(self) -> int:
        """The row that stands for all that is never said."""
        return self.text.get_vocab_size()

    @property
    def size(self) -> int:
        """How many rows training knows."""
        return self.rest + 1 + len(SPECIAL)

    @property
    def rest_log(self) -> float:
        """Log of how many tokens 'rest' stands for: what its logit gains so that the softmax is the whole one's."""
        return math.log(1 + TIMESTAMPS)

    def special(self, name: str) -> int:
        """The number of a special token in training."""
        return self.rest + 1 + SPECIAL.index(name)

    def words(self, text: str) -> list[int]:
        """The numbers of a text that begins with a space, or of nothing."""
        return list(self.text.encode(text, add_special_tokens=False).ids)
