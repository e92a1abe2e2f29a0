"""Training presets: sizes, budgets and folders of every stage, for two CPU cores, for one GPU, and for tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CELL = 16
"""Pixels a latent cell spans along each side."""
SIDES = ("latent_height", "latent_width")
"""Names of the graphs' free dimensions, in latent cells: a runtime that knows the picture's size may fix them."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of the networks. Latents are (latent_channels, size/16, size/16)."""

    size: int = 256
    latent_channels: int = 16
    encoder_widths: tuple[int, ...] = (8, 16, 32, 64, 128)
    encoder_layers: tuple[int, ...] = (0, 1, 2, 2, 2)
    decoder_widths: tuple[int, ...] = (8, 16, 32, 64, 128)
    decoder_layers: tuple[int, ...] = (0, 1, 2, 3, 2)
    unet_widths: tuple[int, ...] = (80, 128, 144)
    unet_layers: int = 1
    unet_attention: tuple[bool, ...] = (False, False, False)
    head_width: int = 48
    context_tokens: int = 4
    context_width: int = 256
    text_layers: int = 2


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
    judged: int
    """Scenes of its own that the judge of the evaluation learns from."""
    autoencoder: Budget
    text: Budget
    unet: Budget
    features: Budget
    classifier: Budget
    wide_share: float = 0.0
    """Wide scenes, as a share of the square ones, besides them: the UNet learns both shapes."""
    wide_ratio: tuple[int, int] = (7, 4)
    """Width to height of wide pictures; 7:4 of 256 is 448, near 16:9 and a whole number of latent cells."""
    crop: int = 128
    threads: int = 2
    seed: int = 1
    ema: float = 0.999
    resume: bool = True


CPU = Config(
    name="cpu",
    build=ROOT / "build/house-2",
    out=ROOT / "engine/house",
    sizes=Sizes(),
    pool=4_000,
    scenes=40_000,
    judged=100_000,
    autoencoder=Budget(minutes=40, steps=10**9, batch=16, rate=1.5e-3),
    text=Budget(minutes=6, steps=10**9, batch=256, rate=1e-3),
    unet=Budget(minutes=240, steps=10**9, batch=96, rate=2e-3),
    features=Budget(minutes=4, steps=10**9, batch=128, rate=2e-3),
    classifier=Budget(minutes=20, steps=10**9, batch=64, rate=2e-3),
    wide_share=0.25,
)
"""Two cores, about six hours."""

GPU = replace(
    CPU,
    name="gpu",
    sizes=Sizes(encoder_widths=(16, 32, 64, 128, 256)),
    pool=30_000,
    scenes=200_000,
    judged=400_000,
    crop=256,
    autoencoder=Budget(minutes=6, steps=60_000, batch=64, rate=1e-3),
    text=Budget(minutes=1, steps=10_000, batch=1024, rate=1e-3),
    unet=Budget(minutes=20, steps=400_000, batch=1024, rate=2e-3),
    features=Budget(minutes=1, steps=4_000, batch=512, rate=2e-3),
    classifier=Budget(minutes=2, steps=10_000, batch=256, rate=2e-3),
    ema=0.9995,
    wide_share=0.3,
)
"""One large GPU, half an hour: same shipped networks, a wider encoder (which is not shipped), far more pictures."""

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
        head_width=16,
        context_width=32,
        text_layers=1,
    ),
    threads=1,
    wide_share=0.5,
    pool=8,
    scenes=8,
    judged=8,
    crop=32,
    autoencoder=Budget(minutes=5, steps=2, batch=2, rate=1e-3),
    text=Budget(minutes=5, steps=2, batch=8, rate=1e-3),
    unet=Budget(minutes=5, steps=2, batch=4, rate=1e-3),
    features=Budget(minutes=5, steps=2, batch=4, rate=1e-3),
    classifier=Budget(minutes=5, steps=2, batch=4, rate=1e-3),
)
"""For tests: every stage in seconds, nothing learnt."""

PRESETS = {preset.name: preset for preset in (CPU, GPU, TINY)}
