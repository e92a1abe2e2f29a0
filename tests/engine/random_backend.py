"""A torch backend with random weights, of a real architecture or a small one of its kind; needs torch alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from engine.backends.torch.device import Choice, check, parse
from engine.backends.torch.frame import FrameNet
from engine.backends.torch.paint import TorchBackend
from engine.context import Context
from engine.model.families import FAMILIES
from engine.model.find import Card, Latent, Model
from engine.nets.net import Net
from engine.nets.shapes import REAL, TinyShape, UnetShape
from engine.nets.tiny import TinyDecoder, TinyEncoder
from engine.nets.unet import Unet

_FAMILY = {"sd15": "lcm-lora", "sd21": "sd-turbo", "sdxl": "sdxl-turbo"}
"""A family of each architecture, for its schedule."""

_SIZES = 6
"""SDXL's sizes and crops beside the pooled text."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What to make."""

    architecture: str = "sd21"
    """sd15, sd21 or sdxl."""
    shape: UnetShape | None = None
    """Another UNet than the architecture's real one, of the same kind."""
    tiny: TinyShape = TinyShape()
    pixels: tuple[int, int] = (512, 512)
    """(height, width)"""
    seed: int = 0

    @property
    def unet(self) -> UnetShape:
        """The UNet's shape."""
        return self.shape or REAL[self.architecture]


def random_model(kind: Kind) -> Model:
    """A model that has no files; its decoder is a tiny one."""
    family = FAMILIES[_FAMILY[kind.architecture]]
    cell = 2 ** (len(kind.tiny.widths) - 1)
    height, width = kind.pixels
    card = Card(
        family=family.name,
        version=f"random {kind.architecture} {width}x{height}",
        latent=Latent(kind.unet.channels, height // cell, width // cell, cell),
        context_tokens=77,
        context_width=kind.unet.cross,
        times={str(steps): times for steps, times in family.schedule.times.items()},
        files={},
        prediction=family.prediction,
    )
    return Model(card.version, Path("random"), card, replace(family))


def random_backend(kind: Kind, backend: str = "cuda", compiler: str | None = None) -> TorchBackend:
    """A backend by name, as a command line gives it; raises BackendError. `compiler`: as TorchBackend."""
    choice = parse(backend)
    check(backend, choice)
    choice = choice.settled(4 * sum(_numbers(kind)))
    with torch.device("meta"):  # so that no memory is taken elsewhere first
        empty = Unet(kind.unet), TinyDecoder(kind.tiny), TinyEncoder(kind.tiny)
    unet, decoder, encoder = (_filled(net, kind.seed + k, choice) for k, net in enumerate(empty))
    net = FrameNet(unet, decoder, 1.0, 0.0, kind.unet.guidance_width)
    net.encoder = encoder
    return TorchBackend(random_model(kind), net, choice, compiler=compiler)


def random_context(kind: Kind, seed: int) -> Context:
    """What a text encoder might give: unit Gaussian tokens and, for SDXL, a pooled vector."""
    draw = np.random.default_rng(seed)
    tokens = draw.standard_normal((1, 77, kind.unet.cross), np.float32)
    if kind.unet.added_time_width is None:
        return Context(tokens)
    width = kind.unet.added_width - _SIZES * kind.unet.added_time_width
    return Context(tokens, draw.standard_normal((1, width), np.float32))


def _numbers(kind: Kind) -> list[int]:
    """Numbers in each of the UNet's weights."""
    with torch.device("meta"):
        return [weight.numel() for weight in Unet(kind.unet).parameters()]


def _filled(net: Net, seed: int, choice: Choice) -> Net:
    net = net.to(choice.dtype).to_empty(device=choice.device)
    net.random_(seed)
    return net.eval()
