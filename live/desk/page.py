"""The desk page: one screen on which a technician sees the show and has a hand on it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from nicegui import ui

from live.desk.controls import (
    DIALS,
    EAR_DIALS,
    DialSlider,
    Hand,
    Ingredients,
    PanicKey,
    PromptField,
    Toggle,
    cue_keys,
    line_keys,
    veto_key,
)
from live.desk.figures import NOTHING, Figure, clock, figures, lamps
from live.desk.reports import Reports, Sight
from live.osc.send import Sender
from live.report import StageReport, Why

REFRESH_S = 0.2
_LINES = 10
_PHRASES = 8
_NOTES = 5
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Desk:
    """What all pages share: the way to the stage, and the view of it."""

    sender: Sender
    reports: Reports


class Cell:
    """A line of text that has a mood, told to the browser only when it changes."""

    def __init__(self, css: str) -> None:
        self._label = ui.label().classes(css)
        self._mood = ""

    def show(self, text: str, mood: str = "") -> None:
        """Set both."""
        self._label.text = text
        if mood != self._mood:
            self._label.classes(add=mood, remove=self._mood)
            self._mood = mood


class FigureCell:
    """One figure: value, unit and small print."""

    def __init__(self, css: str) -> None:
        with ui.element("div").classes(css):
            self._name = Cell("figure-name")
            with ui.element("div").classes("figure-line"):
                self._value, self._unit = Cell("figure-value"), Cell("figure-unit")
            self._small = Cell("figure-small")

    def show(self, figure: Figure) -> None:
        """Set all of it."""
        self._name.show(figure.label)
        self._value.show(figure.value, figure.mood)
        self._unit.show(figure.unit)
        self._small.show(figure.small)


class WhyRow:
    """One phrase of the prompt: a bar as long as its share, and where it came from."""

    def __init__(self) -> None:
        self._width = ""
        self._row = ui.element("div").classes("why off")
        with self._row:
            self._bar = ui.element("div").classes("why-bar")
            self._text, self._share, self._source = Cell("why-text"), Cell("why-share"), Cell("why-source")
        self._on = False

    def show(self, why: Why | None) -> None:
        """A phrase, or none."""
        if (why is not None) != self._on:
            self._on = why is not None
            self._row.classes(**{"remove" if self._on else "add": "off"})
        if why is None:
            return
        self._text.show(why.text)
        self._share.show(f"{why.weight:.0%}")
        mood, _, _ = why.source.partition(" (")  # the reckoning behind a mood stands beside "Heard"
        self._source.show(mood if mood.startswith("mood") else why.source)
        width = f"{min(max(why.weight, 0.0), 1.0):.1%}"
        if width != self._width:
            self._width = width
            self._bar.style(f"width: {width}")


def build(desk: Desk) -> None:
    """The page for one browser that has just come."""
    ui.dark_mode(True)
    ui.colors(primary="#ffb454")
    ui.add_head_html(f"<style>{(_HERE / 'desk.css').read_text('utf-8')}</style>")
    ui.add_body_html(f"<script>{(_HERE / 'desk.js').read_text('utf-8')}</script>")
    page = Page(Hand(desk.sender))

    def refresh() -> None:
        page.show(desk.reports.read(time.monotonic()))

    refresh()
    ui.timer(REFRESH_S, refresh)


class CueRows:
    """The cue we are in and the next; gone where the show has none but a script."""

    def __init__(self) -> None:
        self._rows = ui.element("div").classes("rows")
        self._on = True
        with self._rows:
            with ui.element("div").classes("cue-now"):
                self._count, self._cue = Cell("cue-count"), Cell("cue-name")
            with ui.element("div").classes("cue-next"):
                ui.label("next").classes("cue-count")
                self._next = Cell("cue-name")

    def show(self, report: StageReport) -> None:
        """What the stage reports."""
        on = bool(report.cue_count) or not report.line_count
        if on != self._on:
            self._on = on
            self._rows.classes(**{"remove" if on else "add": "off"})
        self._count.show(f"cue {report.cue_number} of {report.cue_count}" if report.cue_count else "cue")
        if report.cue_count:
            self._cue.show(report.cue_name or "before the first")
            self._next.show(report.next_cue_name or "that was the last")
        else:
            self._cue.show("none in this show")
            self._next.show(NOTHING)


class LineRows:
    """The line of the script that is spoken, how far it has come, and the next; gone where there is no script."""

    def __init__(self, hand: Hand) -> None:
        self._rows = ui.element("div").classes("rows off")
        self._on = False
        self._progress = ""
        with self._rows:
            with ui.element("div").classes("cue-now"):
                self._count, self._line = Cell("cue-count"), Cell("line-name")
                self._bar = ui.element("div").classes("line-bar")
            with ui.element("div").classes("cue-next"):
                ui.label("next").classes("cue-count")
                self._next = Cell("line-name")
            with ui.element("div").classes("line-keys"):
                line_keys(hand)

    def show(self, report: StageReport) -> None:
        """What the stage reports."""
        on = bool(report.line_count)
        if on != self._on:
            self._on = on
            self._rows.classes(**{"remove" if on else "add": "off"})
        by = f" · by {report.line_by}" if report.line_by else ""
        self._count.show(f"line {report.line_number} of {report.line_count}{by}")
        self._line.show(report.line_text or "before the first")
        self._next.show(report.next_line_text or "that was the last")
        progress = f"--progress: {min(max(report.line_progress, 0.0), 1.0):.2f}"
        if progress != self._progress:
            self._progress = progress
            self._bar.style(progress)


class Page:
    """All that changes on one browser's page."""

    def __init__(self, hand: Hand) -> None:
        with ui.element("main").classes("desk") as self._desk:
            self._head()
            self._picture()
            self._keys(hand)
            self._prompt(hand)
            self._heard(hand)
            self._dials(hand)
            self._figures()
            self._notes_panel()
        self._trouble = ""

    def show(self, sight: Sight) -> None:
        """Bring the page up to date."""
        report = sight.report
        if bool(sight.trouble) != bool(self._trouble):
            self._desk.classes(**{"add" if sight.trouble else "remove": "stale"})
        self._trouble = sight.trouble
        self._title.show(report.title or "Rhapsode")
        self._clock.show(clock(report.now_s))
        self._veil.show(_veil(sight), "alarm" if sight.trouble else "")
        for lamp, figure in zip(self._lamps, lamps(report), strict=True):
            lamp.show(figure)
        for cell, figure in zip(self._cells, figures(report), strict=True):
            cell.show(figure)
        self._cue_rows.show(report)
        self._line_rows.show(report)
        self._show_words(report)
        self._show_counts(report)
        for toggle, on in (
            (self._blackout, report.blackout),
            (self._freeze, report.freeze),
            (self._mute, report.mute),
        ):
            toggle.show(on)
        self._panic.show()
        for dial in (*self._dial_sliders, *self._ear_sliders):
            dial.show(report)
        self._ingredients.show(report)

    def _head(self) -> None:
        with ui.element("header").classes("head"):
            self._title = Cell("title")
            self._clock = Cell("clock")
            with ui.element("div").classes("lamps"):
                self._lamps = [FigureCell("lamp") for _ in range(3)]

    def _picture(self) -> None:
        with ui.element("section").classes("panel picture"):
            ui.element("canvas").props('id=picture role=img aria-label="The picture now"')
            self._veil = Cell("veil")

    def _keys(self, hand: Hand) -> None:
        with ui.element("section").classes("panel cues"):
            self._cue_rows, self._line_rows = CueRows(), LineRows(hand)
        with ui.element("section").classes("keys"):
            cue_keys(hand)
            self._freeze = Toggle(hand, "Freeze", "f")
            self._blackout = Toggle(hand, "Blackout", "b")
            self._panic = PanicKey(hand)

    def _prompt(self, hand: Hand) -> None:
        with ui.element("section").classes("panel prompt"):
            ui.label("Painting").classes("panel-name")
            with ui.element("div").classes("whys"):
                self._phrases = [WhyRow() for _ in range(_PHRASES)]
            PromptField(hand)

    def _heard(self, hand: Hand) -> None:
        with ui.element("section").classes("panel heard"):
            with ui.element("div").classes("heard-head"):
                ui.label("Heard").classes("panel-name")
                self._feeling = Cell("feeling")
            self._level = ui.element("div").classes("level")
            self._level_text = ""
            with ui.element("div").classes("lines"):
                self._lines = [Cell("line") for _ in range(_LINES)]
                self._partial = Cell("line partial")
                self._waiting = Cell("line waiting")
            with ui.element("div").classes("ear-keys"):
                self._ear_sliders = [DialSlider(hand, dial) for dial in EAR_DIALS]
                self._mute = Toggle(hand, "Mute", "m", "/ears/mute")
                veto_key(hand)

    def _dials(self, hand: Hand) -> None:
        with ui.element("section").classes("panel dials"):
            self._dial_sliders = [DialSlider(hand, dial) for dial in DIALS]
            self._ingredients = Ingredients(hand)

    def _figures(self) -> None:
        with ui.element("section").classes("panel figures"):
            self._cells = [FigureCell("figure") for _ in range(6)]

    def _notes_panel(self) -> None:
        with ui.element("section").classes("panel notes"):
            with ui.element("div").classes("notes-head"):
                ui.label("Notes").classes("panel-name")
                self._counts = Cell("counts")
            self._notes = [Cell("note") for _ in range(_NOTES)]

    def _show_words(self, report: StageReport) -> None:
        for place, row in enumerate(self._phrases):
            row.show(report.prompt[place] if place < len(report.prompt) else None)
        lines = ("",) * _LINES + report.committed
        for cell, text in zip(self._lines, lines[-_LINES:], strict=True):
            cell.show(text)
        self._partial.show(report.partial)
        self._waiting.show(f"waiting: {' / '.join(report.waiting)}" if report.waiting else "")
        self._feeling.show(" · ".join(part for part in (report.language, report.feeling) if part))
        level = f"{min(max(report.level, 0.0), 1.0):.2f}"
        if level != self._level_text:
            self._level_text = level
            self._level.style(f"--level: {level}")

    def _show_counts(self, report: StageReport) -> None:
        notes = (*reversed(report.notes[-_NOTES:]), *("",) * _NOTES)
        for cell, text in zip(self._notes, notes[:_NOTES], strict=True):
            cell.show(text)
        self._counts.show(
            f"{report.rejected_packets} refused · {report.dropped_events} dropped · "
            f"{report.guard_holds} tempered · {report.filtered} filtered · seed {report.seed}"
        )


def _veil(sight: Sight) -> str:
    """What is written over the picture."""
    if sight.trouble:
        return sight.trouble
    return "blackout" if sight.report.blackout else "frozen" if sight.report.freeze else ""
