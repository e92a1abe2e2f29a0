"""Command: python -m engine.export MODEL OUT [--opset 17|23] [--bake-time]."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.errors import ModelError


def main() -> int:
    """Export one model; 2 where it can't be done."""
    parser = argparse.ArgumentParser(prog="engine.export", description="Turns a diffusers folder into ONNX graphs.")
    parser.add_argument("model", help="a folder in the diffusers layout")
    parser.add_argument("out", type=Path, help="a new folder")
    parser.add_argument("--opset", type=int, default=17, help="17 for ONNX Runtime and CUDA; 23 for TensorRT")
    parser.add_argument("--bake-time", action="store_true", help="one step only, its time a constant")
    options = parser.parse_args()
    from engine.export.export import Options, export
    from engine.models import find_model

    try:
        export(find_model(options.model), options.out, Options(options.opset, options.bake_time))
    except ModelError as error:
        print(f"export: {error}")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
