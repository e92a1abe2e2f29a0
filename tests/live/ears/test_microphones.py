"""Several microphones through a real sound server: mixed, the loudest, one gone, all zeros, and by their names."""

import threading
import time

import numpy as np
import pytest
import soundfile

from live.bench.virtual import ALSA
from live.ears.clock import BLOCK_S, RATE_HZ
from live.ears.heard import EarsError
from live.ears.microphones import MicrophoneSource
from live.ears.recorder import list_devices
from live.show import Microphone

LEFT_HZ, RIGHT_HZ = 440, 1000


@pytest.fixture
def server(make_sound_server, monkeypatch):
    """A PulseAudio with the virtual microphone `left`."""
    server = make_sound_server("left")
    for name, value in server.env.items():
        monkeypatch.setenv(name, value)
    return server


@pytest.fixture
def other(server, make_sound_server, monkeypatch, tmp_path):
    """Another PulseAudio, with the virtual microphone `right`, so that one can die alone."""
    other = make_sound_server("right")
    (tmp_path / "both.conf").write_text(ALSA + server.devices + other.devices)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "both.conf"))
    return other


@pytest.fixture
def play(tmp_path):
    """Plays a long tone into a microphone of a server; gives the player."""
    players = []

    def start(server, sink, hz, amplitude):
        path = tmp_path / f"{sink}-{hz}-{amplitude}.wav"
        soundfile.write(path, amplitude * np.sin(2 * np.pi * hz * np.arange(16000 * 150) / 16000), 16000)
        players.append(server.play(path, sink))
        return players[-1]

    yield start
    for player in players:
        player.kill()
        player.wait()


class Listening:
    """Keeps all blocks of a source and all it tells."""

    def __init__(self, source):
        self.source, self.blocks, self.told = source, [], []
        source.open()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self):
        for block in self.source.blocks(lambda *status: self.told.append(status)):
            self.blocks.append(block)

    def tones(self, seconds=0.5):
        """RMS of what lies around each of the two tones, over the sound of the next `seconds`."""
        begin = len(self.blocks)
        self.wait(lambda: (len(self.blocks) - begin) * BLOCK_S > seconds)
        sound = np.concatenate([block.sound for block in self.blocks[begin:]])
        power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
        hz = np.arange(len(power)) * RATE_HZ / len(sound)
        scale = np.sqrt(2.0 / 0.375) / len(sound)
        return [np.sqrt(power[np.abs(hz - tone) < 30].sum()) * scale for tone in (LEFT_HZ, RIGHT_HZ)]

    @property
    def fell(self):
        """How often all microphones were lost: a sound server on a busy machine may be silent for too long."""
        return [state for state, _ in self.told].count("lost")

    def wait(self, fits, limit_s=40.0):
        until_s = time.monotonic() + limit_s
        while not fits():
            assert time.monotonic() < until_s, f"not within {limit_s} s; told: {self.told}"
            time.sleep(0.02)

    def close(self):
        self.source.close()
        self._thread.join()


@pytest.fixture
def listen():
    """Listens to what a venue's [microphone] says."""
    started = []

    def start(**settings):
        started.append(Listening(MicrophoneSource(Microphone(**settings))))
        return started[-1]

    yield start
    for listening in started:
        listening.close()


def heard(level):
    return level > 0.03


def silent(level):
    return level < 0.001


def test_two_microphones_are_mixed_and_one_that_vanishes_does_not_stop_the_other(server, other, play, listen):
    play(server, "left", LEFT_HZ, 0.2)
    play(other, "right", RIGHT_HZ, 0.2)
    both = listen(name="left", also=("right",), blend="mix")
    both.wait(lambda: all(map(heard, both.tones(0.3))))
    together = ("listening", "microphone 'left' and microphone 'right', mixed")
    assert together in both.told

    begin = len(both.blocks)
    other.kill()
    both.wait(lambda: [*map(heard, both.tones(0.3))] == [True, False])
    state, detail = both.told[-1]
    assert state == "listening"
    assert detail.startswith("microphone 'left'; without microphone")
    other.start()
    both.wait(lambda: both.told[-1] == together)
    play(other, "right", RIGHT_HZ, 0.2)
    both.wait(lambda: all(map(heard, both.tones(0.3))))
    ends = [block.end_s for block in both.blocks[begin:]]
    gaps = np.diff(ends) > BLOCK_S + 1e-6
    assert gaps.sum() <= 2 * both.fell  # the other was heard all the time
    assert both.source.dropped == 0


def test_the_loudest_is_heard_alone(server, other, play, listen):
    play(other, "right", RIGHT_HZ, 0.1)
    loud = play(server, "left", LEFT_HZ, 0.5)
    loudest = listen(name="left", also=("right",), blend="loudest")
    loudest.wait(lambda: (t := loudest.tones(0.3)) and heard(t[0]) and silent(t[1]))
    assert loudest.told[0][1].endswith("'left' and microphone 'right', the loudest")
    loud.kill()
    loudest.wait(lambda: (t := loudest.tones(0.3)) and silent(t[0]) and heard(t[1]))


def test_exact_zeros_are_told_once_and_looked_into_and_the_next_sound_is_heard_whole(server, play, listen):
    mute = listen(name="left")
    mute.wait(lambda: "exact zeros" in mute.told[-1][1] if mute.told else False)
    first = recordings(server)
    mute.wait(lambda: recordings(server).isdisjoint(first) and recordings(server))
    begin = len(mute.blocks)
    play(server, "left", LEFT_HZ, 0.2)
    mute.wait(lambda: mute.told[-1] == ("listening", "microphone 'left'"))
    assert heard(mute.tones()[0])
    sound = np.concatenate([block.sound for block in mute.blocks[begin:]])
    begins = int(np.argmax(np.abs(sound) > 0.01))
    assert np.abs(sound[begins : begins + RATE_HZ // 100]).max() > 0.19
    assert sum("exact zeros" in detail for _, detail in mute.told) <= 1 + mute.fell


def recordings(server):
    """The streams that record right now, by PulseAudio's numbers."""
    lines = server.run("pactl", "list", "short", "source-outputs").stdout.decode().splitlines()
    return {line.split()[0] for line in lines}


def test_devices_go_by_name(server, listen):
    assert {"left", "pulse"} <= {device.name for device in list_devices()}
    one = listen(name="left", also=("balcony",))
    one.wait(lambda: one.told)
    assert "microphone.also = 'balcony': no such microphone; there are: " in one.told[0][1]
    with pytest.raises(EarsError, match=r"microphone\.name = 'stage': no such microphone; there are: .*left"):
        MicrophoneSource(Microphone(name="stage", also=("balcony",))).open()
