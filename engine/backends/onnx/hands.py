"""The three things that the house model's graphs are asked for, whichever graphs they lie in."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Array, Follow
from engine.backends.onnx.graph import Graph, finite

Image = NDArray[np.uint8]

_FAR = 1e9
"""No bound, as a number that a graph can reckon with."""


class Hand(Protocol):
    """The house model's graph or graphs on some runtime."""

    graph: Graph
    name: str
    """What runs it, for people."""

    def predict(self, x: Array, t: float, tokens: Array) -> Array: ...

    def frame(self, x: Array, t: float, tokens: Array, follow: Follow) -> tuple[Array, Image]: ...

    def decode(self, latent: Array) -> Image: ...


class Whole:
    """painter.onnx in one session: UNet, and behind an `If` the decoder, so that both share one thread pool."""

    def __init__(self, graph: Graph, context: tuple[int, int]) -> None:
        """`context`: (K, D) of a context's tokens."""
        self.graph = graph
        self.name = graph.name
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


class Parted:
    """A graph for each of the three things asked for, without branches."""

    def __init__(self, predict: Graph, frame: Graph, decode: Graph) -> None:
        self.graph = frame
        self.name = frame.name
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


class Two:
    """UNet and following in one graph, the decoder in another, of other number types.

    The first may be painter.onnx itself, which then is asked not to decode.
    """

    def __init__(self, graph: Graph, decoder: Graph, name: str) -> None:
        """`name`: what runs both, for people."""
        self.graph = graph
        self.name = name
        self._decoder = decoder
        self._more = {"decode": np.array(False)} if "decode" in graph.shapes else {}

    def predict(self, x: Array, t: float, tokens: Array) -> Array:
        return self.follow(x, t, tokens, Follow(x))[0]

    def frame(self, x: Array, t: float, tokens: Array, follow: Follow) -> tuple[Array, Image]:
        shown = self.follow(x, t, tokens, follow)[1]
        return shown, self.decode(shown)

    def decode(self, latent: Array) -> Image:
        image: Image = self._decoder.run(["image"], {"shown": latent})[0][0]
        return image

    def follow(self, x: Array, t: float, tokens: Array, follow: Follow) -> tuple[Array, Array]:
        """(x0 predicted, latent to be shown), both (1, C, h, w)."""
        feeds = _feeds(x, t, tokens) | _following(follow) | self._more
        x0, shown = finite(self.graph, self.graph.run(["x0", "shown"], feeds))
        return x0, shown


def _feeds(x: Array, t: float, tokens: Array) -> dict[str, NDArray[Any]]:
    return {"x": x, "t": np.array([t], np.float32), "context": tokens}


def _following(follow: Follow) -> dict[str, NDArray[Any]]:
    return {
        "before": follow.before,
        "share": np.array(follow.share, np.float32),
        "reach": np.array(min(follow.reach, _FAR), np.float32),
    }
