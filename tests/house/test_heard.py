"""What the listener learns from: lines of verse, texts in order, batches by length; and what the judge learns from."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from engine.words import WordTable, tokens  # noqa: E402
from tools.house import heard, listener, text, texts, verses, visual  # noqa: E402
from tools.house import vocabulary as voc  # noqa: E402
from tools.house.captions import SAYS, hinted, in_order  # noqa: E402
from tools.house.cast import COLUMNS, Caster  # noqa: E402
from tools.house.config import ROOT, TINY  # noqa: E402
from tools.house.glosses import Sense  # noqa: E402
from tools.house.heldout import HELD_OUT, RELATED  # noqa: E402
from tools.house.heldout_verse import VERSE  # noqa: E402
from tools.house.listener import Listener, named  # noqa: E402
from tools.house.painter.noise import CODE  # noqa: E402
from tools.house.scenes import all_caption_words, in_any_company, sample_specs, with_pairs  # noqa: E402

pytestmark = pytest.mark.train


def test_every_subject_mood_and_palette_has_verse() -> None:
    for kind in verses.SAID:
        found = Counter(said[kind] for _, said in verses.VERSES if kind in said)
        assert min(found[k] for k in range(len(voc.ATTRIBUTES[kind]))) >= 20, kind
    assert len({line for line, _ in verses.VERSES}) == len(verses.VERSES)


def test_verse_holds_nothing_that_is_held_out() -> None:
    spoken = all_caption_words()
    held = {word for phrase in (*HELD_OUT, *RELATED) for word in tokens(phrase)} - spoken

    def turns(text: str) -> set[tuple[str, ...]]:
        words = tokens(text)
        return {tuple(words[k : k + 4]) for k in range(len(words) - 3)}

    kept = set().union(*(turns(line) for line in VERSE))
    for line, _ in verses.VERSES:
        assert not held & set(tokens(line)), line
        assert not kept & turns(line), line


BAD_LINES = {
    (verses.read, "sea\t-\t-\ta good line", "subject, mood, palette"): (
        "sea\tcalm\twords",
        "sea\tcalm\tdawn\tone\ttwo",
        "seas\tcalm\t-\tno such subject",
    ),
    (visual.read, "dune\thill of sand", "tab between"): ("heron", "heron\t", "heron\tbird\treeds", "dune\tagain"),
}


@pytest.mark.parametrize(
    ("read", "good", "wanted", "bad"), [(*case, bad) for case, each in BAD_LINES.items() for bad in each]
)
def test_a_bad_line_of_training_text_is_named(
    tmp_path: Path, read: Callable[[Path], object], good: str, wanted: str, bad: str
) -> None:
    file = tmp_path / "lines.tsv"
    file.write_text(f"{good}\n{bad}\n")
    with pytest.raises(ValueError, match=rf"lines\.tsv:2: .*{wanted}"):
        read(file)


def test_the_first_of_two_is_the_subject() -> None:
    rng = np.random.default_rng(3)
    kinds = ["subject", "style", "second", "subject", "mood", "second"]
    seen = {tuple(in_order(rng, kinds)) for _ in range(300)}
    assert len(seen) > 50
    for order in seen:
        two = [kinds[k] for k in order if kinds[k] in ("subject", "second")]
        assert two == ["subject", "subject", "second", "second"]
    bits = (1 << SAYS.index("subject")) | (1 << SAYS.index("second"))
    spec = next(spec for spec in sample_specs(400, 5) if spec.must == bits)
    first, second = (voc.SUBJECTS[k] for k in (spec.subject, spec.second))
    for _ in range(50):
        line = named(spec, rng)
        assert line.index(first.name) <= line.index(second.name)
        assert hinted(spec, rng)


def test_texts_read_together_are_heard_as_each_alone() -> None:
    torch.manual_seed(0)
    net = (
        torch.nn.ModuleDict({"listener": Listener(TINY.sizes), "caster": Caster(TINY.sizes)}).to(heard.device()).eval()
    )
    rng = np.random.default_rng(4)
    rows = [rng.standard_normal((count, 128)).astype(np.float32) for count in (7, 1, 30, 3, 3, 12, 2)]
    codes = torch.randn(len(rows), CODE, device=heard.device())
    with torch.inference_mode():
        together = heard.read_together(net, texts.by_length(rows), codes)
        each = [heard.read_together(net, texts.by_length([row]), codes[k : k + 1]) for k, row in enumerate(rows)]
    alone = torch.cat(each)
    torch.testing.assert_close(together, alone, atol=0.02, rtol=0)  # bf16 where the hardware has it
    assert (together - together.roll(1, 0)).abs().max() > 0.1


def test_a_line_of_verse_may_name_its_subject_besides(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, told = texts.reader(5), []

    def vectors(line: str, swap: float) -> np.ndarray:
        told.append(line)
        return np.zeros((3, 128), np.float32)

    monkeypatch.setattr(reading, "vectors", vectors)
    monkeypatch.setattr(listener, "LITERAL", 1.0)
    _, specs = reading.verses(120)
    plain = {line for line, _ in verses.VERSES}
    named = [
        any(f" {wording} " in f" {line} " for wording in voc.SUBJECTS[subject].words)
        for line, subject in zip(told, specs[:, COLUMNS["subject"]], strict=True)
        if line not in plain
    ]
    assert len(named) > 80
    assert all(named)


def test_bare_prompts_say_what_their_labels_say() -> None:
    reading = texts.reader(6)
    rows, specs = reading.bare(300)
    assert len(rows) == len(specs) == 300
    assert {row.shape[1] for row in rows} == {128}
    columns = {kind: specs[:, column] for kind, column in COLUMNS.items()}
    assert 0.2 < (columns["second"] >= 0).mean() < 0.4
    assert (columns["relation"][columns["second"] < 0] == 0).all()
    assert len(np.unique(columns["relation"])) == len(voc.RELATIONS)
    assert len(np.unique(columns["subject"])) > 100
    assert len(np.unique(columns["palette"])) == len(voc.PALETTES)


def test_listener_and_judge_meet_many_pairs() -> None:
    specs = with_pairs(400, 0.35, 9)
    assert len(specs) == 400
    pairs = [spec.second >= 0 for spec in specs]
    assert sum(pairs) == pytest.approx(140, abs=1)
    assert 0 < sum(pairs[:100]) < 100


def test_scenes_in_any_company_keep_who_is_in_them() -> None:
    before = sample_specs(600, 4)
    after = in_any_company(before, 0.5, 3)
    changed = [one != other for one, other in zip(before, after, strict=True)]
    assert sum(changed) == pytest.approx(300, abs=50)
    for one, other in zip(before, after, strict=True):
        assert replace(other, style=one.style, palette=one.palette, mood=one.mood, time=one.time) == one
    there = Counter((spec.palette, spec.mood) for spec in in_any_company(before * 20, 1.0, 3))
    assert len(there) == len(voc.PALETTES) * len(voc.MOODS)


def test_a_table_is_turned_towards_another() -> None:
    vectors = torch.randn(300, 24, generator=torch.Generator().manual_seed(8))
    turn = torch.linalg.qr(torch.randn(24, 24, generator=torch.Generator().manual_seed(9)))[0]
    torch.testing.assert_close(text.turned(vectors @ turn, vectors[:200]), vectors, atol=1e-4, rtol=0)


def test_the_visual_dictionary_is_plain_and_whole() -> None:
    known = WordTable.load(text.TABLE)
    assert len(visual.GLOSSES) > 30_000
    for word, gloss in visual.GLOSSES.items():
        assert word.islower(), word
        assert tokens(gloss), word
        assert len(gloss) < 160, word
    assert sum(word in known.index for word in visual.GLOSSES) > 0.98 * len(visual.GLOSSES)


def test_what_is_seen_at_a_word_stands_for_it_but_holds_nothing_held_out() -> None:
    reading = texts.reader(3)
    told = {reading.retold("heron") for _ in range(200)}
    assert told == {"heron", *reading.seen("heron")}
    assert len(told) > 3
    for word in visual.GLOSSES:
        assert not reading.forbidden & {token for part in reading.seen(word) for token in tokens(part)}


def test_every_word_of_a_caption_is_a_word_of_the_table() -> None:
    """Gouache, once, was heard as nothing, and calendula as a calendar's end."""
    known = WordTable.load(text.TABLE)
    spoken = {token for phrase in all_caption_words() for token in tokens(phrase)}
    assert not {word for word in spoken if len(word) > 1 and word.isalpha() and word not in known.index}


def test_words_made_of_others_are_chosen_if_they_mean_something_else() -> None:
    meanings = {"tuber": [Sense("a thick root", (), False)]}
    chosen = text.choose_words(["tub", "tug"], ["tubs", "tuber", "tuber's", "tugger"], meanings)
    assert chosen == ["tub", "tug", "tuber"]


def test_what_is_seen_moves_a_word_towards_what_looks_like_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words of one look fall together, an inflection looks as its root, but a river is nobody who rives; of an unknown
    word nothing is seen."""
    said = {
        "kiln": "red hot oven, fire",
        "forge": "red hot fire, oven",
        "brook": "cold clear water",
        "rive": "split wood",
    }
    folder = text.teacher_folder()
    seen, there = text.pictured(["kiln", "forge", "brook", "kilns", "of", "river"], {"river"}, folder, said)
    assert there.tolist() == [True, True, True, True, False, False]
    assert seen[0] @ seen[1] > seen[0] @ seen[2] + 0.2
    torch.testing.assert_close(seen[3], seen[0])
    assert seen[4].abs().max() == 0
    monkeypatch.setattr(text, "GLOSSES", said)
    meanings = {"of": [Sense("belonging to", (), True)]}
    mixed, plain = text.seen_and_meant(["of"], meanings, folder), text.meant(["of"], meanings, folder)
    torch.testing.assert_close(mixed, plain)


def test_a_missing_word_list_names_the_package(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="wamerican-small"):
        text.words_of(tmp_path / "none")


def some_lessons(workers: int, step: int) -> list[texts.Lesson]:
    """The first three lessons from a step on."""
    made = texts.lessons(replace(TINY, workers=workers), step)
    return [next(made) for _ in range(3)]


def test_lessons_repeat_with_seed_and_step() -> None:
    first, again, later = some_lessons(0, 0), some_lessons(0, 0), some_lessons(0, 7)
    for one, same, other in zip(first, again, later, strict=True):
        assert torch.equal(one.wanted, same.wanted)
        assert all(torch.equal(a[0][0], b[0][0]) for a, b in zip(one.parts, same.parts, strict=True))
        assert not torch.equal(one.wanted, other.wanted)
        assert sorted(torch.cat([rows for _, rows in one.parts]).tolist()) == list(range(TINY.text.batch))


def test_workers_make_the_same_lessons_each_time() -> None:
    """In a process of their own, as in training: workers are forked, which a process full of other tests' threads and
    libraries does not survive."""
    told = """
import torch
from tests.house.test_heard import some_lessons
one, two = some_lessons(2, 0), some_lessons(2, 0)
assert all(torch.equal(a.wanted, b.wanted) for a, b in zip(one, two, strict=True))
print("the same")
"""
    done = subprocess.run(
        [sys.executable, "-c", told], check=False, capture_output=True, text=True, timeout=150, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "the same"
