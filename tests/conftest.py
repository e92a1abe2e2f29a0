"""What all tests need of the process they run in."""

from __future__ import annotations

import signal
import sys

import pytest


def pytest_configure() -> None:
    """OpenVINO tells its maker that it was imported, unless this package is missing; the engine sees to that itself."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # so that no test can import it


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_reaches_children() -> None:
    """A shell lets its background jobs ignore ctrl-c, and their children inherit that: not those that we send it to."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
