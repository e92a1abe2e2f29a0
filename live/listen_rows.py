"""What a sound check says: what is heard as rows for people or machines, a level meter, and a summary. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from live.ears.hear import FLOOR_DB
from live.ears.heard import Heard, Voice
from live.measure import percentiles
from live.told import Told
from live.wall import Move

HEAD = f"{'time':>8}  {'what':10}{'late':>7}  words"
METER = 24
"""Letters of the level meter."""
LOUD_ROOM_DB = 15.0
"""A room that is not so much softer than the voice is worth a remark."""
CLIPPED = 0.98
"""A level over this is close to the end of the scale."""

_LATE = {"partial": "its newest sound", "committed": "its newest sound", "line": "the voice set in"}
"""What each kind's delay counts from in the summary."""


@dataclass(frozen=True, slots=True)
class Row:
    """Something heard, on the audio clock."""

    what: str
    """partial, committed, translated, language or line."""
    at_s: float
    late_s: float
    """Since the newest sound that supports it was captured."""
    text: str
    line: int = 0
    onset_s: float = 0.0
    """When its utterance began."""

    def for_people(self) -> str:
        """In the columns of HEAD."""
        if self.what == "line":
            more = f"{self.text}   ({self.at_s - self.onset_s:.2f} s after the voice set in)"
            return f"{self.at_s:8.2f}  {f'line {self.line}':10}{self.late_s:6.2f}s  {more}"
        text = self.text if self.what != "partial" else f"… {self.text}"
        return f"{self.at_s:8.2f}  {self.what:10}{self.late_s:6.2f}s  {text}"

    def for_machines(self) -> str:
        """One JSON object."""
        row: dict[str, Any] = {"what": self.what, "at_s": round(self.at_s, 3), "late_s": round(self.late_s, 3)}
        row |= {"onset_s": round(self.onset_s, 3), "words": self.text}
        return json.dumps(row | {"line": self.line} if self.line else row)


def row_of(told: Told) -> Row | None:
    """The row of something told; None for levels, voices, and words withdrawn."""
    heard = told.heard
    if heard.kind in ("level", "voice") or not heard.words:
        return None
    return Row(heard.kind, told.at_s, told.at_s - heard.sound_s, heard.words, onset_s=heard.onset_s)


def row_of_move(move: Move, heard: Heard, texts: Sequence[str]) -> Row | None:
    """The row of the wall's going to a line because of what was heard; `texts`: the script's lines."""
    if not move.line:
        return None
    late_s = move.at_s - heard.sound_s
    return Row("line", move.at_s, late_s, texts[move.line - 1], move.line, heard.onset_s)


def meter(level: float, voice: Voice) -> str:
    """A level of 0..1 as a bar with its dB, and how the voice sounds where one was heard."""
    full = round(level * METER)
    bar = f"[{'#' * full}{'.' * (METER - full)}] {decibels(level):4.0f} dB"
    if not voice.rate_hz and not voice.pitch_hz:
        return bar
    return f"{bar}   pitch {voice.pitch_hz:3.0f} Hz   pace {voice.rate_hz:3.1f}/s   arousal {voice.arousal:+.1f}"


def decibels(level: float) -> float:
    """A level of 0..1 in dB of full scale."""
    return FLOOR_DB * (level - 1.0)


@dataclass(slots=True)
class Tally:
    """Everything heard so far, summed up."""

    script_lines: int = 0
    rows: list[Row] = field(default_factory=list)
    levels: list[float] = field(default_factory=list)
    length_s: float = 0.0
    dropped: int = 0

    def note(self, told: Told) -> None:
        """Count what is not a row: time and level."""
        self.length_s = max(self.length_s, told.heard.at_s)
        if told.heard.kind == "level":
            self.levels.append(told.heard.level)

    def figures(self) -> dict[str, float | int]:
        """For machines; a figure that there is nothing to make of is left out. Delays count as in _LATE."""
        committed = [row for row in self.rows if row.what == "committed"]
        found: dict[str, float | int] = {
            "length_s": round(self.length_s, 2),
            "utterances": len({row.onset_s for row in self.rows}),
            "words": sum(len(row.text.split()) for row in committed),
            "dropped": self.dropped,
        }
        for what in _LATE:
            late = [row.at_s - row.onset_s if what == "line" else row.late_s for row in self.rows if row.what == what]
            if late:
                p50, p95 = percentiles(late, (50, 95))
                found |= {f"{what}_late_p50_s": round(p50, 3), f"{what}_late_p95_s": round(p95, 3)}
        if self.levels:
            room, voice = (decibels(level) for level in percentiles(self.levels, (10, 95)))
            found |= {"room_db": round(room, 1), "voice_db": round(voice, 1)}
            found["clipped"] = sum(level > CLIPPED for level in self.levels)
        if self.script_lines:
            found |= {"lines": len({row.line for row in self.rows if row.line}), "script_lines": self.script_lines}
        return found

    def for_people(self) -> list[str]:
        """A line each."""
        found = self.figures()
        told = [f"heard      {found['length_s']:.1f} s, {found['utterances']} utterances, {found['words']} words"]
        for what, since in _LATE.items():
            if f"{what}_late_p50_s" in found:
                p50, p95 = (found[f"{what}_late_{rank}_s"] for rank in ("p50", "p95"))
                told.append(f"{what:10} {p50:.2f} s in the median, {p95:.2f} s at 95 %, after {since}")
        if "room_db" in found:
            told.append(f"level      voice {found['voice_db']:.0f} dB, room {found['room_db']:.0f} dB")
        if self.script_lines:
            seen = {row.line for row in self.rows if row.line}
            missing = [str(line) for line in range(1, self.script_lines + 1) if line not in seen]
            more = f"; not heard: {', '.join(missing)}" if missing else ""
            told.append(f"lines      {found['lines']} of {self.script_lines} of the script{more}")
        return told + self._remarks(found)

    def _remarks(self, found: dict[str, float | int]) -> list[str]:
        """What a technician would want to be told."""
        remarks = []
        if self.dropped:
            remarks.append(f"! {self.dropped} pieces of sound dropped: the machine is too slow for this recogniser")
        if found.get("clipped"):
            remarks.append("! the sound reaches the end of the scale: turn the gain down")
        if found["utterances"] and found.get("voice_db", 0.0) - found.get("room_db", -60.0) < LOUD_ROOM_DB:
            remarks.append("! the room is nearly as loud as the voice: bring the microphone closer, or set a gate")
        if not found["utterances"]:
            remarks.append("! no voice heard: see that the right microphone is chosen and turned up")
        return remarks
