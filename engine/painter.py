"""The painter: prompt -> frame. One loaded model, the state of what flows, and what was shown last."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Backend
from engine.backends.choose import TextEncoder
from engine.context import Context
from engine.flow import Flow, Moment
from engine.models import Model, find_model, with_size
from engine.pacing import Trail, followed
from engine.sample import few_step
from engine.target import Targets
from engine.wish import Frame, FrameInfo, Phrase, Wish

Array = NDArray[np.float32]
Picture = NDArray[np.uint8]
Clock = Callable[[], float]

_DEAR_S = 0.15
"""A model whose frame takes longer than this makes no predictions beside the frame's own."""


class Painter:
    """Paints what a Wish asks for at a moment of show time.

    >>> painter = Painter.load("house")
    >>> frame = painter.paint("a boat in fog, ink wash")
    >>> frame.image.shape
    (256, 256, 3)
    """

    def __init__(self, model: Model, backend: Backend, text: TextEncoder) -> None:
        self.model = model
        self.backend = backend
        self._targets = Targets(model.family, backend, text)
        self._flow = Flow(model, backend, self._targets)
        self._number = 0
        self._frame_s = 0.0
        self.forget()

    def forget(self) -> None:
        """Let go of where the picture is: the next frame is a first frame. What was encoded and seen is kept."""
        self._flow.forget()
        self._trail = Trail()

    @classmethod
    def load(
        cls,
        model: str = "house",
        backends: Sequence[str] = ("cpu",),
        threads: int = 0,
        size: tuple[int, int] | None = None,
    ) -> Painter:
        """Load a model by name or folder on the first backend of the list that works; raises ModelError, BackendError.

        Threads: of the CPU backend; 0 takes one a physical core. Size: (width, height) of the picture in pixels;
        None is the model's own.
        """
        from engine.backends.choose import is_house, load_backend, load_both
        from engine.text import HouseText

        found = with_size(find_model(model), size)
        if is_house(found):
            return cls(found, load_backend(found, backends, threads), HouseText.load(found))
        return cls(found, *load_both(found, backends, threads))

    def encode(self, text: str, negative: bool = False) -> Context:
        """The context of a text, as a prompt or as a negative one; encoded once, then remembered."""
        return self._targets.texts.encode(text, negative)

    def encode_ahead(self, wish: Wish) -> bool:
        """Make ready one text or LoRA that may be asked for next; False when all are. May run in another thread."""
        return self._targets.prepare(wish)

    def see(self, image: Picture, source: str, captured_s: float) -> None:
        """Take the newest picture of a camera, movie or file, for wishes whose `image` is `source`.

        Image (H, W, 3) uint8 sRGB, of the model's size; ValueError where it isn't. Encoded once, when a frame first
        starts from it.
        """
        self._flow.seen.see(image, source, captured_s)

    def remarks(self, wish: Wish) -> tuple[str, ...]:
        """Lines for a person: what of the wish can't be given just now, and why."""
        return (*self._targets.remarks(wish), *self._flow.seen.remarks(wish.image))

    def still(self, wish: Wish, now_s: float) -> bool:
        """Whether painting now would only repeat the last frame, bit for bit."""
        return self._trail.settled and self._flow.resting(wish)

    def paint(self, wish: Wish | str, now_s: float = 0.0, clock: Clock | None = None) -> Frame:
        """The frame of `wish` at show time `now_s`; `clock` (show time) stamps the stages of its making.

        Equal wishes at equal times from equal starts give equal frames. Time may stand still but not run back. A
        string is a wish with that one phrase.
        """
        wish = Wish(phrases=(Phrase(wish),)) if isinstance(wish, str) else wish
        clock = clock or (lambda: now_s)
        text_s = clock()
        moment = self._moment(wish, now_s)
        denoise_s = clock()
        latent, image = self._alone(moment)
        decoded_s = clock()
        self._frame_s = decoded_s - denoise_s
        return self._frame(moment, (latent, image), (text_s, denoise_s, decoded_s))

    def _moment(self, wish: Wish, now_s: float) -> Moment:
        return self._flow.moment(wish, now_s, self._trail.shown, survey=self._frame_s < _DEAR_S)

    def _alone(self, moment: Moment) -> tuple[Array, Picture]:
        """All steps of one frame: (latent shown (1, C, h, w), image (H, W, 3) uint8)."""
        x, times = moment.start.x, moment.start.times
        if not times:
            follow = self._trail.follow(moment, x)
            shown = followed(follow, x)
            image = self.backend.decode_all([shown])[0]
        else:
            sampler = few_step(x, moment.noise, times, self.model.schedule)
            step = next(sampler)
            while not step.last:
                step = sampler.send(self.backend.denoise(step.x, step.t, moment.context))
            follow = self._trail.follow(moment, step.x)
            shown, image = self.backend.finish(step.x, step.t, moment.context, follow)
        self._trail.moved(moment, follow, shown)
        return shown, image

    def _frame(self, moment: Moment, made: tuple[Array, Picture], stamps: tuple[float, float, float]) -> Frame:
        """A painted frame, with when text, denoising and decoding began or ended."""
        (latent, image), (text_s, denoise_s, decoded_s), wish = made, stamps, moment.wish
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
            decoded_s=decoded_s,
            sight_s=moment.sight_s,
            height=image.shape[0],
            width=image.shape[1],
        )
        return Frame(info, image, latent)


def monotonic_show_clock(zero_s: float) -> Clock:
    """Show time now, for processes that share the machine's monotonic clock; `zero_s` is show time 0 on it."""
    return lambda: time.monotonic() - zero_s
