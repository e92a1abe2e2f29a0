"""The voice gate hears the poem's lines, and nothing in noise."""

import numpy as np
import pytest

from live.bench.ear_corpus import clips_of
from live.bench.ear_noise import mix, noise
from live.ears.blocks import read_sound
from live.ears.clock import BLOCK, BLOCK_S, RATE_HZ
from live.ears.gate import Gate, GateRule
from live.ears.hear import cut
from live.ears.offline import read_lines
from live.show_file import load_show

YES, NO = 0.9, 0.05


def verdicts(gate, probabilities):
    return [gate.judge(probability) for probability in probabilities]


def test_one_loud_block_is_no_speech_two_are():
    assert verdicts(Gate(), [NO, YES, NO, YES, YES, YES]) == ["silence"] * 4 + ["start", "speech"]


def test_it_ends_after_enough_silence_and_not_before():
    gate = Gate(GateRule(end_s=4 * BLOCK_S))
    found = verdicts(gate, [YES, YES, NO, NO, NO, YES, NO, NO, NO, NO, NO])
    assert found == ["silence", "start", *["speech"] * 7, "end", "silence"]


def test_doubt_is_not_silence():
    gate = Gate(GateRule(end_s=2 * BLOCK_S))
    assert "end" not in verdicts(gate, [YES, YES, *[0.4] * 20])


def test_what_does_not_stand_out_from_the_room_is_silence():
    gate = Gate(GateRule(over_db=5.0, end_s=3 * BLOCK_S))
    assert {gate.judge(YES, 4.9) for _ in range(50)} == {"silence"}
    assert [gate.judge(YES, over) for over in (6.0, 6.0, 4.0, 4.0, 4.0)] == [
        "silence",
        "start",
        "speech",
        "speech",
        "end",
    ]


def test_the_detector_forgets_the_sound_after_a_long_silence_only():
    gate = Gate(GateRule(fresh_s=10 * BLOCK_S))
    chance = np.random.default_rng(1)
    for _ in range(9):
        gate.step((0.1 * chance.standard_normal(BLOCK)).astype(np.float32))
    assert np.any(gate._silero._h)
    gate.step((0.1 * chance.standard_normal(BLOCK)).astype(np.float32))
    assert not np.any(gate._silero._h)


@pytest.mark.parametrize(("kind", "snr_db"), [("white", 5), ("pink", 5), ("babble", 5), ("babble", 20), ("music", 10)])
def test_an_utterance_ends_with_its_line_under_noise_once_the_room_is_known(kind, snr_db):
    clips = clips_of("open", "slt")[:6]
    pause = np.zeros(int(1.2 * RATE_HZ), np.float32)
    sound = np.concatenate([pause, *(part for clip in clips for part in (clip.sound, pause))])
    gate = Gate()
    found = [gate.step(block) for block in cut(mix(sound, kind, snr_db, -23.0))]
    ends_s, at_s = [], 1.2
    for clip in clips:
        ends_s.append(at_s + clip.length_s)
        at_s += clip.length_s + 1.2
    closing_s = [(at + 1) * BLOCK_S for at, verdict in enumerate(found) if verdict == "end"]
    delays_s = [min((told_s - end_s for told_s in closing_s if told_s > end_s - 0.3), default=99.0) for end_s in ends_s]
    assert max(delays_s[2:]) < 1.0, delays_s


def test_a_crowds_murmur_is_mostly_silence_once_the_room_is_known():
    gate, open_, speech = Gate(), False, []
    for block in cut(noise("babble", 60.0)):
        verdict = gate.step(block)
        open_ = (open_ or verdict == "start") and verdict != "end"
        speech.append(open_)
    assert np.mean(speech[round(20.0 / BLOCK_S) :]) < 0.25


def test_a_long_utterance_ends_at_a_breath_and_at_the_limit_in_any_case():
    rule = GateRule(end_s=1.0, tired_s=20 * BLOCK_S, breath_s=2 * BLOCK_S, longest_s=40 * BLOCK_S)
    breath = verdicts(Gate(rule), [*[YES] * 10, NO, NO, *[YES] * 15, NO, NO, YES])
    assert breath.index("end") == 28
    limit = verdicts(Gate(rule), [YES] * 43)
    assert limit.index("end") == 39
    assert limit[-2:] == ["start", "speech"]


def test_every_line_of_the_poem_is_found_and_no_pause_is_speech():
    show = load_show("shows/crossing")
    gate, open_, speech = Gate(), False, []
    for block in cut(read_sound(show.path(show.ears.recording), "recording")):
        verdict = gate.step(block)
        open_ = (open_ or verdict == "start") and verdict != "end"
        speech.append(open_)
    lines = read_lines(show)
    for line, after in zip(lines, (*lines[1:], None), strict=True):
        middle_s = (line.onset_s + line.end_s) / 2
        assert any(speech[int(line.onset_s / BLOCK_S) : int(middle_s / BLOCK_S)]), line
        if after:
            assert not speech[int((after.onset_s - 0.1) / BLOCK_S)], line


@pytest.mark.parametrize("loudness", [0.0, 0.01, 0.3])
def test_white_noise_is_no_speech(loudness):
    gate, chance = Gate(), np.random.default_rng(1)
    blocks = (loudness * chance.standard_normal((20 * RATE_HZ // BLOCK, BLOCK))).astype(np.float32)
    assert {gate.step(block) for block in blocks} == {"silence"}
