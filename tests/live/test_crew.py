"""The crew, with real processes: the dead are started again, the hung are ended, the misconfigured aren't hammered."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from live.crew import Crew, Job, Member

SLEEPER = "from engine import lifeline\nimport time\nlifeline.hold()\ntime.sleep(600)\n"


@pytest.fixture
def member(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Member]]:
    """Makes members that run a small module of their own."""
    made: list[Member] = []

    def make(source: str, **job: float) -> Member:
        (tmp_path / "some_child.py").write_text(source)
        paths = [str(tmp_path), str(Path(__file__).parents[2])]
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
        made.append(Member(Job("child", "some_child", **job)))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def wait_for(condition: Callable[[], object], within_s: float = 20.0) -> None:
    end = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


def test_a_killed_child_is_started_again_and_said_so(member: Callable[..., Member]) -> None:
    child = member(SLEEPER)
    child.tend(0.0)
    first = child.pid
    os.kill(first, signal.SIGKILL)
    lines: list[str] = []

    def back() -> bool:
        if line := child.tend(1.0 + len(lines)):
            lines.append(line)
        return child.pid not in (0, first)

    wait_for(back)
    assert "child was killed by signal 9 after 1.0 s" in lines[0]
    assert child.restarts == 1


def test_a_child_that_can_not_have_what_it_wants_waits_long(member: Callable[..., Member]) -> None:
    child = member("raise SystemExit(2)")
    child.tend(0.0)
    lines: list[str] = []
    wait_for(lambda: (line := child.tend(1.0)) and lines.append(line) is None)
    assert "exited with status 2" in lines[0]
    assert "30 s" in lines[0]
    child.tend(30.0)
    assert child.pid == 0
    child.tend(31.1)
    assert child.pid != 0


def test_failing_again_and_again_waits_longer_each_time(member: Callable[..., Member]) -> None:
    child = member("raise SystemExit(1)")
    now_s, waits = 0.0, []
    for _ in range(4):
        child.tend(now_s)
        line: list[str] = []
        wait_for(lambda now_s=now_s, line=line: (text := child.tend(now_s)) and line.append(text) is None)
        waits.append(child._again_s - now_s)
        now_s = child._again_s
    assert waits == sorted(waits)
    assert waits[-1] >= 1.0


def test_a_child_whose_heart_stops_is_ended(member: Callable[..., Member]) -> None:
    child = member(SLEEPER, silence_s=3.0)
    child.tend(0.0)
    child.alive(1.0)
    assert child.tend(3.9) is None
    assert child.pid != 0
    lines: list[str] = []
    wait_for(lambda: (line := child.tend(4.1)) and lines.append(line) is None)
    assert "hung" in lines[0]


def test_children_end_when_the_parent_is_killed(tmp_path: Path) -> None:
    (tmp_path / "some_child.py").write_text(
        "import os, sys\nsys.stderr.write(f'{os.getpid()}\\n')\nsys.stderr.flush()\n" + SLEEPER
    )
    parent = (
        "import time\nfrom live.crew import Crew, Job\n"
        "crew = Crew([Job('child', 'some_child')])\ncrew.tend(0.0)\ntime.sleep(600)\n"
    )
    paths = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[2])])
    process = subprocess.Popen(
        [sys.executable, "-c", parent], stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths}
    )
    assert process.stderr
    with process.stderr:
        child = int(process.stderr.readline())
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        wait_for(lambda: not running(child))


def running(pid: int) -> bool:
    """Whether a process is there and not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_stopping_a_crew_ends_everyone(member: Callable[..., Member]) -> None:
    child = member(SLEEPER)
    crew = Crew([child.job])
    crew.tend(0.0)
    pid = crew.members["child"].pid
    crew.stop()
    assert not running(pid)
