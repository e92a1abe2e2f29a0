"""The dictionary once for all tests, and followers of the two texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from live.follow.follower import Follower
from live.follow.phones import Phones
from live.follow.script import Script, read_script_file

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def phones() -> Phones:
    return Phones()


@pytest.fixture(scope="session")
def crossing() -> Script:
    return read_script_file(ROOT / "shows" / "crossing" / "poem.txt")


@pytest.fixture(scope="session")
def lamplighter() -> Script:
    return read_script_file(Path(__file__).with_name("lamplighter.txt"))


@pytest.fixture(scope="session")
def follower(crossing: Script, phones: Phones) -> Follower:
    return Follower(crossing, phones)


@pytest.fixture(scope="session")
def round_of_lamps(lamplighter: Script, phones: Phones) -> Follower:
    return Follower(lamplighter, phones)
