"""Train the house model, stage by stage; every stage goes on from its checkpoint: python -m tools.house.train."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from dataclasses import replace

from tools.house.config import PRESETS, Budget, Config
from tools.house.run import device

STAGES: dict[str, tuple[str, str]] = {
    "base": ("tools.house.base", "the autoencoder of the model that this one is based on, if it is"),
    "autoencoder": ("tools.house.autoencoder", "pictures <-> latents"),
    "latents": ("tools.house.latents", "paint the scenes and encode them"),
    "text": ("tools.house.heard", "what words mean for a picture"),
    "features": ("tools.house.features", "what counts in a latent"),
    "props": ("tools.house.posing", "every subject by itself"),
    "sketch": ("tools.house.drawing", "what the painter lays down of a whole scene"),
    "unet": ("tools.house.unet", "the painter: UNet, coupled flow matching"),
    "decoder": ("tools.house.decoder", "what the UNet makes, as a picture"),
    "export": ("tools.house.export", "ONNX files into engine/"),
    "classifier": ("tools.house.classifier", "the judge, on painter pictures alone"),
}
"""Stage -> (module with a function train(config), what it does), in order."""
OF_BASE = ("autoencoder", "text", "classifier")
"""Stages that a model with a base leaves to it."""


def stage(name: str) -> Callable[[Config], object]:
    """The function that runs a stage; modules load only when their stage does."""
    return importlib.import_module(STAGES[name][0]).train  # type: ignore[no-any-return]


def stages_of(config: Config) -> list[str]:
    """The stages of a whole training, in order."""
    return [name for name in STAGES if config.base is None or name not in OF_BASE]


def main() -> None:
    """Run the named stages, or all of them in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stages", nargs="*", choices=[*STAGES, []], help="default: all, in order")
    parser.add_argument("--preset", choices=PRESETS, default="gpu" if device().type == "cuda" else "cpu")
    parser.add_argument("--from-shipped", action="store_true", help="begin with the weights in engine/, where none are")
    parser.add_argument("--minutes", type=float, help="budget of each named stage, instead of the preset's")
    options = parser.parse_args()
    config = PRESETS[options.preset]
    if options.minutes:
        fields = [name for name in options.stages if isinstance(getattr(config, name, None), Budget)]
        config = replace(config, **{name: replace(getattr(config, name), minutes=options.minutes) for name in fields})
    if options.from_shipped:
        importlib.import_module("tools.house.restore").train(config)
    for name in options.stages or stages_of(config):
        print(f"{name}: {STAGES[name][1]} ({config.name}, {device()})", flush=True)
        stage(name)(config)


if __name__ == "__main__":
    main()
