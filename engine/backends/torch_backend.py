"""Torch backend: paints with a folder in the diffusers layout, on CUDA, Apple's MPS or the CPU."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.backends.base import Array, BackendError, BackendFault, Follow
from engine.backends.knobs import knobs, sides, sizes
from engine.backends.torch_frame import Conditions, FrameNet
from engine.backends.torch_load import Parts, load_parts
from engine.backends.torch_lora import LiveLoras, fuse
from engine.backends.torch_text import ClipText
from engine.context import Context
from engine.layout import Layout
from engine.models import Model

_HAVE: dict[str, Callable[[], bool]] = {
    "cuda": torch.cuda.is_available,
    "mps": torch.backends.mps.is_available,
    "cpu": lambda: True,
}
"""Backends by the name that a command line gives, and whether this machine has one."""

_DTYPES: dict[str, torch.dtype] = {"cuda": torch.float16, "mps": torch.float16, "cpu": torch.float32}


class TorchBackend:
    """A loaded model on one device. Latents stay float32; UNet and decoder run in the device's dtype."""

    def __init__(self, model: Model, net: FrameNet, device: torch.device, notes: tuple[str, ...] = ()) -> None:
        self.name = f"torch {torch.__version__.split('+')[0]}, {_describe(device)}"
        self.notes = notes
        self._model = model
        self._net = net
        self._device = device
        self._dtype = next(net.parameters()).dtype
        self._loras: LiveLoras | None = None

    def load_lora(self, file: str) -> tuple[str, ...]:
        """Have a LoRA at hand for contexts that weigh it; notes for a person. Raises ModelError."""
        self._loras = self._loras or LiveLoras(self._net.unet)
        return self._loras.load(file)

    @torch.inference_mode()
    def denoise(self, x: Array, t: float, context: Context) -> Array:
        """x0 predicted from `x` (1, C, h, w) at timestep `t`, under `context`."""
        with self._naming_errors():
            x0 = self._net.predict(self._tensor(x), self._knobs(t, context, None), self._conditions(context))
            return self._checked(x0)

    @torch.inference_mode()
    def finish(self, x: Array, t: float, context: Context, follow: Follow) -> tuple[Array, NDArray[np.uint8]]:
        """The last step of a frame: (latent shown, image (H, W, 3) uint8)."""
        with self._naming_errors():
            start, knobs = self._tensor(x), self._knobs(t, context, follow)
            x0 = self._net.predict(start, knobs, self._conditions(context))
            shown, image = self._net.show(start, x0, self._tensor(follow.before), knobs)
            return self._checked(shown), image.cpu().numpy()

    def _knobs(self, t: float, context: Context, follow: Follow | None) -> Tensor:
        if self._loras is not None:
            self._loras.weigh(context.loras)
        return self._tensor(knobs(self._model.family, t, context.guidance, follow))

    def _conditions(self, context: Context) -> Conditions:
        both = sides(context)
        tokens = self._tensor(np.concatenate([part.tokens for part in both])).to(self._dtype)
        if context.pooled is None:
            return Conditions(tokens, None, None)
        pooled = self._tensor(np.concatenate([part.pooled for part in both if part.pooled is not None]))
        pixels = self._tensor(sizes(*self._model.card.latent.pixels, len(both)))
        return Conditions(tokens, pooled.to(self._dtype), pixels.to(self._dtype))

    def _tensor(self, array: Array) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(array)).to(self._device)

    def _checked(self, latent: Tensor) -> Array:
        array = latent.cpu().numpy()
        if not np.isfinite(array).all():
            raise BackendError(
                f"{self.name}: the prediction holds NaN or infinity; check the model's files, or use full precision"
            )
        return array

    @contextmanager
    def _naming_errors(self) -> Iterator[None]:
        """Torch's errors as ours: out of memory may pass, a fault of the device does not."""
        try:
            yield
        except RuntimeError as error:
            line = str(error).split("\n", 1)[0]
            if isinstance(error, torch.OutOfMemoryError) or "out of memory" in line or "can't allocate memory" in line:
                if self._device.type == "cuda":
                    torch.cuda.empty_cache()
                raise BackendError(
                    f"{self.name}: out of memory ({line}); close other programs on it, or paint smaller pictures"
                ) from None
            kind = BackendError if self._device.type == "cpu" else BackendFault
            raise kind(f"{self.name}: {line}") from None


def load_torch(model: Model, layout: Layout, backends: Sequence[str], threads: int) -> tuple[TorchBackend, ClipText]:
    """A model on the first of `backends` that this machine has; BackendError with every reason where it has none."""
    reasons: list[str] = []
    for backend in backends:
        if backend not in _HAVE:
            reasons.append(f"backend {backend!r}: paints no diffusers folder; use one of {', '.join(_HAVE)}")
        elif not _HAVE[backend]():
            reasons.append(f"backend {backend!r}: torch {torch.__version__} finds no such device here")
        else:
            notes = tuple(f"fell back to {backend}: {reason}" for reason in reasons)
            return _on(model, layout, torch.device(backend), threads, notes)
    raise BackendError("; ".join(reasons) or f"no backend was named; use one of {', '.join(_HAVE)}")


def _on(
    model: Model, layout: Layout, device: torch.device, threads: int, notes: tuple[str, ...]
) -> tuple[TorchBackend, ClipText]:
    if device.type == "cpu":
        torch.set_num_threads(threads or _cores())
    try:
        parts = load_parts(layout, device, _DTYPES[device.type])
        fuse_recipe(parts, layout)
    except torch.OutOfMemoryError as error:
        line = str(error).split("\n", 1)[0]
        raise BackendError(f"{model.folder}: out of memory while loading ({line}); use a smaller model") from None
    text = ClipText(parts.texts, device, layout.index.force_zeros_for_empty_prompt)
    net = FrameNet(parts.unet, parts.decoder, *layout.scaling, layout.unet.time_cond_proj_dim)
    return TorchBackend(model, net, device, notes), text


def fuse_recipe(parts: Parts, layout: Layout) -> None:
    """Add the recipe's LoRAs to the weights; raises ModelError."""
    named = {"unet": parts.unet}
    named |= {name: part.encoder for name, part in zip(("text_encoder", "text_encoder_2"), parts.texts, strict=False)}
    for lora in layout.recipe.loras:
        fuse(named, layout.home / lora.file, lora.weight)


def _describe(device: torch.device) -> str:
    if device.type == "cuda":
        return f"CUDA on {torch.cuda.get_device_name(device)}"
    return "MPS" if device.type == "mps" else f"{torch.get_num_threads()} CPU threads"


def _cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
