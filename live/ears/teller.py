"""Tell the stage what is heard: OSC out, with times on the show's clock."""

from __future__ import annotations

from live.ears.heard import Heard
from live.ears.offline import event_of
from live.osc.send import Sender

DETAIL_LETTERS = 240
"""A status longer than this is cut: it must fit the desk, and a string of the strict decoder."""
REMIND_S = 2.0
"""The status is sent again so often: the stage may have missed it, or started later."""


class Teller:
    """Sends /heard/* messages."""

    def __init__(self, sender: Sender, zero_s: float) -> None:
        """`zero_s`: time.monotonic() when the show's clock stood at 0."""
        self._sender = sender
        self._zero_s = zero_s
        self._status = ("starting", "")
        self._told_s = 0.0
        self._onset: tuple[float, float] = (-1.0, 0.0)

    def heard(self, heard: Heard, wall_s: float) -> None:
        """Send it; `wall_s`: time.monotonic() at which the audio clock stood at 0.

        An utterance keeps the onset that it was first told with, even where the clocks are tied anew in
        between: the stage knows utterances by it.
        """
        offset_s = wall_s - self._zero_s
        event = event_of(heard, offset_s)
        args = event.args
        if heard.kind in ("partial", "committed", "translated"):
            if self._onset[0] != heard.onset_s:
                self._onset = (heard.onset_s, heard.onset_s + offset_s)
            args = (*args[:2], self._onset[1])
        self._sender.send(event.address, *args)

    def status(self, state: str, detail: str) -> None:
        """Send the state of the ears, and remember it."""
        self._status = (state, detail[:DETAIL_LETTERS])
        self._sender.send("/heard/status", *self._status)

    def remind(self, now_s: float, dropped: int) -> None:
        """Send the state again where it is time to, with the count of dropped chunks if there are any."""
        if now_s - self._told_s >= REMIND_S:
            self._told_s = now_s
            state, detail = self._status
            more = f"; {dropped} pieces of sound dropped" if dropped else ""
            self._sender.send("/heard/status", state, detail + more)
