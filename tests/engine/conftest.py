"""The real house model, loaded once."""

from __future__ import annotations

import pytest

from engine import Painter


@pytest.fixture(scope="session")
def house() -> Painter:
    """The shipped model on the CPU."""
    return Painter.load("house")


@pytest.fixture
def painter(house: Painter) -> Painter:
    """The same, with no picture in mind."""
    house.forget()
    return house
