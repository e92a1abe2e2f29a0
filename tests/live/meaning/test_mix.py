"""The mix: words over the scene, phrases that rise with the voice, and the dial from named to felt."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from engine.wish import MAX_PHRASES
from live.meaning.feeling import Feeling, feel_voice, feel_words
from live.meaning.mix import MAX_KEYS, Line, Mix, Said, mix, texts
from live.report import Why
from live.show import Words
from live.words import Utterance, hear

BASE = Why("a calm sea at night", 1.0, "resting")
LITERAL = Words(memory_s=6.0, nudge=0.35, rest_after_s=20.0, emotion=0.0)
LINE = "White lightning writes your name, and takes it back."
JOY = feel_voice(feel_words(Feeling(), "sing and dance, the bells are laughing", 0.0, 6.0), 1.0, 0.0, 6.0)


def rules(emotion: float) -> Words:
    return Words(memory_s=6.0, nudge=0.35, rest_after_s=20.0, emotion=emotion)


def weights(found: Mix) -> dict[str, float]:
    return {why.text: why.weight for why in found.why}


def spoken(text: str, progress: float = 1.0, number: int = 8, at_s: float = 0.0, mood: str = "") -> Line:
    return Line(number, text, at_s, at_s, progress, mood)


def test_silence_is_the_base_alone() -> None:
    assert mix(Said(), BASE, LITERAL, Feeling(), 5.0) == Mix((BASE,))


def test_shares_are_those_of_one_whole() -> None:
    said = Said(line=spoken(LINE), before=spoken("the river", at_s=-3.0))
    for emotion in (0.0, 0.3, 1.0):
        assert sum(weights(mix(said, BASE, rules(emotion), JOY, 1.0)).values()) == pytest.approx(1.0)


def test_key_phrases_rise_as_the_voice_passes_them_and_the_line_stays() -> None:
    at = [
        weights(mix(Said(line=spoken(LINE, progress)), BASE, LITERAL, Feeling(), 0.0)) for progress in (0.0, 0.4, 1.0)
    ]
    assert "white lightning" not in at[0]
    assert at[1]["white lightning"] > 0.0 == at[1].get("your name", 0.0)
    assert at[2]["your name"] > 0.0
    assert all(weight[LINE] >= 0.3 for weight in at)


def test_the_newest_phrase_of_a_line_is_the_strongest_of_equals() -> None:
    found = weights(mix(Said(line=spoken("a door, a boat, a candle")), BASE, LITERAL, Feeling(), 0.0))
    assert found["candle"] > found["boat"] > found["door"]


def test_the_line_before_fades_away() -> None:
    after = [
        weights(mix(Said(line=spoken(LINE, at_s=t), before=spoken("the river")), BASE, LITERAL, Feeling(), t))
        for t in (1.0, 6.0, 30.0)
    ]
    shares = [found.get("the river", 0.0) for found in after]
    assert 0.5 > shares[0] > shares[1] > shares[2] == 0.0


def test_words_of_the_utterance_being_spoken_outweigh_those_before() -> None:
    heard = hear((), Utterance(0.0, committed="the river", heard_s=0.0), final=True)
    heard = hear(heard, Utterance(1.0, committed="a candle", heard_s=1.0), final=True)
    found = weights(mix(Said(heard), BASE, LITERAL, Feeling(), 1.0))
    assert found["a candle"] > 2.0 * found["the river"] > 0.0


def test_a_phrase_that_is_all_of_its_line_is_not_painted_twice() -> None:
    found = mix(Said(line=spoken("The moon drowns.")), BASE, LITERAL, Feeling(), 0.0)
    assert [why.source for why in found.why] == ["line 8", "resting"]


def test_words_that_may_change_nudge_only() -> None:
    def share(final: bool) -> float:
        new = Utterance(1.0, committed="a candle" if final else "", partial="" if final else "a candle", heard_s=1.0)
        heard = hear((Utterance(0.0, committed="the river"),), new, final=final)
        found = weights(mix(Said(heard), BASE, LITERAL, Feeling(), 1.0))
        return sum(weight for text, weight in found.items() if "candle" in text)

    assert 0.0 < share(False) < share(True)


def test_forgotten_words_leave_the_base() -> None:
    said = Said(line=spoken(LINE))
    assert weights(mix(said, BASE, LITERAL, Feeling(), 20.0))[BASE.text] == pytest.approx(0.5, abs=0.05)
    assert mix(said, BASE, LITERAL, Feeling(), 60.0).why == (BASE,)


def test_a_line_in_another_language_is_painted_whole() -> None:
    line = Line(1, "ein Boot im Nebel", 0.0, 0.0, parts=False)
    assert set(weights(mix(Said(line=line), BASE, LITERAL, Feeling(), 0.0))) == {line.text, BASE.text}
    assert texts(line) == (line.text,)


def test_what_a_line_may_ask_for_is_known_before_it_is_spoken() -> None:
    line = spoken("a door, a boat, a candle, dark, a red moth, old bells")
    for progress in (0.0, 0.2, 0.5, 0.8, 1.0):
        asked = mix(Said(line=spoken(line.text, progress)), BASE, LITERAL, Feeling(), 0.0)
        assert {why.text for why in asked.why} <= {*texts(line), BASE.text}


def test_at_dial_0_a_feeling_changes_nothing() -> None:
    said = Said(line=spoken(LINE))
    assert mix(said, BASE, LITERAL, JOY, 0.0) == mix(said, BASE, LITERAL, Feeling(), 0.0)


def test_at_dial_1_the_scene_stands_in_the_colours_of_the_feeling_and_words_are_faint() -> None:
    found = mix(Said(line=spoken(LINE)), BASE, rules(1.0), JOY, 0.0)
    tint = next(why for why in found.why if why.source.startswith("mood"))
    assert tint.text.startswith("joy")
    assert tint.weight > 0.5
    assert sum(why.weight for why in found.why if why.source.startswith("line")) <= 0.1
    assert found.drift_scale > 1.0 > found.fade_scale


def test_the_dial_has_no_jumps() -> None:
    said = Said(line=spoken(LINE))
    found = [mix(said, BASE, rules(step / 100), JOY, 0.0) for step in range(101)]
    for one, other in pairwise(found):
        a, b = weights(one), weights(other)
        assert max(abs(a.get(text, 0.0) - b.get(text, 0.0)) for text in {*a, *b}) <= 0.1001
        if one is not found[0]:
            assert abs(math.log2(other.drift_scale / one.drift_scale)) < 0.1


def test_a_mood_that_the_poet_wrote_stands_before_what_is_felt() -> None:
    found = mix(Said(line=spoken(LINE, mood="longing")), BASE, rules(0.5), JOY, 0.0)
    tint = next(why for why in found.why if why.source.startswith("mood"))
    assert tint.text.startswith("longing")
    assert tint.source == "mood: longing (line 8)"


def test_of_a_long_utterance_the_end_is_painted_and_it_doesnt_begin_anew_with_each_word() -> None:
    words = [f"stone{number}" for number in range(60)]
    begins = []
    for count in range(20, 61):
        heard = (Utterance(0.0, committed=" ".join(words[:count])),)
        whole = next(why.text for why in mix(Said(heard), BASE, LITERAL, Feeling(), 0.0).why if why.source == "voice")
        assert whole.split()[-1] == words[count - 1]
        assert 7 <= len(whole.split()) <= 14
        begins.append(whole.split()[0])
    assert len(set(begins)) <= 7


def test_sources_tell_why() -> None:
    found = mix(Said(line=spoken(LINE)), BASE, rules(0.3), JOY, 0.0)
    told = {why.text: why.source for why in found.why}
    assert told[LINE] == "line 8"
    assert told["white lightning"] == "line 8: key phrase"
    assert told[BASE.text] == "resting"
    assert any(source.startswith("mood: joy ") and "words +" in source for source in told.values())


def test_however_much_is_said_a_wish_can_hold_it() -> None:
    heard: tuple[Utterance, ...] = ()
    for number in range(50):
        text = f"a boat of stone {number}, a lamp, a river, a window, a long road of glass"
        heard = hear(heard, Utterance(float(number), committed=text, heard_s=float(number)), final=True)
        found = mix(Said(heard), BASE, rules(0.5), JOY, float(number))
        assert len(found.why) <= MAX_PHRASES
        assert sum(why.source == "voice: key phrase" for why in found.why) <= 3 * MAX_KEYS


def test_a_fading_memory_makes_few_new_wishes() -> None:
    heard = (
        Utterance(0.0, committed="a boat, a lamp and a river"),
        Utterance(2.0, committed="one candle", heard_s=2.0),
    )
    seen = [mix(Said(heard), BASE, rules(0.5), JOY, 2.0 + tick / 20) for tick in range(20 * 40)]
    assert 3 < sum(one != other for one, other in pairwise(seen)) < 60
