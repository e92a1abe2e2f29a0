"""A public that can say anything: what is refused never paints, what is vetoed stays away, and no log says a word."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from live.conductor import State, start, step
from live.events import Event
from live.kit import load_kit
from live.show import About, Hearing, Painting, Public, Show, Words
from live.status import show_report

ROUGH = codecs.decode("shpx", "rot13")


def show_of(folder: Path, **public: object) -> Show:
    return Show(
        show=About(title="test"),
        picture=Painting(resting="calm sea"),
        ears=Hearing(mode="open"),
        words=Words(memory_s=6.0, emotion=0.0),
        public=Public(**public),
        folder=str(folder),
    )


def told(show: Show, *events: tuple[str, tuple, float], until_s: float | None = None) -> State:
    state = start(show, load_kit(show))
    for address, args, at_s in events:
        state, _, _ = step(state, [Event(address, args, at_s)], at_s)
    if until_s is not None:
        state, _, _ = step(state, [], until_s)
    return state


def said(words: str, at_s: float, onset_s: float, kind: str = "committed") -> tuple[str, tuple, float]:
    return (f"/heard/{kind}", (words, at_s - 0.1, onset_s), at_s)


def texts(state: State) -> str:
    return " | ".join(phrase.text for phrase in state.wish.phrases)


@pytest.mark.parametrize("kind", ["partial", "committed"])
def test_what_the_filter_refuses_falls_back_to_the_resting_picture(tmp_path: Path, kind: str) -> None:
    state = told(show_of(tmp_path), said(f"{ROUGH} this wall", 1.0, 0.5, kind))
    assert texts(state) == "calm sea"
    assert (state.filtered, "word list" in state.filter_reason) == (1, True)


def test_an_utterance_is_refused_whole_whichever_half_is_rough(tmp_path: Path) -> None:
    state = told(show_of(tmp_path), said("a red boat", 1.0, 0.5), said(f"full of {ROUGH}", 1.5, 0.5))
    assert texts(state) == "calm sea"
    assert "boat" in texts(told(show_of(tmp_path), said("a red boat", 1.0, 0.5), said(ROUGH, 4.0, 3.0)))


def test_the_desk_shows_the_rule_and_not_the_words(tmp_path: Path) -> None:
    state = told(show_of(tmp_path), said(f"{ROUGH} it", 1.0, 0.5))
    report = show_report(state, state.look, 1.0)
    assert report.filtered == 1
    assert ROUGH not in repr(report)
    assert ROUGH not in state.filter_reason


def test_a_prompt_that_is_refused_changes_nothing(tmp_path: Path) -> None:
    state = told(show_of(tmp_path), ("/prompt", ("a green hill", -1.0), 1.0), ("/prompt", (ROUGH, -1.0), 2.0))
    assert (texts(state), state.filtered) == ("a green hill", 1)
    assert told(show_of(tmp_path), ("/slot", (1, ROUGH, 1.0, -1.0), 1.0)).filtered == 1


def test_a_show_may_do_without_the_filter_and_have_lists_of_its_own(tmp_path: Path) -> None:
    assert told(show_of(tmp_path, filter=False), said(f"{ROUGH} it", 1.0, 0.5)).filtered == 0
    (tmp_path / "deny.txt").write_text("# tonight\nzeppelin\n", "utf-8")
    state = told(show_of(tmp_path, deny="deny.txt"), said("a burning zeppelin", 1.0, 0.5))
    assert (texts(state), state.filter_reason) == ("calm sea", "deny.txt line 2")


def test_an_artist_who_opted_out_is_not_imitated(tmp_path: Path) -> None:
    (tmp_path / "artists.txt").write_text("Ada Vermeulen-Nowhere\n", "utf-8")
    words = said("a garden in the style of ada vermeulen nowhere", 1.0, 0.5)
    assert texts(told(show_of(tmp_path, artists="artists.txt"), words)) == "calm sea"


def test_words_wait_for_the_veto_and_then_paint(tmp_path: Path) -> None:
    show = show_of(tmp_path, veto_s=3.0)
    events = (said("a red", 1.0, 0.5, "partial"), said("a red boat", 1.5, 0.5))
    waiting = told(show, *events, until_s=4.0)
    assert texts(waiting) == "calm sea"
    assert show_report(waiting, waiting.look, 4.0).waiting == ("a red boat",)
    painted = told(show, *events, until_s=4.6)
    assert "boat" in texts(painted)
    assert painted.waiting == ()


def test_a_veto_drops_what_waits_and_what_is_said_again(tmp_path: Path) -> None:
    show = show_of(tmp_path, veto_s=3.0)
    state = told(show, said("a red boat", 1.5, 0.5), ("/veto", (), 2.0), until_s=10.0)
    assert texts(state) == "calm sea"
    again = told(show, said("a red boat", 1.5, 0.5), ("/veto", (), 2.0), said("A red  boat", 20.0, 19.0), until_s=24.0)
    assert texts(again) == "calm sea"


def test_a_veto_clears_the_wall_at_once(tmp_path: Path) -> None:
    state = told(show_of(tmp_path), said("a red boat", 1.5, 0.5), ("/veto", (), 2.0))
    assert (texts(state), state.wish.cause_s) == ("calm sea", 2.0)
    assert texts(told(show_of(tmp_path), ("/veto", (), 1.0), said("a tree", 3.0, 2.0))) != "calm sea"


@pytest.mark.parametrize("address", ["/style", "/mood"])
def test_style_and_mood_words_from_outside_are_judged_too(tmp_path: Path, address: str) -> None:
    state = told(show_of(tmp_path), (address, (ROUGH, -1.0), 1.0))
    assert (texts(state), state.filtered) == ("calm sea", 1)


def test_a_style_that_the_show_itself_chose_is_nobodys_fault(tmp_path: Path) -> None:
    show = show_of(tmp_path)
    show = Show(show=show.show, ears=show.ears, picture=Painting(resting="calm sea", style=f"{ROUGH} punk"))
    assert "boat" in texts(told(show, said("a red boat", 1.5, 0.5)))


def test_a_flood_of_prompts_is_judged_in_part_and_the_last_one_paints(tmp_path: Path) -> None:
    show = show_of(tmp_path)
    flood = [Event("/prompt", (f"hill number {n}", -1.0), 1.0) for n in range(1000)]
    state, _, look = step(start(show, load_kit(show)), [Event("/blackout", (True,), 1.0), *flood], 1.0)
    assert (texts(state), look.blackout) == ("hill number 999", True)


def test_a_veto_takes_back_what_was_felt(tmp_path: Path) -> None:
    show = show_of(tmp_path)
    show = Show(show=show.show, ears=show.ears, picture=show.picture, words=Words(emotion=1.0))
    felt = told(show, said("a lovely joyful happy garden", 1.5, 0.5))
    assert felt.feeling.words > 0.0
    state, _, _ = step(felt, [Event("/veto", (), 2.0)], 2.0)
    assert texts(state) == state.scene.prompt


def test_feelings_are_read_in_english_only(tmp_path: Path) -> None:
    show = show_of(tmp_path)
    german = Show(show=show.show, ears=Hearing(mode="open", language="de"))
    assert told(german, said("die Not und der Krieg", 1.5, 0.5)).feeling.words == 0.0
    assert told(show, said("the war and the dying", 1.5, 0.5)).feeling.words < 0.0


def test_a_translation_paints_and_english_needs_none(tmp_path: Path) -> None:
    show = Show(show=About(title="t"), ears=Hearing(mode="open", language="auto", translate=True, whisper="small"))
    german = ("/heard/language", ("de",), 0.9), said("das rote Boot", 1.0, 0.5)
    foreign = told(show, *german)
    assert texts(foreign) == foreign.scene.prompt
    assert show_report(foreign, foreign.look, 1.0).committed == ("das rote Boot",)
    assert "boat" in texts(told(show, *german, said("the red boat", 1.2, 0.5, "translated")))
    assert "boat" in texts(told(show, ("/heard/language", ("en",), 0.9), said("the red boat", 1.0, 0.5)))
    rough = told(show, ("/heard/language", ("de",), 0.9), said(ROUGH, 1.0, 0.5))
    assert ROUGH not in repr(show_report(rough, rough.look, 1.0))
