"""ONNX models on CUDA, TensorRT and TensorRT-RTX paint what the CPU paints; skips where a provider is missing."""

from __future__ import annotations

import numpy as np
import pytest

from engine.backends.base import BackendError, Follow
from engine.backends.onnx.backend import OnnxBackend
from engine.backends.onnx.graph import BoundGraph
from engine.backends.onnx.house_graph import take_apart
from engine.backends.onnx.providers import PROVIDERS, Setting
from engine.backends.onnx.session import offered, open_session
from engine.context import Context
from engine.model.find import NAMES, find_model

pytestmark = pytest.mark.gpu

ON_DEVICE = [name for name, row in PROVIDERS.items() if row.device == "cuda"]


@pytest.fixture(params=ON_DEVICE)
def name(request: pytest.FixtureRequest) -> str:
    """A provider of the device's, where this machine has it."""
    pytest.importorskip("onnx", reason="takes the package onnx")
    name: str = request.param
    try:
        offered(PROVIDERS[name])
    except BackendError as error:
        pytest.skip(str(error))
    return name


def test_a_device_paints_what_the_cpu_paints_run_after_run(name: str) -> None:
    """Several runs: ONNX Runtime captures a CUDA graph in the first ones and replays it then."""
    model = find_model("house")
    cpu, device = (OnnxBackend.load(model, [backend]) for backend in ("cpu", name))
    assert not any("takes not the whole graph" in note for note in device.notes)
    draw = np.random.default_rng(5)
    width = (1, model.card.context_tokens, model.card.context_width)
    for t in (1.0, 0.6, 1.0, 0.35):
        x, before = (draw.standard_normal((1, 16, 16, 16)).astype(np.float32) for _ in range(2))
        context = Context(draw.standard_normal(width).astype(np.float32))
        reference = cpu.denoise(x, t, context)
        assert np.abs(device.denoise(x, t, context) - reference).mean() < 0.02
        shown, image = device.finish(x, t, context, Follow(before, 0.5, 0.4))
        there = cpu.finish(x, t, context, Follow(before, 0.5, 0.4))[1]
        assert np.abs(image.astype(int) - there).mean() < 1.5
        assert np.abs(device.decode_all([shown])[0].astype(int) - image).max() <= 2
    _, picture = cpu.finish(x, 1.0, context, Follow(x))
    assert np.abs(device.encode_image(picture) - cpu.encode_image(picture)).mean() < 0.02


def test_torch_reads_what_the_device_wrote_at_its_address(name: str) -> None:
    torch = pytest.importorskip("torch", reason="needs rhapsode[torch]")
    if not torch.cuda.is_available():
        pytest.skip("torch finds no CUDA device")
    from engine.backends.onnx.dlpack import to_ort, to_torch

    parts = take_apart(NAMES["house"] / "painter.onnx", (("latent_height", 16), ("latent_width", 16)), (256, 256))
    graph = open_session(parts.decode, PROVIDERS[name], Setting())
    assert isinstance(graph, BoundGraph)
    latent = torch.randn(1, 16, 16, 16, generator=torch.Generator().manual_seed(1))
    image = to_torch(graph.run_there({"shown": to_ort(latent.cuda())})["image"])
    assert image.is_cuda
    (host,) = graph.run(["image"], {"shown": latent.numpy()})
    assert np.abs(image.cpu().numpy().astype(int) - host).max() <= 1
