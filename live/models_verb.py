"""`rhapsode models`: list what there is, fetch a public checkpoint, name one's own, check one before a show."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

BAD_INPUT, STOPPED = 2, 130


def add_verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `models` with its four verbs to the command's parser."""
    models = verbs.add_parser("models", help="models: list, fetch a public one, add one's own, check one")
    asked = models.add_subparsers(required=True, metavar="WHAT")

    listing = asked.add_parser("list", help="what is here, what could be fetched, what each may be used for")
    listing.add_argument("--here", action="store_true", help="only what is on this machine")
    listing.add_argument("--json", action="store_true", help="one JSON object a model")
    listing.set_defaults(verb=_list)

    fetch = asked.add_parser("fetch", help="fetch a public checkpoint; run it again after a break, it goes on")
    fetch.add_argument("names", nargs="+", metavar="NAME", help="of the list; or OWNER/NAME[@REVISION] on the hub")
    fetch.set_defaults(verb=_fetch)

    add = asked.add_parser("add", help="give a folder or .safetensors file of yours a name, and note its hashes")
    add.add_argument("name", metavar="NAME")
    add.add_argument("place", type=Path, metavar="PLACE")
    add.add_argument("--family", default="", help="row of docs/models.md that says how it is sampled")
    add.add_argument("--base", default="", metavar="MODEL", help="gives what a single file lacks: a name or a folder")
    add.add_argument("--decoder", default="", metavar="MODEL", help="a tiny decoder: taesd, taesdxl or a folder")
    add.add_argument("--lora", action="append", default=[], type=_weighed, metavar="FILE[:WEIGHT]", help="fuse a LoRA")
    add.add_argument("--word", action="append", default=[], type=_word, metavar="WORD=FILE", help="a learned word")
    add.add_argument("--copy", action="store_true", help="copy its files; else they stay where they are")
    add.set_defaults(verb=_add)

    check = asked.add_parser("check", help="is it whole, unaltered, and playable here?")
    check.add_argument("name", metavar="NAME|FOLDER")
    check.add_argument("--paint", action="store_true", help="load it and paint one frame on the CPU")
    check.add_argument("--json", action="store_true", help="one JSON object a finding")
    check.set_defaults(verb=_check)


def _list(options: argparse.Namespace) -> int:
    from engine.shelf.home import models_home
    from engine.shelf.stock import take_stock

    items = [item for item in take_stock() if item.place or not options.here]
    if options.json:
        for item in items:
            _say(json.dumps(asdict(item)))
        return 0
    rows = [("NAME", "FAMILY", "SIZE", "LEANS ON", "LICENCE", "STATE", "PLAYS HERE ON")]
    for item in items:
        size = f"{item.size_gb:.2f} GB" if item.size_gb >= 0.1 else f"{item.size_gb * 1000:.0f} MB"
        plays = ", ".join(item.plays) or ("-" if not item.place or item.kind != "model" else "nothing: see check")
        state = item.state if len(item.state) < 40 else "damaged: see check"
        what, others = item.family or f"({item.kind})", ", ".join(item.leans_on) or "-"
        rows.append((item.name, what, size, others, item.licence or "-", state, plays))
    _table(rows)
    _say(f"\nModels lie in {models_home()} (RHAPSODE_MODELS sets another folder).")
    if asking := sorted({item.name for item in items if item.shows.startswith("only")}):
        _say(f"Before a show that earns money, read https://stability.ai/license for {', '.join(asking)}.")
    return 0


def _fetch(options: argparse.Namespace) -> int:
    from engine.shelf.fetch import fetch

    try:
        with _errors() as failed:
            for name in options.names:
                fetch(name)
    except KeyboardInterrupt:
        print("rhapsode: stopped; the same command goes on from here", file=sys.stderr)
        return STOPPED
    return BAD_INPUT if failed else 0


def _add(options: argparse.Namespace) -> int:
    from engine.shelf.add import Extras, add

    extras = Extras(options.family, options.base, options.decoder, tuple(options.lora), tuple(options.word))
    with _errors() as failed, _bytes_read() as progress:
        place = add(options.name, options.place, extras, options.copy, progress)
        _say(f"{options.name}: {place}")
    return BAD_INPUT if failed else 0


def _check(options: argparse.Namespace) -> int:
    from engine.shelf.look import look

    with _bytes_read() as progress:
        findings = look(options.name, options.paint, progress)
    for finding in findings:
        line = f"{'ok  ' if finding.good else 'FAIL'} {finding.what:8}{finding.text}"
        _say(json.dumps(asdict(finding)) if options.json else line)
    return 0 if all(finding.good for finding in findings) else 1


@contextmanager
def _errors() -> Iterator[list[str]]:
    """What is wrong with a model goes to stderr, and into the list that is given."""
    from engine.errors import ModelError

    failed: list[str] = []
    try:
        yield failed
    except (ModelError, OSError) as error:
        failed.append(str(error))
        print(f"rhapsode: {error}", file=sys.stderr)


@contextmanager
def _bytes_read() -> Iterator[Callable[[int], None]]:
    """A bar of bytes hashed, on a terminal; it goes when it is done."""
    from tqdm import tqdm

    with tqdm(unit="B", unit_scale=True, desc="hashing", leave=False, disable=not sys.stderr.isatty()) as bar:

        def progress(count: int) -> None:
            bar.update(count)

        yield progress


def _weighed(text: str) -> tuple[str, float]:
    """FILE or FILE:WEIGHT."""
    file, colon, weight = text.rpartition(":")
    try:
        return (file, float(weight)) if colon and file else (text, 1.0)
    except ValueError:  # a colon of the path itself, such as a drive's
        return text, 1.0


def _word(text: str) -> tuple[str, str]:
    """WORD=FILE, given as (file, word)."""
    word, sign, file = text.partition("=")
    if not sign or not word or not file or " " in word:
        raise argparse.ArgumentTypeError(f"{text}; use WORD=FILE, the word without spaces")
    return file, word


def _table(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        _say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _say(line: str) -> None:
    print(line, flush=True)
