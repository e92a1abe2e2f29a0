"""Targets: the context that a wish asks for, from texts that are encoded once and LoRAs that are at hand."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol, runtime_checkable

from engine.backends.base import Backend
from engine.backends.choose import TextEncoder
from engine.context import Context, mix
from engine.errors import ModelError
from engine.model.families import Family
from engine.wish import Phrase, Wish

_CACHED_TEXTS = 256
_QUICK_S = 0.004
"""A text that is encoded sooner than this holds up no frame."""


def said(wish: Wish) -> tuple[object, ...]:
    """What the context depends on."""
    return wish.phrases, wish.negative, wish.guidance, wish.loras


@runtime_checkable
class ReadsAside(Protocol):
    """What a backend offers that reads LoRAs in a thread while frames go on without them."""

    def wait_for_loras(self, files: Iterable[str]) -> None:
        """Wait until these, and what else is being read, can be in the next frame, or are known not to."""


class Texts:
    """Contexts of texts, each encoded once; may be asked from two threads, so that one can encode ahead."""

    def __init__(self, encoder: TextEncoder) -> None:
        self._encoder = encoder
        self._kept: OrderedDict[tuple[str, bool], Context] = OrderedDict()
        self._took_s = 0.0
        self._keeping = threading.Lock()
        self._encoding = threading.Lock()

    def encode(self, text: str, negative: bool = False) -> Context:
        """The context of a text, as a prompt or as a negative one. What is known waits for no encoding."""
        known = self._find(text, negative)
        if known is not None:
            return known
        with self._encoding:
            known = self._find(text, negative)
            if known is None:
                begin_s = time.perf_counter()
                known = self._encoder.against(text) if negative else self._encoder.encode(text)
                self._took_s = time.perf_counter() - begin_s
                with self._keeping:
                    if len(self._kept) >= _CACHED_TEXTS:
                        self._kept.popitem(last=False)
                    self._kept[text, negative] = known
        return known

    def _find(self, text: str, negative: bool) -> Context | None:
        with self._keeping:
            known = self._kept.get((text, negative))
            if known is not None:
                self._kept.move_to_end((text, negative))
            return known

    @property
    def quick(self) -> bool:
        """Whether encoding the last text took no time to speak of."""
        return self._took_s < _QUICK_S

    def knows(self, text: str, negative: bool = False) -> bool:
        """Whether a text was encoded already."""
        return (text, negative) in self._kept


class Loras:
    """The LoRAs that a backend was asked to load, and what it said."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._tried: dict[str, tuple[bool, tuple[str, ...]]] = {}

    def load(self, file: str) -> bool:
        """Whether a LoRA can be had; loading is begun the first time."""
        if file not in self._tried:
            try:
                self._tried[file] = (True, self._backend.load_lora(file))
            except (ModelError, OSError) as error:  # a file that can't be read, or whose folder can't
                self._tried[file] = (False, (str(error),))
        return self._tried[file][0]

    def wait_for(self, files: Iterable[str]) -> None:
        """Load these, and wait until they are read; where a backend reads at once, there is nothing to wait for."""
        loaded = [file for file in files if self.load(file)]
        if loaded and isinstance(self._backend, ReadsAside):
            self._backend.wait_for_loras(loaded)

    def tried(self, file: str) -> bool:
        """Whether its loading was begun."""
        return file in self._tried

    def remarks(self, file: str) -> tuple[str, ...]:
        """Lines for a person about a LoRA."""
        return self._tried[file][1] if file in self._tried else ()


class Targets:
    """From wishes to contexts, for one model."""

    def __init__(self, family: Family, backend: Backend, encoder: TextEncoder) -> None:
        self.texts = Texts(encoder)
        self._family = family
        self._loras = Loras(backend)

    def target(self, wish: Wish) -> Context:
        """The context that a wish asks for."""
        kept = [phrase for phrase in wish.phrases if phrase.weight > 0.0] or [Phrase("")]
        mixed = mix([self.texts.encode(phrase.text) for phrase in kept], [phrase.weight for phrase in kept])
        guidance = self._family.guidance
        scale = guidance.scale(wish.guidance)
        against = self.texts.encode(wish.negative, negative=True) if guidance.negative and scale > 1.0 else None
        weighed = (lora for lora in wish.loras if lora.weight != 0.0)
        at_hand = tuple((lora.file, lora.weight) for lora in weighed if self._loras.load(lora.file))
        return replace(mixed, against=against, guidance=scale, loras=at_hand)

    def encode_ahead(self, wish: Wish) -> bool:
        """Encode one text of the wish, or one that may be asked for next; False when all are known."""
        wanted = *self._needed(wish), *((text, False) for text in wish.ahead)
        for text, negative in wanted:
            if not self.texts.knows(text, negative):
                self.texts.encode(text, negative)
                return True
        return False

    def at_hand(self, wish: Wish) -> bool:
        """Whether the wish's texts are encoded, or are so quickly that no frame waits for it."""
        return self.texts.quick or all(self.texts.knows(*needed) for needed in self._needed(wish))

    def _needed(self, wish: Wish) -> list[tuple[str, bool]]:
        """The texts that a target is made of, and whether each is a negative prompt."""
        guidance = self._family.guidance
        negative = [(wish.negative, True)] if guidance.negative and guidance.scale(wish.guidance) > 1.0 else []
        return [*((phrase.text, False) for phrase in wish.phrases if phrase.weight > 0.0), *negative]

    def load_ahead(self, wish: Wish) -> bool:
        """Begin to load one LoRA of the wish; False when all have been begun."""
        for lora in wish.loras:
            if not self._loras.tried(lora.file):
                self._loras.load(lora.file)
                return True
        return False

    def settle(self, wish: Wish) -> None:
        """Load every LoRA that the wish weighs, and wait until it is read."""
        self._loras.wait_for(lora.file for lora in wish.loras if lora.weight != 0.0)

    def remarks(self, wish: Wish) -> tuple[str, ...]:
        """Lines for a person: what of the wish this model's family can't give, and why."""
        notes = [note for lora in wish.loras for note in self._loras.remarks(lora.file)]
        return (*self._family.guidance.remarks(wish.guidance, wish.negative), *notes)
