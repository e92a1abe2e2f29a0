"""The house model on ONNX Runtime or OpenVINO: from latent to uint8 picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Array, BackendError, Follow, Point
from engine.backends.onnx.graph import Graph, finite
from engine.backends.onnx.house_graph import Sides, fixed, take_apart
from engine.backends.onnx.kept import kept
from engine.backends.onnx.open import open_graph
from engine.backends.onnx.providers import AUTO, PROVIDERS, Setting, expand, find, order_for
from engine.context import Context, Passage, here
from engine.model.find import Model, ModelError

T = TypeVar("T")
Image = NDArray[np.uint8]

PAINTER, ENCODER = "painter.onnx", "encoder.onnx"

_FAR = 1e9
"""No bound, as a number that a graph can reckon with."""


class _Hand(Protocol):
    """The house model's graph or graphs on some runtime."""

    graph: Graph

    def predict(self, x: Array, t: float, tokens: Array) -> Array: ...

    def frame(self, x: Array, t: float, tokens: Array, follow: Follow) -> tuple[Array, Image]: ...

    def decode(self, latent: Array) -> Image: ...


class _Whole:
    """painter.onnx in one session: UNet, and behind an `If` the decoder, so that both share one thread pool."""

    def __init__(self, graph: Graph, context: tuple[int, int]) -> None:
        self.graph = graph
        self._nothing = np.zeros((1, *context), np.float32)

    def predict(self, x: Array, t: float, tokens: Array) -> Array:
        feeds = _feeds(x, t, tokens) | _following(Follow(x)) | {"decode": np.array(False)}
        return np.asarray(finite(self.graph, self.graph.run(["x0"], feeds))[0])

    def frame(self, x: Array, t: float, tokens: Array, follow: Follow) -> tuple[Array, Image]:
        feeds = _feeds(x, t, tokens) | _following(follow) | {"decode": np.array(True)}
        _, shown, image = finite(self.graph, self.graph.run(["x0", "shown", "image"], feeds))
        return shown, image[0]

    def decode(self, latent: Array) -> Image:
        """Shown is the latent itself, moved by nothing; the UNet, a quarter of a frame's time, runs for nothing."""
        return self.frame(latent, 1.0, self._nothing, Follow(latent, share=0.0))[1]


class _Parted:
    """A graph for each of the three things asked for, without branches."""

    def __init__(self, predict: Graph, frame: Graph, decode: Graph) -> None:
        self.graph = frame
        self._predict = predict
        self._decode = decode

    def predict(self, x: Array, t: float, tokens: Array) -> Array:
        return np.asarray(finite(self._predict, self._predict.run(["x0"], _feeds(x, t, tokens)))[0])

    def frame(self, x: Array, t: float, tokens: Array, follow: Follow) -> tuple[Array, Image]:
        feeds = _feeds(x, t, tokens) | _following(follow)
        _, shown, image = finite(self.graph, self.graph.run(["x0", "shown", "image"], feeds))
        return shown, image[0]

    def decode(self, latent: Array) -> Image:
        image: Image = self._decode.run(["image"], {"shown": latent})[0][0]
        return image


class OnnxBackend:
    """The house model, loaded."""

    rows = 1

    def __init__(self, model: Model, hand: _Hand, backend: str, notes: tuple[str, ...], threads: int = 0) -> None:
        self.name = hand.graph.name
        self.notes = notes + hand.graph.notes
        self._model = model
        self._hand = hand
        self._backend = backend
        self._threads = threads
        self._encoder: Graph | None = None

    @classmethod
    def load(cls, model: Model, backends: Sequence[str], threads: int = 0) -> OnnxBackend:
        """The first of `backends` that can be had; BackendError with every reason where none can."""
        tried = expand(backends, order_for(""))
        hand, backend, notes = first_that_works(tried, lambda backend: _open(model, backend, threads), backends)
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


def _feeds(x: Array, t: float, tokens: Array) -> dict[str, NDArray[Any]]:
    return {"x": x, "t": np.array([t], np.float32), "context": tokens}


def _following(follow: Follow) -> dict[str, NDArray[Any]]:
    return {
        "before": follow.before,
        "share": np.array(follow.share, np.float32),
        "reach": np.array(min(follow.reach, _FAR), np.float32),
    }


def _sides(model: Model) -> Sides:
    """Sizes of the graphs' free dimensions."""
    return ("latent_height", model.card.latent.height), ("latent_width", model.card.latent.width)


def _open(model: Model, backend: str, threads: int) -> _Hand:
    graph = model.folder / PAINTER
    if find(backend).name == "cpu":
        whole = open_graph(graph, backend, Setting(threads, _sides(model)))
        return _Whole(whole, (model.card.context_tokens, model.card.context_width))
    parts = take_apart(graph, _sides(model), model.card.latent.pixels)
    opened = {}
    for name in ("predict", "frame", "decode"):
        with kept(model, backend, (PAINTER,), f"house {name}") as folder:
            opened[name] = open_graph(getattr(parts, name), backend, Setting(threads, cache=folder.path))
        opened[name].notes += folder.notes
    return _Parted(**opened)


def _open_encoder(model: Model, backend: str, threads: int) -> Graph:
    graph = model.folder / ENCODER
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
