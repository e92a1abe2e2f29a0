"""The house model's decoder in int8: calibrated on this machine once, kept in a private folder.

Its convolutions multiply int8 with float32 around them (QDQ, one scale a channel of weights). The UNet is left alone:
rounded to int8 it makes the picture shimmer. So are convolutions at the decoder's ends, with as few channels as a
latent or fewer: they cost little and their rounding shows most. Jacob et al. 2018 (arXiv:1712.05877), sections 2 and 3.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine.backends.base import Array
from engine.compiled.folder import check, folder_of, seal, write
from engine.compiled.key import Key
from engine.compiled.machine import versions
from engine.context import Context
from engine.errors import BackendError
from engine.model.find import Model
from engine.shelf.hashes import sha256

PARTS: dict[str, tuple[str, str]] = {
    "cpu:int8": ("cpu", "cpu"),
    "openvino:int8": ("openvino:fp32", "openvino:fp32"),
    "openvino:bf16-int8": ("openvino:bf16", "openvino:fp32"),
}
"""Backends with this decoder: what runs all the rest, and what runs the decoder."""

PROMPTS = (
    "a lighthouse on a cliff, watercolour",
    "a forest in fog, ink wash",
    "a dancer under red light",
    "flowers in a bright room, oil painting",
    "the sea at night",
    "joy",
)
"""What the pictures that the scales are taken from are of."""

_EACH = 2
"""Noises for each of them."""

_FILE = "decoder.onnx"
_METHOD = "decoder, QDQ, smallest to largest, 1"
"""Part of the key: to be changed with what is done here."""


def examples(model: Model, encode: Callable[[str], Context]) -> Iterator[tuple[Array, float, Context]]:
    """Noise (1, C, h, w), time and context of pictures to calibrate with; always the same ones."""
    latent = model.card.latent
    draw = np.random.default_rng(8)
    for prompt in PROMPTS:
        context = encode(prompt)
        for _ in range(_EACH):
            x = draw.standard_normal((1, latent.channels, latent.height, latent.width), np.float32)
            yield x, model.schedule.times[1][0], context


def kept_decoder(model: Model, graph: Path, make: Callable[[], bytes]) -> bytes:
    """The decoder, serialized, as `make` gave it the first time for this graph and size; raises BackendError."""
    latent = model.card.latent
    key = Key(
        backend="int8",
        versions=versions(("onnxruntime",)),
        files=((graph.name, model.card.files.get(graph.name) or sha256(graph)),),
        part=_METHOD,
        shape=(1, latent.channels, latent.height, latent.width),
    )
    folder = folder_of(key)
    try:
        check(folder)
        path = folder / _FILE
        if path.is_file():
            return path.read_bytes()
        data = make()
        write(path, data)
        seal(folder)
    except OSError as error:
        raise BackendError(f"{folder}: {error.strerror}; remove that folder, or make room") from None
    return data


def quantized(decode: bytes, latents: Iterable[Array], ends: int) -> bytes:
    """A graph shown -> image with its convolutions in int8, scaled by the latents (1, C, h, w) it is shown.

    Convolutions with `ends` channels or fewer on a side stay as they are. Raises BackendError.
    """
    onnx, quantization, prepare = _libraries()
    with tempfile.TemporaryDirectory(prefix="rhapsode-int8-") as name:
        given, folded, done = (Path(name) / file for file in ("given.onnx", "folded.onnx", "done.onnx"))
        given.write_bytes(decode)
        try:
            prepare(str(given), str(folded), skip_symbolic_shape=True)  # weights become constants
            quantization.quantize_static(
                str(folded),
                str(done),
                _reader(quantization, latents),
                quant_format=quantization.QuantFormat.QDQ,
                op_types_to_quantize=["Conv"],
                nodes_to_exclude=_narrow(onnx.load(str(folded)).graph, ends),
                per_channel=True,
                activation_type=quantization.QuantType.QUInt8,
                weight_type=quantization.QuantType.QInt8,
            )
        except Exception as error:  # the library raises all kinds
            raise BackendError(f"the decoder in int8: {type(error).__name__}: {error}") from None
        return done.read_bytes()


def _libraries() -> tuple[Any, Any, Any]:
    try:
        onnx = importlib.import_module("onnx")
        quantization = importlib.import_module("onnxruntime.quantization")
        shapes = importlib.import_module("onnxruntime.quantization.shape_inference")
    except ImportError as error:
        raise BackendError(f"the decoder in int8: {error}; pip install onnx") from None
    return onnx, quantization, shapes.quant_pre_process


def _narrow(graph: Any, ends: int) -> list[str]:
    """Names of the convolutions with so few channels on a side, or with weights that are no constants."""
    weights = {weight.name: tuple(weight.dims) for weight in graph.initializer}
    return [node.name for node in graph.node if node.op_type == "Conv" and _least(weights.get(node.input[1])) <= ends]


def _least(weight: Sequence[int] | None) -> int:
    """The smaller number of channels, of a weight (out, in, kh, kw)."""
    return min(weight[:2]) if weight else 0


def _reader(quantization: Any, latents: Iterable[Array]) -> Any:
    """The latents in the form that the library reads them in."""
    left = iter(latents)

    class Reader(quantization.CalibrationDataReader):  # type: ignore[misc]
        def get_next(self) -> dict[str, Array] | None:
            latent = next(left, None)
            return None if latent is None else {"shown": latent}

    return Reader()
