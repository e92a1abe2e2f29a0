"""The projection's mathematics: corner-pin, fit and edge blend."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from live.projection import Projection, ProjectionError, blend_light, homography, picture_scale

TRAPEZE = Projection(top_left=(0.2, 0.1), top_right=(0.75, 0.0), bottom_right=(1.0, 0.9), bottom_left=(0.05, 1.0))


def mapped(projection: Projection, u: float, v: float) -> tuple[float, float]:
    x, y, w = homography(projection) @ (u, v, 1.0)
    assert w > 0
    return x / w, y / w


def test_without_a_pin_the_canvas_is_the_window() -> None:
    assert np.allclose(homography(Projection()), np.eye(3))
    assert not Projection().pinned


def test_corners_go_where_they_are_pinned() -> None:
    for (u, v), corner in zip(((0, 0), (1, 0), (1, 1), (0, 1)), TRAPEZE.corners, strict=True):
        assert mapped(TRAPEZE, u, v) == pytest.approx(corner)


def test_straight_lines_stay_straight_and_diagonals_still_cross_in_the_middle() -> None:
    a, middle, b = (np.array(mapped(TRAPEZE, u, 0.3)) for u in (0.1, 0.45, 0.9))
    assert abs(np.cross(np.append(b - a, 0), np.append(middle - a, 0))[2]) < 1e-12
    tl, tr, br, bl = (np.array(corner) for corner in TRAPEZE.corners)
    share = np.linalg.solve(np.column_stack([br - tl, -(bl - tr)]), tr - tl)[0]
    assert mapped(TRAPEZE, 0.5, 0.5) == pytest.approx(tuple(tl + share * (br - tl)))


def test_a_wall_seen_from_the_side_is_foreshortened() -> None:
    receding = Projection(top_right=(1.0, 0.25), bottom_right=(1.0, 0.75))
    assert mapped(receding, 0.5, 0.5)[0] == pytest.approx(2 / 3), "the far half is the smaller one"


@pytest.mark.parametrize(
    "crossed",
    [
        {"top_left": (1.0, 0.0), "top_right": (0.0, 0.0)},
        {"top_left": (0.8, 0.8)},
        {"top_left": (0.5, 0.5), "bottom_right": (0.5, 0.5)},
    ],
)
def test_corners_that_fold_are_refused_by_name(crossed: dict[str, tuple[float, float]]) -> None:
    with pytest.raises(ProjectionError, match=r"projection\.\w+ = \[.*no corner points inwards"):
        homography(Projection(**crossed))


@pytest.mark.parametrize(
    ("fit", "picture", "window", "scale"),
    [
        ("cover", (256, 256), (1280, 720), (1.0, 0.5625)),
        ("contain", (256, 256), (1280, 720), (16 / 9, 1.0)),
        ("stretch", (256, 256), (1280, 720), (1.0, 1.0)),
        ("cover", (512, 256), (600, 600), (0.5, 1.0)),
        ("contain", (512, 256), (600, 600), (1.0, 2.0)),
        ("cover", (1280, 720), (1280, 720), (1.0, 1.0)),
    ],
)
def test_fit(fit: str, picture: tuple[int, int], window: tuple[int, int], scale: tuple[float, float]) -> None:
    projection = msgspec.convert({"fit": fit}, Projection)
    assert picture_scale(projection, picture, window) == pytest.approx(scale)


def test_a_pinned_canvas_may_have_proportions_of_its_own() -> None:
    assert picture_scale(Projection(aspect=1.0), (256, 256), (1280, 720)) == (1.0, 1.0)


def test_two_overlapping_ramps_add_up_to_even_light() -> None:
    x = np.linspace(0.0, 1.0, 101)
    overlap = 0.3
    left_projector = blend_light(1.0 - x, overlap)
    right_projector = blend_light(x + 1.0 - overlap - 1.0 + overlap, overlap)
    inside = np.linspace(0.0, overlap, 31)
    assert np.allclose(blend_light(inside, overlap) + blend_light(overlap - inside, overlap), 1.0)
    assert left_projector[0] == right_projector[-1] == 1.0
    assert left_projector[-1] == right_projector[0] == 0.0
    assert np.all(blend_light(x, 0.0) == 1.0)


@pytest.mark.parametrize(
    "wrong", [{"fit": "fill"}, {"blend_left": 0.6}, {"top_left": [0.0]}, {"corner": 1}, {"blend_gamma": 0.0}]
)
def test_a_venue_file_with_a_wrong_value_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, Projection)
