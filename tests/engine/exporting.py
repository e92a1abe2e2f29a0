"""What the tests of the export share: the same tiny model on torch and exported."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine import Painter, Phrase, Wish
from engine.export.export import export
from engine.export.options import Options
from engine.model.find import find_model, with_size
from tests.engine.tiny_models import KINDS, make

BY_NAME = {kind.family: kind for kind in KINDS}


def exported(family: str, place: Path, options: Options, tiny_decoder: bool = False) -> tuple[Painter, Painter]:
    """The same model on torch and on ONNX Runtime."""
    written = write(family, place, options, tiny_decoder)
    on_torch = Painter.load(str(place / "torch"), ["cpu"], threads=1)
    return on_torch, Painter.load(str(written), ["cpu"], threads=1)


def write(family: str, place: Path, options: Options, tiny_decoder: bool = False) -> Path:
    """The folder of the exported model, made where it isn't there."""
    made(family, place, tiny_decoder)
    options = options.settled()
    names = [options.target, str(options.opset), options.dtype, str(options.bake_time), str(options.rows)]
    out = place / "-".join(names + [file.stem for file in options.loras])
    if not out.exists():
        export(with_size(find_model(str(place / "torch")), options.size), out, options, lambda line: None)
    return out


def made(family: str, place: Path, tiny_decoder: bool = False) -> Path:
    """The folder of the model in the diffusers layout, made where it isn't there."""
    if not (place / "torch").exists():
        make(BY_NAME[family], place / "torch", tiny_decoder)
    return place / "torch"


def paint(painter: Painter, **more: object) -> tuple[np.ndarray, np.ndarray]:
    """(latent, picture) of one wish."""
    painter.forget()
    frame = painter.paint(Wish(phrases=(Phrase("sea at night"),), seed=5, **more), 0.0)  # type: ignore[arg-type]
    assert frame.latent is not None
    return frame.latent, frame.image


def assert_equal(a: Painter, b: Painter, bound: float = 1e-4, **more: object) -> None:
    """The same latent to `bound` of its largest number, the same picture to one level or what the bound allows."""
    (latent_a, image_a), (latent_b, image_b) = paint(a, **more), paint(b, **more)
    assert np.abs(latent_a - latent_b).max() < bound * max(1.0, float(np.abs(latent_a).max()))
    assert np.abs(image_a.astype(int) - image_b).max() <= max(1, 255 * bound)
