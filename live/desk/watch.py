"""Watching a slot that may vanish and come back: the desk outlives the stage and never troubles it."""

from __future__ import annotations

from pathlib import Path

from engine.slot import Slot, SlotError, Snapshot

_LOOK_S = 0.5
"""How often to see whether the file is still the one that is mapped."""


class SlotWatch:
    """The latest value of a slot's file, whoever makes, removes or replaces it. Times are of one clock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._slot: Slot | None = None
        self._inode = 0  # of the mapped file: not given to another while it is mapped
        self._latest: Snapshot | None = None
        self._looked_s = self._changed_s = float("-inf")

    def read(self, now_s: float) -> Snapshot | None:
        """The latest value; None where there is no slot or nothing in it."""
        if now_s - self._looked_s >= _LOOK_S:
            self._looked_s = now_s
            self._look()
        if self._slot is None:
            return None
        snapshot = self._slot.read(self._latest.sequence if self._latest else 0)
        if snapshot is not None:
            self._latest = snapshot
            self._changed_s = now_s
        return self._latest

    def age_s(self, now_s: float) -> float:
        """Seconds since a read last found a new value; infinite before the first."""
        return now_s - self._changed_s

    @property
    def tag(self) -> str:
        """Names the latest value among those of all slots that the file has been; empty: there is none."""
        return f"{self._inode:x}-{self._latest.sequence}" if self._latest else ""

    def _look(self) -> None:
        try:
            inode = self.path.stat().st_ino
        except OSError:
            self._leave()
            return
        if self._slot is not None and inode == self._inode:
            return
        self._leave()
        try:
            self._slot = Slot.open(self.path)
        except SlotError:
            return  # gone again, or not finished: the next look sees
        self._inode = inode

    def _leave(self) -> None:
        if self._slot is not None:
            self._slot.close()
        self._slot = self._latest = None
