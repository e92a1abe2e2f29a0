"""Rows of the painter's bench: a model on a backend at a size, its frames timed, its stages, its share of the floor."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.backends.base import Follow
from engine.bench.floor import Ceilings, floor_ms, share_of_floor
from engine.bench.work_of import Stages, frame_work
from engine.errors import ModelError
from engine.painter import Painter
from engine.wish import Phrase, Wish

FRAME_S = 1.0 / 60.0
"""Show time from one frame to the next."""

_PROMPT = "the sea at night"
_WARM_FRAMES = 5


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one model, backend, size and number of steps. All times are of whole calls, in ms."""

    backend: str
    notes: tuple[str, ...]
    width: int
    height: int
    steps: int
    frames: int
    new_hz: float
    """Frames a second, one at a time."""
    p50_ms: float
    """From a wish to a uint8 picture on the host."""
    p95_ms: float
    p99_ms: float
    text_ms: float
    """A text never met before to its context; off the frame's path."""
    unet_ms: float
    """All steps' predictions, each back on the host."""
    decode_ms: float
    """A latent to a uint8 picture on the host, less the copy."""
    copy_ms: float
    """The picture from the device to the host; 0 where it is painted there."""
    smooth_hz: float
    """Frames a second at the pace 'smooth'; 0 where it was not measured."""
    smooth_age_ms: float
    """How old its frames are when they are there, in the median, since the engine took them on."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a row is measured."""

    steps: int = 1
    seconds: float = 5.0
    """For the frames; the stages take half as long again."""
    smooth: bool = False
    """Whether the pace 'smooth' is measured too."""


def measure(painter: Painter, plan: Plan) -> Row:
    """Time a painter's frames and stages; a prompt stands, the noise walks."""
    wish = Wish(id=1, phrases=(Phrase(_PROMPT),), drift_hz=0.2, steps=plan.steps)
    painter.forget()
    alone_ms = _frames_ms(painter, wish, plan.seconds)
    ordered = sorted(alone_ms)
    height, width = painter.model.card.latent.pixels
    text, unet, decode = _stages_ms(painter, plan)
    copy = copy_ms(painter.backend.name, 3 * height * width)
    smooth_hz, age_ms = _smooth(painter, plan) if plan.smooth else (0.0, 0.0)
    return Row(
        backend=painter.backend.name,
        notes=painter.backend.notes,
        width=width,
        height=height,
        steps=plan.steps,
        frames=len(alone_ms),
        new_hz=1e3 * len(alone_ms) / sum(alone_ms),
        p50_ms=_rank(ordered, 50),
        p95_ms=_rank(ordered, 95),
        p99_ms=_rank(ordered, 99),
        text_ms=text,
        unet_ms=unet,
        decode_ms=max(0.0, decode - copy),
        copy_ms=copy,
        smooth_hz=smooth_hz,
        smooth_age_ms=age_ms,
    )


def against_floor(row: Row, stages: Stages, ceilings: Ceilings) -> dict[str, float]:
    """What a row's frame needs at least on a machine of these ceilings, and the share of that floor that is reached."""
    whole = frame_work(stages, row.steps)
    return {
        "unet_gflop": stages["unet"].flops * row.steps / 1e9,
        "decode_gflop": stages["decode"].flops / 1e9,
        "weights_mb": (stages["unet"].bytes + stages["decode"].bytes) / 1e6,
        "floor_ms": floor_ms(whole, ceilings),
        "share_of_floor": share_of_floor(row.p50_ms, whole, ceilings),
    }


def _frames_ms(painter: Painter, wish: Wish, seconds: float) -> list[float]:
    """Times of frames painted alone."""
    number = 0

    def once() -> None:
        nonlocal number
        number += 1
        painter.paint(wish, number * FRAME_S, time.perf_counter)

    return timed_ms(once, seconds, _WARM_FRAMES)


def _stages_ms(painter: Painter, plan: Plan) -> tuple[float, float, float]:
    """(text, all steps of the UNet, decode with its copy), medians."""
    backend, latent = painter.backend, painter.model.card.latent
    shape = (1, latent.channels, latent.height, latent.width)
    x = np.random.default_rng(0).standard_normal(shape, np.float32)
    context = painter.encode(_PROMPT)
    times = painter.model.schedule.times[plan.steps]
    each_s = plan.seconds / 6.0
    number = 0

    def encode() -> None:
        nonlocal number
        number += 1
        painter.encode(f"{_PROMPT}, {number} boats")

    text = statistics.median(timed_ms(encode, min(0.5, each_s)))
    unet = statistics.median(timed_ms(lambda: backend.denoise(x, times[0], context), each_s))
    shown = backend.finish(x, times[-1], context, Follow(x))[0]
    decode = statistics.median(timed_ms(lambda: backend.decode_all([shown]), each_s))
    return text, unet * plan.steps, decode


def _smooth(painter: Painter, plan: Plan) -> tuple[float, float]:
    """(frames a second, their age in ms) at the pace 'smooth', as fast as they come; zeros where none came in time."""
    wish = Wish(id=2, phrases=(Phrase(_PROMPT),), drift_hz=0.2, steps=plan.steps, pace="smooth")
    painter.forget()
    begin = time.perf_counter()
    ages_ms: list[float] = []
    now_s, step_s, first_s = 0.0, FRAME_S, math.inf
    while now_s < plan.seconds + 1.0:
        count = painter.ahead(wish)
        asked_s = [now_s + k * step_s for k in range(count)]
        frames = painter.paint_ahead(wish, asked_s, lambda: time.perf_counter() - begin)
        here_s = time.perf_counter() - begin
        if now_s > 1.0:  # the first second warms up
            first_s = min(first_s, now_s)
            ages_ms += [(here_s - frame.info.text_s) * 1e3 for frame in frames]
        now_s = max(here_s, asked_s[-1] + 1e-4)
    return (len(ages_ms) / (now_s - first_s), statistics.median(ages_ms)) if ages_ms else (0.0, 0.0)


def copy_ms(backend_name: str, size: int) -> float:
    """Median time for so many bytes from a torch device to pinned memory; 0 for a backend on the host."""
    if "CUDA" not in backend_name:
        return 0.0
    try:
        import torch
    except ImportError:
        return 0.0
    if not torch.cuda.is_available():
        return 0.0
    start = torch.randint(0, 255, (size,), dtype=torch.uint8, device="cuda")
    end = torch.empty(size, dtype=torch.uint8, pin_memory=True)

    def once() -> None:
        end.copy_(start, non_blocking=True)
        torch.cuda.synchronize()

    return statistics.median(timed_ms(once, 0.2, 5))


def timed_ms(call: Callable[[], object], seconds: float, warm: int = 1, least: int = 3) -> list[float]:
    """Times of a call that ends when its work is done: as many as go into `seconds`, after `warm` that don't count."""
    for _ in range(warm):
        call()
    times_ms: list[float] = []
    begin = time.perf_counter()
    while len(times_ms) < least or time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        call()
        times_ms.append((time.perf_counter() - start) * 1e3)
    return times_ms


def _rank(ordered: list[float], percentile: float) -> float:
    """Nearest rank of sorted values."""
    return ordered[max(0, math.ceil(percentile / 100 * len(ordered)) - 1)]


def known_steps(painter: Painter, steps: int) -> tuple[int, ...]:
    """The numbers of steps to measure: the one asked for, or for 0 all that the model knows; raises ModelError."""
    known = tuple(sorted(painter.model.schedule.times))
    if steps and steps not in known:
        raise ModelError(f"{painter.model.name}: {steps} steps; it knows {', '.join(map(str, known))}")
    return (steps,) if steps else known
