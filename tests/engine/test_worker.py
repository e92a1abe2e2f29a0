"""The worker's loop when painting fails: the last frame stands, the reason is told, a lasting failure ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from engine import Painter, Phrase, Wish
from engine.backends.base import BackendError, BackendFault
from engine.slot import Slot
from engine.wish import EngineReport, FrameInfo, pack, unpack
from engine.worker import Loop

WISH = Wish(id=1, phrases=(Phrase("a calm sea"),), drift_hz=0.5)


class EnoughError(Exception):
    """Ends a loop that paints for ever."""


@pytest.fixture
def slots(tmp_path: Path) -> Iterator[dict[str, Slot]]:
    made = {name: Slot.create(tmp_path / name, 1 << 20) for name in ("wish", "frame", "engine")}
    made["wish"].write(pack(WISH))
    yield made
    for slot in made.values():
        slot.close()


def ticking(until_s: float) -> Callable[[], float]:
    """Show time that goes 20 ms further every time it is asked for."""
    times = iter(np.arange(0.02, until_s, 0.02))

    def now() -> float:
        try:
            return float(next(times))
        except StopIteration:
            raise EnoughError from None

    return now


def fail(painter: Painter, monkeypatch: pytest.MonkeyPatch, after: int, until: int, error: BackendError) -> None:
    """Frames after..until of the real backend fail."""
    finish, counted = painter.backend.finish, iter(range(1 << 30))

    def failing(*arguments: object) -> object:
        if after <= next(counted) < until:
            raise error
        return finish(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(painter.backend, "finish", failing)


def read(slots: dict[str, Slot]) -> tuple[FrameInfo, EngineReport]:
    frame, report = slots["frame"].read(0), slots["engine"].read(0)
    assert frame is not None
    assert report is not None
    return unpack(FrameInfo, frame.head), unpack(EngineReport, report.head)


def test_a_frame_that_fails_leaves_the_last_one_and_painting_goes_on(
    painter: Painter, slots: dict[str, Slot], monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(painter, monkeypatch, 3, 5, BackendError("gpu: out of memory"))
    begun = painter._number
    with pytest.raises(EnoughError):
        Loop(painter, slots, ticking(1.0)).run()
    info, report = read(slots)
    assert info.number == begun + 3
    assert any("the last one stands: gpu: out of memory" in note for note in report.notes)
    assert report.state == "painting"
    with pytest.raises(EnoughError):
        Loop(painter, slots, ticking(3.0)).run()
    info, report = read(slots)
    assert info.number > begun + 4
    assert not report.notes


@pytest.mark.parametrize(("error", "until_s"), [(BackendError("nothing but NaN"), 60.0), (BackendFault("lost"), 1.0)])
def test_a_failure_that_lasts_and_a_fault_end_the_loop(
    painter: Painter,
    slots: dict[str, Slot],
    monkeypatch: pytest.MonkeyPatch,
    error: BackendError,
    until_s: float,
) -> None:
    fail(painter, monkeypatch, 2, 1 << 30, error)
    with pytest.raises(type(error), match=str(error)):
        Loop(painter, slots, ticking(until_s)).run()


def test_what_the_family_can_not_give_is_in_the_report(painter: Painter, slots: dict[str, Slot]) -> None:
    slots["wish"].write(pack(Wish(id=1, guidance=7.0, negative="blurred")))
    with pytest.raises(EnoughError):
        Loop(painter, slots, ticking(1.0)).run()
    notes = read(slots)[1].notes
    assert any("guidance 7" in note for note in notes)
    assert any("negative prompt not used" in note for note in notes)
