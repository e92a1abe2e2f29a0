"""Time the shipped painter graph in ONNX Runtime: a frame of 1, 2 and 4 steps, with the decoder and without."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path

import numpy as np
import onnxruntime as ort

from tools.house.config import CPU


def timings(folder: Path, threads: int = 2, rounds: int = 60) -> dict[str, float]:
    """Median milliseconds: of a step without the decoder, and of whole frames of 1, 2 and 4 steps."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    session = ort.InferenceSession(str(folder / "painter.onnx"), options, providers=["CPUExecutionProvider"])
    card = json.loads((folder / "config.json").read_text())
    shape = (1, card["latent"]["channels"], card["latent"]["height"], card["latent"]["width"])
    rng = np.random.default_rng(0)
    feed = {
        "x": rng.standard_normal(shape, np.float32),
        "t": np.ones(1, np.float32),
        "context": rng.standard_normal((1, card["context_tokens"], card["context_width"]), np.float32),
        "before": rng.standard_normal(shape, np.float32),
        "share": np.array(0.5, np.float32),
        "reach": np.array(1.0, np.float32),
    }

    def median_ms(decodes: list[bool]) -> float:
        spent = []
        for _ in range(rounds):
            began = time.perf_counter()
            for decode in decodes:
                session.run(None, feed | {"decode": np.array(decode)})
            spent.append(time.perf_counter() - began)
        return statistics.median(spent) * 1e3

    median_ms([True])
    frames = {f"frame_{steps}_ms": median_ms([False] * (steps - 1) + [True]) for steps in (1, 2, 4)}
    return {"step_ms": median_ms([False]), **frames}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=CPU.out)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    print(json.dumps({name: round(value, 2) for name, value in timings(options.folder, options.threads).items()}))
