"""Real displays for tests: X servers without a monitor."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator

import pytest

Server = tuple["subprocess.Popen[bytes]", str]


def _start(*options: str) -> Server:
    """An X server of 1280 x 720 on a free display number, and its name; skips where Xvfb is not installed."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed (Debian: apt install xvfb)")
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x720x24", "-noreset", *options]
    server = subprocess.Popen(command, pass_fds=(writer,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as numbers:
        number = numbers.readline().strip()
    if not number:
        server.wait(5)
        pytest.fail(f"{' '.join(command)} ended with {server.returncode} and gave no display")
    return server, f":{number}"


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="session")
def xvfb_display() -> Iterator[str]:
    """The name of an X display of 1280 x 720 with software GL, such as ':99'."""
    server, name = _start()
    yield name
    _stop(server)


@pytest.fixture
def start_xvfb() -> Iterator[Callable[..., Server]]:
    """Starts an X server of the test's own, with options of its own: (process, name)."""
    servers = []

    def start(*options: str) -> Server:
        servers.append(_start(*options))
        return servers[-1]

    yield start
    for server, _ in servers:
        _stop(server)
