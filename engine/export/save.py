"""Large graphs on disk: weights go one by one into one file, as float16 where that is asked for.

A graph's message never gives back the memory of a weight that is replaced in it, so weights stay on disk until here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

_LARGE = 1024
"""Bytes from which a weight lies in the file beside the graph."""
_PAGE = 4096
"""Weights larger than this begin at its multiples, so that a runtime may map the file into memory."""


def save(model: onnx.ModelProto, path: Path, source: Path, halved: set[str], sibling: Path | None) -> None:
    """Write `path` and its weights, path.onnx.data; `model` is used up.

    `source`: the folder of weights that stayed on disk; `halved`: weights to write in float16; `sibling`: another saved
    graph in the same folder, whose weights are not written again where they are the same.
    """
    theirs = _weights_of(sibling)
    written = []
    with path.with_name(f"{path.name}.data").open("wb") as data:
        for weight in model.graph.initializer:
            numbers = numpy_helper.to_array(weight, str(source))
            if weight.name in halved:
                numbers = in_half(numbers)
            place = _place_in(sibling, theirs.get(weight.name), numbers)
            written.append(place or _write(weight.name, numbers, data))
    del model.graph.initializer[:]
    model.graph.initializer.extend(written)
    path.write_bytes(model.SerializeToString())


def in_half(numbers: NDArray[Any]) -> NDArray[np.float16]:
    """In float16; what lies beyond its range becomes its largest number."""
    largest = np.finfo(np.float16).max
    half: NDArray[np.float16] = np.clip(numbers, -largest, largest).astype(np.float16)
    return half


def _write(name: str, numbers: NDArray[Any], data: BinaryIO) -> TensorProto:
    """The weight as the graph holds it: small ones whole, of large ones where they lie in the file."""
    if numbers.nbytes < _LARGE:
        return numpy_helper.from_array(numbers, name)
    data.write(bytes(-data.tell() % (_PAGE if numbers.nbytes > _PAGE else 64)))
    entry = TensorProto(name=name, dims=numbers.shape, data_type=helper.np_dtype_to_tensor_dtype(numbers.dtype))
    entry.data_location = TensorProto.EXTERNAL
    location = Path(data.name).name
    for key, value in (("location", location), ("offset", data.tell()), ("length", numbers.nbytes)):
        entry.external_data.add(key=key, value=str(value))
    np.ascontiguousarray(numbers).tofile(data)
    return entry


def _weights_of(graph: Path | None) -> dict[str, TensorProto]:
    """The weights that a saved graph has in its file."""
    if graph is None:
        return {}
    weights = onnx.load(str(graph), load_external_data=False).graph.initializer
    return {weight.name: weight for weight in weights if weight.data_location == TensorProto.EXTERNAL}


def _place_in(sibling: Path | None, other: TensorProto | None, numbers: NDArray[Any]) -> TensorProto | None:
    """The sibling's entry for a weight, where it holds the same numbers."""
    if sibling is None or other is None or tuple(other.dims) != numbers.shape:
        return None
    same = numpy_helper.to_array(other, str(sibling.parent))
    return other if same.dtype == numbers.dtype and np.array_equal(same, numbers) else None
