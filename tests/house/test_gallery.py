"""The gallery and the loss curves: the right pictures hang in the right places, and curves say what the log says."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("torch", reason="the tools of the house model need the extra 'train'")

from engine.painter import Painter
from engine.wish import Phrase, Wish
from tools.house import curves, gallery
from tools.house import vocabulary as voc
from tools.house.config import CPU
from tools.house.curves import Curve
from tools.house.gallery_prompts import PIECES

pytestmark = pytest.mark.train


def flat(colour: int, shape: tuple[int, int] = (8, 8)) -> np.ndarray:
    return np.full((*shape, 3), colour, np.uint8)


def test_forty_eight_prompts_hang_in_every_style() -> None:
    assert len({piece.text for piece in PIECES}) == len(PIECES) == 48
    for style in voc.STYLES:
        assert any(style.name in piece.text for piece in PIECES), style.name
    for mood in voc.MOODS:
        if mood.name not in ("calm", "loneliness"):  # these two go without saying
            assert any(mood.name in piece.text for piece in PIECES), mood.name
    assert sum(piece.wide for piece in PIECES) % gallery.COLUMNS[True] == 0


def test_pictures_hang_row_by_row() -> None:
    page = np.asarray(gallery.hung([flat(50), flat(100), flat(150)], columns=2, height=8))
    step = 8 + gallery.GAP
    assert page.shape == (2 * step + gallery.GAP, 2 * step + gallery.GAP, 3)
    centres = [
        page[gallery.GAP + 4 + row * step, gallery.GAP + 4 + column * step, 0] for row in (0, 1) for column in (0, 1)
    ]
    assert centres == [50, 100, 150, gallery.PAPER[0]]


def test_a_piece_is_what_a_show_paints_of_its_phrase_and_seed() -> None:
    """Nothing of the piece before is left in it."""
    one, two = gallery.painted(CPU.out, PIECES[:2], None, workers=1)
    painter = Painter.load(str(CPU.out), threads=1)
    alone = painter.paint(Wish(phrases=(Phrase(PIECES[1].text),), seed=PIECES[1].seed, steps=1)).image
    assert np.array_equal(two, alone)
    assert not np.array_equal(one, two)


def test_candidates_differ_by_seed_alone() -> None:
    (page,) = gallery.candidates(CPU.out, PIECES[:1], [1, 2], None, height=64)
    assert page.size == (2 * (64 + gallery.GAP) + gallery.GAP, 64 + 2 * gallery.GAP + 24)
    tiles = np.asarray(page)[24 + gallery.GAP :][:64]
    left, right = (tiles[:, gallery.GAP + k * (64 + gallery.GAP) :][:, :64] for k in (0, 1))
    assert not np.array_equal(left, right)


def test_wide_pieces_are_wide() -> None:
    (picture,) = gallery.painted(CPU.out, PIECES[1:2], gallery.WIDE, workers=1)
    assert picture.shape == (256, 448, 3)


def test_the_catalogue_names_pieces_by_row() -> None:
    lines = gallery.catalogue(PIECES, 8).splitlines()
    assert len(lines) == 6
    assert all(piece.text in lines[k // 8] for k, piece in enumerate(PIECES))


def written(path: Path, entries: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    return path


def entry(stage: str, minutes: float, loss: float, **others: float) -> dict[str, object]:
    return {"stage": stage, "step": 1, "minutes": minutes, "rate": 0.1, "loss": loss, **others}


def test_a_log_gives_a_curve_for_every_loss(tmp_path: Path) -> None:
    entries = [entry("unet", 1, 4.0, coarse=2.0), {"stage": "latents", "scenes": 8}, entry("unet", 2, 3.0, coarse=1.0)]
    log = written(tmp_path / "log.jsonl", [*entries, entry("text", 1, 5.0)])
    assert curves.read(log) == {
        "unet": [Curve("loss", ((1, 4.0), (2, 3.0))), Curve("coarse", ((1, 2.0), (2, 1.0)))],
        "text": [Curve("loss", ((1, 5.0),))],
    }


def test_what_a_stage_did_again_counts_once(tmp_path: Path) -> None:
    minutes = [(1, 9.0), (2, 8.0), (3, 7.0), (2.5, 6.0), (3.5, 5.0)]
    log = written(tmp_path / "log.jsonl", [entry("unet", at, loss) for at, loss in minutes])
    (curve,) = curves.read(log)["unet"]
    assert curve.points == ((1, 9.0), (2, 8.0), (2.5, 6.0), (3.5, 5.0))


def test_a_missing_log_says_what_writes_it(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"tools\.house\.train"):
        curves.read(tmp_path / "none.jsonl")


def test_curves_are_drawn_from_high_on_the_left_to_low_on_the_right() -> None:
    image = curves.panel("unet", [Curve("loss", ((0.0, 8.0), (10.0, 0.5)))])
    ink = (np.asarray(image) == curves.COLOURS[0]).all(-1)
    left, top, right, bottom = curves.MARGINS
    assert ink[top : top + 20, left : left + 20].any()
    assert ink[-bottom - 20 :, -right - 20 :].any()
    assert not ink[-bottom - 60 :, left : left + 100].any()


def test_two_stages_stand_side_by_side() -> None:
    one = {"a": [Curve("loss", ((0.0, 1.0), (1.0, 1.0)))]}
    assert curves.drawn(one | {"b": [Curve("loss", ((0.0, 2.0), (1.0, 1.0)))]}).size == (
        2 * curves.PANEL[0],
        curves.PANEL[1],
    )
    assert isinstance(curves.drawn(one), Image.Image)


def test_ticks_are_round_and_within() -> None:
    assert curves.ticks(0.3, 6.0) == pytest.approx([0.5, 1, 2, 5])
    assert curves.ticks(1.2, 1.4) == [1.2, 1.4]
    assert curves.even(48.0) == [0, 10, 20, 30, 40]
    assert curves.even(2.5) == [0, 0.5, 1, 1.5, 2, 2.5]
