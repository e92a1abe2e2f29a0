"""Passage: twenty seconds painted by this engine, and as StreamDiffusion's txt2img would, with the same weights.

    python -m tools.compare.passage --out docs/pictures/passage.jpg

Three prompts, two fades, a walk between seeds; 30 frames a second of show time. Each row of the sheet and of the table
is one way to paint the same passage, with one model and one number of steps:

- ours: the painter as it is: prompts fade, the noise walks from seed to seed, the shown latent follows.
- theirs: fresh noise for every frame, the prompt switched at once. That is what StreamDiffusion does (read at commit
  b623251, the head of its main branch): `txt2img` and `txt2img_sd_turbo` of src/streamdiffusion/pipeline.py draw a
  normal latent at each call; `update_prompt` of the same file, which `StreamDiffusionWrapper.txt2img` of
  utils/wrapper.py calls with each new prompt, replaces the embedding; neither takes a second prompt or a weight.
- reseeded: the same with one seed set again before every frame, which is the calmest that its txt2img can be made to
  be from outside: a still picture that is cut at each new prompt.

The model's own weights do the painting in all rows, so that the difference is the method's alone. Change is measured
as tools/compare/coherence.py says; nothing here measures how good a picture is.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import Painter, Phrase, Wish
from tools.compare.coherence import Array, Change, Coherence, change, coherence
from tools.compare.passage_sheet import Row, draw

RATE_HZ = 30.0
LENGTH_S = 20.0


@dataclass(frozen=True, slots=True)
class Cue:
    """What is asked for from a moment on."""

    at_s: float
    prompt: str
    fade_s: float = 0.0


CUES = (
    Cue(0.0, "the sea at night, oil painting"),
    Cue(4.0, "a burning forest, oil painting", 4.0),
    Cue(11.0, "a storm over the sea, ink wash", 4.0),
)
"""Three prompts and two fades of four seconds."""

SEEDS, DRIFT_HZ = (7, 23, 40), 0.1
"""All along, the noise walks through the fields of these seeds in turn, ten seconds from one to the next."""


@dataclass(frozen=True, slots=True)
class Painted:
    """A passage, frame by frame."""

    latents: tuple[Array, ...]
    images: tuple[NDArray[np.uint8], ...]


Way = Callable[[Painter, int, int], Iterator[tuple[float, Wish, bool]]]
"""(painter, frames, steps) -> (show time, wish, whether the picture before is forgotten first)."""


def cue_at(time_s: float) -> Cue:
    """The cue that holds at a show time."""
    return max((cue for cue in CUES if cue.at_s <= time_s), key=lambda cue: cue.at_s)


def wish_of(cue: Cue, steps: int) -> Wish:
    """What this engine is asked for."""
    number = 1 + CUES.index(cue)
    phrases = (Phrase(cue.prompt),)
    return Wish(number, phrases=phrases, fade_s=cue.fade_s, seed=SEEDS[0], seeds=SEEDS, drift_hz=DRIFT_HZ, steps=steps)


def _ours(painter: Painter, frames: int, steps: int) -> Iterator[tuple[float, Wish, bool]]:
    for number in range(frames):
        time_s = number / RATE_HZ
        yield time_s, wish_of(cue_at(time_s), steps), number == 0


STILL: dict[str, Any] = {"fade_s": 0.0, "drift_hz": 0.0, "seeds": ()}
"""Nothing of ours: each frame is asked for alone."""


def _theirs(painter: Painter, frames: int, steps: int) -> Iterator[tuple[float, Wish, bool]]:
    """A first frame each time, of a seed that no other frame has: fresh noise, nothing to fade from."""
    for time_s, wish, _ in _ours(painter, frames, steps):
        yield time_s, replace(wish, seed=10_000 + round(time_s * RATE_HZ), **STILL), True


def _reseeded(painter: Painter, frames: int, steps: int) -> Iterator[tuple[float, Wish, bool]]:
    for time_s, wish, _ in _ours(painter, frames, steps):
        yield time_s, replace(wish, **STILL), True


WAYS: dict[str, tuple[str, Way]] = {
    "ours": ("Rhapsode", _ours),
    "theirs": ("StreamDiffusion's txt2img:\nfresh noise, prompt switched", _theirs),
    "reseeded": ("the same, seed set again\nbefore every frame", _reseeded),
}
"""Name -> (caption, way to paint)."""


def paint(painter: Painter, way: Way, seconds: float, steps: int) -> Painted:
    """The passage, painted one way."""
    latents, images = [], []
    for time_s, wish, afresh in way(painter, round(seconds * RATE_HZ), steps):
        if afresh:
            painter.forget()
        frame = painter.paint(wish, time_s)
        assert frame.latent is not None
        latents.append(frame.latent)
        images.append(frame.image)
    return Painted(tuple(latents), tuple(images))


def table(changes: dict[str, Change]) -> str:
    """The coherence table, as Markdown."""
    lines = [
        "| change from frame to frame | latents: mean | p95 | max / mean | pixels, of 255: mean | p95 | max / mean |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, found in changes.items():
        cells = [_cells(coherence(found.latents), 3), _cells(coherence(found.pixels), 2)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cells(found: Coherence, digits: int) -> str:
    return f"{found.mean:.{digits}f} | {found.p95:.{digits}f} | {found.leap:.1f}"


def main() -> None:
    """Paint the passage every way; write the sheet, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="house")
    parser.add_argument("--backend", nargs="+", default=["cpu"])
    parser.add_argument("--steps", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.jpg")
    parser.add_argument("--seconds", type=float, default=LENGTH_S, help="only so much of it")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object on the last line")
    options = parser.parse_args()
    painter = Painter.load(options.model, options.backend)
    rows, changes = [], {}
    for name, (caption, way) in WAYS.items():
        painted = paint(painter, way, options.seconds, options.steps)
        changes[name] = change(painted.latents, painted.images)
        rows.append(Row(caption, painted.images, changes[name].pixels))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    title = f"{options.model}, {options.steps} step{'s' * (options.steps > 1)} a frame, {RATE_HZ:g} frames a second"
    draw(rows, RATE_HZ, [(cue.at_s, cue.fade_s, cue.prompt) for cue in CUES], title).save(options.out, quality=88)
    print(f"{painter.backend.name}; {title}\n\n{table(changes)}\n\n{options.out}")
    if options.json:
        parts = {name: {"latents": found.latents, "pixels": found.pixels} for name, found in changes.items()}
        print(json.dumps({name: {part: _figures(of) for part, of in each.items()} for name, each in parts.items()}))


def _figures(changes: NDArray[np.float64]) -> dict[str, float]:
    found = coherence(changes)
    return {"mean": found.mean, "p95": found.p95, "max": found.greatest, "max_over_mean": found.leap}


if __name__ == "__main__":
    main()
