"""A slot that comes, goes and comes back; its picture as JPEG; its report, readable or not."""

from __future__ import annotations

import asyncio
import io
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.slot import Slot, Snapshot
from live.desk.preview import LARGEST, Preview, to_jpeg
from live.desk.reports import Reports
from live.desk.watch import SlotWatch
from live.report import StageReport, pack


def test_comes_goes_and_comes_back(tmp_path: Path):
    watch = SlotWatch(tmp_path / "status")
    assert watch.read(0.0) is None
    assert watch.age_s(0.0) == math.inf

    slot = Slot.create(tmp_path / "status", 256)
    slot.write(b"one")
    assert watch.read(0.1) is None  # looked just now
    snapshot = watch.read(1.0)
    assert snapshot is not None
    assert snapshot.head == b"one"
    first = watch.tag
    assert watch.age_s(3.0) == 2.0
    assert watch.read(3.0) == snapshot  # still the latest

    (tmp_path / "status").unlink()
    assert watch.read(4.0) is None
    assert watch.tag == ""

    Slot.create(tmp_path / "status", 512).write(b"anew")
    snapshot = watch.read(5.0)
    assert snapshot is not None
    assert (snapshot.sequence, snapshot.head) == (1, b"anew")
    assert watch.tag not in ("", first)
    assert watch.age_s(5.0) == 0.0


def test_replaced_between_two_looks(tmp_path: Path):
    Slot.create(tmp_path / "status", 256).write(b"old")
    watch = SlotWatch(tmp_path / "status")
    watch.read(0.0)
    Slot.create(tmp_path / "status", 256).write(b"new")
    snapshot = watch.read(1.0)
    assert snapshot is not None
    assert snapshot.head == b"new"


def test_file_that_is_no_slot_is_waited_for(tmp_path: Path):
    (tmp_path / "status").write_bytes(b"half made")
    watch = SlotWatch(tmp_path / "status")
    assert watch.read(0.0) is None
    Slot.create(tmp_path / "status", 256).write(b"whole")
    assert watch.read(1.0) is not None


def test_report_that_cannot_be_read_is_said_and_the_last_one_kept(tmp_path: Path):
    slot = Slot.create(tmp_path / "status", 4096)
    slot.write(pack(StageReport(title="The Bell")))
    reports = Reports(SlotWatch(tmp_path / "status"))
    assert reports.read(0.0).report.title == "The Bell"
    assert reports.read(0.0).trouble == ""
    slot.write(b'{"title": 5}')
    sight = reports.read(0.5)
    assert sight.report.title == "The Bell"
    assert "another version" in sight.trouble
    assert "$.title" in sight.trouble
    slot.write(pack(StageReport(title="The Sea")))
    assert reports.read(0.6).trouble == ""


def picture(height: int, width: int) -> Snapshot:
    image = np.zeros((height, width, 3), np.uint8)
    image[:, : width // 2] = (200, 40, 40)
    return Snapshot(1, b'{"number":1,"height":%d,"width":%d}' % (height, width), image.tobytes())


def test_jpeg_shows_the_picture():
    image = Image.open(io.BytesIO(to_jpeg(picture(96, 128))))
    assert image.size == (128, 96)
    red, green, blue = np.asarray(image)[48, 20].astype(int)
    assert abs(red - 200) < 12
    assert green < 60
    assert blue < 60
    assert np.asarray(image)[48, 100].max() < 20


def test_large_pictures_are_sent_smaller():
    assert Image.open(io.BytesIO(to_jpeg(picture(1080, 1920)))).size == (LARGEST, LARGEST * 1080 // 1920)


@pytest.mark.parametrize("head", [b"", b"{}", b'{"number":1,"height":9,"width":9}'])
def test_picture_that_is_none(head: bytes):
    with pytest.raises(ValueError, match=r"."):
        to_jpeg(Snapshot(1, head, bytes(12)))


def test_two_browsers_share_one_encoding(tmp_path: Path):
    whole = picture(96, 128)
    Slot.create(tmp_path / "picture", 1 << 17).write(whole.head, whole.body)
    preview = Preview(SlotWatch(tmp_path / "picture"))

    async def both() -> None:
        first, second = await asyncio.gather(preview.respond(""), preview.respond(""))
        assert first.status_code == second.status_code == 200
        assert first.body is second.body
        assert (await preview.respond(first.headers["X-Tag"])).status_code == 204

    asyncio.run(both())
