"""What is done on CUDA before the first frame: graphs captured, and how many pictures at once pay."""

from __future__ import annotations

import numpy as np
import torch

from engine.backends.knobs import knobs
from engine.backends.torch.desk import Size
from engine.backends.torch.rows import TRIED, best, time_cuda
from engine.backends.torch.runner import Runner
from engine.backends.torch.sample import Sample, lay
from engine.backends.torch.stages import Stages
from engine.backends.torch.way import way
from engine.context import Context
from engine.model.find import Model


def capture(model: Model, stages: Stages, context: Context, encodes: bool) -> None:
    """Run each piece of work once, so that no frame waits for its capture; `encodes`: pictures too."""
    contrast = model.family.guidance.kind == "contrast"
    for size in (Size(), Size(sides=2)) if contrast else (Size(),):
        runner = _laid(model, stages, context, size)
        for work in ("predict", "finish", "decode"):
            runner.run(work)
    if encodes:
        stages.runner(Size()).run("encode")


def rows_that_pay(model: Model, stages: Stages, context: Context) -> int:
    """How many pictures are worth predicting and decoding at once; measured, in about a second."""
    seconds: dict[int, float] = {}
    for count in TRIED:
        try:
            runner = _laid(model, stages, context, Size(count))
            runner.run("predict")
            runner.run("decode")
            seconds[count] = time_cuda(runner, ("predict", "decode"))
        except torch.OutOfMemoryError:
            stages.forget(Size(count))
            break
    chosen = best(seconds)
    for count in TRIED:
        if count not in (1, chosen):
            stages.forget(Size(count))
    return chosen


def _laid(model: Model, stages: Stages, context: Context, size: Size) -> Runner:
    """A runner with noise to denoise under one context."""
    latent = model.card.latent
    draw = np.random.default_rng(0)
    x = draw.standard_normal((size.count, latent.channels, latent.height, latent.width), np.float32)
    row = knobs(model.family, model.card.times["1"][0], 1.0)
    here = way(context).with_sides(size.sides)
    runner = stages.runner(size)
    lay(runner, Sample(x, np.stack([row] * size.count), (here,) * size.count, x if size.count == 1 else None))
    runner.run("words")
    return runner
