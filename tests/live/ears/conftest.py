"""A door that takes the ears' OSC, the ears as a process, and a sound server with a virtual microphone."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time

import pytest

from live.bench.virtual import SoundServer, missing_tools
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


@pytest.fixture
def make_sound_server(tmp_path):
    """Starts a PulseAudio with the sinks named; skips where it is not installed (`make setup` installs it)."""
    missing = missing_tools()
    if missing:
        pytest.skip(f"{missing} not installed: apt-get install pulseaudio pulseaudio-utils libasound2-plugins")
    servers = []

    def make(*sinks):
        folder = tmp_path / f"pulse-{len(servers)}"
        folder.mkdir(mode=0o700)
        servers.append(SoundServer(folder, sinks))
        servers[-1].start()
        return servers[-1]

    yield make
    for server in servers:
        server.kill()


@pytest.fixture
def sound_server(make_sound_server):
    """One whose null sink's monitor is the microphone `pulse`."""
    return make_sound_server("wall")
