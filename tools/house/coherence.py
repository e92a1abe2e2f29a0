"""Coherence: how much the picture changes from frame to frame: at rest, adrift, in a fade, and if redrawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.painter import Painter
from engine.wish import Frame, Phrase, Wish
from live.measure import percentiles

RATE_HZ = 24.0
FADE_S = 4.0
REST_S = 2.0
DRIFT_HZ = 0.1
DRIFT_S = 12.0
"""Longer than from one field of the noise to the next, so that the bend between two ways is in it."""
PAIRS: tuple[tuple[str, str], ...] = (
    ("a calm sea at night, ink wash", "fire, oil painting"),
    ("a forest in snow, watercolour", "a city at night, neon"),
    ("the moon, charcoal", "a field of flowers, pastel"),
    ("grief", "a quiet joy"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """Root-mean-square change between consecutive frames: latents in their own unit, pixels in 0..255."""

    latent: tuple[float, ...]
    pixel: tuple[float, ...]


def measure(painter: Painter, steps: int = 1) -> dict[str, float]:
    """Figures over all PAIRS; every one a mean over pairs, but the max_over_mean, which is the worst pair's."""
    rests, drifts, fades, cuts = [], [], [], []
    for number, (first, second) in enumerate(PAIRS):
        rests.append(_passage(painter, number, (first,), steps, drift_hz=0.0))
        drifts.append(_passage(painter, number, (first,), steps, drift_hz=DRIFT_HZ))
        fades.append(_passage(painter, number, (first, second), steps, drift_hz=0.0))
        cuts.append(_redrawn(painter, first, steps))
    figures: dict[str, float] = {}
    for name, changes in (("still", rests), ("drift", drifts), ("fade", fades), ("redraw", cuts)):
        figures[f"{name}_latent_mean"] = float(np.mean([np.mean(c.latent) for c in changes]))
        figures[f"{name}_latent_p95"] = float(np.mean([percentiles(c.latent, (95,))[0] for c in changes]))
        figures[f"{name}_pixel_mean"] = float(np.mean([np.mean(c.pixel) for c in changes]))
        figures[f"{name}_pixel_p95"] = float(np.mean([percentiles(c.pixel, (95,))[0] for c in changes]))
    figures["fade_max_over_mean"] = max(_max_over_mean(c.latent) for c in fades)
    figures["fade_pixel_max_over_mean"] = max(_max_over_mean(c.pixel) for c in fades)
    figures["drift_max_over_mean"] = max(_max_over_mean(c.latent) for c in drifts)
    figures["drift_pixel_max_over_mean"] = max(_max_over_mean(c.pixel) for c in drifts)
    return figures


def _max_over_mean(changes: Sequence[float]) -> float:
    return float(max(changes) / np.mean(changes))


def _passage(painter: Painter, seed: int, prompts: tuple[str, ...], steps: int, drift_hz: float) -> Change:
    """REST_S on the first prompt, or DRIFT_S where it drifts, or the whole fade from the first to the second."""
    return _changes(list(_frames(painter, seed, prompts, steps, drift_hz)))


def _frames(painter: Painter, seed: int, prompts: tuple[str, ...], steps: int, drift_hz: float) -> Iterator[Frame]:
    painter.forget()
    first = Wish(id=1, phrases=(Phrase(prompts[0]),), seed=seed, drift_hz=drift_hz, steps=steps, fade_s=0.0)
    wish = Wish(id=2, phrases=(Phrase(prompts[-1]),), seed=seed, drift_hz=drift_hz, steps=steps, fade_s=FADE_S)
    yield painter.paint(first, 0.0)
    length_s = FADE_S if len(prompts) > 1 else DRIFT_S if drift_hz else REST_S
    for tick in range(round(length_s * RATE_HZ) + 1):
        yield painter.paint(wish if len(prompts) > 1 else first, tick / RATE_HZ)


def _redrawn(painter: Painter, prompt: str, steps: int) -> Change:
    """What fresh noise for every frame would give."""
    frames = []
    for seed in range(12):
        painter.forget()
        frames.append(painter.paint(Wish(id=1, phrases=(Phrase(prompt),), seed=1000 + seed, steps=steps), 0.0))
    return _changes(frames)


def _changes(frames: Sequence[Frame]) -> Change:
    pairs = list(pairwise(frames))
    return Change(
        tuple(_rms(_latent(a), _latent(b)) for a, b in pairs),
        tuple(_rms(a.image.astype(np.float32), b.image.astype(np.float32)) for a, b in pairs),
    )


def _latent(frame: Frame) -> NDArray[np.float32]:
    assert frame.latent is not None
    return frame.latent


def _rms(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    return float(np.sqrt(np.mean((a - b) ** 2)))
