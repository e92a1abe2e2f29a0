"""Tensors pass between torch and ONNX Runtime without a copy."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs rhapsode[torch]")
pytest.importorskip("onnx", reason="takes the package onnx")

from engine.backends.onnx.dlpack import to_ort, to_torch  # noqa: E402
from engine.backends.onnx.graph import BoundGraph, HostGraph  # noqa: E402
from engine.backends.onnx.house_graph import take_apart  # noqa: E402
from engine.backends.onnx.providers import PROVIDERS, Setting  # noqa: E402
from engine.backends.onnx.session import open_session  # noqa: E402
from engine.model.find import NAMES  # noqa: E402


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.uint8, torch.int64])
def test_a_tensor_is_lent_at_its_own_address(dtype: torch.dtype) -> None:
    tensor = torch.arange(12).reshape(3, 4).to(dtype)
    value = to_ort(tensor)
    assert value.data_ptr() == tensor.data_ptr()
    back = to_torch(value)
    assert back.data_ptr() == tensor.data_ptr()
    assert torch.equal(back.to(dtype), tensor)


def test_what_can_not_be_lent_says_so() -> None:
    with pytest.raises(ValueError, match="call contiguous"):
        to_ort(torch.zeros(3, 4).T)


def test_a_graph_runs_on_torch_tensors_and_gives_torch_tensors() -> None:
    parts = take_apart(NAMES["house"] / "painter.onnx", (("latent_height", 16), ("latent_width", 16)), (256, 256))
    graph = open_session(parts.decode, PROVIDERS["cpu"], Setting(1))
    assert isinstance(graph, HostGraph)
    bound = BoundGraph(graph.session, "bound", device="cpu")
    latents = [torch.randn(1, 16, 16, 16, generator=torch.Generator().manual_seed(seed)) for seed in (1, 2)]
    image = to_torch(bound.run_there({"shown": to_ort(latents[0])})["image"])
    first = image.clone()
    assert image.data_ptr() == bound._out["image"].data_ptr()
    bound.run_there({"shown": to_ort(latents[1])})
    for picture, latent in ((first, latents[0]), (image, latents[1])):
        assert np.array_equal(picture.numpy(), graph.run(["image"], {"shown": latent.numpy()})[0])
