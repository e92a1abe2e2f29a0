"""The house model on CUDA paints what it paints on the CPU; skips where there is no GPU to ask."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest

from engine import Painter, Phrase, Wish

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(
        "CUDAExecutionProvider" not in onnxruntime.get_available_providers(),
        reason="this onnxruntime has no CUDA provider: install rhapsode[gpu] on a machine with a GPU",
    ),
]


@pytest.mark.parametrize("steps", [1, 4])
def test_cuda_paints_what_the_cpu_paints(steps: int) -> None:
    wish = Wish(id=1, phrases=(Phrase("a boat at night, ink wash"),), seed=5, steps=steps)
    cpu = Painter.load("house", ["cpu"]).paint(wish, 0.0)
    cuda = Painter.load("house", ["cuda"]).paint(wish, 0.0)
    difference = np.abs(cpu.image.astype(int) - cuda.image)
    assert difference.mean() < 1.0
    assert np.percentile(difference, 99) <= 8
