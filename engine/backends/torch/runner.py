"""A runner: the few pieces of a frame's work, run at one desk: plainly, or as captured CUDA graphs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from engine.backends.torch.desk import Desk
from engine.backends.torch.frame import FrameNet
from engine.backends.torch.graph import Graphs
from engine.backends.torch.mix import slerp

Work = Literal["words", "predict", "finish", "decode", "encode"]


@dataclass(frozen=True, slots=True)
class Steps:
    """The tensor functions that a frame is made of; FrameNet's own, or the same compiled."""

    words: Callable[[Tensor, Tensor, Tensor], tuple[Tensor, ...]]
    step: Callable[..., Tensor]
    follow: Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]
    decode: Callable[[Tensor], Tensor]
    encode: Callable[[Tensor], Tensor]

    @classmethod
    def plain(cls, net: FrameNet) -> Steps:
        """As they are."""
        return cls(net.words, net.step, net.follow, net.decode, net.encode)


class Runner:
    """Steps at a desk. What was captured once is replayed; without `graphs`, all is run plainly."""

    def __init__(self, steps: Steps, desk: Desk, graphs: Graphs | None, stage: str) -> None:
        self.desk = desk
        self.stage = stage
        """For people: torch eager, CUDA graph, compiled, compiled + CUDA graph."""
        self.weights_seen = -1
        """Number of the weights that `keys_values` were made with."""
        self.trouble = ""
        """Why work that was to be captured is run plainly."""
        self._steps = steps
        self._graphs = graphs
        self._replays: dict[Work, Callable[[], None]] = {}
        self._works: dict[Work, Callable[[], None]] = {
            "words": self._words,
            "predict": self._predict,
            "finish": self._finish,
            "decode": self._decode,
            "encode": self._encode,
        }

    def run(self, work: Work) -> None:
        """Do one piece of work with what lies on the desk; results lie there too."""
        self.prepare(work)
        self._replays[work]()

    @property
    def used(self) -> tuple[Work, ...]:
        """The pieces that were run or prepared."""
        return tuple(self._replays)

    def prepare(self, work: Work) -> None:
        """Capture a piece of work ahead, if there are graphs; what comes out is overwritten, what went in is kept."""
        if work in self._replays:
            return
        self._replays[work] = self._works[work]
        if self._graphs is None or self.trouble:
            return
        before = self.desk.before.clone()
        try:
            self._replays[work] = self._graphs.capture(self._works[work])
        except RuntimeError as error:
            if isinstance(error, torch.OutOfMemoryError):
                raise
            self.trouble = f"{work}: no CUDA graph ({str(error).splitlines()[0]}); it runs kernel by kernel"
        finally:
            self.desk.before.copy_(before)

    def _words(self) -> None:
        desk = self.desk
        assert desk.tokens is not None
        pooled = None if desk.pooled is None else slerp(*desk.pooled, desk.share[:, :, 0])
        desk.keep_words(self._steps.words(*desk.tokens, desk.share), pooled)

    def _step(self) -> Tensor:
        desk = self.desk
        return self._steps.step(desk.x, desk.knobs, desk.keys_values, desk.pooled_here, desk.sizes)

    def _predict(self) -> None:
        self.desk.out.latent.copy_(self._step())

    def _finish(self) -> None:
        desk = self.desk
        shown = self._steps.follow(desk.x, self._step(), desk.before, desk.knobs)
        desk.out.image.copy_(self._steps.decode(shown))
        desk.out.latent.copy_(shown)
        desk.before.copy_(shown)

    def _decode(self) -> None:
        self.desk.out.image.copy_(self._steps.decode(self.desk.x))

    def _encode(self) -> None:
        self.desk.out.latent.copy_(self._steps.encode(self.desk.picture))
