"""The verb that builds engines ahead of time: for the GPUs of another machine, on one without any."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.compiled.ahead import Built, build
from engine.errors import BackendError, ModelError

GRAPHS = ("predict.onnx", "predict_rows.onnx", "show.onnx", "encode.onnx")
"""Graphs of an exported model that an engine is built of, where they are there; words need none."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb takes."""
    parser.add_argument("model", type=Path, help="folder of a model that was exported for tensorrt")
    parser.add_argument(
        "--capability",
        action="append",
        default=[],
        help="CUDA compute capability to build for: 8.6 (RTX 30), 8.9 (RTX 40), 12.0 (RTX 50); may be given again; "
        "without it one engine serves all from 8.0 on, at some cost in speed",
    )


def main(options: argparse.Namespace) -> int:
    """Build a model's engines; 2 where it can't be done."""
    try:
        build_all(options.model, options.capability, _say)
    except (BackendError, ModelError) as error:
        print(f"ahead: {error}")
        return 2
    return 0


def build_all(model: Path, capabilities: Sequence[str], say: Callable[[Built], None]) -> None:
    """Build the engine of every graph in a model's folder; raises BackendError, ModelError."""
    graphs = [model / name for name in GRAPHS if (model / name).is_file()]
    if not graphs:
        raise ModelError(f"{model}: holds none of {', '.join(GRAPHS)}; export a model for tensorrt first")
    for graph in graphs:
        say(build(graph, capabilities))


def _say(built: Built) -> None:
    print(f"{built.name}: engine of {built.size_bytes / 2**20:.0f} MiB in {built.seconds:.1f} s", flush=True)
