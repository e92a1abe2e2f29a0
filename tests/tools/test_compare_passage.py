"""The passage that is compared: painted for real, measured as said, and put on a sheet."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Painter
from tools.compare.coherence import change, coherence
from tools.compare.passage import CUES, DRIFT_HZ, LENGTH_S, RATE_HZ, SEEDS, WAYS, cue_at, paint, table
from tools.compare.passage_sheet import COLUMNS, Row, draw


@pytest.fixture(scope="module")
def painter() -> Painter:
    return Painter.load("house")


def test_passage_has_three_prompts_two_fades_and_a_walk() -> None:
    assert len({cue.prompt for cue in CUES}) == 3
    assert sum(cue.fade_s > 0.0 for cue in CUES) == 2
    assert DRIFT_HZ > 0.0
    assert len(SEEDS) > 1
    assert CUES[-1].at_s + CUES[-1].fade_s < LENGTH_S
    assert cue_at(CUES[1].at_s) is CUES[1]


def test_ours_flows_where_fresh_noise_jumps(painter: Painter) -> None:
    seconds = 16 / RATE_HZ
    painted = {name: paint(painter, way, seconds, 1) for name, (_, way) in WAYS.items()}
    changes = {name: change(each.latents, each.images) for name, each in painted.items()}
    assert coherence(changes["theirs"].latents).mean > 10.0 * coherence(changes["ours"].latents).mean
    assert coherence(changes["reseeded"].pixels).greatest == 0.0  # one prompt, one seed: it stands still
    assert len(table(changes).splitlines()) == 2 + len(WAYS)
    rows = [Row(WAYS[name][0], each.images, changes[name].pixels) for name, each in painted.items()]
    sheet = draw(rows, RATE_HZ, [(cue.at_s, cue.fade_s, cue.prompt) for cue in CUES], "a passage")
    assert sheet.width > COLUMNS * 100
    assert np.asarray(sheet).std() > 10.0


def test_change_is_measured_against_the_latents_own_spread() -> None:
    draw_ = np.random.default_rng(0)
    latents = [draw_.standard_normal((1, 4, 16, 16)).astype(np.float32) for _ in range(6)]
    images = [np.full((8, 8, 3), level, np.uint8) for level in (0, 10, 30, 30, 0, 0)]
    found = change(latents, images)
    assert found.latents.mean() == pytest.approx(2**0.5, rel=0.05)  # unrelated
    assert found.pixels.tolist() == [10.0, 20.0, 0.0, 30.0, 0.0]
    pixels = coherence(found.pixels)
    assert (pixels.mean, pixels.p95, pixels.greatest, pixels.leap) == (12.0, 30.0, 30.0, 2.5)
