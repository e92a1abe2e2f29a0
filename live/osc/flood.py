"""What keeps a flood of bad packets cheap: a budget of refusals for each sender, few complaints."""

from __future__ import annotations

import threading

WINDOW_S = 1.0
MAX_SENDERS = 256
"""Senders told apart within one window; the rest share one budget."""


class Budget:
    """Bad packets that each sender may send in a second; the rest of its second is thrown away unread."""

    def __init__(self, each: int = 1000) -> None:
        self.each = each
        self._since_s = 0.0
        self._bad: dict[object, int] = {}

    def spent(self, sender: object, now_s: float) -> bool:
        """True where packets of this sender are not to be read now."""
        if now_s - self._since_s >= WINDOW_S:
            self._since_s = now_s
            self._bad.clear()
        return bool(self._bad) and self._bad.get(self._key(sender), 0) >= self.each

    def charge(self, sender: object) -> bool:
        """Count a bad packet; True for the one that spends the budget."""
        key = self._key(sender)
        self._bad[key] = self._bad.get(key, 0) + 1
        return self._bad[key] == self.each

    def _key(self, sender: object) -> object:
        return sender if sender in self._bad or len(self._bad) < MAX_SENDERS else None


class Complaints:
    """The last distinct error texts, few of them: at most `rate_hz` new ones a second, `keep` in waiting."""

    def __init__(self, rate_hz: int = 8, keep: int = 8, quiet_s: float = 10.0) -> None:
        self.rate_hz = rate_hz
        self.keep = keep
        self.quiet_s = quiet_s
        """The same text is not said again for so long."""
        self._said: dict[str, float] = {}
        self._waiting: list[str] = []
        self._lock = threading.Lock()
        self._since_s = 0.0
        self._new = 0

    def add(self, text: str, now_s: float) -> None:
        """Note a text, unless it was said lately or too many are said already."""
        if now_s - self._since_s >= WINDOW_S:
            self._since_s, self._new = now_s, 0
            self._said = {old: at for old, at in self._said.items() if now_s - at < self.quiet_s}
        if self._new >= self.rate_hz or text in self._said:
            return
        self._new += 1
        self._said[text] = now_s
        with self._lock:
            self._waiting = [*self._waiting, text][-self.keep :]

    def take(self) -> list[str]:
        """The texts since the last call, oldest first."""
        with self._lock:
            texts, self._waiting = self._waiting, []
        return texts
