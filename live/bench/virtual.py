"""A virtual microphone: a PulseAudio of our own, whose null sinks' monitors are what the ears record.

For benches and tests. Needs PulseAudio and its ALSA bridge, by which PortAudio reaches it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

TOOLS = ("pulseaudio", "pactl", "paplay", "parec")
_START_S = 30.0
_DYING_S = 5.0
ALSA = "</usr/share/alsa/alsa.conf>\n"
"""The system's own ALSA configuration."""
_PCM = """pcm.{0} {{
    type pulse
    server "unix:{1}"
    device "{0}.monitor"
    hint {{ show on description "virtual microphone" }}
}}
"""


class SoundServer:
    """A private PulseAudio; `env` brings a process to it, where each sink is an ALSA device of the sink's name.

    The device `pulse` is the monitor of the first sink. `start` and `kill` may be called again and again.
    """

    def __init__(self, folder: Path, sinks: Sequence[str] = ("wall",)) -> None:
        """`folder`: an empty one that only this server uses."""
        self.sinks = tuple(sinks)
        self._socket = folder / "native"
        self._process: subprocess.Popen[bytes] | None = None
        self.devices = "".join(_PCM.format(sink, self._socket) for sink in self.sinks)
        """The ALSA configuration that names this server's devices."""
        config = folder / "alsa.conf"
        config.write_text(ALSA + self.devices, "utf-8")
        self.env = {
            "PULSE_SERVER": f"unix:{self._socket}",
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_LATENCY_MSEC": "20",
            "ALSA_CONFIG_PATH": str(config),
        }

    def start(self) -> float:
        """Start it; gives when it answered (time.monotonic). Raises TimeoutError where it doesn't."""
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
        command += ["-L", f"module-native-protocol-unix auth-anonymous=1 socket={self._socket}"]
        for sink in self.sinks:
            command += ["-L", f"module-null-sink sink_name={sink} rate=48000"]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(command, env={**os.environ, **self.env}, stdout=quiet, stderr=quiet)
        until_s = time.monotonic() + _START_S
        while not self._socket.exists() or self.run("pactl", "info").returncode:
            if time.monotonic() > until_s:
                raise TimeoutError(f"pulseaudio did not start within {_START_S:.0f} s; run it by hand to see why")
            time.sleep(0.02)
        return time.monotonic()

    def kill(self) -> None:
        """Kill it, as a crash would, and remove what a crash leaves behind."""
        if self._process:
            self._process.kill()
            self._process.wait(_DYING_S)
            self._process = None
        self._socket.unlink(missing_ok=True)

    def signal(self, number: int) -> None:
        """Send it a signal: SIGSTOP makes it hang."""
        assert self._process
        self._process.send_signal(number)

    def play(self, path: Path | str, sink: str = "") -> subprocess.Popen[bytes]:
        """Begin to play a sound file into a sink, the first by default; gives the player's process."""
        command = ["paplay", f"--device={sink or self.sinks[0]}", "--latency-msec=30", str(path)]
        return subprocess.Popen(command, env={**os.environ, **self.env}, stderr=subprocess.DEVNULL)

    def run(self, *command: str) -> subprocess.CompletedProcess[bytes]:
        """Run a command towards this server, to its end."""
        return subprocess.run(command, env={**os.environ, **self.env}, capture_output=True, check=False)


def missing_tools() -> list[str]:
    """The programs that a virtual microphone needs and that are not installed."""
    return [tool for tool in TOOLS if not shutil.which(tool)]
