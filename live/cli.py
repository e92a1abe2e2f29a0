"""The `rhapsode` command: play, render, check, listen, models, export, build, bench."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from engine.sizes import size
from live.show import ShowError
from live.show_file import load_show, load_venue

BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; exit status 0 done, 1 a check or a run failed, 2 bad input."""
    options = _parser().parse_args(arguments)
    try:
        verb: Callable[[argparse.Namespace], int] = options.verb
        return verb(options)
    except ShowError as error:
        print(f"rhapsode: {error}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:  # whoever read our lines has had enough of them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rhapsode", description="A voice or an OSC desk drives a living picture.")
    parser.add_argument("--version", action="version", version=f"rhapsode {version('rhapsode')}")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    play = _show_verb(verbs, "play", _play, "play a show, until the window is closed, esc twice, or ctrl-c")
    play.add_argument("--seconds", type=_positive, help="stop by itself after so long")
    play.add_argument("--trace", type=Path, metavar="FILE", help="write when every picture was shown (no words)")
    play.add_argument("--file", default="", metavar="SOUND", help="hear this sound file in place of a microphone")

    render = _show_verb(verbs, "render", _render, "write a show to a movie, sound included")
    render.set_defaults(backend=["cpu"])  # the same movie wherever it is made
    render.add_argument("--out", type=Path, required=True, metavar="FILE.mp4")
    render.add_argument("--seconds", type=_positive, help="only so much of it")

    _show_verb(verbs, "check", _check, "preflight: show, ports, ears, display, model, a second of painting")

    _listen_verb(verbs)

    from engine.compiled import verb as build_verb
    from engine.export import verb as export_verb
    from live import models_verb

    models_verb.add_verb(verbs)
    export_verb.add_verb(verbs)

    build = verbs.add_parser("build", help="build an exported model's TensorRT-RTX engines ahead, on any machine")
    build_verb.add_arguments(build)
    build.set_defaults(verb=build_verb.main)
    _bench_verb(verbs)
    return parser


def _bench_verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from live.bench import KINDS

    bench = verbs.add_parser("bench", help="measure latency, the stage's regularity, painting, or hearing")
    bench.add_argument("kind", choices=KINDS)
    bench.add_argument("--show", type=Path, help="the show to measure with; the bundled poem where none is given")
    bench.add_argument("--seconds", type=_positive, default=20.0)
    bench.add_argument("--quick", action="store_true", help="ear: fewer rooms, one minute of each noise")
    bench.add_argument("--whisper", default="", metavar="FOLDER", help="ear: measure this Whisper model as well")
    bench.add_argument("--model", default="", help="paint: a name, a folder, or random:sd-turbo, :sdxl-turbo, :sd15")
    bench.add_argument("--size", type=size, metavar="WxH", help="paint: of the picture, in pixels")
    bench.add_argument("--steps", type=int, default=0, choices=range(5), help="paint: of each frame; 0: all there are")
    bench.add_argument("--json", action="store_true", help="one JSON object on the last line")
    _backend(bench)
    bench.set_defaults(verb=_bench)


def _listen_verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listen = verbs.add_parser("listen", help="sound check: print what is heard, how late it comes, and the lines found")
    listen.add_argument("--file", default="", metavar="SOUND", help="hear this sound file once, not a microphone")
    listen.add_argument("--fast", action="store_true", help="with --file: as quickly as the machine can")
    listen.add_argument("--script", type=Path, metavar="FILE", help="the text that will be spoken")
    listen.add_argument("--show", type=Path, help="listen as this show does")
    listen.add_argument("--venue", type=Path, help="microphone of this room (.toml)")
    listen.add_argument("--whisper", default="", metavar="FOLDER", help="a faster-whisper model folder to use")
    listen.add_argument("--json", action="store_true", help="one JSON object a line")
    listen.set_defaults(verb=_listen)


def _show_verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    verb: Callable[[argparse.Namespace], int],
    help_text: str,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=help_text)
    parser.add_argument("show", type=Path, help="a folder with a show.toml, or the file")
    parser.add_argument("--venue", type=Path, help="display, microphone and ports of this room (.toml)")
    _backend(parser)
    parser.set_defaults(verb=verb)
    return parser


def _backend(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--backend",
        nargs="+",
        default=["auto"],
        metavar="NAME",
        help="auto (on CPUs: the fastest, measured), cpu, openvino, cuda, tensorrt, tensorrt-rtx, mps, coreml; some "
        "take a number type, as cuda:fp8 or cpu:bf16; several fall back in order, and say so",
    )


def _positive(text: str) -> float:
    value = float(text)
    if not 0.0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"{text}; use a number of seconds over 0")
    return value


def _play(options: argparse.Namespace) -> int:
    from live.kit import load_kit
    from live.setup import Setup
    from live.stage import play
    from live.voice import Voice

    show = load_show(options.show)
    setup = Setup(
        show=show,
        venue=load_venue(options.venue),
        kit=load_kit(show),
        show_path=options.show,
        venue_path=options.venue,
        backend=tuple(options.backend),
        seconds=options.seconds,
        ears_file=options.file,
        trace=options.trace,
    )
    voice = Voice()
    try:
        play(setup, voice)
    except OSError as error:
        print(f"rhapsode: {error}", file=sys.stderr)
        return BAD_INPUT
    finally:
        voice.close()
    return 0


def _render(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from engine.backends.base import BackendError
    from engine.model.find import ModelError
    from live.eyes.source import SourceError
    from live.render import render
    from live.sinks.movie import MovieError

    show = load_show(options.show)
    with tqdm(unit="picture", desc=options.out.name) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        try:
            render(show, options.out, options.seconds, progress, tuple(options.backend))
        except (ModelError, BackendError, MovieError, SourceError) as error:
            print(f"rhapsode: {error}", file=sys.stderr)
            return BAD_INPUT
    _say(f"{options.out}")
    return 0


def _check(options: argparse.Namespace) -> int:
    from live.check import preflight

    good = True
    for finding in preflight(options.show, options.venue, tuple(options.backend)):
        _say(f"{'ok  ' if finding.good else 'FAIL'} {finding.what:9}{finding.text}")
        good = good and finding.good
    return 0 if good else 1


def _bench(options: argparse.Namespace) -> int:
    from live.bench import Asked, run

    asked = Asked(
        options.kind,
        options.show,
        options.seconds,
        tuple(options.backend),
        options.quick,
        options.whisper,
        options.model,
        options.size,
        options.steps,
    )
    return run(asked, as_json=options.json)


def _listen(options: argparse.Namespace) -> int:
    from live.listen import Options, listen

    return listen(
        Options(
            file=options.file,
            script=options.script,
            show=options.show,
            venue=options.venue,
            whisper=options.whisper,
            as_json=options.json,
            fast=options.fast,
        )
    )


def _say(line: str) -> None:
    print(line, flush=True)
