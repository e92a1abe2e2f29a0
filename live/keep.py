"""What is kept of a show: nothing, unless the show file says so; then the words heard, line by line."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, TextIO

from live.behind import Behind
from live.show import ShowError

_WAITING_LINES = 1024
_OWNER_ONLY = 0o600


class KeepRules(Protocol):
    """The show file's [keep] table: paths from the show's folder; empty, nothing is kept."""

    @property
    def transcript(self) -> str:
        """File that the words heard are added to."""

    @property
    def sound(self) -> str:
        """Folder that takes the sound, in FLAC files of at most an hour."""


def kept(rules: KeepRules) -> tuple[str, ...]:
    """What will be kept and what not, a line each, for people who have to answer for it."""
    transcript = f"kept in {rules.transcript}: every committed word, in clear" if rules.transcript else "not kept"
    sound = f"kept in {rules.sound}/: all that the microphone hears" if rules.sound else "not kept, only in memory"
    lines = (
        f"words: {transcript}",
        f"sound: {sound}",
        "log: no words; the desk page shows them while they count, and stores nothing",
    )
    if rules.transcript or rules.sound:
        return (*lines, "tell the people who are heard: somebody keeps what they say")
    return lines


def check_places(transcript: Path | None, sound: Path | None) -> None:
    """That what is to be kept can be written where it is to go; raises ShowError. Writes nothing."""
    if transcript and not _may_write(transcript, transcript.parent):
        raise ShowError(f"keep.transcript = {str(transcript)!r}: can't be written; give a file in a folder that can")
    if sound and (not _may_write(sound, sound.parent) or (sound.exists() and not sound.is_dir())):
        raise ShowError(f"keep.sound = {str(sound)!r}: not a folder that can be written; give one that can")


class TranscriptWriter(Behind[tuple[float, str]]):
    """Adds lines 'hh:mm:ss<TAB>words' to a file that only its owner may read. Behaves as live.behind.Behind."""

    def __init__(self, path: Path, begun: datetime) -> None:
        """`begun`: the time of day at show time 0."""
        self._path = path
        self._begun = begun
        self._file: TextIO | None = None
        super().__init__(f"transcript {path.name}", _WAITING_LINES)

    def add(self, words: str, at_s: float) -> None:
        """Committed words and the show time at which they were."""
        self.put((at_s, words))

    def _write(self, item: tuple[float, str]) -> None:
        at_s, words = item
        if self._file is None:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, _OWNER_ONLY)
            self._file = os.fdopen(descriptor, "w", encoding="utf-8", errors="replace")
        stamp = self._begun + timedelta(seconds=at_s)
        self._file.write(f"{stamp:%H:%M:%S}\t{' '.join(words.split())}\n")
        self._file.flush()

    def _leave(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()


def _may_write(path: Path, folder: Path) -> bool:
    return os.access(path, os.W_OK) if path.exists() else folder.is_dir() and os.access(folder, os.W_OK)
