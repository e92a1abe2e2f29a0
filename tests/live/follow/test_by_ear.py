"""The follower on a real recording through the real ears: every line is found while it is spoken."""

from __future__ import annotations

import json
from pathlib import Path

from live.ears.blocks import read_sound
from live.ears.clock import RATE_HZ
from live.ears.gate import Gate
from live.ears.hear import cut, hear
from live.ears.sphinx import SphinxRecogniser
from live.follow.follower import Follower
from live.follow.script import Script

CROSSING = Path(__file__).parents[3] / "shows" / "crossing"
LINES = 6


def test_the_bundled_recording_is_followed_line_by_line(crossing: Script, follower: Follower) -> None:
    truth = json.loads((CROSSING / "lines.json").read_text("utf-8"))["lines"][: LINES + 1]
    sound = read_sound(CROSSING / "poem.flac", "poem")[: int(truth[LINES]["onset_s"] * RATE_HZ)]
    place, moves = follower.begin(), []
    for heard in hear(cut(sound), SphinxRecogniser(crossing.texts()), Gate()):
        if heard.kind in ("partial", "committed"):
            final = heard.kind == "committed"
            new = follower.heard(place, heard.words, final=final, onset_s=heard.onset_s, at_s=heard.at_s)
            if new.line != place.line:
                moves.append(new)
            place = new
    assert [new.line for new in moves] == list(range(1, LINES + 1))
    for new, line, after in zip(moves, truth, truth[1:], strict=False):
        assert line["onset_s"] < new.since_s < after["onset_s"]
