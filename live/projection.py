"""The projection: where the picture lands on a wall. Fit, corner-pin, edge blend and mask as data and pure maths."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

Place = tuple[Annotated[float, Meta(ge=-2.0, le=3.0)], Annotated[float, Meta(ge=-2.0, le=3.0)]]
"""A point of the window in shares of its width and height: (0, 0) is top left, (1, 1) bottom right."""
Overlap = Annotated[float, Meta(ge=0.0, le=0.5)]
Matrix = NDArray[np.float64]


class ProjectionError(Exception):
    """The projection can't be used; the text names key, value and way out."""


class Projection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[projection]: how the picture is laid onto the wall.

    `top_left` and so on say where the corners of the canvas go in the window (corner-pin). The picture is fitted to
    the canvas: 'cover' fills it and cuts what is over, 'contain' shows all of it, 'stretch' distorts. `aspect` is
    the canvas' width through its height on the wall, 0: the window's. `blend_left` and so on are the shares of the
    canvas that another projector overlaps. `mask` is a PNG in the shape of the window; white lets light through.
    """

    fit: Literal["cover", "contain", "stretch"] = "cover"
    aspect: Annotated[float, Meta(ge=0.0, le=20.0)] = 0.0
    top_left: Place = (0.0, 0.0)
    top_right: Place = (1.0, 0.0)
    bottom_right: Place = (1.0, 1.0)
    bottom_left: Place = (0.0, 1.0)
    mask: str = ""
    blend_left: Overlap = 0.0
    blend_right: Overlap = 0.0
    blend_top: Overlap = 0.0
    blend_bottom: Overlap = 0.0
    blend_gamma: Annotated[float, Meta(ge=1.0, le=4.0)] = 2.2
    """The projector's own gamma: two overlapping ramps add up to even light only if it is right."""

    @property
    def corners(self) -> tuple[Place, Place, Place, Place]:
        """Top left, top right, bottom right, bottom left."""
        return self.top_left, self.top_right, self.bottom_right, self.bottom_left

    @property
    def blends(self) -> tuple[float, float, float, float]:
        """Overlaps: left, right, top, bottom."""
        return self.blend_left, self.blend_right, self.blend_top, self.blend_bottom

    @property
    def pinned(self) -> bool:
        """Is any corner moved?"""
        return self.corners != ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def homography(projection: Projection) -> Matrix:
    """(3, 3) matrix from canvas (u, v, 1), 0..1 right and down, to window shares (x w, y w, w); w > 0 inside.

    The projective map of the unit square onto a quadrilateral (Heckbert, "Fundamentals of Texture Mapping and Image
    Warping", 1989, section 2.2.3). Raises ProjectionError where the corners make no convex quadrilateral.
    """
    _check_corners(projection)
    a, b, c, d = (np.array(corner) for corner in projection.corners)
    bend = a - b + c - d
    to_b, to_d = b - c, d - c
    area = to_b[0] * to_d[1] - to_b[1] * to_d[0]
    g = (bend[0] * to_d[1] - bend[1] * to_d[0]) / area
    h = (to_b[0] * bend[1] - to_b[1] * bend[0]) / area
    right, down = b - a + g * b, d - a + h * d
    return np.array([[right[0], down[0], a[0]], [right[1], down[1], a[1]], [g, h, 1.0]])


def _check_corners(projection: Projection) -> None:
    """Each corner must turn clockwise, as a canvas does that is neither folded nor seen from behind."""
    names = ("top_left", "top_right", "bottom_right", "bottom_left")
    corners = projection.corners
    for i, name in enumerate(names):
        (px, py), (x, y), (nx, ny) = corners[i - 1], corners[i], corners[(i + 1) % 4]
        if (x - px) * (ny - y) - (y - py) * (nx - x) <= 1e-9:
            place = f"projection.{name} = [{x:g}, {y:g}]"
            raise ProjectionError(f"{place}: the corners fold or cross; give them so that no corner points inwards")


def picture_scale(projection: Projection, picture: tuple[int, int], window: tuple[int, int]) -> tuple[float, float]:
    """How much of the picture the canvas spans in x and y, for (width, height) of picture and window.

    Picture coordinate = 0.5 + (canvas coordinate - 0.5) * scale: below 1 the picture is cut, above 1 it ends early.
    """
    if projection.fit == "stretch":
        return 1.0, 1.0
    canvas = projection.aspect or window[0] / window[1]
    wider = canvas / (picture[0] / picture[1])
    if (wider > 1.0) == (projection.fit == "cover"):
        return 1.0, 1.0 / wider
    return wider, 1.0


def blend_light(distance: NDArray[np.float64], overlap: float) -> NDArray[np.float64]:
    """Share of the light at `distance` (0..1 of the canvas) from a blended edge; with its mirror image it adds to 1.

    The cubic ramp 3t^2 - 2t^3: symmetric, so that two projectors add up; without a kink, so that its ends don't show
    (after Bourke, "Edge blending using commodity projectors", 2004). The shader raises it to 1 / blend_gamma.
    """
    if overlap <= 0.0:
        return np.ones_like(distance)
    t = np.clip(distance / overlap, 0.0, 1.0)
    light: NDArray[np.float64] = t * t * (3.0 - 2.0 * t)
    return light
