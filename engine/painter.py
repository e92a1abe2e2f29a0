"""The painter: prompt -> frame. One loaded model, the state of what flows, and what was shown last."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Backend
from engine.backends.choose import TextEncoder
from engine.context import Context
from engine.flow.brush import Brush, Made
from engine.flow.moment import Flow, Moment
from engine.flow.target import Targets
from engine.model.find import Model, find_model, with_size
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
        self.cut = True
        """Whether the last frame was a cut: nothing lies between it and the one before it."""
        self._number = 0
        self._frame_s = 0.0
        self.forget()

    def forget(self) -> None:
        """Let go of where the picture is: the next frame is a first frame. What was encoded and seen is kept."""
        self._flow.forget()
        self._brush = Brush(self.backend, self.model.schedule, lambda: 0.0)

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
            text = HouseText.load(found)
            return cls(found, load_backend(found, backends, threads, text.encode), text)
        return cls(found, *load_both(found, backends, threads))

    def encode(self, text: str, negative: bool = False) -> Context:
        """The context of a text, as a prompt or as a negative one; encoded once, then remembered."""
        return self._targets.texts.encode(text, negative)

    def at_hand(self, wish: Wish) -> bool:
        """Whether a frame of this wish would wait for no text to be encoded."""
        return self._targets.at_hand(wish)

    def encode_ahead(self, wish: Wish) -> bool:
        """Encode one of the wish's texts, or of those that may come next; False when all are known.

        May run in another thread.
        """
        return self._targets.encode_ahead(wish)

    def load_ahead(self, wish: Wish) -> bool:
        """Begin to load one of the wish's LoRAs that weigh nothing yet; False when all have been begun."""
        return self._targets.load_ahead(wish)

    def settle(self, wish: Wish) -> None:
        """Have every LoRA that the wish weighs read, and wait for it, so that no frame is painted without.

        For offline rendering: a show that plays goes on without a LoRA until it is there.
        """
        self._targets.settle(wish)

    def see(self, image: Picture, source: str, captured_s: float) -> None:
        """Take the newest picture of a camera, movie or file, for wishes whose `image` is `source`.

        Image (H, W, 3) uint8 sRGB, of the model's size; ValueError where it isn't. Encoded once, when a frame first
        starts from it.
        """
        self._flow.references.see(image, source, captured_s)

    def wipe_sights(self) -> None:
        """Let go of every picture that `see` took."""
        self._flow.references.wipe()

    def remarks(self, wish: Wish) -> tuple[str, ...]:
        """Lines for a person: what of the wish can't be given just now, and why."""
        remarks = self._targets.remarks(wish), self._flow.references.remarks(wish.image), self._brush.remarks(wish)
        return (*self.model.remarks(wish.steps), *(line for lines in remarks for line in lines))

    def still(self, wish: Wish, now_s: float) -> bool:
        """Whether painting now would only repeat the last frame, bit for bit."""
        return self._brush.trail.settled and self._flow.resting(wish)

    def paint(self, wish: Wish | str, now_s: float = 0.0, clock: Clock | None = None) -> Frame:
        """The frame of `wish` at show time `now_s`; `clock` (show time) stamps the stages of its making.

        Equal wishes at equal times from equal starts give equal frames. Time may stand still but not run back. A
        string is a wish with that one phrase.
        """
        wish = Wish(phrases=(Phrase(wish),)) if isinstance(wish, str) else wish
        self._brush.clock = clock or (lambda: now_s)
        self._brush.settle()
        return self._frame(self._brush.alone(self._moment(wish, now_s)))

    def ahead(self, wish: Wish) -> int:
        """How many coming times `paint_ahead` wants: more than 1 where the backend paints several frames at once."""
        return max(1, self._brush.rows(wish))

    def paint_ahead(self, wish: Wish, times_s: Sequence[float], clock: Clock | None = None) -> list[Frame]:
        """Frames at coming times, for the pace 'smooth': more a second than `paint` gives, each older when it is there.

        Given `ahead(wish)` times that rise, it gives frames in their order: of these times, of earlier ones, or none
        yet, while the first ones are under way. A wish for another picture drops those and gives its own first frame.
        """
        self._brush.clock = clock or (lambda: times_s[0])
        before = self._flow.wish
        other = before is None or self._flow.elsewhere(wish) or wish.steps != before.steps
        if other or wish.pace != "smooth" or wish.carry > 0.0:
            return [self.paint(wish, times_s[0], clock)]
        moments = [self._moment(wish, now_s) for now_s in times_s]
        if not all(moment.start.times for moment in moments):
            return [self._frame(self._brush.alone(moment)) for moment in moments]
        made = self._brush.several(moments) if self._brush.rows(wish) else self._brush.overlapped(moments[0])
        if made is None:
            made = [self._brush.alone(moment) for moment in moments]
        return [self._frame(frame) for frame in made]

    def _moment(self, wish: Wish, now_s: float) -> Moment:
        survey = self._frame_s < _DEAR_S
        return self._flow.moment(wish, now_s, self._brush.clock(), self._brush.trail.shown, survey)

    def _frame(self, made: Made) -> Frame:
        """A painted frame, with what it says of itself."""
        wish = made.moment.wish
        self._number += 1
        self.cut = made.moment.cut
        self._frame_s = made.decoded_s - made.denoise_s
        info = FrameInfo(
            number=self._number,
            wish_id=wish.id,
            cause_s=wish.cause_s,
            sound_s=wish.sound_s,
            wish_made_s=wish.made_s,
            wish_seen_s=made.moment.seen_s,
            text_s=made.moment.seen_s,
            denoise_s=made.denoise_s,
            decoded_s=made.decoded_s,
            sight_s=made.moment.sight_s,
            height=made.image.shape[0],
            width=made.image.shape[1],
        )
        return Frame(info, made.image, made.latent)


def monotonic_show_clock(zero_s: float) -> Clock:
    """Show time now, for processes that share the machine's monotonic clock; `zero_s` is show time 0 on it."""
    return lambda: time.monotonic() - zero_s
