"""A door that takes the ears' OSC, the ears as a process, and a sound server with a virtual microphone."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from live.osc.check import to_event
from live.osc.decode import decode


class Door:
    """An OSC port that passes every datagram through the stage's own strict decoder and table."""

    def __init__(self):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self.place = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.zero_s = time.monotonic()
        self.events = []
        self._open = True
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self):
        while self._open:
            try:
                data = self._socket.recv(65536)
            except TimeoutError:
                continue
            for message in decode(data):
                self.events.append(to_event(message, time.monotonic() - self.zero_s, "ears"))

    def wait(self, fits, limit_s, after=0):
        """The first event from number `after` on that fits; fails with all that came, after `limit_s`."""
        until_s = time.monotonic() + limit_s
        while time.monotonic() < until_s:
            for event in self.events[after:]:
                if fits(event):
                    return event
            time.sleep(0.02)
        told = [event for event in self.events if event.address != "/heard/level"]
        pytest.fail(f"not heard within {limit_s} s; what came: {told}")

    def state(self, name, limit_s=40.0, after=0):
        return self.wait(lambda e: e.address == "/heard/status" and e.args[0] == name, limit_s, after)

    def word(self, word, limit_s=40.0, after=0):
        return self.wait(lambda e: e.address == "/heard/committed" and word in e.args[0].split(), limit_s, after)

    def close(self):
        self._open = False
        self._thread.join()
        self._socket.close()


@pytest.fixture
def door():
    door = Door()
    yield door
    door.close()


class EarsProcess:
    """`python -m live.ears`, held by a lifeline as the stage holds it; what it says goes to a file."""

    def __init__(self, arguments, env, log):
        self._log = log
        with log.open("w") as errors:
            command = [sys.executable, "-m", "live.ears", *map(str, arguments)]
            env = {**os.environ, **env}
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=errors, env=env)

    def running(self):
        return self._process.poll() is None

    def status(self, limit_s=30.0):
        """The exit status, once it has ended."""
        return self._process.wait(limit_s)

    def told(self):
        return self._log.read_text()

    def let_go(self):
        """Close the lifeline."""
        self._process.stdin.close()

    def kill(self):
        self._process.kill()
        self._process.wait()
        self.let_go()


@pytest.fixture
def start_ears(door, tmp_path):
    """Starts the ears towards the door."""
    started = []

    def start(*arguments, env=None):
        arguments = ("--osc", door.place, "--zero-s", repr(door.zero_s), *arguments)
        started.append(EarsProcess(arguments, env or {}, tmp_path / f"ears-{len(started)}.txt"))
        return started[-1]

    yield start
    for process in started:
        process.kill()


class SoundServer:
    """A PulseAudio of our own in a private folder, whose null sink's monitor is the microphone."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._process = None
        place = f"unix:{folder / 'native'}"
        self.env = {"PULSE_SERVER": place, "XDG_RUNTIME_DIR": str(folder), "HOME": str(folder)}

    def start(self):
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
        protocol = f"module-native-protocol-unix auth-anonymous=1 socket={self._folder / 'native'}"
        sink = "module-null-sink sink_name=wall rate=48000"
        self._process = subprocess.Popen(
            [*command, "-L", protocol, "-L", sink],
            env={**os.environ, **self.env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until_s = time.monotonic() + 30.0
        while self._run("pactl", "info").returncode:
            assert time.monotonic() < until_s, "pulseaudio did not start within 30 s"
            time.sleep(0.1)

    def signal(self, number):
        self._process.send_signal(number)

    def stop(self):
        self._process.kill()
        self._process.wait()
        (self._folder / "native").unlink(missing_ok=True)

    def play(self, path):
        """Begin to play a sound into the sink; gives the process."""
        command = ["paplay", "--device=wall", "--latency-msec=30", str(path)]
        return subprocess.Popen(command, env={**os.environ, **self.env})

    def _run(self, *command):
        return subprocess.run(command, env={**os.environ, **self.env}, capture_output=True, check=False)


@pytest.fixture
def sound_server(tmp_path):
    """Skips where PulseAudio or its ALSA bridge is not installed; `make setup` installs both."""
    for tool in ("pulseaudio", "pactl", "paplay"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed: apt-get install pulseaudio pulseaudio-utils libasound2-plugins")
    folder = tmp_path / "pulse"
    folder.mkdir(mode=0o700)
    server = SoundServer(folder)
    server.start()
    yield server
    server.stop()
