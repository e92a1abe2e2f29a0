"""How many layers a module has of each kind that a runtime fuses, and whether as many nodes came of them."""

from __future__ import annotations

from pathlib import Path

from torch import nn

from engine.errors import ModelError
from engine.export.fuse import ATTENTION, CONVOLUTION, GROUP_NORM, UNET, total
from engine.export.options import DYNAMO, Options

_KINDS: dict[str, tuple[str, ...]] = {
    "attention": ATTENTION,
    "group norm": GROUP_NORM,
    "NHWC convolution": CONVOLUTION,
}


def layers(module: nn.Module) -> dict[str, int]:
    """Layers of each kind."""
    every = list(module.modules())
    return {
        "attention": sum(hasattr(layer, "to_q") for layer in every),
        "group norm": sum(isinstance(layer, nn.GroupNorm) for layer in every),
        "NHWC convolution": sum(isinstance(layer, nn.Conv2d) for layer in every),
    }


def wanted(kind: str, options: Options) -> tuple[str, ...]:
    """The kinds of layer that must come out as single nodes in a graph of that kind."""
    if options.opset == DYNAMO:
        return ("attention", "group norm")
    if not options.fuses:
        return ()
    attention = ("attention",) if kind == UNET else ()
    return (*attention, "group norm", "NHWC convolution") if options.target == "cuda" else attention


def compare_counts(path: Path, had: dict[str, int], kinds: tuple[str, ...], found: dict[str, int]) -> str:
    """'attention 32 of 32, ...'; raises ModelError where layers of a kind gave no node at all."""
    words = []
    for kind in kinds:
        nodes = total(found, _KINDS[kind])
        if had[kind] and not nodes:
            raise ModelError(
                f"{path.name}: none of {had[kind]} layers of {kind} was recognised; the runtime would play it slowly. "
                "Use the versions of torch, diffusers and onnxruntime that docs/dependencies.md names, or another --for"
            )
        if had[kind]:
            words.append(f"{kind} {nodes} of {had[kind]}")
    return ", ".join(words)
