"""Every family, exported: ONNX Runtime paints and fades as torch does, which equals diffusers' pipelines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="export needs the extra 'export'")
pytest.importorskip("diffusers", reason="export needs the extra 'export'")
pytest.importorskip("onnx", reason="export needs the extra 'export'")
pytest.importorskip("onnxscript", reason="export needs the extra 'export'")

import itertools

from engine import Painter, Phrase, Wish
from engine.export.options import Options
from tests.engine.exporting import assert_equal, exported
from tests.engine.tiny_models import KINDS, Kind

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

SEA = Wish(id=1, phrases=(Phrase("sea at night"),), seed=5)
FIRE = replace(SEA, id=2, phrases=(Phrase("fire", 0.7), Phrase("night", 0.3)), seed=6, fade_s=1.0)


def fade(painter: Painter) -> list[np.ndarray]:
    """The latents of a fade to a mix of two prompts and another seed, at times that are given."""
    painter.forget()
    frames = [painter.paint(SEA, 0.0)] + [painter.paint(FIRE, 0.2 * number) for number in range(1, 7)]
    return [np.asarray(frame.latent) for frame in frames]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.family)
def test_a_family_paints_and_fades_alike_on_both_runtimes(kind: Kind, tmp_path: Path) -> None:
    on_torch, on_onnx = exported(kind.family, tmp_path, Options(check=False))
    assert on_onnx.model.family.name == kind.family
    for steps in kind.steps:
        assert_equal(on_torch, on_onnx, steps=steps)
    ours, theirs = fade(on_onnx), fade(on_torch)
    for one, other in zip(ours, theirs, strict=True):
        assert np.abs(one - other).max() < 1e-3 * max(1.0, float(np.abs(other).max()))
    steps = [float(np.abs(after - before).max()) for before, after in itertools.pairwise(ours)]
    assert min(steps[:5]) > 0.0, "the fade stood still"
