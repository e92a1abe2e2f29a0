"""Streaming Whisper's pure parts: the policy, the cuts, the defences, the language's hysteresis, the buffer."""

import numpy as np
import pytest

from live.ears.clock import BLOCK, RATE_HZ
from live.ears.whisper import defences
from live.ears.whisper.agreement import LocalAgreement
from live.ears.whisper.buffer import SoundBuffer
from live.ears.whisper.hypothesis import Hypothesis, Spoken, plain, sentence
from live.ears.whisper.judge import judge
from live.ears.whisper.language import LanguageChoice
from live.ears.whisper.overlap import repeated, said_again
from live.ears.whisper.phrases import invented, only_names, phrases_of
from live.ears.whisper.trim import cut_after, pause_around, quietest_s
from live.follow.script import words_of


def say(text, start_s=0.0, each_s=0.3, probability=0.9):
    """The words of a text, one after the other without a pause."""
    return tuple(
        Spoken(plain(written), f" {written}", start_s + at * each_s, start_s + (at + 1) * each_s, probability)
        for at, written in enumerate(text.split())
    )


def texts(words):
    return " ".join(word.text for word in words)


# The policy


def test_a_word_is_final_once_two_hypotheses_in_a_row_begin_with_it():
    policy = LocalAgreement()
    steps = ["one candle", "one candle in", "one candle in the", "one candle in the window", "one candle in a window"]
    decisions = [policy.update(say(step), 9.0) for step in steps]
    assert [texts(one.committed) for one in decisions] == ["", "one candle", "in", "the", "window"]
    assert [texts(one.partial) for one in decisions] == ["one candle", "in", "the", "window", ""]
    assert texts(policy.finish(say("one candle in a window says"))) == "says"


def test_with_three_to_agree_it_takes_three():
    policy = LocalAgreement(3)
    committed = [texts(policy.update(say("the sea stands"), 9.0).committed) for _ in range(4)]
    assert committed == ["", "", "the sea stands", ""]


def test_an_utterance_that_was_dropped_starts_the_count_anew():
    policy = LocalAgreement()
    assert not policy.update(say("the sea"), 1.0).committed
    assert not policy.update((), 1.3).committed
    assert not policy.update(say("the sea"), 1.6).committed
    assert texts(policy.update(say("the sea"), 1.9).committed) == "the sea"


def test_what_is_committed_stays_though_later_hypotheses_say_otherwise():
    policy = LocalAgreement()
    policy.update(say("the see stands"), 2.0)
    policy.update(say("the see stands"), 2.3)
    decision = policy.update(say("the sea stands up its"), 2.6)
    assert texts(decision.partial) == "up its"


def test_words_that_are_timed_a_little_later_are_not_said_twice():
    policy = LocalAgreement()
    policy.update(say("down through dunes"), 2.0)
    policy.update(say("down through dunes"), 2.3)
    late = say("down through dunes as smooth", start_s=0.2)
    assert texts(policy.update(late, 2.6).partial) == "as smooth"


def test_a_new_utterance_knows_nothing_of_the_last():
    policy = LocalAgreement()
    policy.update(say("my name"), 1.0)
    policy.update(say("my name"), 1.3)
    policy.begin()
    policy.update(say("my name"), 1.0)
    assert texts(policy.update(say("my name"), 1.3).committed) == "my name"


def test_after_a_cut_the_rest_of_a_word_is_not_said_twice():
    policy = LocalAgreement()
    words = say("I close the door. I")
    policy.update(words, 2.0)
    assert policy.update(words, 2.3).settled == 5
    policy.cut(4)
    left = (*say("door", start_s=1.14, each_s=0.06), *say("I do not", start_s=1.2))
    assert texts(policy.update(left[1:], 2.6).partial) == "do not"
    policy.begin()
    policy.update(words[:4], 2.0)
    policy.update(words[:4], 2.3)
    policy.cut(4)
    assert texts(policy.update(left, 2.6).partial) == "i do not"


@pytest.mark.parametrize(
    ("known", "words", "count"),
    [
        ("salt on", "salt on my lips", 2),
        ("and rain", "and rain and rain and under", 2),
        ("and rain and rain", "and rain and rain and under", 4),
        ("the see stands", "the sea stands up", 3),
        ("the see", "the sea stands", 2),
        ("one candle in", "candle in the window", 2),
        ("candle in", "one candle in the", 3),
        ("my name", "", 0),
        ("", "my name", 0),
    ],
)
def test_a_hypothesis_goes_on_where_the_text_does_whatever_its_times(known, words, count):
    assert said_again(say(known), say(words)) == count
    if words.startswith(known):
        assert said_again(say(known), say(words, start_s=0.25)) == count


@pytest.mark.parametrize(
    ("committed", "fresh", "count"),
    [
        (say("and rain"), say("and rain", start_s=0.62), 0),  # the poet says it twice
        (say("and rain"), say("and rain", start_s=0.2), 2),  # the same sound, timed later
        (say("takes me in"), say("in", start_s=0.92, each_s=0.1), 1),  # the end of a word that a cut left
        (say("takes me in"), say("as rivers do", start_s=0.9), 0),
        (say("a b c d e f g"), say("c d e f g h", start_s=0.7), 5),
        ((), say("as"), 0),
        (say("as"), (), 0),
    ],
)
def test_copies_are_told_from_repetitions(committed, fresh, count):
    assert repeated(committed, fresh) == count


# Cuts


def test_the_buffer_is_cut_at_the_last_sentence_that_is_committed_once_a_word_follows():
    words = say("I close the door. I do not look behind. The road")
    assert cut_after(words, 10, long=False) == 9
    assert cut_after(words, 8, long=False) == 4
    assert cut_after(words[:9], 9, long=False) == 4
    assert cut_after(words, 3, long=False) == 0
    assert cut_after(words, 3, long=True) == 3
    assert cut_after(words[:3], 3, long=True) == 2
    assert cut_after((), 0, long=True) == 0
    assert cut_after(say('He said: "No." And'), 4, long=False) == 3


def test_the_cut_lies_in_the_quietest_moment_of_the_pause():
    words = say("I close the door.")
    assert pause_around((*words, *say("I do not", start_s=2.0)), 4) == pytest.approx((1.1, 2.1))
    assert pause_around((*words, *say("early", start_s=1.0)), 4) == pytest.approx((1.1, 1.3))
    hurried = say("I close the door.", each_s=0.04)
    assert pause_around((*hurried, *say("I", start_s=0.2)), 4) == pytest.approx((0.14, 0.3))
    sound = 0.1 * np.random.default_rng(1).standard_normal(RATE_HZ).astype(np.float32)
    sound[9600:11200] *= 0.01
    assert 0.62 < quietest_s(sound) < 0.68
    assert quietest_s(sound[:160]) == 0.005


# Defences


def test_the_rms_gate_lets_a_whisper_through_and_no_hum():
    rng = np.random.default_rng(1)
    noise = rng.standard_normal(RATE_HZ).astype(np.float32)
    assert defences.quiet(noise * 0.0003)
    assert not defences.quiet(noise * 0.003)
    assert not defences.quiet(noise * 0.01, loudest_db=-10.0)
    assert defences.quiet(noise * 0.003, loudest_db=-10.0)
    late = np.concatenate([np.zeros(RATE_HZ, np.float32), 0.05 * noise[:BLOCK]])
    assert not defences.quiet(late)
    assert defences.rms_db(np.zeros(0, np.float32)) == -120.0
    assert defences.rms_db(np.ones(100, np.float32)) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("no_speech", "logprob", "dropped"), [(0.9, -1.5, True), (0.9, -0.3, False), (0.3, -1.5, False)]
)
def test_no_speech_needs_both_signs(no_speech, logprob, dropped):
    assert defences.no_speech(Hypothesis(say("so"), no_speech, logprob)) is dropped


@pytest.mark.parametrize(
    ("word", "score"),
    [
        (Spoken("sea", " sea", 1.0, 1.3, 0.9), 0.0),
        (Spoken("sea", " sea", 1.0, 1.3, 0.05), 1.0),
        (Spoken("sea", " sea", 1.0, 1.0, 0.9), 1.0),
        (Spoken("sea", " sea", 1.0, 5.0, 0.9), 1.5),
        (Spoken("sea", " sea", 1.0, 1.03, 0.05), 1.5),
    ],
)
def test_words_that_nobody_could_have_said_score(word, score):
    assert defences.anomaly(word) == pytest.approx(score)


def test_a_hypothesis_of_such_words_is_dropped_and_a_doubtful_word_in_it_is_not():
    assert defences.anomalous(say("and so on", probability=0.02))
    assert defences.anomalous(say("and so on", each_s=0.0))
    doubtful = (*say("the sea stands"), *say("upp", start_s=0.9, probability=0.1))
    assert not defences.anomalous(doubtful)
    assert not defences.anomalous(())
    assert texts(defences.without_faint_end(doubtful)) == "the sea stands"
    assert defences.without_faint_end(say("no", probability=0.1)) == ()


def test_loops_are_cut_and_what_a_king_says_five_times_is_not():
    lear = say("and my poor fool never never never never never pray you undo")
    assert defences.without_loop(lear) == lear
    faint = say("and so never never never never", probability=0.1)
    assert texts(defences.without_loop(faint)) == "and so never"
    hurried = say("I do not know I do not know I do not know I do not know", each_s=0.01)
    assert texts(defences.without_loop(hurried)) == "i do not know"
    endless = say("rain " * 12)
    assert texts(defences.without_loop(endless)) == "rain"
    assert defences.without_loop(say("and rain, and rain, and under it")) == say("and rain, and rain, and under it")


def test_text_that_shrinks_too_well_is_a_loop():
    assert defences.compressed(say("we are here to help you " * 8))
    assert not defences.compressed(say("rain rain rain"))
    assert not defences.compressed(say("And rain, and rain, and under it no ground. I hold my heart like fire"))


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "nl", "ru"])
def test_each_language_has_a_list_and_its_phrases_are_dropped_when_doubtful(language):
    phrases = phrases_of(language)
    assert len(phrases) >= 9
    for phrase in phrases:
        assert phrase
        text = " ".join(phrase)
        assert invented(say(text, probability=0.4), phrases)
        assert not invented(say(text, probability=0.8), phrases)


def test_a_phrase_within_a_longer_utterance_is_let_through():
    phrases = phrases_of("en")
    assert invented(say("Thanks for", probability=0.4), phrases)
    assert not invented(say("Thanks for the fish", probability=0.4), phrases)
    assert not invented(say("she said thanks for watching", probability=0.4), phrases)
    assert not invented((), phrases)
    assert phrases_of("xx") == frozenset()
    assert words_of("Merci d'avoir regardé.") in phrases_of("fr")


def test_names_that_come_back_alone_are_the_prompt_and_not_the_voice():
    names = ("Ophelia", "Queen Gertrude")
    assert only_names(say("Ophelia, Gertrude", probability=0.5), names)
    assert not only_names(say("Ophelia, Gertrude", probability=0.8), names)
    assert not only_names(say("Ophelia drowns", probability=0.5), names)
    assert not only_names(say("Ophelia", probability=0.5), ())


def buffer_of(sound):
    buffer = SoundBuffer()
    buffer.feed(sound)
    return buffer


def test_the_judge_names_what_dropped_the_words():
    noise = 0.1 * np.random.default_rng(1).standard_normal(3 * RATE_HZ).astype(np.float32)
    buffer = buffer_of(noise)

    def judged(words, before=(), no_speech=0.0, logprob=-0.2, names=()):
        verdict = judge(Hypothesis(words, no_speech, logprob), before, buffer, "en", names)
        return texts(verdict.words), verdict.dropped

    assert judged(say("the sea stands")) == ("the sea stands", ())
    assert judged(()) == ("", ())
    assert judged(say("the sea"), no_speech=0.9, logprob=-1.3) == ("", ("no speech",))
    assert judged(say("the sea", probability=0.01)) == ("", ("anomaly",))
    assert judged(say("Thanks for watching", probability=0.5)) == ("", ("phrase",))
    assert judged(say("Ophelia", probability=0.5), names=("Ophelia",)) == ("", ("name",))
    assert judged(say("rain " * 9)) == ("rain", ("loop",))
    later = say("thank you", start_s=1.0, probability=0.5)
    assert judged(later, before=say("I said")) == ("thank you", ())
    assert judged(later) == ("", ("phrase",))


@pytest.mark.parametrize("room", [0.0, 0.001])
def test_words_in_silence_are_dropped_and_words_far_below_the_voice(room):
    sound = room * np.random.default_rng(2).standard_normal(3 * RATE_HZ).astype(np.float32)
    sound[:RATE_HZ] = 0.1 * np.random.default_rng(1).standard_normal(RATE_HZ)
    words = (*say("the sea"), *say("goes on", start_s=1.8))
    verdict = judge(Hypothesis(words), (), buffer_of(sound), "en", ())
    assert (texts(verdict.words), verdict.dropped) == ("the sea", ("quiet",))


# The language


def test_the_language_is_slow_to_change():
    choice = LanguageChoice()
    assert choice.current == ""
    assert choice.hear({"de": 0.5, "en": 0.4}) == "de"
    assert choice.hear({"de": 0.3, "en": 0.6}) == "de"
    assert choice.hear({"de": 0.5, "en": 0.4}) == "de"
    assert choice.hear({"de": 0.3, "en": 0.6}) == "de"
    assert choice.hear({"de": 0.2, "en": 0.6}) == "en"


def test_a_narrow_lead_never_changes_it_and_a_clear_one_does_at_once():
    choice = LanguageChoice()
    choice.hear({"de": 1.0})
    assert [choice.hear({"de": 0.44, "nl": 0.56}) for _ in range(4)] == ["de"] * 4
    assert choice.hear({"de": 0.04, "fr": 0.95}) == "fr"


def test_two_rivals_in_turn_change_nothing():
    choice = LanguageChoice()
    choice.hear({"de": 1.0})
    heard = [{"de": 0.2, "nl": 0.5}, {"de": 0.2, "en": 0.5}, {"de": 0.2, "nl": 0.5}]
    assert [choice.hear(one) for one in heard] == ["de"] * 3


# The buffer


def test_the_buffer_keeps_the_clock_when_it_is_cut():
    ramp = np.arange(3 * RATE_HZ, dtype=np.float32)
    buffer = SoundBuffer()
    for at in range(0, len(ramp), 5000):
        buffer.feed(ramp[at : at + 5000])
    assert (buffer.from_s, buffer.until_s) == (0.0, 3.0)
    np.testing.assert_array_equal(buffer.sound, ramp)
    buffer.cut(1.0)
    assert (buffer.from_s, buffer.until_s) == (1.0, 3.0)
    np.testing.assert_array_equal(buffer.sound, ramp[RATE_HZ:])
    np.testing.assert_array_equal(buffer.between(0.5, 1.5), ramp[RATE_HZ : 3 * RATE_HZ // 2])
    assert len(buffer.between(4.0, 5.0)) == 0
    buffer.cut(0.5)
    buffer.cut(9.0)
    assert (buffer.from_s, buffer.until_s, len(buffer.sound)) == (3.0, 3.0, 0)
    assert buffer.loudest_db > 0.0
    buffer.begin()
    assert (buffer.from_s, buffer.until_s, buffer.loudest_db) == (0.0, 0.0, -120.0)


def test_the_buffer_never_outgrows_its_room_and_is_not_copied_to_be_read():
    buffer = SoundBuffer()
    for second in range(40):
        buffer.feed(np.full(RATE_HZ, second, np.float32))
    assert (buffer.from_s, buffer.until_s) == (8.0, 40.0)
    assert (buffer.sound[0], buffer.sound[-1]) == (8.0, 39.0)
    assert np.shares_memory(buffer.sound, buffer.between(20.0, 30.0))


def test_words_are_written_as_whisper_writes_them_in_a_translation():
    assert sentence(say("The sea stands up.")) == "The sea stands up."
