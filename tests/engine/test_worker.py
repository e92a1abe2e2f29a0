"""The worker's loop when painting fails: the last frame stands, the reason is told, a lasting failure ends it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine import Painter, Phrase, Wish
from engine.backends.base import BackendError, BackendFault
from engine.flow.ahead import Ahead
from engine.sight import sight_capacity, write_sight
from engine.slot import Slot, SlotError
from engine.wish import EngineReport, FrameInfo, pack, unpack
from engine.worker import Loop, check_room, frame_capacity

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


def test_a_sight_is_painted_from_and_a_strange_one_is_told_and_left_out(
    painter: Painter, slots: dict[str, Slot], tmp_path: Path
) -> None:
    slots["sight"] = Slot.create(tmp_path / "sight", sight_capacity(512, 512))
    slots["wish"].write(pack(replace(WISH, image="camera", image_share=0.9, fade_s=0.0)))
    with pytest.raises(EnoughError):
        Loop(painter, slots, ticking(1.0)).run()
    info, report = read(slots)
    assert info.sight_s == 0.0
    assert any("none has come yet" in note for note in report.notes)
    write_sight(slots["sight"], "camera", 0.7, np.full((256, 256, 3), 200, np.uint8))
    with pytest.raises(EnoughError):
        Loop(painter, slots, ticking(1.0)).run()
    info, report = read(slots)
    assert (info.sight_s, report.notes) == (0.7, ())
    write_sight(slots["sight"], "camera", 1.2, np.zeros((64, 512, 3), np.uint8))
    with pytest.raises(EnoughError):
        Loop(painter, slots, ticking(1.0)).run()
    info, report = read(slots)
    assert info.sight_s == 0.7
    assert any("'camera' is (64, 512, 3) uint8; give (256, 256, 3)" in note for note in report.notes)
    write_sight(slots["sight"], "", 0.0, np.zeros((1, 1, 3), np.uint8))
    with pytest.raises(EnoughError):
        Loop(painter, slots, ticking(1.0)).run()
    assert read(slots)[0].sight_s == 0.0, "what was wiped is still painted from"
    slots["sight"].close()


def test_frames_in_between_are_published_where_decoding_is_cheaper(painter: Painter, slots: dict[str, Slot]) -> None:
    slots["wish"].write(pack(replace(WISH, steps=4, fill_hz=240.0)))
    end_s = time.monotonic() + 30.0
    written: list[FrameInfo] = []
    write = slots["frame"].write

    def clock() -> float:
        enough = sum(info.between for info in written) > 10 or time.monotonic() > end_s
        if enough and threading.current_thread() is threading.main_thread():
            raise EnoughError
        return time.monotonic()

    class Noting:
        """The real slot, and what was written to it."""

        def write(self, head: bytes, body: memoryview) -> int:
            written.append(unpack(FrameInfo, head))
            return write(head, body)

    with pytest.raises(EnoughError):
        Loop(painter, slots | {"frame": Noting()}, clock).run()  # type: ignore[dict-item]
    painted = [info for info in written if not info.between]
    between = [info for info in written if info.between]
    assert painted
    assert len(between) > 10
    assert [info.number for info in written] == sorted(info.number for info in written)
    assert all(info.denoise_s < info.decoded_s for info in between)


def test_texts_are_encoded_ahead_while_frames_are_painted(painter: Painter, slots: dict[str, Slot]) -> None:
    texts = [f"a boat in fog number {number}" for number in range(4)]
    slots["wish"].write(pack(replace(WISH, ahead=tuple(texts))))
    with pytest.raises(EnoughError):
        Loop(painter, slots, ticking(4.0)).run()
    assert all(painter._targets.texts.knows(text) for text in texts)
    assert read(slots)[0].number > 10


def test_frames_of_the_old_wish_go_on_until_the_new_words_are_encoded(
    painter: Painter, slots: dict[str, Slot], monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder, go_on = painter._targets.texts._encoder, threading.Event()
    encode, encoded_by = encoder.encode, []

    def dear(text: str) -> object:
        encoded_by.append(threading.current_thread().name)
        if text == "a storm":
            assert go_on.wait(20.0)
        time.sleep(0.006)
        return encode(text)

    monkeypatch.setattr(encoder, "encode", dear)
    numbers: dict[int, list[int]] = {1: [], 2: []}

    class Noting:
        capacity, path = 1 << 20, slots["frame"].path

        def write(self, head: bytes, _body: object) -> None:
            info = unpack(FrameInfo, head)
            numbers[info.wish_id].append(info.number)
            if info.number == 3:
                slots["wish"].write(pack(replace(WISH, id=2, phrases=(Phrase("a storm"),))))
            if info.number == 8:
                go_on.set()
            if len(numbers[2]) == 3:
                raise EnoughError

    begin_s = time.monotonic()
    mine = Painter(painter.model, painter.backend, encoder)
    with pytest.raises(EnoughError):
        Loop(mine, slots | {"frame": Noting()}, lambda: time.monotonic() - begin_s).run()  # type: ignore[dict-item]
    assert min(numbers[2]) > 8
    assert encoded_by[1:] == ["ahead"]


def test_somebody_who_goes_on_speaking_is_painted(
    painter: Painter, slots: dict[str, Slot], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every frame brings other words, and encoding them takes longer than a frame."""
    encoder = painter._targets.texts._encoder
    encode = encoder.encode

    def dear(text: str) -> object:
        time.sleep(0.15)
        return encode(text)

    monkeypatch.setattr(encoder, "encode", dear)
    shown: list[int] = []

    class Noting:
        capacity, path = 1 << 20, slots["frame"].path

        def write(self, head: bytes, _body: object) -> None:
            info = unpack(FrameInfo, head)
            shown.append(info.wish_id)
            said = replace(WISH, id=info.number + 1, phrases=(Phrase(f"word {info.number}"),), ahead=("a", "b", "c"))
            slots["wish"].write(pack(said))
            if len(set(shown)) == 4:
                raise EnoughError
            assert info.number < 500, "nothing that was said is painted"

    begin_s = time.monotonic()
    mine = Painter(painter.model, painter.backend, encoder)
    with pytest.raises(EnoughError):
        Loop(mine, slots | {"frame": Noting()}, lambda: time.monotonic() - begin_s).run()  # type: ignore[dict-item]
    assert shown == sorted(shown)


def test_what_is_wished_now_is_made_ready_before_what_an_older_wish_expects() -> None:
    first, second = threading.Event(), threading.Event()

    def prepare(wish: Wish) -> bool:
        (first if wish.id == 1 else second).set()
        time.sleep(0.001)
        return wish.id == 1  # there is no end of what it expects

    ahead = Ahead(prepare)
    ahead.look(Wish(id=1))
    assert first.wait(5.0)
    ahead.look(Wish(id=2))
    assert second.wait(5.0)
    ahead.close()


def test_a_source_that_is_left_is_forgotten_even_where_its_wiping_was_missed(
    painter: Painter, slots: dict[str, Slot], tmp_path: Path
) -> None:
    slots["sight"] = Slot.create(tmp_path / "sight", sight_capacity(256, 256))
    slots["wish"].write(pack(replace(WISH, image="camera", fade_s=0.5)))
    write_sight(slots["sight"], "camera", 0.1, np.full((256, 256, 3), 200, np.uint8))
    clock, left = ticking(5.0), []

    def noting() -> float:
        now_s = clock()
        if now_s > 2.0 and not left:
            left.append("camera" in painter._flow.references._sights)
            slots["wish"].write(pack(replace(WISH, id=2, image="wall.png", fade_s=0.5)))
            write_sight(slots["sight"], "wall.png", now_s, np.full((256, 256, 3), 200, np.uint8))
        return now_s

    with pytest.raises(EnoughError):
        Loop(painter, slots, noting).run()
    assert left == [True]
    assert set(painter._flow.references._sights) == {"wall.png"}
    painter.wipe_sights()
    slots["sight"].close()


def test_the_frames_slot_must_hold_the_models_frames(painter: Painter, slots: dict[str, Slot], tmp_path: Path) -> None:
    check_room(slots["frame"], painter)
    small = Slot.create(tmp_path / "small", frame_capacity(256, 128))
    with pytest.raises(SlotError, match=r"small: holds \d+ bytes, frames of 256x256 need 200704"):
        check_room(small, painter)
    small.close()


def test_what_the_family_can_not_give_is_in_the_report(painter: Painter, slots: dict[str, Slot]) -> None:
    slots["wish"].write(pack(Wish(id=1, guidance=7.0, negative="blurred")))
    with pytest.raises(EnoughError):
        Loop(painter, slots, ticking(1.0)).run()
    notes = read(slots)[1].notes
    assert any("guidance 7" in note for note in notes)
    assert any("negative prompt not used" in note for note in notes)
