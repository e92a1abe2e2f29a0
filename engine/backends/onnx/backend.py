"""The house model on ONNX Runtime or OpenVINO: from latent to uint8 picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from engine.backends.base import Array, BackendError, Follow, Point
from engine.backends.onnx.graph import Graph, finite
from engine.backends.onnx.hands import Hand, Image, Parted, Two, Whole
from engine.backends.onnx.house_graph import Parts, Sides, fixed, take_apart
from engine.backends.onnx.int8 import PARTS, examples, kept_decoder, quantized
from engine.backends.onnx.kept import kept
from engine.backends.onnx.open import open_graph
from engine.backends.onnx.providers import AUTO, PROVIDERS, Setting, expand, find, order_for
from engine.backends.onnx.waves import open_with_waves
from engine.context import Context, Passage, here
from engine.model.find import Model, ModelError

T = TypeVar("T")
Encode = Callable[[str], Context]

PAINTER, ENCODER = "painter.onnx", "encoder.onnx"


class OnnxBackend:
    """The house model, loaded."""

    rows = 1

    def __init__(self, model: Model, hand: Hand, backend: str, notes: tuple[str, ...], threads: int = 0) -> None:
        self.name = hand.name
        self.notes = notes + hand.graph.notes
        self._model = model
        self._hand = hand
        self._backend = backend
        self._threads = threads
        self._encoder: Graph | None = None

    @classmethod
    def load(cls, model: Model, backends: Sequence[str], threads: int = 0, encode: Encode | None = None) -> OnnxBackend:
        """The first of `backends` that can be had; BackendError with every reason where none can.

        `encode`: words to context, for backends that are calibrated with pictures the first time.
        """
        tried = expand(backends, order_for(""))
        hand, backend, notes = first_that_works(tried, lambda name: _open(model, name, threads, encode), backends)
        return cls(model, hand, backend, notes, threads)

    def load_lora(self, file: str) -> tuple[str, ...]:
        """The house family has none; raises ModelError."""
        raise ModelError(f"{file}: the house family takes no LoRA; use a Stable Diffusion model on torch")

    def denoise(self, x: Array, t: float, context: Context | Passage) -> Array:
        """x0 predicted from `x` (1, C, h, w) at flow time `t`, under `context`."""
        return self._hand.predict(x, t, here(context).tokens)

    def finish(self, x: Array, t: float, context: Context | Passage, follow: Follow) -> tuple[Array, Image]:
        """The last step of a frame: (latent shown, image (H, W, 3) uint8)."""
        return self._hand.frame(x, t, here(context).tokens, follow)

    def denoise_all(self, points: Sequence[Point]) -> list[Array]:
        """`denoise` of every point, one by one: a CPU gains nothing from more at once."""
        return [self.denoise(point.x, point.t, point.context) for point in points]

    def decode_all(self, latents: Sequence[Array]) -> list[Image]:
        """Pictures (H, W, 3) of latents (1, C, h, w), one by one."""
        return [self._hand.decode(latent) for latent in latents]

    def encode_image(self, image: Image) -> Array:
        """The latent (1, C, h, w) of a picture (H, W, 3) uint8; BackendError where the model has no encoder."""
        if self._encoder is None:
            self._encoder = _open_encoder(self._model, self._backend, self._threads)
        return np.asarray(finite(self._encoder, self._encoder.run(["latent"], {"image": image}))[0], np.float32)


def _sides(model: Model) -> Sides:
    """Sizes of the graphs' free dimensions."""
    return ("latent_height", model.card.latent.height), ("latent_width", model.card.latent.width)


def _open(model: Model, backend: str, threads: int, encode: Encode | None) -> Hand:
    if backend in PARTS:
        return _open_two(model, backend, threads, encode)
    graph = model.folder / PAINTER
    if find(backend).name == "cpu":
        whole = open_graph(graph, backend, Setting(threads, _sides(model)))
        return Whole(whole, (model.card.context_tokens, model.card.context_width))
    parts = take_apart(graph, _sides(model), model.card.latent.pixels)
    opened = {}
    for name in ("predict", "frame", "decode"):
        with kept(model, backend, (PAINTER,), f"house {name}") as folder:
            opened[name] = _open_part(getattr(parts, name), backend, Setting(threads, cache=folder.path))
        opened[name].notes += folder.notes
    return Parted(**opened)


def _open_part(graph: bytes, backend: str, setting: Setting) -> Graph:
    """A part of the graph; on OpenVINO, which may reckon in bf16, with its sense of time in float32."""
    if find(backend).ep:
        return open_graph(graph, backend, setting)
    return open_with_waves(graph, backend, setting)


def _open_two(model: Model, backend: str, threads: int, encode: Encode | None) -> Two:
    """The model with its decoder in int8, which is made in a second or two where it was not made before."""
    path = model.folder / PAINTER
    rest, last = PARTS[backend]

    def apart() -> Parts:
        return take_apart(path, _sides(model), model.card.latent.pixels)

    setting = Setting(threads, _sides(model))
    graph = open_graph(path, rest, setting) if rest == "cpu" else _open_part(apart().follow, rest, setting)
    name = f"{graph.name}, decoder in int8"

    def make() -> bytes:
        if encode is None:
            raise BackendError(f"backend {backend!r}: its decoder is not made yet, which takes a text encoder")
        decode = apart().decode
        given = Two(graph, graph, name)
        shown = (given.follow(x, t, context.tokens, Follow(x))[1] for x, t, context in examples(model, encode))
        return quantized(decode, shown, model.card.latent.channels)

    return Two(graph, open_graph(kept_decoder(model, path, make), last, Setting(threads)), name)


def _open_encoder(model: Model, backend: str, threads: int) -> Graph:
    backend = PARTS[backend][0] if backend in PARTS else backend
    graph = model.file(ENCODER)
    if not graph.is_file():
        raise BackendError(f"{graph}: missing: this model has no encoder, so no picture can be started from")
    if find(backend).name == "cpu":
        return open_graph(graph, backend, Setting(threads, _sides(model)))
    data = fixed(graph, _sides(model), model.card.latent.scale)
    with kept(model, backend, (ENCODER,), "house encoder") as folder:
        return open_graph(data, backend, Setting(threads, cache=folder.path))


def first_that_works(
    backends: Sequence[str], load: Callable[[str], T], asked: Sequence[str] = ()
) -> tuple[T, str, tuple[str, ...]]:
    """(what `load` gives, backend, notes) of the first backend it works for; BackendError with every reason.

    `asked`: what was asked for, where `backends` is drawn from it.
    """
    reasons: list[str] = []
    for backend in backends:
        try:
            loaded = load(backend)
        except BackendError as error:
            reasons.append(str(error))
            continue
        auto = (f"auto took {backend} of {', '.join(backends)}",) if AUTO in asked else ()
        return loaded, backend, auto + tuple(f"fell back to {backend}: {reason}" for reason in reasons)
    raise BackendError("; ".join(reasons) or f"no backend was named; use one of {', '.join(PROVIDERS)}")
