"""Which of the backends that were tried is taken: the fastest whose picture is plain float32's within a bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PLAIN = "cpu"
"""ONNX Runtime in float32: what every model is painted with first, and what the others are compared with."""

PSNR_DB = 34.0
"""Least ratio of peak signal to noise of the worst picture. JPEG at its usual quality of 75 leaves 34.4 dB of the worst
of the same pictures, and nobody takes that for another picture."""

MEAN_LEVELS = 3.0
"""Most mean absolute difference of the worst picture, in levels of 255: 1.2 % of the range, about the smallest step in
brightness that is seen at all (Weber's fraction is 1 to 2 %)."""

SHIMMER_LEVELS = 0.5
"""Most that pictures which hardly move may change from one to the next beyond what plain's do, mean, in levels of 255.
Rounding to whole levels alone makes a third of a level of any two; more is seen as grain that crawls."""

GAIN = 1.05
"""A backend that isn't faster than plain by this factor is not worth another picture."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What was found of one backend."""

    backend: str
    new_hz: float = 0.0
    """One-step frames a second, one at a time; 0 where none was timed."""
    psnr_db: float = 0.0
    """Of the worst picture against plain's; at most 99."""
    mean_levels: float = 0.0
    """Mean absolute difference of the worst picture, in levels of 255."""
    shimmer_levels: float = 0.0
    """Change from picture to picture beyond plain's, where noise hardly moves; at least 0."""
    trouble: str = ""
    """Why it can't be had, or how it failed."""

    @property
    def objection(self) -> str:
        """Why it is not to be used; empty where it may be."""
        if self.trouble:
            return self.trouble
        if self.psnr_db < PSNR_DB:
            return f"{self.psnr_db:.1f} dB from plain, {PSNR_DB:g} allowed"
        if self.mean_levels > MEAN_LEVELS:
            return f"{self.mean_levels:.1f} levels from plain, {MEAN_LEVELS:g} allowed"
        if self.shimmer_levels > SHIMMER_LEVELS:
            return f"shimmers by {self.shimmer_levels:.2f} levels, {SHIMMER_LEVELS:g} allowed"
        return "" if self.new_hz else "not timed"


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, and what of."""

    backend: str = PLAIN
    trials: tuple[Trial, ...] = ()
    quiet: bool = False
    """Whether nothing was painted beside the measuring; else rates are low, and only their ratios count."""


def choose(trials: Iterable[Trial], quiet: bool) -> Choice:
    """The fastest that holds the bound and beats plain; plain where none does."""
    trials = tuple(trials)
    plain_hz = max((trial.new_hz for trial in trials if trial.backend == PLAIN), default=0.0)
    better = [trial for trial in trials if not trial.objection and trial.new_hz > plain_hz * GAIN]
    best = max(better, key=lambda trial: trial.new_hz, default=None)
    return Choice(best.backend if best else PLAIN, trials, quiet)


def told(choice: Choice) -> str:
    """The choice in one line, for people."""
    if not choice.trials:
        return f"auto: {choice.backend}"
    return "; ".join(_told(choice))


def _told(choice: Choice) -> Iterator[str]:
    good = sorted((trial for trial in choice.trials if not trial.objection), key=lambda trial: -trial.new_hz)
    rates = ", ".join(f"{trial.backend} {trial.new_hz:.0f}" for trial in good)
    beside = "" if choice.quiet else " beside the painting"
    yield f"auto: {choice.backend}; new pictures a second{beside}: {rates}"
    taken = next((trial for trial in good if trial.backend == choice.backend), None)
    if taken is not None and taken.backend != PLAIN:
        yield (
            f"at least {taken.psnr_db:.0f} dB and at most {taken.mean_levels:.1f} levels from float32 "
            f"(bound: {PSNR_DB:g} dB, {MEAN_LEVELS:g} levels)"
        )
    for trial in choice.trials:
        if trial.objection:
            yield f"not {trial.backend}: {trial.objection}"
