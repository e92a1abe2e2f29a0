"""The embedded recogniser: real voices in, words out, in time and calmly; nothing out of what is no word."""

from dataclasses import replace

import numpy as np
import pytest

from live.bench.ear_corpus import clips_of
from live.bench.ear_noise import mix
from live.ears.clock import BLOCK, RATE_HZ
from live.ears.hear import cut
from live.ears.recogniser import Update
from live.ears.sphinx import SCRIPT, SphinxRecogniser
from live.follow.script import words_of

POEM = tuple(clip.text for clip in clips_of("script", "slt"))
ASK = 3
"""Blocks between two updates."""


@pytest.fixture(scope="module")
def script():
    return SphinxRecogniser(POEM)


@pytest.fixture(scope="module")
def open_mode():
    return SphinxRecogniser()


def listen(recogniser, sound):
    """All updates of one utterance, the last from its end; its beginning comes at once, as pre-roll does."""
    updates = []
    recogniser.start()
    roll = round(recogniser.pre_roll_s * RATE_HZ)
    recogniser.feed(sound[:roll])
    for number, block in enumerate(cut(sound[roll:]), 1):
        recogniser.feed(block)
        if number % ASK == 0:
            updates.append(recogniser.update())
    return [*updates, recogniser.finish()]


def committed(updates):
    return [word.text for update in updates for word in update.committed]


def padded(clip):
    quiet = np.zeros(RATE_HZ // 4, np.float32)
    return np.concatenate([quiet, clip.sound, quiet])


@pytest.mark.parametrize("voice", ["slt", "rms", "awb", "kal16"])
def test_a_line_of_the_script_is_heard_whole_in_every_voice(script, voice):
    for clip in clips_of("script", voice)[:2]:
        wanted, got = words_of(clip.text), committed(listen(script, padded(clip)))
        assert len(set(wanted) & set(got)) >= len(set(wanted)) - 1, got


def test_more_is_heard_in_noise_because_it_is_taken_out():
    hits = {True: 0, False: 0}
    for clean in hits:
        recogniser = SphinxRecogniser(POEM, replace(SCRIPT, clean=clean))
        for clip in clips_of("script", "slt")[:4]:
            got = committed(listen(recogniser, mix(padded(clip), "white", 15.0, -23.0)))
            hits[clean] += len(set(words_of(clip.text)) & set(got))
    assert hits[True] > 1.2 * hits[False]


def test_a_murmur_before_and_after_the_voice_has_no_words(script):
    clip, far = clips_of("script", "slt")[2], 0.05 * clips_of("script", "rms")[8].sound
    sound = np.concatenate([far[: 2 * RATE_HZ], clip.sound, far[: 2 * RATE_HZ]])
    strangers = set(words_of(clips_of("script", "rms")[8].text)) - set(words_of(clip.text))
    got = committed(listen(script, sound))
    assert len(set(words_of(clip.text)) & set(got)) >= 0.7 * len(set(words_of(clip.text))), got
    assert len(strangers & set(got[-4:])) <= 1, got


def test_words_are_final_before_the_utterance_ends_each_once_and_in_order(script):
    updates = listen(script, padded(clips_of("script", "slt")[4]))
    words = [word for update in updates for word in update.committed]
    assert len([word for update in updates[:-1] for word in update.committed]) >= 0.7 * len(words)
    starts = [word.start_s for word in words]
    assert starts == sorted(starts)
    assert updates[-1].partial == ()


def test_what_is_shown_was_there_in_the_update_before(script):
    """A shown word that is not final is shown by the second update that holds it, and final by the sixth."""
    first_shown, final = {}, {}
    for number, update in enumerate(listen(script, padded(clips_of("script", "slt")[0]))):
        for word in update.partial:
            first_shown.setdefault(word.text, number)
        for word in update.committed:
            final.setdefault(word.text, number)
    both = set(first_shown) & set(final)
    assert len(both) >= 5
    waits = [final[text] - first_shown[text] for text in both]
    assert min(waits) >= 1
    assert sorted(waits)[len(waits) // 2] == SCRIPT.agreeing - SCRIPT.showing


def test_times_of_words_are_those_of_the_sound(script):
    clip = clips_of("script", "slt")[0]
    truth = {word.text: word for word in clip.words}
    heard = [word for update in listen(script, padded(clip)) for word in update.committed if word.text in truth]
    assert len(heard) >= 6
    for word in heard:
        assert word.start_s - 0.25 == pytest.approx(truth[word.text].start_s, abs=0.1)
        assert word.end_s - 0.25 == pytest.approx(truth[word.text].end_s, abs=0.1)


def test_open_mode_needs_no_text(open_mode):
    said = heard = 0
    for clip in clips_of("open", "rms")[:3]:
        wanted, got = words_of(clip.text), committed(listen(open_mode, padded(clip)))
        said += len(wanted)
        heard += len([text for text in wanted if text in got])
    assert heard >= 0.6 * said


def test_an_utterance_of_nothing_is_nothing(script):
    script.start()
    script.feed(np.zeros(BLOCK, np.float32))
    assert script.update() == Update()
    assert script.finish() == Update()


def test_silence_has_no_words(script, open_mode):
    for recogniser in (script, open_mode):
        assert committed(listen(recogniser, np.zeros(2 * RATE_HZ, np.float32))) == []
