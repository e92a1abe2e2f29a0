"""Exports the parts of a model as ONNX graphs, each with its weights in one file beside it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from engine.backends.knobs import KNOBS, TIME
from engine.backends.torch_frame import Conditions, FrameNet
from engine.errors import ModelError

OPSETS: dict[int, bool] = {17: False, 23: True}
"""Opsets, and whether torch's dynamo exporter makes them.

17, by the older exporter, spells attention and group norm out, which ONNX Runtime's optimiser and its CUDA provider
recognise; 23, by dynamo, has them as single nodes, which TensorRT 10.14 and newer take whole.
"""


@dataclass(frozen=True, slots=True)
class Graph:
    """A module to export, example inputs, and the names of what goes in and out."""

    module: nn.Module
    inputs: dict[str, Tensor]
    outputs: tuple[str, ...]


class Predict(nn.Module):
    """FrameNet.predict with plain arguments; a baked time is a constant, and what depends on it alone is folded."""

    def __init__(self, net: FrameNet, baked_time: float | None) -> None:
        super().__init__()
        self._net = net
        self._baked_time = baked_time

    def forward(
        self, x: Tensor, knobs: Tensor, tokens: Tensor, pooled: Tensor | None = None, sizes: Tensor | None = None
    ) -> Tensor:
        """x0 (1, C, h, w) float32."""
        if self._baked_time is not None:
            baked = torch.full((1,), self._baked_time, device=knobs.device)
            knobs = torch.cat([knobs[:TIME], baked, knobs[TIME + 1 :]])
        return self._net.predict(x, knobs, Conditions(tokens, pooled, sizes))


class Show(nn.Module):
    """FrameNet.show as a module of its own."""

    def __init__(self, net: FrameNet) -> None:
        super().__init__()
        self._net = net

    def forward(self, x: Tensor, x0: Tensor, before: Tensor, knobs: Tensor) -> tuple[Tensor, Tensor]:
        """(shown (1, C, h, w) float32, image (H, W, 3) uint8)."""
        return self._net.show(x, x0, before, knobs)


class Words(nn.Module):
    """A text encoder: ids (1, 77) to tokens, and with `pooled` to the text's one vector too."""

    def __init__(self, encoder: Any, last: bool, pooled: bool) -> None:
        """`last`: whether tokens are the last layer's (else the last but one's)."""
        super().__init__()
        self._encoder = encoder
        self._last = last
        self._pooled = pooled

    def forward(self, ids: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        """tokens (1, 77, D), or (tokens, pooled (1, P))."""
        run = self._encoder(ids, output_hidden_states=True)
        tokens: Tensor = run.last_hidden_state if self._last else run.hidden_states[-2]
        return (tokens, run.text_embeds) if self._pooled else tokens


def predict_graph(net: FrameNet, example: Conditions, latent: tuple[int, ...], baked_time: float | None) -> Graph:
    """The graph from x to x0."""
    inputs = {"x": torch.zeros(latent), "knobs": torch.ones(KNOBS), "tokens": example.tokens}
    if example.pooled is not None and example.sizes is not None:
        inputs |= {"pooled": example.pooled, "sizes": example.sizes}
    return Graph(Predict(net, baked_time), inputs, ("x0",))


def show_graph(net: FrameNet, latent: tuple[int, ...]) -> Graph:
    """The graph from x0 to the picture."""
    zeros = torch.zeros(latent)
    inputs = {"x": zeros, "x0": zeros + 1.0, "before": zeros.clone(), "knobs": torch.ones(KNOBS)}
    return Graph(Show(net), inputs, ("shown", "image"))


@torch.inference_mode()
def write(graph: Graph, path: Path, opset: int) -> None:
    """Export to `path`, weights in one file beside it (path.onnx.data); raises ModelError."""
    if opset not in OPSETS:
        raise ModelError(f"opset = {opset}; use one of {', '.join(map(str, OPSETS))}")
    import onnx

    path.parent.mkdir(parents=True, exist_ok=True)
    raw = path.with_suffix(".raw")
    raw.mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of shapes that are constant here by design
        torch.onnx.export(
            graph.module.eval(),
            tuple(graph.inputs.values()),
            str(raw / "raw.onnx"),
            input_names=list(graph.inputs),
            output_names=list(graph.outputs),
            opset_version=opset,
            dynamo=OPSETS[opset],
            do_constant_folding=True,
        )
    model = onnx.load(str(raw / "raw.onnx"))
    onnx.save_model(
        model, str(path), save_as_external_data=True, all_tensors_to_one_file=True, location=f"{path.name}.data"
    )
    for leftover in raw.iterdir():
        leftover.unlink()
    raw.rmdir()
