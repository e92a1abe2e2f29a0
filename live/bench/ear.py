"""Bench ear: how much of what is said is understood, and how soon, on the bundled corpus; offline, in audio time.

What is heard is read in scenes put together from the corpus (live/bench/ear_scenes.py). Each is heard as if it came
in real time: an event's time is when its sound was captured, plus the wait for the computing before it, plus its own
computing, measured on this machine while the bench runs (live/told.py: the shorter of wall and processor time, so
that other programs don't count). A machine that paints at the same time is slower. Every scene meets fresh ears, so
its first words are heard with no knowledge of voice or room.

Rooms: clean (digital silence), and white noise, pink noise or babble under all of the scene, pauses too, 20 dB below
the voice, or (white noise and babble) 10 dB. Babble is the open lines played backwards, six voices at once.

Script mode: the show's poem in four voices. What is heard goes through the conductor's fold, as on the stage
(live/wall.py); a line is found when a wish that is its comes after its onset and before the next thing is said (2 s
after the last). Line onset is the first sound of its clip. `early`: the wall stood there before the onset; not
counted as found. `stray`: a move to a line that is neither said now nor said before. `back`: the line after an ad-lib
is found (at once), or else the line after that (in one).

Open mode: 24 lines of visitors, anything goes. WER: edits from the committed words to those said, over the words
said. `recall`: share of the words said that were committed in their place; `content`: the same without stop words.
`nudge`: word end to the first event, partial or committed, that holds the word; `commit`: to the committed event.
A word is held by an event that has the same text with its middle within 0.4 s; words never held have no latency and
show in `recall`. In noise each voice says every other line; the voice with an accent is heard in the clean room only.

No words: committed words in sounds that hold none, at -20 dB, in every mode.

The figures of `--json`: `script_line_p50_s`, `script_line_p90_s`: over the lines found in straight readings, all four
voices, clean and the three rooms at 20 dB. `script_lines_hit` of `script_lines`: the worst of those readings, of 16.
`open_*`: over the four voices, clean and the same three rooms; the voice with an accent has a row of its own.
`noise_words`: sum over all sounds and modes. A latency that nothing was heard for is left out.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

from live.bench import Figures
from live.bench.ear_corpus import clips_of, voices
from live.bench.ear_lines import measure_lines
from live.bench.ear_noise import LEVEL_DB, WORDLESS, noise
from live.bench.ear_run import FULL, QUICK, Bench, Make, Say
from live.bench.ear_words import measure_words
from live.ears.recogniser import Recogniser
from live.ears.sphinx import SphinxRecogniser
from live.follow.script import read_script
from live.kit import load_kit
from live.show import Show, ShowError
from live.show_file import load_show


def measure(
    place: Path,
    seconds: float,
    backend: tuple[str, ...],
    *,
    quick: bool = False,
    whisper: str = "",
    say: Say = print,
) -> Figures:
    """Tables as they come, row by row, through `say`; then the figures. `seconds` and `backend` are not used.

    `quick`: fewer rooms, ways to read and open lines, and one minute of each noise in place of ten. `whisper`: the
    folder of a Whisper model that is measured too. Raises ShowError where the show's script is not the corpus's poem.
    """
    show = load_show(place)
    script = read_script(show.path(show.ears.script)) if show.ears.script else ()
    if script != tuple(clip.text for clip in clips_of("script", voices("script")[0])):
        raise ShowError(f"{place}: bench ear speaks the bundled poem only; leave --show out")
    model = _whisper(whisper, show) if whisper else None
    bench = Bench(show, load_kit(show), QUICK if quick else FULL, say)
    if quick:
        say("quick: fewer rooms, ways to read and open lines, one minute of each noise")
    modes: dict[str, Make] = {"script": lambda: SphinxRecogniser(script), "open": SphinxRecogniser}
    figures = measure_lines(bench, "script", modes["script"]) | measure_words(bench, "open", modes["open"])
    if model:
        modes["whisper"] = lambda: model
        figures |= _of_whisper(bench, modes["whisper"])
    figures |= _noise(bench, modes) | _costs(bench)
    return {name: value for name, value in figures.items() if not (isinstance(value, float) and math.isnan(value))}


def _whisper(folder: str, show: Show) -> Recogniser:
    from live.ears.choose import choose_recogniser
    from live.ears.heard import EarsError

    try:
        return choose_recogniser(show, folder, paced=True)
    except EarsError as error:
        raise ShowError(str(error)) from None


def _of_whisper(bench: Bench, make: Make) -> Figures:
    """Lines, and words of the poem and of visitors: a small model may know the poem only. Not at 10 dB."""
    rooms = tuple(room for room in bench.plan.rooms if room in bench.plan.headline)
    bench = replace(bench, plan=replace(bench.plan, rooms=rooms, readings=("straight", "ad-libs")))
    figures = measure_lines(bench, "whisper", make)
    figures |= measure_words(bench, "whisper", make, "script")
    figures |= measure_words(bench, "whisper", make, "open")
    return {f"whisper_{name}": value for name, value in figures.items()}


def _noise(bench: Bench, modes: dict[str, Make]) -> Figures:
    """Committed words where there are none to hear."""
    seconds = bench.plan.noise_s
    bench.say(f"\nno words: {seconds:g} s of each at {LEVEL_DB:g} dB; words committed (partials shown)")
    total = 0
    for kind in WORDLESS:
        sound = noise(kind, seconds)
        row = f"{kind:14}"
        for mode, make in modes.items():
            session = bench.hear(sound, make, "no words")
            told = [each.heard for each in session.told]
            words = sum(len(heard.timed) for heard in told if heard.kind == "committed")
            partials = sum(bool(heard.timed) for heard in told if heard.kind == "partial")
            total += words
            row += f"  {mode} {words} ({partials})"
        bench.say(row)
    return {"noise_words": total, "noise_s": seconds}


def _costs(bench: Bench) -> Figures:
    """Computing seconds a second of sound, and the longest wait of a block, by mode."""
    bench.say("")
    figures: Figures = {}
    for mode, cost in bench.costs.items():
        name = mode.replace(" ", "_")
        figures[f"{name}_load"] = cost.busy_s / cost.sound_s
        figures[f"{name}_worst_lag_s"] = cost.worst_lag_s
    return figures
