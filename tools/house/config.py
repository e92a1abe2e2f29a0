"""Training presets: sizes, shapes, budgets and folders of every stage, for two CPU cores, one GPU, and tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[2]
CELL = 16
"""Pixels a latent cell spans along each side."""
SIDES = ("latent_height", "latent_width")
"""Names of the graphs' free dimensions, in latent cells: a runtime that knows the picture's size may fix them."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of the networks. Latents are (latent_channels, size/16, size/16)."""

    size: int = 256
    """Pixels along a side of the picture that the model paints unless told otherwise."""
    latent_channels: int = 16
    encoder_widths: tuple[int, ...] = (8, 16, 32, 64, 128)
    encoder_layers: tuple[int, ...] = (0, 1, 2, 2, 2)
    decoder_widths: tuple[int, ...] = (8, 16, 32, 64, 128)
    decoder_layers: tuple[int, ...] = (0, 1, 2, 3, 2)
    unet_widths: tuple[int, ...] = (80, 128, 144)
    unet_layers: int = 1
    unet_attention: tuple[bool, ...] = (False, False, False)
    head_width: int = 48
    """Heads of the middle block's attention: their number, which is what diffusers takes attention_head_dim for."""
    prop_widths: tuple[int, ...] = (192, 128, 64)
    """Of the props' levels, each twice as fine as the one before, the last of 16 x 16 cells."""
    sketch_widths: tuple[int, ...] = (96, 96, 80)
    """Of the sketch's levels, each twice as fine as the one before, the last as fine as the latent; as many as the
    UNet's at most."""
    sketch_hidden: int = 320
    cast_hidden: int = 384
    context_tokens: int = 4
    context_width: int = 256
    text_layers: int = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """Scenes of one shape that the UNet learns from, (height, width) pixels; a batch holds one shape."""

    name: str
    """How the names of its files begin."""
    height: int
    width: int
    share: float = 1.0
    """How many there are, as a share of the config's scenes."""
    turns: float = 1.0
    """How much more often than those of the first shape a batch of them is drawn, for their number."""
    batch: float = 1.0
    """How many a batch holds, as a share of the stage's."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a stage trains: the first of the two ends it; the learning rate decays along the nearer one."""

    minutes: float
    steps: int
    batch: int
    rate: float


@dataclass(frozen=True, slots=True)
class Config:
    """One training run. `build` holds checkpoints, pictures and logs (one folder a vocabulary, since checkpoints of
    another do not fit); `out` the exported model."""

    name: str
    build: Path
    out: Path
    sizes: Sizes
    pool: int
    """Pictures the autoencoder learns from."""
    scenes: int
    """Scenes whose latents the UNet learns from."""
    poses: int
    """Variants of each subject that the props learn from."""
    judged: int
    """Scenes of its own that the judge of the evaluation learns from."""
    variants: int
    """Lines of verse made of others, beside them; 0: none, and no teacher is asked what a line may call for."""
    autoencoder: Budget
    text: Budget
    props: Budget
    sketch: Budget
    unet: Budget
    decoder: Budget
    features: Budget
    classifier: Budget
    shapes: tuple[Shape, ...]
    """Shapes that the UNet learns, all at once. Sides are multiples of a cell; 7:4 is as near 16:9 as that allows."""
    base: Config | None = None
    """The config whose exported autoencoder and word table this model uses; None: its own."""
    stored: Literal["float16", "int8"] = "float16"
    """What exported weights are kept in."""
    largest_file: int | None = None
    """Bytes; larger graphs keep their weights in files beside them, none larger than this. None: one file a graph."""
    crop: int = 128
    threads: int = 2
    workers: int = 0
    """Processes that make texts ahead."""
    seed: int = 1
    ema: float = 0.999
    resume: bool = True


CPU = Config(
    name="cpu",
    build=ROOT / "build/house-2",
    out=ROOT / "engine/house",
    sizes=Sizes(),
    pool=4_000,
    scenes=49_000,
    poses=320,
    judged=240_000,
    variants=87_000,
    autoencoder=Budget(minutes=40, steps=10**9, batch=16, rate=1.5e-3),
    text=Budget(minutes=90, steps=10**9, batch=1024, rate=2.4e-3),
    props=Budget(minutes=40, steps=10**9, batch=192, rate=2e-3),
    sketch=Budget(minutes=40, steps=10**9, batch=96, rate=2e-3),
    unet=Budget(minutes=180, steps=10**9, batch=96, rate=2e-3),
    decoder=Budget(minutes=25, steps=10**9, batch=8, rate=5e-4),
    features=Budget(minutes=12, steps=10**9, batch=128, rate=2e-3),
    classifier=Budget(minutes=80, steps=10**9, batch=128, rate=2e-3),
    shapes=(Shape("", 256, 256), Shape("wide-", 256, 448, share=0.25)),
    stored="int8",
)
"""Two cores, about ten hours by its budgets, painting included; never run in one go."""

GPU = replace(
    CPU,
    name="gpu",
    pool=8_000,
    scenes=80_000,
    poses=640,
    judged=360_000,
    crop=256,
    autoencoder=Budget(minutes=2.5, steps=60_000, batch=64, rate=1e-3),
    text=Budget(minutes=3, steps=6_000, batch=1024, rate=2e-3),
    props=Budget(minutes=2, steps=400_000, batch=1024, rate=2e-3),
    sketch=Budget(minutes=2, steps=400_000, batch=1024, rate=2e-3),
    unet=Budget(minutes=5, steps=400_000, batch=1024, rate=2e-3),
    decoder=Budget(minutes=1, steps=20_000, batch=64, rate=5e-4),
    features=Budget(minutes=0.5, steps=4_000, batch=512, rate=2e-3),
    classifier=Budget(minutes=2, steps=20_000, batch=256, rate=2e-3),
    ema=0.9995,
    workers=12,
)
"""One large GPU: the same networks from more scenes in about 22 minutes, 4 of them painting. An estimate: never run."""

LARGE = replace(
    GPU,
    name="large",
    build=ROOT / "build/house-large",
    out=ROOT / "engine/house-large",
    base=GPU,
    scenes=40_000,
    sizes=Sizes(size=512, prop_widths=(136, 128, 64), unet_widths=(96, 96, 96), unet_layers=2, head_width=4),
    shapes=(
        Shape("", 256, 256),
        Shape("wide-", 256, 448, share=0.5, turns=1.5, batch=0.5),
        Shape("large-", 512, 512, turns=2, batch=0.25),
        Shape("large-wide-", 512, 896, share=0.5, turns=2.5, batch=0.125),
    ),
    features=Budget(minutes=0.7, steps=4_000, batch=512, rate=2e-3),
    props=Budget(minutes=2, steps=400_000, batch=1024, rate=2e-3),
    sketch=Budget(minutes=2, steps=400_000, batch=512, rate=1.5e-3),
    unet=Budget(minutes=7, steps=400_000, batch=512, rate=1.5e-3),
    largest_file=15 * 2**20,
)
"""The model for GPUs and strong laptops, at its best from 512 x 512 up, on one H100 or H200.

Its UNet has 6.2 M parameters and two residual blocks a level (the small one 6.3 M and one), and sketcher and UNet see
four times the cells at 512 x 512 (python -m tools.house.work). It halves latents as often as the small one, so that
448 x 256 stays a size; at 512 x 512 its lowest level has 8 x 8 cells, where the middle block attends from each to all.
More attention there would cost what wider kernels cost and add no reach: the convolutions of that level already see
across it.

What limits it is that both models together stay below 40 MiB. So it leaves encoder, listener and word table to the
small model, whose shipped files its autoencoder is read from, and keeps its weights in int8, one scale an output
channel, computed with in float: on the UNet of house 0.1 that moves pictures by 0.9 of 255 (root mean square, 49 dB).

In batches of all four shapes a step costs about the same; two thirds of the steps are of the two large ones. Painting 5
minutes, features 1, props and sketch 4, UNet 7, decoder 1, export 1: 19 in all, no stage longer than 10. An estimate:
never run.
"""

TINY = replace(
    CPU,
    name="tiny",
    sizes=Sizes(
        size=64,
        encoder_widths=(8, 8, 16, 16, 16),
        encoder_layers=(0, 1, 1, 1, 1),
        decoder_widths=(8, 8, 16, 16, 16),
        decoder_layers=(0, 1, 1, 1, 1),
        unet_widths=(16, 16),
        unet_attention=(False, False),
        prop_widths=(16, 16),
        sketch_widths=(16, 16),
        sketch_hidden=32,
        cast_hidden=32,
        head_width=16,
        context_width=32,
        text_layers=1,
    ),
    threads=1,
    stored="float16",
    shapes=(Shape("", 64, 64), Shape("wide-", 64, 128, share=0.5)),
    pool=8,
    scenes=8,
    poses=2,
    judged=8,
    variants=0,
    crop=32,
    autoencoder=Budget(minutes=5, steps=2, batch=2, rate=1e-3),
    text=Budget(minutes=5, steps=2, batch=8, rate=1e-3),
    props=Budget(minutes=5, steps=2, batch=4, rate=1e-3),
    sketch=Budget(minutes=5, steps=2, batch=4, rate=1e-3),
    unet=Budget(minutes=5, steps=2, batch=4, rate=1e-3),
    decoder=Budget(minutes=5, steps=2, batch=2, rate=1e-3),
    features=Budget(minutes=5, steps=2, batch=4, rate=1e-3),
    classifier=Budget(minutes=5, steps=2, batch=4, rate=1e-3),
)
"""For tests: every stage in seconds, nothing learnt."""

PRESETS = {preset.name: preset for preset in (CPU, GPU, LARGE, TINY)}
