"""Weight files: which ones a part of a model has, and whether they are whole; safetensors only, nothing is executed."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError

_META = "__metadata__"
_TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}
"""Number types that can be read as float32, as numpy names them; bfloat16 is float32's upper half."""

_BYTES = {"F64": 8, "I64": 8, "U64": 8, "F32": 4, "I32": 4, "U32": 4, "F16": 2, "BF16": 2, "I16": 2, "U16": 2,
          "F8_E4M3": 1, "F8_E5M2": 1, "I8": 1, "U8": 1, "BOOL": 1}  # fmt: skip
"""Bytes of one number, for the types that the safetensors format names."""

_MOST_HEADER = 100_000_000
"""The safetensors format allows no longer header, bytes."""


class Tensor(msgspec.Struct, frozen=True):
    """One tensor as a safetensors header has it."""

    dtype: str
    shape: tuple[int, ...]
    data_offsets: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight files of one part, and the variant that their names carry ('' or 'fp16')."""

    files: tuple[Path, ...]
    variant: str


class _Index(msgspec.Struct, frozen=True):
    weight_map: dict[str, str]


def find_weights(folder: Path) -> Weights:
    """The safetensors files of a part's folder, full precision before fp16; raises ModelError."""
    for variant in ("", "fp16"):
        dotted = f".{variant}" if variant else ""
        for stem in ("diffusion_pytorch_model", "model"):
            single = folder / f"{stem}{dotted}.safetensors"
            if single.is_file():
                return Weights((single,), variant)
            index = folder / f"{stem}.safetensors.index{dotted}.json"
            if index.is_file():
                return Weights(_shards(index), variant)
    if any(folder.glob("*.bin")) or any(folder.glob("*.ckpt")) or any(folder.glob("*.pt")):
        raise ModelError(f"{folder}: pickled weights only, which can run code; get the model's safetensors files")
    raise ModelError(f"{folder}: no .safetensors file; copy the model's whole folder")


def check(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file by name, from its header; ModelError where the file is cut off or altered."""
    begin, raw = _header(path)
    try:
        found = {name: msgspec.json.decode(raw[name], type=Tensor) for name in raw if name != _META}
    except msgspec.DecodeError as error:
        raise ModelError(f"{path}: no safetensors file ({error}); copy it again, or get it from its maker") from None
    for name, tensor in found.items():
        _check_shape(path, name, tensor)
    _check_size(path, path.stat().st_size - begin, found)
    return found


def metadata(path: Path) -> dict[str, str]:
    """What a safetensors file says of itself in words; raises ModelError."""
    raw = _header(path)[1].get(_META)
    try:
        return msgspec.json.decode(raw, type=dict[str, str]) if raw is not None else {}
    except msgspec.DecodeError as error:
        raise ModelError(f"{path}: its metadata: {error}; get the file again") from None


def tensors(path: Path, names: Iterable[str]) -> Iterator[NDArray[np.float32]]:
    """These tensors of a safetensors file, as float32, each read when it is asked for; raises ModelError."""
    begin, header = _header(path)[0], check(path)
    data = np.memmap(path, np.uint8, "r")
    for name in names:
        tensor = header[name]
        if tensor.dtype not in _TYPES:
            raise ModelError(f"{path}: {name} is {tensor.dtype}; save it as one of {', '.join(_TYPES)}")
        found: NDArray[Any] = np.ndarray(
            tensor.shape, _TYPES[tensor.dtype], buffer=data, offset=begin + tensor.data_offsets[0]
        )
        yield (found.astype(np.uint32) << 16).view(np.float32) if tensor.dtype == "BF16" else found.astype(np.float32)


def _header(path: Path) -> tuple[int, dict[str, msgspec.Raw]]:
    """(where the data begins, the header's entries); ModelError where it can't be read."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            if length > min(size - 8, _MOST_HEADER):
                raise ModelError(f"{path}: {size} bytes are too few for its header of {length}; copy the file again")
            return 8 + length, msgspec.json.decode(stream.read(length), type=dict[str, msgspec.Raw])
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}; copy the file again") from None
    except (struct.error, msgspec.DecodeError) as error:
        raise ModelError(f"{path}: no safetensors file ({error}); copy it again, or get it from its maker") from None


def _check_shape(path: Path, name: str, tensor: Tensor) -> None:
    """A tensor's bytes must be as many as its shape and type want."""
    begin, stop = tensor.data_offsets
    wanted = math.prod(tensor.shape) * _BYTES.get(tensor.dtype, 0)
    if any(side < 0 for side in tensor.shape) or (tensor.dtype in _BYTES and stop - begin != wanted):
        raise ModelError(
            f"{path}: {name} has {stop - begin} bytes, {tensor.dtype} of {list(tensor.shape)} wants {wanted}; "
            "altered: get the file again"
        )


def _check_size(path: Path, found: int, tensors: dict[str, Tensor]) -> None:
    """The data must follow one another without a gap, and fill the file."""
    end = 0
    for begin, stop in sorted(tensor.data_offsets for tensor in tensors.values()):
        if begin != end or stop < begin:
            raise ModelError(f"{path}: its header has a gap at byte {end}; altered: get the file again")
        end = stop
    if end != found:
        word = "cut off" if found < end else "followed by foreign bytes"
        raise ModelError(f"{path}: {found} bytes of tensors, its header says {end}; {word}: copy it again")


def _shards(index: Path) -> tuple[Path, ...]:
    try:
        names = sorted(set(msgspec.json.decode(index.read_bytes(), type=_Index).weight_map.values()))
    except msgspec.DecodeError as error:
        raise ModelError(f"{index}: {error}; copy the model's folder again") from None
    for name in names:
        if Path(name).name != name or not (index.parent / name).is_file():
            raise ModelError(f"{index.parent / name}: missing, though {index.name} names it; copy the folder again")
    return tuple(index.parent / name for name in names)
