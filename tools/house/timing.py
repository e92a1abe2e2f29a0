"""Time the shipped painter graph in ONNX Runtime at one size: a frame of 1, 2 and 4 steps; encoder of a picture."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime as ort

from engine.model.find import find_model
from tools.house.config import CELL, CPU, SIDES


def timings(folder: Path, size: tuple[int, int], threads: int = 2, rounds: int = 60) -> dict[str, float]:
    """Median milliseconds at a size (width, height): a step without the decoder, frames of 1, 2, 4 steps, a sight."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    width, height = size[0] // CELL, size[1] // CELL
    for side, cells in zip(SIDES, (height, width), strict=True):
        options.add_free_dimension_override_by_name(side, cells)
    model = find_model(str(folder))
    session, encoder = (
        ort.InferenceSession(str(model.file(name)), options, providers=["CPUExecutionProvider"])
        for name in ("painter.onnx", "encoder.onnx")
    )
    card = json.loads((folder / "config.json").read_text())
    shape = (1, card["latent"]["channels"], height, width)
    rng = np.random.default_rng(0)
    feed = {
        "x": rng.standard_normal(shape, np.float32),
        "t": np.ones(1, np.float32),
        "context": rng.standard_normal((1, card["context_tokens"], card["context_width"]), np.float32),
        "before": rng.standard_normal(shape, np.float32),
        "share": np.array(0.5, np.float32),
        "reach": np.array(1.0, np.float32),
    }

    def frame(decodes: list[bool]) -> Callable[[], None]:
        def paint() -> None:
            for decode in decodes:
                session.run(None, feed | {"decode": np.array(decode)})

        return paint

    def see() -> None:
        encoder.run(None, {"image": picture})

    picture = rng.integers(0, 256, (size[1], size[0], 3), np.uint8)
    work = {"step": frame([False]), **{f"frame_{steps}": frame([False] * (steps - 1) + [True]) for steps in (1, 2, 4)}}
    return {f"{name}_ms": _median_ms(run, rounds) for name, run in {**work, "see": see}.items()}


def _median_ms(run: Callable[[], None], rounds: int) -> float:
    run()
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        run()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent) * 1e3


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=CPU.out)
    parser.add_argument("--size", default="256x256", help="WIDTHxHEIGHT in pixels")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    wide, _, high = options.size.partition("x")
    row = timings(options.folder, (int(wide), int(high)), options.threads)
    print(json.dumps({"size": options.size, **{name: round(value, 2) for name, value in row.items()}}))
