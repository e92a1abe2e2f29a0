"""The painter: prompt -> frame. Holds the three things that flow (embedding, noise, memory) and one loaded model."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Backend, Follow
from engine.backends.choose import TextEncoder
from engine.blend import NoiseWalk
from engine.context import Context, Morph, mix
from engine.models import Model, ModelError, find_model
from engine.pacing import Pacing, rms
from engine.sample import carried_start, few_step
from engine.wish import Frame, FrameInfo, Phrase, Wish

Array = NDArray[np.float32]

_CACHED_TEXTS = 256
_FORGET_S = 0.5
"""A shown latent older than this is no longer followed or carried over: the show was elsewhere in the meantime."""


class Painter:
    """Paints what a Wish asks for at a moment of show time.

    >>> painter = Painter.load("house")
    >>> frame = painter.paint(Wish(phrases=(Phrase("a boat in fog, ink wash"),)), now_s=0.0)
    >>> frame.image.shape
    (256, 256, 3)
    """

    def __init__(self, model: Model, backend: Backend, text: TextEncoder) -> None:
        latent = model.card.latent
        self.model = model
        self.backend = backend
        self._text = text
        self._contexts: OrderedDict[tuple[str, bool], Context] = OrderedDict()
        self._shape = (1, latent.channels, latent.height, latent.width)
        self._schedule = model.schedule
        self._lora_notes: dict[str, tuple[bool, tuple[str, ...]]] = {}
        self._number = 0
        self.forget()

    def forget(self) -> None:
        """Let go of where the picture is: the next frame is a first frame. What was encoded is kept."""
        self._walk: NoiseWalk | None = None
        self._morph: Morph | None = None
        self._shown: Array | None = None
        self._pacing = Pacing()
        self._wish: Wish | None = None
        self._last_s = 0.0

    @classmethod
    def load(cls, model: str = "house", backends: Sequence[str] = ("cpu",), threads: int = 0) -> Painter:
        """Load a model by name or folder on the first backend of the list that works; raises ModelError, BackendError.

        Threads: of the CPU backend; 0 takes one a physical core.
        """
        from engine.backends.choose import is_house, load_backend, load_both
        from engine.text import HouseText

        found = find_model(model)
        if is_house(found):
            return cls(found, load_backend(found, backends, threads), HouseText.load(found))
        return cls(found, *load_both(found, backends, threads))

    def encode(self, text: str, negative: bool = False) -> Context:
        """The context of a text, as a prompt or as a negative one; encoded once, then remembered."""
        key = (text, negative)
        known = self._contexts.get(key)
        if known is None:
            known = self._text.against(text) if negative else self._text.encode(text)
            if len(self._contexts) >= _CACHED_TEXTS:
                self._contexts.popitem(last=False)
            self._contexts[key] = known
        self._contexts.move_to_end(key)
        return known

    def encode_ahead(self, wish: Wish) -> bool:
        """Encode one of the texts that may be asked for next; False when all are known."""
        for text in wish.ahead:
            if (text, False) not in self._contexts:
                self.encode(text)
                return True
        return False

    def remarks(self, wish: Wish) -> tuple[str, ...]:
        """Lines for a person: what of the wish this model's family can't give, and why."""
        notes = [note for lora in wish.loras for note in self._lora_notes.get(lora.file, (True, ()))[1]]
        return (*self.model.family.guidance.remarks(wish.guidance, wish.negative), *notes)

    def still(self, wish: Wish, now_s: float) -> bool:
        """Whether painting now would only repeat the last frame, bit for bit."""
        if wish != self._wish or self._morph is None or self._walk is None:
            return False
        fading = self._walk.moving(self._last_s) or self._last_s < self._morph.begin_s + self._morph.fade_s
        return self._pacing.settled and not fading and wish.drift_hz == 0.0 and wish.carry == 0.0

    def paint(self, wish: Wish, now_s: float, clock: Callable[[], float] | None = None) -> Frame:
        """The frame of `wish` at show time `now_s`; `clock` (show time) stamps the stages of its making.

        Equal wishes at equal times from equal starts give equal frames. Time may stand still but not run back.
        """
        clock = clock or (lambda: now_s)
        text_s = clock()
        context = self._context(wish, now_s)
        noise = self._noise(wish, now_s)
        denoise_s = clock()
        latent, image = self._denoise(wish, noise, context, now_s)
        self._shown, self._wish, self._last_s = latent, wish, now_s
        self._number += 1
        info = FrameInfo(
            number=self._number,
            wish_id=wish.id,
            cause_s=wish.cause_s,
            sound_s=wish.sound_s,
            wish_made_s=wish.made_s,
            wish_seen_s=text_s,
            text_s=text_s,
            denoise_s=denoise_s,
            decoded_s=clock(),
            height=image.shape[0],
            width=image.shape[1],
        )
        return Frame(info, image, latent)

    def _context(self, wish: Wish, now_s: float) -> Context:
        """Where the embedding is on its way to what the wish says."""
        if self._morph is None or self._wish is None:
            target = self._target(wish)
            self._morph = Morph(target, target, now_s, 0.0)
        elif _said(wish) != _said(self._wish):
            self._morph = self._morph.towards(self._target(wish), now_s, wish.fade_s)
        return self._morph.at(now_s)

    def _target(self, wish: Wish) -> Context:
        kept = [phrase for phrase in wish.phrases if phrase.weight > 0.0] or [Phrase("")]
        mixed = mix([self.encode(phrase.text) for phrase in kept], [phrase.weight for phrase in kept])
        guidance = self.model.family.guidance
        scale = guidance.scale(wish.guidance)
        against = self.encode(wish.negative, negative=True) if guidance.negative and scale > 1.0 else None
        return replace(mixed, against=against, guidance=scale, loras=self._loras_at_hand(wish))

    def _loras_at_hand(self, wish: Wish) -> tuple[tuple[str, float], ...]:
        """The wish's LoRAs that can be had, loaded; what can't be is told by `remarks`, once it was tried."""
        for lora in wish.loras:
            if lora.file not in self._lora_notes:
                try:
                    self._lora_notes[lora.file] = (True, self.backend.load_lora(lora.file))
                except ModelError as error:
                    self._lora_notes[lora.file] = (False, (str(error),))
        return tuple((lora.file, lora.weight) for lora in wish.loras if self._lora_notes[lora.file][0])

    def _noise(self, wish: Wish, now_s: float) -> Array:
        """Where the walk through noise is: (1, C, h, w)."""
        if self._walk is None:
            self._walk = NoiseWalk(self._shape, wish.seed)
        elif self._wish is not None:
            self._walk.advance(now_s - self._last_s, self._wish.drift_hz)
        self._walk.go_to(wish.seed, now_s, wish.fade_s)
        return self._walk.at(now_s)

    def _denoise(self, wish: Wish, noise: Array, context: Context, now_s: float) -> tuple[Array, NDArray[np.uint8]]:
        """All denoising steps of one frame: (latent shown (1, C, h, w), image (H, W, 3) uint8)."""
        recent = self._shown if now_s - self._last_s < _FORGET_S else None
        start, times = self._start(wish, noise, recent)
        sampler = few_step(start, noise, times, self._schedule)
        step = next(sampler)
        while not step.last:
            step = sampler.send(self.backend.denoise(step.x, step.t, context))
        if recent is None or (self._goes_elsewhere(wish) and wish.fade_s == 0.0):
            return self.backend.finish(step.x, step.t, context, Follow(step.x))
        if self._goes_elsewhere(wish):
            self._pacing.begin(self._distance(recent, times[0]), now_s, wish.fade_s)
        follow = self._pacing.follow(recent, now_s - self._last_s)
        latent, image = self.backend.finish(step.x, step.t, context, follow)
        self._pacing.moved(follow, latent, now_s)
        return latent, image

    def _start(self, wish: Wish, noise: Array, recent: Array | None) -> tuple[Array, tuple[float, ...]]:
        """Where denoising sets out, (1, C, h, w), and its times."""
        times = self._schedule.times[min(wish.steps, max(self._schedule.times))]
        carry = min(wish.carry, self.model.family.carry_clamp)
        if carry > 0.0 and recent is not None:
            return carried_start(noise, recent, carry, times, self._schedule)
        return self._from_noise(noise, times[0]), times

    def _from_noise(self, noise: Array, t: float) -> Array:
        """A frame's first x: (1, C, h, w)."""
        share = self._schedule.start(t)
        return noise if share == 1.0 else np.asarray(share * noise, np.float32)

    def _goes_elsewhere(self, wish: Wish) -> bool:
        """Whether this wish, seen for the first time, asks for another picture."""
        before = self._wish
        return before is not None and (_said(wish), wish.seed) != (_said(before), before.seed)

    def _distance(self, shown: Array, t: float) -> float:
        """How far the shown latent is from where the fade ends: one denoising step, once a fade."""
        assert self._morph is not None
        assert self._walk is not None
        there = self._from_noise(self._walk.destination(), t)
        return rms(self.backend.denoise(there, t, self._morph.target), shown)


def _said(wish: Wish) -> tuple[object, ...]:
    """What the embedding depends on."""
    return wish.phrases, wish.negative, wish.guidance, wish.loras


def monotonic_show_clock(zero_s: float) -> Callable[[], float]:
    """Show time now, for processes that share the machine's monotonic clock; `zero_s` is show time 0 on it."""
    return lambda: time.monotonic() - zero_s
