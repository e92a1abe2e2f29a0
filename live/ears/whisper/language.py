"""Which language is spoken? Detected at an utterance's start, and slow to change its mind."""

from __future__ import annotations

from collections.abc import Mapping

AGAIN = 2
"""Utterances in a row that must sound like another language before it is believed,"""
MARGIN = 0.2
"""each by so much more probability than the current language has."""
CERTAIN = 0.8
"""By a margin like this it is believed at once."""


class LanguageChoice:
    """The language in force; empty until the first utterance was judged."""

    def __init__(self) -> None:
        self.current = ""
        self._rival = ""
        self._times = 0

    def hear(self, probabilities: Mapping[str, float]) -> str:
        """Take an utterance's probabilities (language code -> 0..1, not empty); the language to use for it."""
        best = max(probabilities, key=lambda code: probabilities[code])
        margin = probabilities[best] - probabilities.get(self.current, 0.0)
        if not self.current:
            return self._take(best)
        if best == self.current or margin < MARGIN:
            self._rival, self._times = "", 0
            return self.current
        self._times = self._times + 1 if best == self._rival else 1
        self._rival = best
        return self._take(best) if margin >= CERTAIN or self._times >= AGAIN else self.current

    def _take(self, code: str) -> str:
        self.current, self._rival, self._times = code, "", 0
        return code
