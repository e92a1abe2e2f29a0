"""The filter's table: poetic lines falsely flagged, offensive strings missed, by language and disguise.

`python -m tools.filter_table` prints it, `--write` puts it into docs/filter.md, `--check` says whether it stands there;
`--missed` and `--flagged` print the strings themselves, `--words en` our corrections to a word list, unveiled.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from live.filter.filter import Filter, Rules
from live.filter.lists import LANGUAGES, corrections
from live.filter.veil import veil
from tools.disguises import DISGUISES

DATA = Path(__file__).parent.parent / "tests" / "live" / "filter" / "data"
PLACE = Path(__file__).parent.parent / "docs" / "filter.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"
TABLED = ("en", "de", "fr", "es", "it", "pt", "nl", "ru")
"""Languages of which the test set holds enough for a row of their own."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One string of the test set."""

    language: str
    kind: str
    text: str


Judge = Callable[[Sample], bool]
"""True where a sample may be painted."""


def samples(name: str) -> tuple[Sample, ...]:
    """The test set in the file `name`.txt; all but the poetic lines are veiled."""
    show = str if name.endswith("poetic") else veil
    lines = [line for line in (DATA / f"{name}.txt").read_text("utf-8").splitlines() if line and line[0] != "#"]
    rows = [line.split("\t") for line in lines]
    return tuple(Sample(row[0], row[1] if len(row) == 3 else "", show(row[-1])) for row in rows)


@cache
def our_filter(language: str) -> Filter:
    """The filter of a show in that language, with no lists of its own."""
    return Filter(Rules(language=language))


def ours(sample: Sample) -> bool:
    """Our verdict, in a show of the sample's language."""
    return our_filter(sample.language).judge(sample.text).ok


def in_english_show(sample: Sample) -> bool:
    """Our verdict in an English show, whatever the sample's language."""
    return our_filter("en").judge(sample.text).ok


@cache
def _library() -> Callable[[str], bool]:
    from glin_profanity import Filter as Library

    languages = list(LANGUAGES.values())
    library = Library({"languages": languages, "detect_leetspeak": True, "normalize_unicode": True})
    return lambda text: not library.is_profane(text)


def library_alone(sample: Sample) -> bool:
    """The verdict of glin-profanity by itself, with all that it has switched on."""
    return _library()(sample.text)


def disguised(kept: str) -> Iterator[tuple[str, Sample]]:
    """Every offensive string of the eight languages in every disguise that changes it."""
    for sample in samples("offensive"):
        if sample.language in TABLED:
            for name, hide in DISGUISES.items():
                text = hide(sample.text)
                if name == kept or text != sample.text:
                    yield name, Sample(sample.language, sample.kind, text)


def table(judge: Judge) -> list[str]:
    """The whole table as lines of Markdown."""
    return [*_poetic(judge), "", *_offensive(judge), "", *_rest(judge)]


def _poetic(judge: Judge) -> list[str]:
    lines = ["| poetic lines | " + " | ".join(TABLED) + " | all |", "|---|" + "---:|" * (len(TABLED) + 1)]
    poems = samples("poetic")
    counts = [(sum(not judge(p) for p in poems if p.language == one), _count(poems, one)) for one in TABLED]
    counts.append((sum(flagged for flagged, _ in counts), sum(all_ for _, all_ in counts)))
    return [*lines, "| falsely flagged | " + " | ".join(f"{flagged} of {all_}" for flagged, all_ in counts) + " |"]


def _offensive(judge: Judge) -> list[str]:
    """Missed strings by disguise (rows) and language."""
    missed: dict[tuple[str, str], int] = {}
    asked: dict[tuple[str, str], int] = {}
    for name, sample in disguised("as it is"):
        place = (name, sample.language)
        asked[place] = asked.get(place, 0) + 1
        missed[place] = missed.get(place, 0) + judge(sample)
    lines = ["| offensive strings missed | " + " | ".join(TABLED) + " | all |", "|---|" + "---:|" * (len(TABLED) + 1)]
    for name in DISGUISES:
        cells = [(missed.get((name, one), 0), asked.get((name, one), 0)) for one in TABLED]
        cells.append((sum(one for one, _ in cells), sum(all_ for _, all_ in cells)))
        lines.append(f"| {name} | " + " | ".join(f"{one} of {all_}" if all_ else "-" for one, all_ in cells) + " |")
    return lines


def _rest(judge: Judge) -> list[str]:
    others = tuple(sample for sample in samples("offensive") if sample.language not in TABLED)
    fresh = samples("fresh_poetic")
    rows = (
        ("missed: hidden by hand", samples("handmade")),
        ("missed: Polish, Czech, Swedish, Danish, Norwegian", others),
        ("missed: fresh offensive strings", samples("fresh_offensive")),
        ("missed: what word lists can't catch", samples("beyond")),
    )
    lines = ["| other sets | |", "|---|---:|"]
    lines.append(f"| flagged: fresh poetic lines | {sum(not judge(s) for s in fresh)} of {len(fresh)} |")
    return [*lines, *(f"| {name} | {sum(judge(s) for s in found)} of {len(found)} |" for name, found in rows)]


def _count(found: tuple[Sample, ...], language: str) -> int:
    return sum(sample.language == language for sample in found)


def speed() -> str:
    """How long verdicts take here, nothing remembered."""
    texts = [sample.text for sample in (*samples("poetic"), *samples("offensive"))] + ["wave " * 200]
    judge = Filter(Rules())
    judge.judge("warm")
    taken = []
    for text in texts:
        begin = time.perf_counter()
        judge.judge(text)
        taken.append(time.perf_counter() - begin)
    taken.sort()
    return f"{len(texts)} texts: median {taken[len(taken) // 2] * 1e3:.2f} ms, slowest {taken[-1] * 1e3:.2f} ms"


def main(arguments: list[str] | None = None) -> int:
    """Print, write or check the table."""
    options = _options(arguments)
    if options.words:
        print(*corrections(options.words), sep="\n")
        return 0
    judge: Judge = {"ours": ours, "english": in_english_show, "library": library_alone}[options.judge]
    if options.missed:
        others = [(name, sample) for name in ("handmade", "fresh_offensive") for sample in samples(name)]
        for name, sample in (*disguised("as it is"), *others):
            if judge(sample):
                print(name, sample.language, sample.text, sep="\t")
        return 0
    if options.flagged:
        for sample in (*samples("poetic"), *samples("fresh_poetic")):
            if not judge(sample):
                print(sample.language, sample.text, our_filter(sample.language).judge(sample.text).reason, sep="\t")
        return 0
    lines = table(judge)
    if options.write or options.check:
        return _document(lines, write=options.write)
    print(*lines, "", speed(), sep="\n")
    return 0


def _document(lines: list[str], *, write: bool) -> int:
    text = PLACE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    wanted = before + BEGIN + "\n".join(lines) + "\n" + END + after
    if write:
        PLACE.write_text(wanted, "utf-8")
    elif wanted != text:
        print(f"{PLACE}: not what the filter does; run python -m tools.filter_table --write", file=sys.stderr)
        return 1
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The filter's table of errors.")
    parser.add_argument("--judge", choices=("ours", "english", "library"), default="ours", help="whose verdicts")
    parser.add_argument("--write", action="store_true", help="put the table into docs/filter.md")
    parser.add_argument("--check", action="store_true", help="exit 1 where docs/filter.md shows another table")
    parser.add_argument("--missed", action="store_true", help="print what was missed (offensive)")
    parser.add_argument("--flagged", action="store_true", help="print the poetic lines that were flagged")
    parser.add_argument("--words", choices=tuple(LANGUAGES), help="print our corrections to a list (offensive)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
