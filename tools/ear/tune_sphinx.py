"""Tune the embedded recogniser: a grid of settings on one half of the corpus, the figures on the other half.

    python -m tools.ear.tune_sphinx                          # a row for each setting of the grid
    python -m tools.ear.tune_sphinx --held-out               # what ships, on voices and lines that it wasn't tuned on
    python -m tools.ear.tune_sphinx --mode script --only ships uncleaned
    python -m tools.ear.tune_sphinx --set lw=8 --set maxhmmpf=5000

Tuned on: voices slt and rms, odd lines. Held out: voices awb and kal16, even lines. Latencies count from a word's end
on the audio clock, computing included. Processor time counts instead of the wall's where other programs keep the
machine busy (live/told.py); on a busy machine it is larger all the same, since the caches are shared.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import replace

from live.bench.ear_scenes import CLEAN, Room, Scene, compose
from live.bench.ear_score import WordScore, add_words, score_words
from live.ears.gate import Gate
from live.ears.sphinx import OPEN, SCRIPT, SphinxRecogniser, Tuning
from live.follow.script import read_script
from live.measure import percentiles
from live.show_file import load_show
from live.told import listen_live

POEM = "shows/crossing"
PAUSE_S = 1.2
HALVES = {"tuned": (("slt", "rms"), 1), "held out": (("awb", "kal16"), 0)}
"""Voices, and the rest of line numbers divided by two."""
LINES = {"script": 16, "open": 24}
ROOMS = {
    "clean": CLEAN,
    "white20": Room("white", 20.0),
    "pink20": Room("pink", 20.0),
    "babble20": Room("babble", 20.0),
    "white10": Room("white", 10.0),
}


def grid(ships: Tuning) -> dict[str, Tuning]:
    """What is worth trying, by name; the first is what ships."""
    settings: dict[str, Mapping[str, float | str]] = {
        "lw 5": {"lw": 5.0},
        "lw 8": {"lw": 8.0},
        "narrow": {"maxhmmpf": 3000, "maxwpf": 20},
        "wide": {"beam": 1e-60, "pbeam": 1e-60, "wbeam": 1e-40},
        "more silence": {"silprob": 0.05},
        "every second frame": {"ds": 2},
    }
    counts = {f"final after {n}": replace(ships, agreeing=n) for n in (3, 4, 5, 6, 8)}
    return {
        "ships": ships,
        "uncleaned": replace(ships, clean=False),
        "shown at once": replace(ships, showing=1),
        **{name: _with(ships, more) for name, more in settings.items()},
        **counts,
    }


def main(arguments: list[str] | None = None) -> int:
    """Print the table; returns the exit status."""
    options = _options(arguments)
    ships = SCRIPT if options.mode == "script" else OPEN
    rows = grid(ships)
    if options.set:
        rows = {" ".join(f"{name}={value}" for name, value in options.set): _with(ships, dict(options.set))}
    elif options.only or options.held_out:
        rows = {name: rows[name] for name in options.only or ["ships"]}
    half = "held out" if options.held_out else "tuned"
    print(f"{options.mode}, {half}; latencies in seconds of the audio clock, p50 / p95")
    print(f"{'':20} {'room':9} {'words':>5} {'WER':>6} {'recall':>6}  {'nudge':11} {'commit':11} {'CPU':>5}")
    for name, tuning in rows.items():
        for room in options.rooms:
            print(f"{name:20} {room:9} {_row(options.mode, half, ROOMS[room], tuning)}", flush=True)
    return 0


def _row(mode: str, half: str, room: Room, tuning: Tuning) -> str:
    scores, busy_s, length_s = [], 0.0, 0.0
    lines = read_script(load_show(POEM).path("poem.txt")) if mode == "script" else ()
    for voice in HALVES[half][0]:
        scene = _scene(mode, half, voice, room)
        session = listen_live(scene.sound, SphinxRecogniser(lines, tuning), Gate())
        scores.append(score_words(scene, session.told))
        busy_s += session.busy_s
        length_s += scene.length_s
    score = add_words(scores)
    share = busy_s / length_s
    return f"{score.said:5} {score.wer:6.3f} {score.recall:6.3f}  {_times(score)} {share:5.2f}"


def _scene(mode: str, half: str, voice: str, room: Room) -> Scene:
    # A poem is learnt by heart and recited whole: in script mode only the voices are held out.
    numbers = [n for n in range(1, LINES[mode] + 1) if mode == "script" or n % 2 == HALVES[half][1]]
    return compose(half, voice, [(mode, number) for number in numbers], PAUSE_S, room)


def _times(score: WordScore) -> str:
    pairs = (percentiles(list(times), (50, 95)) for times in (score.nudge_s, score.commit_s) if times)
    return " ".join(f"{middle:4.2f} / {late:4.2f}" for middle, late in pairs)


def _with(tuning: Tuning, more: Mapping[str, float | str]) -> Tuning:
    return replace(tuning, decoder={**tuning.decoder, **more})


def _setting(text: str) -> tuple[str, float | str]:
    """'lw=8' as ('lw', 8.0); raises argparse.ArgumentTypeError."""
    name, found, value = text.partition("=")
    if not found:
        raise argparse.ArgumentTypeError(f"--set {text}: no value; write it as lw=8")
    try:
        return name, int(value) if value.isdigit() else float(value)
    except ValueError:
        return name, value


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tune_sphinx", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mode", choices=LINES, default="open")
    parser.add_argument("--held-out", action="store_true", help="voices and lines that it wasn't tuned on")
    parser.add_argument("--only", nargs="+", choices=grid(OPEN), help="rows of the grid")
    parser.add_argument("--rooms", nargs="+", choices=ROOMS, default=["clean", "white20"])
    parser.add_argument(
        "--set", action="append", type=_setting, default=[], metavar="NAME=VALUE", help="a setting of pocketsphinx"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
