"""Which device and number type the torch backend paints with: 'cuda', 'cuda:fp8', 'cpu:bf16', parsed strictly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from engine.backends.base import BackendError
from engine.backends.torch.fp8 import why_not

LARGE = 100_000_000
"""Bytes of a UNet's weights from which a CPU with bf16 instructions uses them: small networks gain nothing."""

_FP8_SINCE = (8, 9)
"""CUDA compute capability from which matrix units take float8 (NVIDIA Ada; Hopper is 9.0)."""

HAVE: dict[str, Callable[[], bool]] = {
    "cuda": torch.cuda.is_available,
    "mps": torch.backends.mps.is_available,
    "cpu": lambda: True,
}
"""Devices by the name that a command line gives, and whether this machine has one."""

_DTYPES: dict[str, torch.dtype] = {
    "fp32": torch.float32,
    "fp16": torch.float16,
    "bf16": torch.bfloat16,
    "fp8": torch.float16,
}
"""Number types by name; with fp8 only large linear layers' products are, the rest is fp16."""

_OF_DEVICE: dict[str, tuple[str, ...]] = {
    "cuda": ("auto", "fp32", "fp16", "bf16", "fp8"),
    "mps": ("auto", "fp32", "fp16"),
    "cpu": ("auto", "fp32", "bf16"),
}
"""Number types that each device takes; half precision is slower than single on CPUs."""

_USUAL: dict[str, str] = {"cuda": "fp16", "mps": "fp16", "cpu": "fp32"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A device and a number type, as asked for by name."""

    device: torch.device
    kind: str
    """auto, fp32, fp16, bf16 or fp8."""

    def settled(self, weight_bytes: int) -> Choice:
        """The same with 'auto' made one of the others, for a UNet of so many bytes of weights."""
        if self.kind != "auto":
            return self
        bf16 = self.device.type == "cpu" and weight_bytes >= LARGE and cpu_has_bf16()
        return Choice(self.device, "bf16" if bf16 else _USUAL[self.device.type])

    @property
    def dtype(self) -> torch.dtype:
        """Of the weights and activations; 'auto' must be settled first."""
        return _DTYPES[self.kind]

    @property
    def fp8(self) -> bool:
        """Whether large linear layers multiply in float8."""
        return self.kind == "fp8"


def parse(backend: str) -> Choice:
    """The choice that a backend's name makes: DEVICE or DEVICE:TYPE; BackendError says what may stand there."""
    device, colon, kind = backend.partition(":")
    if device not in HAVE:
        raise BackendError(f"backend {backend!r}: paints no diffusers folder; use one of {', '.join(HAVE)}")
    kinds = _OF_DEVICE[device]
    if colon and kind not in kinds:
        raise BackendError(f"backend {backend!r}: {device} takes no type {kind!r}; use one of {', '.join(kinds)}")
    return Choice(torch.device(device), kind or "auto")


def check(backend: str, choice: Choice) -> None:
    """Raises BackendError where this machine lacks the device, or the device lacks the number type."""
    if not HAVE[choice.device.type]():
        raise BackendError(f"backend {backend!r}: torch {torch.__version__} finds no such device here")
    if choice.fp8:
        old = torch.cuda.get_device_capability() < _FP8_SINCE
        reason = "has no float8 matrix units" if old else why_not(choice.device)
        if reason:
            raise BackendError(f"backend {backend!r}: {torch.cuda.get_device_name()}: {reason}; use cuda (fp16)")


def cpu_has_bf16() -> bool:
    """Whether this CPU multiplies bf16 in hardware (AVX-512 BF16 or AMX)."""
    cpu: Any = torch.cpu
    return bool(cpu._is_avx512_bf16_supported() or cpu._is_amx_tile_supported())


def describe(device: torch.device) -> str:
    """The device, for people."""
    if device.type == "cuda":
        return f"CUDA on {torch.cuda.get_device_name(device)}"
    return "MPS" if device.type == "mps" else f"{torch.get_num_threads()} CPU threads"
