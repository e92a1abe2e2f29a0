"""Models with random weights of the real architectures, made on the spot: speed needs no training.

Needs torch alone: no diffusers, no transformers, no file. Words become random embeddings, the same for the same text.
What such a model paints is noise; how long it takes is what the real one takes.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.bench.floor import Work
from engine.bench.flops import TOKENS, tiny_decoder_work, unet_work, words_work
from engine.context import Context
from engine.errors import ModelError
from engine.model.families import FAMILIES
from engine.model.find import Card, Latent, Model
from engine.nets.shapes import REAL, TinyShape, UnetShape

if TYPE_CHECKING:
    from engine.backends.torch.device import Choice
    from engine.backends.torch.frame import FrameNet
    from engine.painter import Painter

PREFIX = "random:"

CELL = 8
"""Pixels that a latent cell spans along each side."""

_TOY = UnetShape((32, 64), (2, 4), (0, 1), cross=32, linear=True, layers=1, groups=8)


@dataclass(frozen=True, slots=True)
class Made:
    """What a random model is made after."""

    family: str
    unet: UnetShape
    decoder: TinyShape = TinyShape()
    side: int = 512
    """Pixels along each side where no size is asked for."""


RANDOM: dict[str, Made] = {
    "sd-turbo": Made("sd-turbo", REAL["sd21"]),
    "sdxl-turbo": Made("sdxl-turbo", REAL["sdxl"]),
    "sd15": Made("lcm-lora", REAL["sd15"]),
    "toy": Made("sd-turbo", _TOY, TinyShape(widths=(8,) * 4, blocks=(1,) * 4), side=64),
}
"""Models by the name that follows `random:`; 'toy' has the same form and no weight, to try things with."""


def is_random(name: str) -> bool:
    """Whether a model's name asks for random weights."""
    return name.startswith(PREFIX)


def made(name: str) -> Made:
    """What `random:NAME` is made after; raises ModelError."""
    found = RANDOM.get(name.removeprefix(PREFIX))
    if found is None:
        raise ModelError(f"model {name!r}: not known; use one of {', '.join(PREFIX + known for known in RANDOM)}")
    return found


def random_model(name: str, size: tuple[int, int] | None = None) -> Model:
    """The model's card, for `size` (width, height) in pixels; raises ModelError where it doesn't fit."""
    plan = made(name)
    width, height = size or (plan.side, plan.side)
    step = CELL * plan.unet.scale
    if width % step or height % step or not step <= min(width, height) <= max(width, height) <= 2048:
        raise ModelError(f"model {name!r}: size {width}x{height}; use multiples of {step} up to 2048")
    family = FAMILIES[plan.family]
    card = Card(
        family=plan.family,
        version=f"random {family.architecture} {width}x{height}",
        latent=Latent(plan.unet.channels, height // CELL, width // CELL, CELL),
        context_tokens=TOKENS,
        context_width=plan.unet.cross,
        times={str(steps): times for steps, times in family.schedule.times.items()},
        files={},
    )
    return Model(name, Path(name), card, family)


def random_painter(name: str, backend: str = "cpu", size: tuple[int, int] | None = None, threads: int = 0) -> Painter:
    """A painter with random weights on a torch device: 'cpu', 'cpu:bf16', 'cuda', 'cuda:fp8', 'mps'.

    Raises ModelError for a name or size that isn't known, BackendError for a device that isn't there.
    """
    import torch

    model, choice = random_model(name, size), choice_of(name, backend)
    if choice.device.type == "cpu" and threads:
        torch.set_num_threads(threads)
    return painter_with(model, random_net(made(name), choice), choice)


def choice_of(name: str, backend: str) -> Choice:
    """Device and number type of a random model on a torch backend; raises BackendError."""
    from engine.backends.torch.device import check, parse

    choice = parse(backend)
    check(backend, choice)
    return choice.settled(round(unet_work(made(name).unet, (CELL, CELL), 4).bytes))


def painter_with(model: Model, net: FrameNet, choice: Choice, compiler: str | None = None) -> Painter:
    """A painter of a random model with these weights; `compiler` as TorchBackend takes it."""
    from engine.backends.torch.paint import TorchBackend
    from engine.painter import Painter

    backend, text = TorchBackend(model, net, choice, (), compiler), RandomText(made(model.name).unet)
    backend.prepare(text.encode(""))
    return Painter(model, backend, text)


def random_net(plan: Made, choice: Choice, seed: int = 0) -> FrameNet:
    """UNet and tiny decoder with random weights, on the device and in the number type of a choice."""
    import torch

    from engine.backends.torch.frame import FrameNet
    from engine.nets.tiny import TinyDecoder
    from engine.nets.unet import Unet

    parts = []
    for kind, shape in ((Unet, plan.unet), (TinyDecoder, plan.decoder)):
        with torch.device("meta"):  # so that no memory is taken in float32 first
            empty = kind(shape)  # type: ignore[arg-type]
        part = empty.to(choice.dtype).to_empty(device=choice.device)
        part.random_(seed)
        parts.append(part.eval())
    return FrameNet(parts[0], parts[1], 1.0, 0.0, plan.unet.guidance_width)


class RandomText:
    """Words to random contexts; the same words to the same one."""

    def __init__(self, shape: UnetShape) -> None:
        self._cross = shape.cross
        sizes = 6 * (shape.added_time_width or 0)
        self._pooled = shape.added_width - sizes if shape.added_time_width is not None else 0

    def encode(self, text: str) -> Context:
        """Tokens (1, 77, D), pooled (1, P) where the architecture takes it: unit normal."""
        draw = np.random.default_rng(zlib.crc32(text.encode("utf-8", "replace")))
        tokens = draw.standard_normal((1, TOKENS, self._cross), np.float32)
        return Context(tokens, draw.standard_normal((1, self._pooled), np.float32) if self._pooled else None)

    def against(self, text: str) -> Context:
        """The context of a negative prompt."""
        return self.encode(text)


def random_work(name: str, size: tuple[int, int], steps: int, bytes_each: int) -> dict[str, Work]:
    """The work of a frame of `size` (height, width) in pixels, by stage: words, unet (all steps), decode.

    `words` is once a prompt, or once a frame while words fade. Weights are read once a step; the picture is written
    and read once more on its way out.
    """
    plan = made(name)
    latent = size[0] // CELL, size[1] // CELL
    picture = 3.0 * size[0] * size[1]
    return {
        "words": words_work(plan.unet, bytes_each),
        "unet": unet_work(plan.unet, latent, bytes_each) * steps,
        "decode": tiny_decoder_work(plan.decoder, latent, bytes_each) + Work(0.0, 2.0 * picture),
    }
