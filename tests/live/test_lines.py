"""A show moves through its script by voice and by hand: what paints, what is encoded ahead, what a cue does to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from live.conductor import State, start, step
from live.events import Event
from live.kit import Kit, load_kit
from live.show import About, Cue, Hearing, Painting, Show, ShowError, Words

POEM = """\
# a remark is not spoken
One candle burns in the window.
The river carries the moon away.
@prompt a silver river under a huge moon
@mood wonder
Der Schnee liegt still auf dem Dach.
@gloss snow lies still on the roof
A horse runs over the burning field.
@cue fire
"""


def show_of(folder: Path, poem: str = POEM, **ears: str) -> Show:
    (folder / "poem.txt").write_text(poem, "utf-8")
    return Show(
        show=About(title="test"),
        picture=Painting(resting="calm sea", style="ink wash", fade_s=2.0),
        ears=Hearing(mode="script", script="poem.txt", **ears),
        words=Words(memory_s=6.0, fade_s=1.5, emotion=0.3),
        cue=(Cue(name="calm"), Cue(name="fire", style="neon", brightness=0.5)),
        folder=str(folder),
    )


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Show:
    return show_of(tmp_path_factory.mktemp("show"))


@pytest.fixture(scope="module")
def kit(show: Show) -> Kit:
    return load_kit(show)


def told(show: Show, kit: Kit, *events: tuple[str, tuple, float]) -> State:
    state = start(show, kit)
    for address, args, at_s in events:
        state, _, _ = step(state, [Event(address, args, at_s)], at_s)
    return state


def spoken(words: str, at_s: float, onset_s: float) -> tuple[str, tuple, float]:
    return ("/heard/committed", (words, at_s - 0.1, onset_s), at_s)


def texts(state: State) -> list[str]:
    return [phrase.text for phrase in state.wish.phrases]


FIRST = spoken("one candle burns in the window", 2.0, 0.5)
SECOND = spoken("the river carries", 5.0, 4.0)


def test_the_voice_finds_the_line_and_the_line_paints(show: Show, kit: Kit) -> None:
    state = told(show, kit, FIRST)
    assert (state.place.line, state.line.number) == (1, 1)
    assert texts(state)[0].endswith("window., ink wash")
    assert any(why.source == "line 1" for why in state.why)
    assert (state.wish.cause_s, state.wish.sound_s) == (2.0, 1.9)


def test_words_that_are_not_in_the_script_do_not_paint(show: Show, kit: Kit) -> None:
    before = told(show, kit, FIRST)
    after, _, _ = step(before, [Event("/heard/committed", ("thank you all for coming", 2.9, 2.5), 3.0)], 3.0)
    assert after.place.line == 1
    assert not any("coming" in text for text in texts(after))


def test_a_poets_own_prompt_and_mood_paint_in_place_of_the_words(show: Show, kit: Kit) -> None:
    state = told(show, kit, FIRST, SECOND)
    assert texts(state)[0] == "a silver river under a huge moon, ink wash"
    assert any(why.source.startswith("mood: wonder") for why in state.why)


def test_a_line_in_another_language_paints_its_gloss(show: Show, kit: Kit) -> None:
    state = told(show, kit, ("/line", (3,), 1.0))
    assert texts(state)[0] == "snow lies still on the roof, ink wash"


def test_a_line_fires_its_cue_and_goes_on_painting(show: Show, kit: Kit) -> None:
    state = told(show, kit, ("/line", (4,), 1.0))
    assert (state.cue, state.look.brightness) == (2, 0.5)
    assert texts(state)[0] == "A horse runs over the burning field., neon"


def test_the_hand_moves_at_once_and_the_voice_goes_on_from_there(show: Show, kit: Kit) -> None:
    state = told(show, kit, FIRST, ("/line/next", (), 3.0), ("/line/next", (), 3.2))
    assert (state.place.line, state.wish.cause_s) == (3, 3.2)
    state, _, _ = step(state, [Event("/line/back", (), 3.4)], 3.4)
    assert state.place.line == 2
    state, _, _ = step(state, [Event("/heard/committed", ("a horse runs over the burning field", 8.0, 6.0), 8.1)], 8.1)
    assert state.place.line == 4


def test_voice_and_hand_at_the_same_moment_are_one_move(show: Show, kit: Kit) -> None:
    assert told(show, kit, FIRST, ("/line/next", (), 2.3)).place.line == 1
    assert told(show, kit, FIRST, ("/line/next", (), 2.5)).place.line == 2


def test_the_first_line_back_is_the_resting_picture_and_the_last_stays(show: Show, kit: Kit) -> None:
    state = told(show, kit, ("/line", (1,), 1.0), ("/line/back", (), 2.0))
    for number in range(50):
        state, _, _ = step(state, [], 2.0 + number)
    assert texts(state) == ["calm sea, ink wash"]
    assert told(show, kit, ("/line", (99,), 1.0), ("/line/next", (), 2.0)).place.line == 4


def test_the_next_lines_are_encoded_before_they_are_spoken(show: Show, kit: Kit) -> None:
    ahead = told(show, kit, FIRST).wish.ahead
    assert ahead[0] == "a silver river under a huge moon, ink wash"
    assert "snow lies still on the roof, ink wash" in ahead


def test_an_operators_cue_puts_the_line_away_until_the_voice_goes_on(show: Show, kit: Kit) -> None:
    state = told(show, kit, ("/line", (1,), 1.0), ("/cue", (1,), 2.0))
    assert texts(state) == ["calm sea, ink wash"]
    state, _, _ = step(state, [Event("/heard/committed", ("one candle burns", 4.0, 3.0), 4.1)], 4.1)
    assert state.line is not None
    assert texts(state)[0].lower().startswith("one candle burns")


def test_panic_keeps_the_place_in_the_script(show: Show, kit: Kit) -> None:
    state = told(show, kit, FIRST, ("/panic", (), 3.0))
    assert state.place.line == 1
    assert texts(state) == ["calm sea, ink wash"]


def test_go_is_the_next_line_where_a_show_has_no_cues(tmp_path: Path) -> None:
    show = show_of(tmp_path, "The sea.\nThe shore.\n")
    show = Show(show=show.show, ears=show.ears, folder=show.folder)
    state = told(show, load_kit(show), ("/go", (), 1.0), ("/go", (), 2.0), ("/back", (), 3.0))
    assert state.place.line == 1


def test_the_same_events_tell_the_same_show(show: Show, kit: Kit) -> None:
    events = (FIRST, SECOND, ("/line/next", (), 6.0), ("/heard/voice", (0.5, 180.0, 4.0, 0.8), 6.5))
    assert told(show, kit, *events) == told(show, kit, *events)


def test_a_cue_that_the_show_lacks_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    show = show_of(tmp_path, "The sea.\n@cue flood\n")
    with pytest.raises(ShowError, match=r"poem\.txt: @cue flood: no such cue; the show has 'calm', 'fire'"):
        load_kit(show)
