"""The procedural painter and its captions: complete tables, repeatable pictures, looks that can be told apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tools.house import coupling, unsaid  # noqa: E402
from tools.house import vocabulary as voc  # noqa: E402
from tools.house.captions import SAYS, all_caption_words, caption, hinted, mask, pattern  # noqa: E402  # noqa: E402
from tools.house.forms import forms  # noqa: E402
from tools.house.heldout import CLASSES, HELD_OUT, KINDS, RELATED  # noqa: E402
from tools.house.heldout_verse import VERSE  # noqa: E402
from tools.house.moodtable import MOOD_TENDENCIES  # noqa: E402
from tools.house.painter import atmosphere, frames, light, moods, palettes  # noqa: E402
from tools.house.painter.noise import code, random_of  # noqa: E402
from tools.house.painter.paint import paint_and_tell  # noqa: E402
from tools.house.painter.styles import RENDERERS  # noqa: E402
from tools.house.painter.subjects import DRAWINGS  # noqa: E402
from tools.house.scenes import ONLY_THINGS, PLACE_RELATIONS, SceneSpec, paint, sample_specs  # noqa: E402

pytestmark = pytest.mark.train
SMALL = 96


def names(rows: tuple[voc.Row, ...]) -> list[str]:
    return [row.name for row in rows]


def row_of(rows: tuple[voc.Row, ...], name: str) -> int:
    return names(rows).index(name)


def plain(subject: str, seed: int = 7, **changes: int) -> SceneSpec:
    """A subject in oil, at noon, in clear weather, calm, centred."""
    spec = SceneSpec(
        subject=row_of(voc.SUBJECTS, subject),
        second=-1,
        style=row_of(voc.STYLES, "oil"),
        palette=0,
        time=row_of(voc.TIMES, "noon"),
        weather=0,
        mood=row_of(voc.MOODS, "calm"),
        composition=0,
        relation=0,
        light=0,
        seed=seed,
    )
    return replace(spec, **changes)


# -- tables ---------------------------------------------------------------------------------------


def test_every_word_of_the_vocabulary_can_be_painted() -> None:
    assert set(DRAWINGS) == set(names(voc.SUBJECTS))
    assert set(RENDERERS) == set(names(voc.STYLES))
    assert set(palettes.COLOURS) == set(names(voc.PALETTES))
    assert set(atmosphere.SKIES) == set(names(voc.TIMES))
    assert set(atmosphere.WEATHER) == set(names(voc.WEATHERS))
    assert set(moods.GESTURES) == set(moods.GRADES) == set(MOOD_TENDENCIES) == set(names(voc.MOODS))
    assert set(frames.LAYOUTS) == set(names(voc.COMPOSITIONS))
    assert set(frames.RELATIONS) == set(names(voc.RELATIONS))
    assert set(light.LIGHTS) == set(names(voc.LIGHTS))


def test_the_vocabulary_is_as_large_as_promised_and_names_are_unique() -> None:
    least = {"subject": 120, "style": 25, "palette": 16, "time": 4, "weather": 6, "mood": 10, "composition": 10}
    least |= {"relation": 8, "light": 6}
    for attribute, rows in voc.ATTRIBUTES.items():
        assert len(rows) >= least[attribute]
        assert len(set(names(rows))) == len(rows)


def test_mood_tendencies_name_existing_rows() -> None:
    for tendency in MOOD_TENDENCIES.values():
        assert set(tendency.palettes) <= set(names(voc.PALETTES))
        assert set(tendency.times) <= set(names(voc.TIMES))
        assert set(tendency.weathers) <= set(names(voc.WEATHERS))


# -- sampling -------------------------------------------------------------------------------------


def said_of(spec: SceneSpec) -> dict[str, int]:
    """What captions of a scene must say."""
    return {name: getattr(spec, name) for bit, name in enumerate(SAYS) if spec.must >> bit & 1}


def test_samples_are_balanced_and_possible() -> None:
    specs = sample_specs(4000, seed=3)
    for name, rows in (("subject", voc.SUBJECTS), ("style", voc.STYLES), ("mood", voc.MOODS)):
        counts = Counter(said_of(spec)[name] for spec in specs if name in said_of(spec))
        assert len(counts) == len(rows)
        assert max(counts.values()) - min(counts.values()) <= 1
    assert 0.05 < sum(s.light > 0 for s in specs) / len(specs) < 0.20
    assert all(s.second >= 0 for s in specs if s.relation > 0)
    assert 0.14 < sum(s.second >= 0 for s in specs) / len(specs) < 0.27
    for spec in specs:
        kind = DRAWINGS[voc.SUBJECTS[spec.subject].name][1]
        assert spec.second != spec.subject
        assert kind == "thing" or voc.RELATIONS[spec.relation].name in PLACE_RELATIONS
        assert kind == "thing" or voc.COMPOSITIONS[spec.composition].name not in ONLY_THINGS


def test_what_is_unsaid_follows_from_what_is_said_and_the_code() -> None:
    specs = sample_specs(300, seed=13)
    chances = unsaid.choices(np.array([spec.seed for spec in specs]))
    for spec, row in zip(specs, chances, strict=True):
        whole = unsaid.completed(said_of(spec), row)
        assert {name: getattr(spec, name) for name in whole} == whole
    alike = [replace(specs[0], must=1, seed=spec.seed) for spec in specs]  # only the subject is said
    styles = {unsaid.completed(said_of(spec), row)["style"] for spec, row in zip(alike, chances, strict=True)}
    assert styles == set(unsaid.styles_of(specs[0].subject))


def test_a_caption_says_all_that_it_must() -> None:
    rng = np.random.default_rng(14)
    for spec in sample_specs(300, seed=15):
        assert mask(pattern(rng, spec.second >= 0, spec.must)) & spec.must == spec.must


def test_chance_is_smooth_in_the_code_and_as_normal_as_the_noise() -> None:
    seeds = torch.arange(4000)
    numbers = code(seeds)
    assert float(numbers.mean().abs()) < 0.01
    assert float((numbers.std(0) - 1).abs().max()) < 0.05
    uniform = random_of(seeds, 77, 60)
    assert 0.08 < float(uniform.var()) < 0.087  # 1/12 for a uniform number
    noise = coupling.write(torch.randn(4000, coupling.CHANNELS, 4, 6), numbers)
    assert float((coupling.read(noise) - numbers).abs().max()) < 1e-4
    assert abs(float(noise.std()) - 1) < 0.01


def test_samples_repeat_with_the_seed_and_change_with_it() -> None:
    assert sample_specs(50, seed=4) == sample_specs(50, seed=4)
    assert sample_specs(50, seed=4) != sample_specs(50, seed=5)


# -- pictures -------------------------------------------------------------------------------------


def test_pictures_have_the_promised_shape_range_and_repeat_exactly() -> None:
    specs = sample_specs(26, seed=1)
    first = paint(specs, SMALL)
    assert first.shape == (26, 3, SMALL, SMALL)
    assert first.dtype == torch.float32
    assert float(first.min()) >= 0
    assert float(first.max()) <= 1
    assert torch.equal(first, paint(specs, SMALL))


def test_a_scene_does_not_depend_on_its_neighbours() -> None:
    specs = sample_specs(14, seed=2)
    together = paint(specs, SMALL)
    alone = torch.cat([paint([spec], SMALL) for spec in specs[10:]])
    assert float((together[10:] - alone).abs().max()) < 1e-3


def test_another_seed_is_another_picture_of_the_same_scene() -> None:
    first, second = paint([plain("mountains", seed=1), plain("mountains", seed=2)], SMALL)
    assert float((first - second).abs().mean()) > 0.02


def test_every_subject_shows_against_the_same_sky() -> None:
    """Same seed, sky and medium: any two subjects differ in a good part of the picture."""
    pictures = paint([plain(name) for name in names(voc.SUBJECTS)], 64)
    for k, picture in enumerate(pictures[:-1]):
        changed = (pictures[k + 1 :] - picture).abs().amax(1) > 0.08
        share, other = changed.float().mean((1, 2)).min(0)
        pair = f"{names(voc.SUBJECTS)[k]}, {names(voc.SUBJECTS)[k + 1 + int(other)]}"
        assert float(share) > 0.08, f"{pair}: {float(share):.3f}"


def test_small_is_large_made_smaller() -> None:
    """Painting at 128 looks like painting at 256 and halving it, in every style."""
    base = plain("house")
    specs = [replace(base, style=k) for k in range(len(voc.STYLES))]
    halved = torch.nn.functional.avg_pool2d(paint(specs, 256), 2)
    difference = (paint(specs, 128) - halved).abs().mean((1, 2, 3))
    for name, value in zip(names(voc.STYLES), difference.tolist(), strict=True):
        assert value < 0.05, f"{name}: mean difference {value:.3f}"


def test_a_thing_held_by_another_shows() -> None:
    """A fish inside a letter: the middle of the picture is not the bare letter's."""
    letter = plain("letter", seed=11)
    held = plain("fish", seed=11, second=letter.subject, relation=row_of(voc.RELATIONS, "inside"))
    both, bare = paint([held, letter], SMALL)
    middle = slice(SMALL * 3 // 8, SMALL * 5 // 8)
    assert float((both - bare)[:, middle, middle].abs().mean()) > 0.05


def test_a_wide_picture_is_as_its_square_and_more_at_the_sides() -> None:
    """448 x 256 paints at every place; the moon is as large as in the square."""
    spec = plain("moon", style=row_of(voc.STYLES, "gouache"))
    wide = paint([spec, *sample_specs(5, seed=21)], (64, 112))
    assert wide.shape == (6, 3, 64, 112)
    assert float(wide.std((2, 3)).amax(1).min()) > 0.02
    edges = torch.cat([wide[..., :16], wide[..., -16:]], -1)
    assert float(edges.mean((1, 2, 3)).min()) > 0.005
    square = paint([spec], 64)
    assert float((wide[:1, :, :, 24:88] - square).abs().mean()) < 0.12


def nearest_centroid(features: torch.Tensor, labels: torch.Tensor, train: int) -> float:
    """Accuracy on the rows after `train` of the nearest class mean, features standardised."""
    features = (features - features[:train].mean(0)) / (features[:train].std(0) + 1e-4)
    classes = int(labels.max()) + 1
    means = torch.stack([features[:train][labels[:train] == k].mean(0) for k in range(classes)])
    return float((torch.cdist(features[train:], means).argmin(1) == labels[train:]).float().mean())


def looks(pictures: torch.Tensor) -> torch.Tensor:
    """(N, F) simple features: tiny thumbnail, brightness histogram, detail along x, y and both diagonals."""
    grey = pictures.mean(1)
    thumbnail = torch.nn.functional.adaptive_avg_pool2d(pictures, 4).flatten(1)
    histogram = torch.stack([((grey >= k / 10) & (grey < (k + 1) / 10)).float().mean((1, 2)) for k in range(10)], 1)
    chroma = (pictures.amax(1) - pictures.amin(1)).mean((1, 2))[:, None]
    moves = [(1, 0), (0, 1), (1, 1), (1, -1), (3, 0), (0, 3), (3, 3), (3, -3)]
    detail = torch.stack([(grey - grey.roll(move, (1, 2))).abs().mean((1, 2)) for move in moves], 1)
    return torch.cat([thumbnail, histogram, chroma, detail, detail / detail.sum(1, keepdim=True)], 1)


@pytest.fixture(scope="module")
def gallery() -> tuple[list[SceneSpec], torch.Tensor]:
    """480 sampled scenes as simple features."""
    specs = sample_specs(480, seed=17)
    return specs, looks(paint(specs, 64))


@pytest.mark.parametrize(("attribute", "times_chance"), [("style", 4.0), ("mood", 2.0), ("palette", 2.5)])
def test_looks_can_be_told_apart_even_by_simple_features(
    gallery: tuple[list[SceneSpec], torch.Tensor], attribute: str, times_chance: float
) -> None:
    specs, features = gallery
    labels = torch.tensor([getattr(spec, attribute) for spec in specs])
    accuracy = nearest_centroid(features, labels, train=360)
    assert accuracy > times_chance / len(voc.ATTRIBUTES[attribute])


# -- captions -------------------------------------------------------------------------------------


def test_captions_use_only_the_listed_words_and_stay_short() -> None:
    rng, allowed = np.random.default_rng(5), all_caption_words()
    lengths = set()
    for spec in sample_specs(3000, seed=6):
        tokens = [token.strip(".,;:!?") for token in caption(spec, rng).lower().split()]
        assert set(tokens) <= allowed
        lengths.add(len(tokens))
    assert min(lengths) == 1
    assert 10 < max(lengths) <= 30


def test_captions_come_in_many_wordings() -> None:
    rng = np.random.default_rng(8)
    spec = plain("moon")
    assert len({caption(spec, rng) for _ in range(400)}) > 250


def test_hints_mean_a_thing_by_listed_words_and_seldom_name_it() -> None:
    rng, allowed = np.random.default_rng(11), all_caption_words()
    boat = plain("boat", must=1 << SAYS.index("subject"))
    said = [hinted(boat, rng) for _ in range(300)]
    assert all(said)
    assert len(set(said)) > 250
    assert sum("boat" in text.split() for text in said) < 60
    for text in said:
        assert {word.strip(".,;:!?") for word in text.lower().split()} <= allowed


def test_a_caption_can_be_the_mood_alone() -> None:
    rng = np.random.default_rng(9)
    spec = plain("tree", mood=row_of(voc.MOODS, "grief"))
    said = {caption(spec, rng) for _ in range(600)}
    assert said & set(voc.MOODS[spec.mood].words)


def test_forms_of_captions_go_into_the_thousands() -> None:
    assert len(set(forms(two=False))) > 3000
    assert len(set(forms(two=True))) > 2000
    assert all("{q}" in form or "{o}" in form for form in forms(two=True))


def test_relations_and_lights_are_said_of_scenes_that_have_them() -> None:
    rng = np.random.default_rng(10)
    spec = plain("moon", second=row_of(voc.SUBJECTS, "cup"), relation=row_of(voc.RELATIONS, "inside"), light=3)
    said = " | ".join(caption(spec, rng) for _ in range(400))
    assert "moon inside cup" in said
    assert any(word in said for word in voc.LIGHTS[3].words)


def test_held_out_words_occur_in_no_caption_and_name_existing_rows() -> None:
    spoken = all_caption_words()
    assert len(HELD_OUT) >= 300
    assert not set(HELD_OUT) & set(RELATED)
    assert set(CLASSES) == set(HELD_OUT)
    assert set(CLASSES.values()) == set(KINDS)
    for word, (attribute, name) in (HELD_OUT | RELATED).items():
        assert not {part for part in word.lower().split() if part in spoken}, word
        assert name in names(voc.ATTRIBUTES[attribute]), word


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """All runs of `length` words of a text, without punctuation."""
    words = [word.strip(".,;:!?") for word in text.lower().split()]
    return {tuple(words[k : k + length]) for k in range(len(words) - length + 1)}


def test_held_out_verse_shares_no_turn_of_four_words_with_any_caption() -> None:
    spoken: set[tuple[str, ...]] = set()
    for rows in voc.ATTRIBUTES.values():
        for row in rows:
            for text in (*row.words, *row.lines):
                spoken |= runs(text, 4)
    assert len(VERSE) == 100
    for line, marks in VERSE.items():
        assert not runs(line, 4) & spoken, line
        assert marks, line
        for attribute, name in marks:
            assert name in names(voc.ATTRIBUTES[attribute]), line


def test_who_names_no_medium_gets_one_that_shows_colours() -> None:
    colourless = {row_of(voc.STYLES, name) for name in unsaid.COLOURLESS}
    each = [unsaid.styles_of(subject) for subject in range(len(voc.SUBJECTS))]
    assert all(len(set(styles)) == 4 for styles in each)
    served = Counter(style for styles in each for style in styles)
    assert set(served) == set(range(len(voc.STYLES))) - colourless
    assert max(served.values()) < 1.5 * min(served.values())
    rng = np.random.default_rng(2)
    for chances in rng.random((200, 8)):
        said = {"subject": int(rng.integers(len(voc.SUBJECTS))), "palette": 3}
        assert unsaid.completed(said, chances)["style"] not in colourless
        assert unsaid.completed(said | {"style": min(colourless)}, chances)["style"] == min(colourless)


def test_the_painter_tells_who_is_seen_where() -> None:
    """Two things beside each other: each in its half; what lies over hides; one alone has no second."""
    beside, inside = row_of(voc.RELATIONS, "beside"), row_of(voc.RELATIONS, "inside")
    second = row_of(voc.SUBJECTS, "castle")
    specs = [
        plain("apple", second=second, relation=beside),
        plain("apple", second=second, relation=inside),
        plain("apple"),
    ]
    pictures, shown = paint_and_tell(specs, SMALL)
    assert torch.equal(pictures, paint(specs, SMALL))
    assert shown.shape == (3, 2, SMALL, SMALL)
    assert (shown.sum(1) < 1 + 1e-5).all()
    across = torch.arange(SMALL, dtype=torch.float32)
    first, other = ((shown[0, k].sum(0) * across).sum() / shown[0, k].sum() for k in (0, 1))
    assert first < SMALL / 2 < other
    centre = shown[1, :, SMALL // 2, SMALL // 2]
    assert centre[0] > 0.9
    assert centre[1] < 0.1
    assert shown[2, 0].mean() > 0.05
    assert not shown[2, 1].any()
