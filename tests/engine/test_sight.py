"""Sights through a real slot: what goes in comes out, and a wipe leaves nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.sight import read_sight, sight_capacity, wipe_sights, write_sight
from engine.slot import Slot, SlotError


def test_a_sight_comes_out_as_it_went_in(tmp_path: Path) -> None:
    writer = Slot.create(tmp_path / "sight", sight_capacity(64, 32))
    reader = Slot.open(tmp_path / "sight")
    assert read_sight(reader) is None
    image = np.random.default_rng(0).integers(0, 256, (32, 64, 3), np.uint8)
    long = "/" + "ä\n" * 2000
    write_sight(writer, long, 1.5, image[:, ::-1])  # not contiguous
    seen = read_sight(reader)
    assert seen
    assert (seen.sight.number, seen.sight.source, seen.sight.captured_s) == (1, long, 1.5)
    assert np.array_equal(seen.image, image[:, ::-1])
    assert read_sight(reader, seen.sequence) is None
    with pytest.raises(SlotError, match="it holds"):
        write_sight(writer, "", 0.0, np.zeros((300, 640, 3), np.uint8))


def test_a_wipe_leaves_nothing(tmp_path: Path) -> None:
    slot = Slot.create(tmp_path / "sight", sight_capacity(64, 32))
    for _ in range(4):
        write_sight(slot, "camera", 1.0, np.full((32, 64, 3), 213, np.uint8))
    wipe_sights(slot)
    seen = read_sight(slot)
    assert seen
    assert (seen.sight.source, seen.image.shape) == ("", (0, 0, 3))
    left = (tmp_path / "sight").read_bytes()
    assert b"\xd5" * 3 not in left
    assert b"camera" not in left
