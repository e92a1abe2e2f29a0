"""The rule by which a microphone counts as lost, since drivers say nothing when a microphone vanishes."""

from __future__ import annotations

from typing import Literal

OPEN_S = 10.0
"""Opening a microphone that takes longer than this never ends, even on a busy machine."""
FIRST_S = 5.0
"""Once open, the first sound may take so long: a sound server wakes its devices up on demand."""
SILENT_S = 0.5
"""No callback for so long: the microphone is lost."""
ZEROS_S = 2.0
"""Nothing but exact zeros for so long: muted, or gone while its driver plays dead."""
ZEROS_LONGEST_S = 60.0
"""The longest time between two fresh looks at a microphone that gives zeros."""

Phase = Literal["opening", "opened", "running"]
Verdict = Literal["well", "lost", "renew"]

PATIENCE_S: dict[Phase, float] = {"opening": OPEN_S, "opened": FIRST_S, "running": SILENT_S}
"""How long each phase may go without a sign of life."""


class Watchdog:
    """Judges one microphone. Every time is in seconds on one clock that the caller keeps.

    Exact zeros alone are no proof: a muted device gives them for an evening, and so does a virtual one that
    nobody plays into. So they ask for a fresh stream beside the present one ('renew'), after 2 s, then 4 s
    later, 8, ... up to every 60 s, and never for the present one to be let go.
    """

    def __init__(self, now_s: float) -> None:
        """Opening begins now."""
        self.phase: Phase = "opening"
        self._sign_s = now_s
        self._zeros_s: float | None = None
        self._look_s = 0.0
        self._wait_s = ZEROS_S

    @property
    def zeros(self) -> bool:
        """Whether it has given exact zeros for ZEROS_S and gives them still."""
        return self._zeros_s is not None and self._sign_s - self._zeros_s >= ZEROS_S

    def opening(self, now_s: float) -> None:
        """It is opened afresh; the zeros so far still count."""
        self.phase, self._sign_s = "opening", now_s

    def opened(self, now_s: float) -> None:
        """The stream is open."""
        self.phase, self._sign_s = "opened", now_s

    def heard(self, now_s: float, zeros: bool) -> None:
        """Sound came; `zeros`: all of it was exactly 0."""
        self.phase, self._sign_s = "running", now_s
        if not zeros:
            self._zeros_s = None
            self._wait_s = ZEROS_S
        elif self._zeros_s is None:
            self._zeros_s = now_s
            self._look_s = now_s + self._wait_s

    def judge(self, now_s: float) -> Verdict:
        """What to do with it now; 'renew' is said once a look."""
        if now_s - self._sign_s > self.patience_s:
            return "lost"
        if self._zeros_s is None or now_s < self._look_s:
            return "well"
        self._wait_s = min(2.0 * self._wait_s, ZEROS_LONGEST_S)
        self._look_s = now_s + self._wait_s
        return "renew"

    @property
    def patience_s(self) -> float:
        """How long it may go without a sign of life now."""
        return PATIENCE_S[self.phase]
