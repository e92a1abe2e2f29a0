"""The follower, word by word: what moves it, what doesn't, and who has the last say."""

# ruff: noqa: RUF001  (poems in other scripts)

from __future__ import annotations

import random

import pytest

from live.follow.follower import Follower, Place
from live.follow.phones import Phones
from live.follow.script import Script, ScriptError, ScriptLine, parse_script, words_of
from tools.ear.follow_sim import Mishearing, follow, tell
from tools.ear.performances import judge, lively, straight

WORD_S = 0.35


def say(follower: Follower, place: Place, text: str, onset_s: float) -> Place:
    """One utterance as a recogniser gives it: each new word as a partial, the whole committed at the end."""
    words = text.split()
    at_s = onset_s
    for count in range(1, len(words) + 1):
        at_s = onset_s + count * WORD_S
        place = follower.heard(place, " ".join(words[:count]), final=False, onset_s=onset_s, at_s=at_s)
    return follower.heard(place, text, final=True, onset_s=onset_s, at_s=at_s + 0.1)


def recite(follower: Follower, place: Place, lines: list[str], from_s: float = 1.0) -> list[int]:
    """The line after each utterance; utterances begin 6 s apart."""
    found = []
    for number, line in enumerate(lines):
        place = say(follower, place, line, from_s + 6.0 * number)
        found.append(place.line)
    return found


def texts(script: Script, *numbers: int) -> list[str]:
    return [script.lines[number - 1].text for number in numbers]


def at_line(follower: Follower, script: Script, line: int) -> Place:
    """Having come to the end of the line by speaking."""
    place = follower.begin()
    for number in range(max(1, line - 2), line + 1):
        place = say(follower, place, script.lines[number - 1].text, 10.0 * number)
    assert place.line == line
    return place


def test_before_the_first_word_it_is_before_the_first_line(follower: Follower) -> None:
    place = follower.begin()
    assert (place.line, place.progress, place.armed, place.by_hand) == (0, 0.0, False, False)


def test_it_goes_through_both_texts_line_by_line(
    follower: Follower, crossing: Script, round_of_lamps: Follower, lamplighter: Script
) -> None:
    for each, script in ((follower, crossing), (round_of_lamps, lamplighter)):
        every = [line.number for line in script.lines]
        assert recite(each, each.begin(), texts(script, *every)) == every


def test_lines_that_run_on_without_a_breath_are_told_apart(follower: Follower, crossing: Script) -> None:
    place, seen = follower.begin(), []
    words = " ".join(texts(crossing, 1, 2, 3)).split()
    for number, word in enumerate(words):
        place = follower.heard(place, word, final=True, onset_s=1.0, at_s=1.0 + number * WORD_S)
        if place.line not in seen:
            seen.append(place.line)
    assert seen[-3:] == [1, 2, 3]


def test_the_next_line_is_taken_at_its_first_telling_word(follower: Follower, crossing: Script) -> None:
    place = at_line(follower, crossing, 7)
    place = follower.heard(place, "white lightning", final=False, onset_s=90.0, at_s=90.8)
    assert (place.line, place.since_s) == (8, 90.8)


@pytest.mark.parametrize(("line", "word"), [(2, "the"), (8, "and"), (9, "i"), (11, "and"), (15, "the")])
def test_a_single_small_word_moves_nothing(follower: Follower, crossing: Script, line: int, word: str) -> None:
    place = at_line(follower, crossing, line)
    assert follower.heard(place, word, final=False, onset_s=300.0, at_s=300.4).line == line
    assert follower.heard(place, word, final=True, onset_s=300.0, at_s=300.4).line == line


def test_progress_grows_within_the_line_and_arms_the_next(follower: Follower, crossing: Script) -> None:
    place, progress, armed = follower.begin(), [], []
    words = crossing.lines[2].text.split()
    for count in range(1, len(words) + 1):
        place = follower.heard(place, " ".join(words[:count]), final=False, onset_s=1.0, at_s=1.0 + count)
        if place.line == 3:
            progress.append(place.progress)
            armed.append(place.armed)
    assert progress == sorted(progress)
    assert progress[-1] == 1.0
    assert [share >= 0.7 for share in progress] == armed
    assert armed[0] is False


def test_a_skipped_line_is_found_within_itself(follower: Follower, crossing: Script) -> None:
    lines = [1, 2, 3, 5, 6, 10, 11]
    assert recite(follower, follower.begin(), texts(crossing, *lines)) == lines


def test_a_line_said_again_and_a_start_from_the_top(follower: Follower, crossing: Script) -> None:
    lines = [3, 4, 5, 4, 5, 6, 7, 1, 2, 3]
    assert recite(follower, at_line(follower, crossing, 2), texts(crossing, *lines), 300.0) == lines


def test_words_beside_the_text_move_nothing(follower: Follower, crossing: Script) -> None:
    asides = [
        "thank you all so much for coming out tonight",
        "can everybody hear me at the back there",
        "sorry could somebody please get me some water",
        "and now I would like to tell you a story about my mother",
    ]
    for line in (4, 9, 16):
        assert recite(follower, at_line(follower, crossing, line), asides, 300.0) == [line] * 4
    assert recite(follower, follower.begin(), asides) == [0] * 4


def test_after_an_aside_it_goes_on(follower: Follower, crossing: Script) -> None:
    said = [crossing.lines[4].text, "my grandmother told me that one", *texts(crossing, 6, 7)]
    assert recite(follower, at_line(follower, crossing, 4), said, 300.0) == [5, 5, 6, 7]


def test_words_withdrawn_take_their_move_back(follower: Follower, crossing: Script) -> None:
    place = at_line(follower, crossing, 7)
    ahead = follower.heard(place, "white lightning", final=False, onset_s=90.0, at_s=90.8)
    back = follower.heard(ahead, "", final=False, onset_s=90.0, at_s=91.0)
    assert (ahead.line, back.line) == (8, 7)


def test_words_out_of_turn_that_do_not_stand_move_nothing(follower: Follower, crossing: Script) -> None:
    place = at_line(follower, crossing, 3)
    sudden = follower.heard(place, "snow settles on the mountain", final=False, onset_s=90.0, at_s=91.0)
    gone = follower.heard(sudden, "so let us", final=False, onset_s=90.0, at_s=91.1)
    stood = follower.heard(sudden, "snow settles on the mountain soft", final=False, onset_s=90.0, at_s=91.1)
    final = follower.heard(place, "snow settles on the mountain", final=True, onset_s=90.0, at_s=91.0)
    assert (sudden.line, gone.line, stood.line, final.line) == (3, 3, 14, 14)


@pytest.mark.parametrize("seed", range(4))
def test_with_four_words_in_ten_misheard_most_lines_are_found(
    follower: Follower, crossing: Script, phones: Phones, seed: int
) -> None:
    draw = random.Random(seed)
    said = lively(crossing, seed) if seed % 2 else straight(crossing)
    truth, moves, _ = follow(follower, tell(said, Mishearing(crossing, phones, draw), 0.4, draw))
    score = judge(crossing, truth, moves)
    assert score.hit >= 0.75 * len(score.latencies_s)
    assert score.wrong <= 1


def test_a_wrong_jump_is_repaired_by_the_next_words(follower: Follower, crossing: Script) -> None:
    place = at_line(follower, crossing, 7)
    place = say(follower, place, crossing.lines[12].text, 90.0)
    assert place.line == 13
    assert recite(follower, place, texts(crossing, 8, 9), 300.0) == [8, 9]


def test_a_refrain_is_the_one_whose_turn_it_is(round_of_lamps: Follower, lamplighter: Script) -> None:
    refrain = [line.number for line in lamplighter.lines if line.text.startswith("Light the lamp")]
    assert refrain[:3] == [5, 9, 17]
    lines = [4, 5, 6, 7, 8, 9, 10]
    assert recite(round_of_lamps, at_line(round_of_lamps, lamplighter, 3), texts(lamplighter, *lines), 600.0) == lines


def test_a_refrain_out_of_turn_is_the_nearest_and_the_line_after_it_settles_which(
    round_of_lamps: Follower, lamplighter: Script
) -> None:
    lines = texts(lamplighter, 17, 18, 19)
    found = recite(round_of_lamps, at_line(round_of_lamps, lamplighter, 12), lines, 600.0)
    assert found[1:] == [18, 19]


def test_a_misheard_word_that_sounds_alike_counts(follower: Follower, crossing: Script) -> None:
    place = at_line(follower, crossing, 8)
    assert say(follower, place, "and reign and rein and under it know ground", 90.0).line == 9


def test_a_hand_moves_it_at_once_and_it_holds_against_what_was_said_before(
    follower: Follower, crossing: Script
) -> None:
    place = at_line(follower, crossing, 3)
    place = follower.heard(place, "my little boat lies", final=False, onset_s=90.0, at_s=91.0)
    moved = follower.go_to(place, 9, at_s=91.2)
    assert (moved.line, moved.by_hand, moved.since_s, moved.progress) == (9, True, 91.2, 0.0)
    late = follower.heard(moved, "my little boat lies waiting black", final=False, onset_s=90.0, at_s=91.5)
    late = follower.heard(late, "my little boat lies waiting black on black", final=True, onset_s=90.0, at_s=92.6)
    assert (late.line, late.by_hand) == (9, True)
    assert recite(follower, late, texts(crossing, 9, 10), 300.0) == [9, 10]


def test_after_a_move_by_hand_a_small_word_and_an_aside_still_move_nothing(
    follower: Follower, crossing: Script
) -> None:
    place = follower.go_to(follower.begin(), 5, at_s=3.0)
    assert recite(follower, place, ["the", "thank you very much"], 10.0) == [5, 5]


def test_a_hand_is_overruled_by_a_whole_line_spoken_after_it(follower: Follower, crossing: Script) -> None:
    place = follower.go_to(at_line(follower, crossing, 3), 9, at_s=91.0)
    assert recite(follower, place, texts(crossing, 4), 300.0) == [4]


def test_a_hand_can_set_any_line_and_no_other(follower: Follower) -> None:
    place = follower.begin()
    assert [follower.go_to(place, line, 1.0).line for line in (-3, 0, 1, 16, 17, 99)] == [0, 0, 1, 16, 16, 16]


def test_words_that_were_about_to_move_it_do_not_after_a_hand_did(follower: Follower, crossing: Script) -> None:
    place = at_line(follower, crossing, 3)
    sudden = follower.heard(place, "snow settles on the mountain", final=False, onset_s=90.0, at_s=91.0)
    assert sudden.heading == 14
    moved = follower.go_to(sudden, 5, at_s=91.1)
    late = follower.heard(moved, "snow settles on the mountain soft", final=False, onset_s=90.0, at_s=92.0)
    assert (moved.heading, late.line) == (-1, 5)


def test_the_same_line_three_times_is_three_lines(phones: Phones) -> None:
    script = parse_script("And rain fell.\nAnd rain fell.\nAnd rain fell.\nThe sun came.\n", "poem.txt")
    follower = Follower(script, phones)
    assert recite(follower, follower.begin(), list(script.texts())) == [1, 2, 3, 4]


def test_a_line_without_words_is_reached_by_hand_and_left_by_speech(phones: Phones) -> None:
    script = parse_script("The moon climbs up.\n* * *\nSnow settles softly.\n", "poem.txt")
    follower = Follower(script, phones)
    place = follower.go_to(say(follower, follower.begin(), "the moon climbs up", 1.0), 2, at_s=5.0)
    assert place.line == 2
    assert say(follower, place, "snow settles softly", 10.0).line == 3


def test_a_script_without_words_is_refused(phones: Phones) -> None:
    with pytest.raises(ScriptError, match="no words in it; write the poem there"):
        Follower(Script((ScriptLine(1, "* * *"),)), phones)


POEMS = {
    "ru": "Луна встаёт над рекой.\nТихо спит старый дом.\nСнег ложится на мост.",
    "fr": "La lune monte au-dessus de l'eau.\nUne chandelle tremble à la fenêtre.\nEt la neige écoute.",
    "zh": "月亮升起来了\n雪落在旧桥上\n你叫了我的名字",
    "ar": "القمر يصعد\nالثلج على الجسر\nالنهر يأخذني",
    "hi": "चाँद निकल आया\nपुराने घर में सन्नाटा है\nबर्फ़ पुल पर गिरती है",
}


@pytest.mark.parametrize("text", POEMS.values(), ids=POEMS)
def test_any_language_is_followed(phones: Phones, text: str) -> None:
    script = parse_script(text, "poem.txt")
    follower = Follower(script, phones)
    spoken = [" ".join(words_of(line.text)) for line in script.lines]
    assert recite(follower, follower.begin(), spoken) == [1, 2, 3]
