"""The human body as joints: poses for dancers and other figures, and the body drawn over them."""

from __future__ import annotations

import torch
from torch import Tensor

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas
from tools.house.painter.subjects.parts import dot

JOINTS = ("head", "neck", "hip", "elbow1", "hand1", "elbow2", "hand2", "knee1", "foot1", "knee2", "foot2")
# pose -> (x, y) of the joints, in the order of JOINTS; the figure is about 1.9 tall and looks to the right
POSES: dict[str, tuple[float, ...]] = {
    "attitude": (0.10, 0.72, 0.06, 0.50, 0.0, -0.02, 0.44, 0.62, 0.74, 0.94, -0.40, 0.52, -0.66, 0.78,
                 0.06, -0.50, 0.0, -0.96, -0.42, -0.34, -0.86, -0.20),
    "arabesque": (0.36, 0.56, 0.26, 0.36, 0.0, -0.06, 0.62, 0.46, 0.98, 0.60, -0.06, 0.44, -0.34, 0.60,
                  0.03, -0.52, 0.0, -0.97, -0.46, 0.08, -0.96, 0.30),
    "pirouette": (0.0, 0.66, 0.0, 0.44, 0.0, -0.04, 0.36, 0.62, 0.14, 0.98, -0.36, 0.62, -0.14, 0.98,
                  0.03, -0.50, 0.0, -0.98, -0.46, -0.30, -0.06, -0.50),
    "tilt": (0.46, 0.50, 0.34, 0.36, 0.0, 0.02, 0.64, 0.12, 0.86, -0.16, 0.10, 0.60, -0.10, 0.94,
             0.10, -0.46, 0.0, -0.96, -0.40, 0.24, -0.76, 0.56),
    "bow": (0.52, 0.20, 0.42, 0.32, 0.0, 0.10, 0.72, 0.44, 0.98, 0.62, 0.18, 0.52, -0.14, 0.80,
            0.16, -0.42, 0.04, -0.96, -0.22, -0.40, -0.48, -0.94),
    "leap": (0.12, 0.66, 0.06, 0.46, 0.0, 0.04, 0.40, 0.62, 0.72, 0.82, -0.32, 0.56, -0.66, 0.66,
             0.48, -0.06, 0.98, -0.22, -0.48, 0.0, -0.98, -0.14),
    "run": (0.24, 0.74, 0.16, 0.52, 0.0, -0.02, 0.34, 0.22, 0.58, 0.44, -0.20, 0.34, -0.34, 0.04,
            0.40, -0.22, 0.34, -0.66, -0.16, -0.46, -0.66, -0.56),
    "walk": (0.04, 0.78, 0.02, 0.56, 0.0, -0.02, 0.14, 0.24, 0.26, 0.0, -0.14, 0.26, -0.20, -0.02,
             0.16, -0.46, 0.26, -0.94, -0.06, -0.48, -0.30, -0.92),
    "kneel": (0.22, 0.46, 0.12, 0.26, 0.0, -0.26, 0.30, 0.02, 0.52, 0.22, 0.26, 0.0, 0.50, 0.18,
              0.36, -0.58, -0.06, -0.90, 0.30, -0.86, -0.36, -0.90),
    "stand": (0.0, 0.80, 0.0, 0.58, 0.0, 0.0, 0.20, 0.28, 0.16, -0.02, -0.20, 0.28, -0.16, -0.02,
              0.12, -0.46, 0.13, -0.94, -0.12, -0.46, -0.13, -0.94),
    "raise": (0.0, 0.70, 0.0, 0.48, 0.0, -0.06, 0.30, 0.66, 0.40, 0.98, -0.30, 0.66, -0.40, 0.98,
              0.14, -0.50, 0.18, -0.96, -0.14, -0.50, -0.18, -0.96),
}  # fmt: skip
DANCES = ("attitude", "arabesque", "pirouette", "tilt", "bow", "leap")

Joints = dict[str, tuple[sh.Value, sh.Value]]


def pose(name: str) -> Joints:
    """The joints of one pose."""
    flat = POSES[name]
    return {joint: (flat[2 * k], flat[2 * k + 1]) for k, joint in enumerate(JOINTS)}


def any_pose(c: Canvas, key: int, names: tuple[str, ...]) -> Joints:
    """Each scene's own pose among `names`, a little varied: joints of (B, 1, 1)."""
    table = torch.tensor([POSES[name] for name in names], device=c.x.device)
    flat = table[(c.rnd(key)[:, 0, 0] * len(names)).long().clamp(max=len(names) - 1)]
    return {joint: (flat[:, 2 * k, None, None], flat[:, 2 * k + 1, None, None]) for k, joint in enumerate(JOINTS)}


def body(u: Tensor, v: Tensor, at: Joints, build: float = 1.0) -> Tensor:
    """Signed distance of a body over the joints; `build` scales how thick it is."""
    parts = []
    for side in "12":
        parts.append(sh.segment(u, v, at["neck"], at["elbow" + side], 0.056 * build, 0.042 * build))
        parts.append(sh.segment(u, v, at["elbow" + side], at["hand" + side], 0.042 * build, 0.028 * build))
        parts.append(sh.segment(u, v, at["hip"], at["knee" + side], 0.092 * build, 0.060 * build))
        parts.append(sh.segment(u, v, at["knee" + side], at["foot" + side], 0.058 * build, 0.032 * build))
    trunk = sh.segment(u, v, at["neck"], at["hip"], 0.125 * build, 0.095 * build)
    return sh.union(sh.melt(trunk, sh.union(*parts), 0.04), dot(u, v, at["head"], 0.118 * build**0.5))
