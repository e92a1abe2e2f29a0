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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from live.bench import Figures
from live.bench.ear_corpus import accent, clips_of, voices
from live.bench.ear_noise import LEVEL_DB, WORDLESS, noise
from live.bench.ear_scenes import CLEAN, READINGS, ROOMS_10, ROOMS_20, Room, Scene, open_scene, script_scene
from live.bench.ear_score import LineScore, WordScore, add_lines, add_words, score_lines, score_words
from live.ears.clock import RATE_HZ
from live.ears.gate import Gate
from live.ears.recogniser import Recogniser
from live.ears.script import read_script
from live.ears.sphinx import SphinxRecogniser
from live.kit import Kit, load_kit
from live.measure import percentiles
from live.show import Show, ShowError, load_show
from live.told import Session, listen_live
from live.wall import moves

NOISE_S, QUICK_NOISE_S = 600.0, 60.0

Make = Callable[[], Recogniser]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    rooms: tuple[Room, ...] = (CLEAN, *ROOMS_20, *ROOMS_10)
    """Straight readings and open lines."""
    aside_rooms: tuple[Room, ...] = (CLEAN, ROOMS_20[2])
    """Readings with ad-libs."""
    other_rooms: tuple[Room, ...] = (ROOMS_20[2],)
    """The other ways to read."""
    headline: tuple[Room, ...] = (CLEAN, *ROOMS_20)
    noise_s: float = NOISE_S
    readings: tuple[str, ...] = tuple(READINGS)
    voices: int = 9
    """The first so many voices of each part speak."""
    script_lines: int = 16
    open_lines: int = 24
    """The first so many lines are said; with noise, one voice says the odd ones, the next the even ones."""

    def rooms_of(self, reading: str) -> tuple[Room, ...]:
        """Where the poem is read in this way."""
        return {"straight": self.rooms, "ad-libs": self.aside_rooms}.get(reading, self.other_rooms)

    def said(self, voice: int, room: Room) -> tuple[int, ...]:
        """Numbers of the open lines that the voice with this number, from 0, says in the room."""
        lines = range(1, self.open_lines + 1)
        return tuple(lines if room == CLEAN else (line for line in lines if line % 2 != voice % 2))


FULL = Plan()
QUICK = Plan(
    rooms=(CLEAN, ROOMS_20[2]),
    aside_rooms=(ROOMS_20[2],),
    headline=(CLEAN, ROOMS_20[2]),
    noise_s=QUICK_NOISE_S,
    readings=("straight", "ad-libs"),
    open_lines=8,
)


@dataclass(slots=True)
class Cost:
    """What the recognisers cost, summed up."""

    sound_s: float = 0.0
    busy_s: float = 0.0
    worst_lag_s: float = 0.0

    def add(self, sound_s: float, session: Session) -> None:
        """One more scene."""
        self.sound_s += sound_s
        self.busy_s += session.busy_s
        self.worst_lag_s = max(self.worst_lag_s, session.worst_lag_s)


@dataclass(slots=True)
class Bench:
    """What one run of the bench needs and gathers."""

    show: Show
    kit: Kit
    plan: Plan
    say: Say
    costs: dict[str, Cost] = field(default_factory=dict)

    def voices(self, part: str) -> tuple[str, ...]:
        """Who speaks this part."""
        return voices(part)[: self.plan.voices]

    def hear(self, scene: Scene, make: Make, mode: str) -> Session:
        """The scene heard with fresh ears."""
        session = listen_live(scene.sound, make(), Gate())
        self.costs.setdefault(mode, Cost()).add(scene.length_s, session)
        return session


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
    figures = _script(bench, "script", modes["script"]) | _open(bench, "open", modes["open"])
    if model:
        modes["whisper"] = lambda: model
        figures |= _renamed(_script(bench, "whisper", modes["whisper"]), "script", "whisper_script")
        figures |= _renamed(_open(bench, "whisper", modes["whisper"]), "open", "whisper_open")
    figures |= _noise(bench, modes) | _costs(bench)
    return {name: value for name, value in figures.items() if not (isinstance(value, float) and math.isnan(value))}


def _whisper(folder: str, show: Show) -> Recogniser:
    from live.ears.choose import choose_recogniser
    from live.ears.heard import EarsError

    try:
        return choose_recogniser(show, folder, paced=True)
    except EarsError as error:
        raise ShowError(str(error)) from None


def _renamed(figures: Figures, old: str, new: str) -> Figures:
    return {name.replace(old, new, 1): value for name, value in figures.items()}


def _script(bench: Bench, mode: str, make: Make) -> Figures:
    """Lines found, by reading, voice and room."""
    bench.say(f"\nlines of the script, {make().name}; seconds from line onset to the wish that is its")
    bench.say(f"{'reading':9}{'room':14}{'voice':8}{'found':>9}{'p50':>7}{'p90':>7}{'early':>7}{'stray':>7}  back")
    kept: dict[tuple[str, Room, str], LineScore] = {}
    for reading in bench.plan.readings:
        for room in bench.plan.rooms_of(reading):
            for voice in bench.voices("script"):
                scene = script_scene(reading, voice, room, bench.plan.script_lines)
                score = score_lines(scene, moves(bench.show, bench.kit, bench.hear(scene, make, mode).told))
                kept[reading, room, voice] = score
                bench.say(_line_row(reading, room.name, voice, score))
            every = add_lines(kept[reading, room, voice] for voice in bench.voices("script"))
            bench.say(_line_row(reading, room.name, "all", every))
    return _script_figures(bench.plan, kept)


def _line_row(reading: str, room: str, voice: str, score: LineScore) -> str:
    p50, p90 = _percentiles(score.hit_s, (50, 90))
    back = f"{score.back_at_once}, {score.back_in_one} of {score.asides}" if score.asides else ""
    found = f"{score.hits}/{score.said}"
    return f"{reading:9}{room:14}{voice:8}{found:>9}{p50:7.2f}{p90:7.2f}{score.early:7}{score.strays:7}  {back}"


def _script_figures(plan: Plan, kept: dict[tuple[str, Room, str], LineScore]) -> Figures:
    straight = [score for (reading, room, _), score in kept.items() if reading == "straight" and room in plan.headline]
    whole = add_lines(straight)
    worst = min(straight, key=lambda score: score.hits)
    asides = add_lines(score for (reading, _, _), score in kept.items() if reading == "ad-libs")
    p50, p90 = _percentiles(whole.hit_s, (50, 90))
    return {
        "script_line_p50_s": p50,
        "script_line_p90_s": p90,
        "script_lines_hit": worst.hits,
        "script_lines": worst.said,
        "script_lines_hit_share": whole.hits / whole.said,
        "script_strays": whole.strays,
        "script_asides": asides.asides,
        "script_back_at_once": asides.back_at_once,
        "script_back_in_one": asides.back_in_one,
        **{
            f"script_{name}_hit_share": (score := _of_reading(kept, name)).hits / score.said
            for name in plan.readings
            if name != "straight"
        },
    }


def _of_reading(kept: dict[tuple[str, Room, str], LineScore], name: str) -> LineScore:
    return add_lines(score for (reading, _, _), score in kept.items() if reading == name)


def _open(bench: Bench, mode: str, make: Make) -> Figures:
    """Words understood, by voice and room."""
    bench.say(f"\nwords of visitors, {make().name}; seconds from word end to nudge, and to committed")
    bench.say(
        f"{'room':14}{'voice':16}{'WER':>6}{'recall':>8}{'content':>9}"
        f"{'nudge p50':>11}{'p95':>6}{'commit p50':>12}{'p95':>6}"
    )
    kept: dict[tuple[Room, str], WordScore] = {}
    for room in bench.plan.rooms:
        for number, voice in enumerate(bench.voices("open")):
            if room != CLEAN and voice == accent():
                continue
            scene = open_scene(voice, room, bench.plan.said(number, room))
            kept[room, voice] = score = score_words(scene, bench.hear(scene, make, mode).told)
            bench.say(_word_row(room.name, voice, score))
        bench.say(_word_row(room.name, "all", _without_accent(kept, (room,))))
    return _open_figures(bench.plan, kept)


def _word_row(room: str, voice: str, score: WordScore) -> str:
    nudge, commit = (_percentiles(delays, (50, 95)) for delays in (score.nudge_s, score.commit_s))
    return (
        f"{room:14}{voice:16}{score.wer:6.2f}{score.recall:8.2f}{score.content_recall:9.2f}"
        f"{nudge[0]:11.2f}{nudge[1]:6.2f}{commit[0]:12.2f}{commit[1]:6.2f}"
    )


def _without_accent(kept: dict[tuple[Room, str], WordScore], rooms: Sequence[Room]) -> WordScore:
    return add_words(score for (room, voice), score in kept.items() if room in rooms and voice != accent())


def _open_figures(plan: Plan, kept: dict[tuple[Room, str], WordScore]) -> Figures:
    whole, clean = _without_accent(kept, plan.headline), _without_accent(kept, (CLEAN,))
    nudge_p50, nudge_p95 = _percentiles(whole.nudge_s, (50, 95))
    commit_p50, commit_p95 = _percentiles(whole.commit_s, (50, 95))
    return {
        "open_nudge_p50_s": nudge_p50,
        "open_nudge_p95_s": nudge_p95,
        "open_commit_p50_s": commit_p50,
        "open_commit_p95_s": commit_p95,
        "open_wer": whole.wer,
        "open_recall": whole.recall,
        "open_wer_clean": clean.wer,
        "open_recall_clean": clean.recall,
    }


def _noise(bench: Bench, modes: dict[str, Make]) -> Figures:
    """Committed words where there are none to hear."""
    seconds = bench.plan.noise_s
    bench.say(f"\nno words: {seconds / 60:g} min of each at {LEVEL_DB:g} dB; words committed (partials shown)")
    total = 0
    for kind in WORDLESS:
        sound = noise(kind, seconds)
        row = f"{kind:14}"
        for mode, make in modes.items():
            session = listen_live(sound, make(), Gate())
            bench.costs.setdefault("no words", Cost()).add(len(sound) / RATE_HZ, session)
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


def _percentiles(values: Sequence[float], wanted: tuple[float, ...]) -> tuple[float, ...]:
    return percentiles(values, wanted) if values else (math.nan,) * len(wanted)
