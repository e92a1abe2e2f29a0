"""Command: python -m engine.export MODEL OUT, as `rhapsode export`."""

from __future__ import annotations

import argparse

from engine.export.verb import add_arguments, run


def main() -> int:
    """Export one model; 2 where it can't be done."""
    parser = argparse.ArgumentParser(prog="engine.export", description="Turns a diffusers model into ONNX graphs.")
    add_arguments(parser)
    return run(parser.parse_args())


if __name__ == "__main__":
    raise SystemExit(main())
