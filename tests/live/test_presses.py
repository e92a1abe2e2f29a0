"""Keys of the window become the desk's events: toggles turn over what is, the rest takes the table's defaults."""

from __future__ import annotations

from dataclasses import replace

from live.conductor import start, step
from live.events import Event
from live.keys import KEYS
from live.osc.addresses import BY_ADDRESS
from live.presses import pressed
from live.show import About, Show


def test_every_key_sends_what_the_table_takes() -> None:
    state = start(Show(show=About(title="test")))
    events = pressed(list(KEYS.values()), state, 2.0)
    assert [event.address for event in events] == [address for address, _ in KEYS.values()]
    for event in events:
        assert len(event.args) == len(BY_ADDRESS[event.address].arguments)
        assert (event.at_s, event.source) == (2.0, "key")
    step(state, events, 2.0)


def test_a_toggles_key_turns_over_what_is() -> None:
    state = start(Show(show=About(title="test")))
    assert pressed([("/blackout", ())], state, 0.0) == [Event("/blackout", (True,), 0.0, "key")]
    dark = replace(state, look=replace(state.look, blackout=True))
    assert pressed([("/blackout", ())], dark, 0.0)[0].args == (False,)
