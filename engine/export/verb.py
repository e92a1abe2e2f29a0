"""`rhapsode export`: a folder in the diffusers layout becomes ONNX graphs that run without torch."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from engine.errors import ModelError
from engine.export.options import TARGETS, Options
from engine.sizes import size

BAD_INPUT = 2


def add_verb(verbs: Any) -> None:
    """Add `export` to a command line's verbs (argparse's subparsers); its options carry `verb`, which runs it."""
    parser = verbs.add_parser("export", help="turn a diffusers model into ONNX graphs for one runtime")
    add_arguments(parser)
    parser.set_defaults(verb=run)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("model", help="a model by name, a folder in the diffusers layout, or a .safetensors file")
    parser.add_argument("out", type=Path, help="a new folder")
    parser.add_argument("--for", dest="target", default="cpu", choices=TARGETS, help="the runtime that will play it")
    parser.add_argument("--opset", type=int, default=0, help="17 or 23; left out: what the runtime fuses best")
    parser.add_argument("--dtype", default="", help="fp32, fp16 or int8; left out: what the runtime plays best")
    parser.add_argument("--bake-time", action="store_true", help="one step only, its time a constant")
    parser.add_argument(
        "--lora", dest="loras", type=Path, action="append", default=[], metavar="FILE", help="mixed live by weight"
    )
    parser.add_argument("--size", type=size, metavar="WxH", help="of the picture in pixels; left out: the model's own")
    parser.add_argument("--rows", type=int, default=1, metavar="N", help="a second graph, for up to N frames at once")
    parser.add_argument("--no-check", action="store_true", help="don't compare the graphs with torch on the CPU")


def run(options: argparse.Namespace) -> int:
    """Export as asked for; 0 done, 2 where it can't be done."""
    try:
        from engine.export.export import export
        from engine.model.find import find_model

        wanted = Options(
            target=options.target,
            opset=options.opset,
            dtype=options.dtype,
            bake_time=options.bake_time,
            loras=tuple(options.loras),
            size=options.size,
            rows=options.rows,
            check=not options.no_check,
        )
        export(find_model(options.model), options.out, wanted)
    except ImportError as error:
        print(f"rhapsode export: {error.name}: not installed; pip install 'rhapsode[export]'", file=sys.stderr)
        return BAD_INPUT
    except (ModelError, OSError) as error:
        print(f"rhapsode export: {error}", file=sys.stderr)
        return BAD_INPUT
    print(f"{options.out}: exported for {options.target}")
    return 0
