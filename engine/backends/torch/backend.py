"""Torch backend: loads a folder in the diffusers layout onto CUDA, Apple's MPS or the CPU."""

from __future__ import annotations

import os
from collections.abc import Sequence

import torch

from engine.backends.base import BackendError
from engine.backends.torch.decoder import with_tiny_decoder
from engine.backends.torch.device import HAVE, Choice, check, parse
from engine.backends.torch.frame import FrameNet
from engine.backends.torch.load import Parts, load_nets
from engine.backends.torch.lora import fuse
from engine.backends.torch.paint import TorchBackend
from engine.backends.torch.text import ClipText
from engine.model.find import Model
from engine.model.layout import Layout
from engine.model.weights import find_weights


def load_torch(model: Model, layout: Layout, backends: Sequence[str], threads: int) -> tuple[TorchBackend, ClipText]:
    """A model on the first of `backends` that this machine has; BackendError with every reason where it has none.

    A backend is cuda, mps or cpu, perhaps with a number type: 'cuda:fp8', 'cpu:bf16' (engine/backends/torch/device.py).
    """
    reasons: list[str] = []
    for backend in backends:
        try:
            choice = parse(backend)
            check(backend, choice)
        except BackendError as error:
            reasons.append(str(error))
            continue
        notes = tuple(f"fell back to {backend}: {reason}" for reason in reasons)
        return _on(model, layout, choice, threads, notes)
    raise BackendError("; ".join(reasons) or f"no backend was named; use one of {', '.join(HAVE)}")


def _on(
    model: Model, layout: Layout, choice: Choice, threads: int, notes: tuple[str, ...]
) -> tuple[TorchBackend, ClipText]:
    device = choice.device
    if device.type == "cpu":
        torch.set_num_threads(threads or _cores())
    choice = choice.settled(_unet_bytes(layout))
    layout, note = with_tiny_decoder(layout)
    try:
        parts = load_nets(layout, device, choice.dtype)
        fuse_recipe(parts, layout)
        net = FrameNet(parts.unet, parts.decoder, *layout.scaling, layout.unet.time_cond_proj_dim)
        net.encoder = parts.encoder
    except torch.OutOfMemoryError as error:
        line = str(error).split("\n", 1)[0]
        raise BackendError(f"{model.folder}: out of memory while loading ({line}); use a smaller model") from None
    text = ClipText(parts.texts, device, layout.index.force_zeros_for_empty_prompt)
    backend = TorchBackend(model, net, choice, (*notes, note))
    backend.prepare(text.encode(""))
    return backend, text


def _unet_bytes(layout: Layout) -> int:
    """Bytes of the UNet's weights on disk."""
    folder = layout.folder / "unet"
    files = [layout.single] if layout.single and "unet" in layout.in_single else find_weights(folder).files
    return sum(file.stat().st_size for file in files)


def fuse_recipe(parts: Parts, layout: Layout) -> None:
    """Add the recipe's LoRAs to the weights; raises ModelError."""
    named = {"unet": parts.unet}
    named |= {name: part.encoder for name, part in zip(("text_encoder", "text_encoder_2"), parts.texts, strict=False)}
    for lora in layout.recipe.loras:
        fuse(named, layout.home / lora.file, lora.weight)


def _cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
