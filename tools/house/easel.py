"""Paints many prompts with the shipped ONNX files: one painter a core, pictures of several step counts at once."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Follow
from engine.context import Context
from engine.flow.sample import few_step
from engine.painter import Painter

Array = NDArray[np.float32]
Picture = NDArray[np.uint8]
Item = TypeVar("Item")
Result = TypeVar("Result")
CHUNK = 64
TELL_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class Made:
    """A painted picture (H, W, 3) uint8 and the latent (1, C, h, w) that it was decoded from."""

    latent: Array
    image: Picture


def noise_of(painter: Painter, seed: int) -> Array:
    """The unit Gaussian noise (1, C, h, w) of a seed, in the shape that the painter's model wants."""
    latent = painter.model.card.latent
    return np.random.default_rng(seed).standard_normal((1, latent.channels, latent.height, latent.width), np.float32)


def paint_from(painter: Painter, noise: Array, context: Context, steps: Sequence[int]) -> dict[int, Made]:
    """Pictures from one noise (1, C, h, w) under one context by the few-step sampler: number of steps -> what it made.

    All begin with the same denoising, of pure noise, which is therefore done once.
    """
    first: Array | None = None
    found = {}
    for count in sorted(steps):
        sampler = few_step(noise, noise, painter.model.card.times[str(count)])
        step = next(sampler)
        while not step.last:
            at_first = step.x is noise and step.t == 1.0
            if not at_first or first is None:
                x0 = painter.backend.denoise(step.x, step.t, context)
                first = x0 if at_first else first
            else:
                x0 = first
            step = sampler.send(x0)
        latent, image = painter.backend.finish(step.x, step.t, context, Follow(step.x))
        if step.x is noise and step.t == 1.0:
            first = latent
        found[count] = Made(latent, image)
    return found


def paint_steps(painter: Painter, text: str, seed: int, steps: Sequence[int]) -> dict[int, Made]:
    """The same from a prompt and the seed of a noise."""
    return paint_from(painter, noise_of(painter, seed), painter.encode(text), steps)


def paint_prompt(painter: Painter, text: str, seed: int, steps: int) -> Picture:
    """One picture (H, W, 3) uint8 by the few-step sampler."""
    return paint_steps(painter, text, seed, (steps,))[steps].image


class Easel:
    """Some painters of one model, each with one thread, which share the work: the graph takes one picture at a time,
    and two pictures on a core each are sooner done than one on two."""

    def __init__(self, folder: Path, workers: int, size: tuple[int, int] | None = None) -> None:
        """Load the model's folder `workers` times; size (width, height) in pixels, None for the model's own."""
        self._free: SimpleQueue[Painter] = SimpleQueue()
        painters = [Painter.load(str(folder), threads=1, size=size) for _ in range(workers)]
        for painter in painters:
            self._free.put(painter)
        self.painter = painters[0]
        """One of them, for texts and shapes, while no work is under way."""
        self._pool = ThreadPoolExecutor(workers)

    def __enter__(self) -> Easel:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)

    def each(
        self, work: Callable[[Painter, Item], Result], items: Sequence[Item], title: str
    ) -> Iterator[tuple[Sequence[Item], list[Result]]]:
        """`work` on every item, in order, chunk by chunk: (items, results); progress goes to stderr under `title`."""

        def one(item: Item) -> Result:
            painter = self._free.get()
            try:
                return work(painter, item)
            finally:
                self._free.put(painter)

        began = told = time.monotonic()
        for start in range(0, len(items), CHUNK):
            chunk = items[start : start + CHUNK]
            yield chunk, list(self._pool.map(one, chunk))
            now, done = time.monotonic(), start + len(chunk)
            if now - told > TELL_EVERY_S:
                told = now
                print(f"{title}: {done} of {len(items)}, {done / (now - began):.1f} a second", file=sys.stderr)

    def painted(
        self, asked: Sequence[tuple[str, int]], steps: Sequence[int], title: str
    ) -> Iterator[list[dict[int, Made]]]:
        """Every (text, seed) in these numbers of steps, chunk by chunk."""
        for _, made in self.each(lambda painter, one: paint_steps(painter, *one, steps), asked, title):
            yield made

    def decoded(self, images: Sequence[Picture], title: str) -> Iterator[tuple[list[Array], list[Picture]]]:
        """Pictures through the shipped encoder and decoder, chunk by chunk: (latents (1, C, h, w), pictures)."""
        for _, made in self.each(_through, images, title):
            yield [latent for latent, _ in made], [image for _, image in made]

    def encoded(self, images: Sequence[Picture], title: str) -> Iterator[list[Array]]:
        """The latents (1, C, h, w) of pictures by the shipped encoder, chunk by chunk."""
        for _, latents in self.each(lambda painter, image: painter.backend.encode_image(image), images, title):
            yield latents


def _through(painter: Painter, image: Picture) -> tuple[Array, Picture]:
    latent = painter.backend.encode_image(image)
    (back,) = painter.backend.decode_all([latent])
    return latent, back
