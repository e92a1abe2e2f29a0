"""The stage's children as it hears them: the eyes only where a wish asks for a picture, patience with slow models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.slot import Slot
from engine.wish import EngineReport, Wish, pack
from live.children import Children
from live.crew import Crew, Job

EYES = Job("eyes", "live.eyes")


@pytest.fixture
def slots(tmp_path: Path) -> Iterator[dict[str, Slot]]:
    made = {name: Slot.create(tmp_path / name, 1 << 12) for name in ("wish", "engine", "eyes")}
    yield made
    for slot in made.values():
        slot.close()


def test_a_model_that_takes_seconds_a_frame_does_not_hang(slots: dict[str, Slot]) -> None:
    crew = Crew([Job("engine", "engine.worker", silence_s=3.0)])
    children = Children(slots, crew, EYES, print)
    engine = crew.members["engine"]
    for frame_ms, fine_s, hung_s in ((20.0, 12.0, 14.0), (5000.0, 50.0, 60.0)):
        slots["engine"].write(pack(EngineReport(beat_s=10.0, state="painting", frame_ms=frame_ms)))
        children.hear()
        assert not engine._hung(fine_s)
        assert engine._hung(hung_s)


def test_the_eyes_start_with_the_first_wish_for_a_picture(slots: dict[str, Slot]) -> None:
    crew = Crew([])
    children = Children(slots, crew, EYES, print)
    children.need(Wish())
    assert "eyes" not in crew.members
    children.need(Wish(image="camera"))
    eyes = crew.members["eyes"]
    children.need(Wish(id=2, image="wall.png"))
    assert crew.members["eyes"] is eyes
