"""Evaluate the shipped house model: does a judge that knows only the painter see what the words say?

Prompts are made here; pictures by the ONNX files in engine/house, in 1, 2 and 4 steps; the judge is trained on the
painter's pictures alone (tools.house.train classifier) and is itself measured on scenes of seeds it never saw.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from engine.backends.base import Follow
from engine.flow.sample import few_step
from engine.painter import Painter
from tools.house import autoencoder, classifier, coherence, pictures, timing, vocabulary
from tools.house.classifier import JUDGED, PRESENT, Judge
from tools.house.config import CPU, Config
from tools.house.heard import COLUMNS
from tools.house.heldout import CLASSES, HELD_OUT, KINDS, RELATED
from tools.house.heldout_verse import VERSE
from tools.house.scenes import sample_specs

Picture = NDArray[np.uint8]
STEPS = (1, 2, 4)
UNSEEN_SEED = 900_000
"""Seeds of scenes for measuring the judge; training draws below 1,000."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt, the noise it is painted from, and what it should show: attribute -> class number."""

    text: str
    seed: int
    shows: tuple[tuple[str, int], ...]


def number(attribute: str, name: str) -> int:
    """Class number of a value of an attribute."""
    return next(k for k, row in enumerate(vocabulary.ATTRIBUTES[attribute]) if row.name == name)


def worded(rng: np.random.Generator, attribute: str, value: int) -> str:
    """One of the value's wordings at random."""
    return str(rng.choice(vocabulary.ATTRIBUTES[attribute][value].words))


def asked_plainly(rounds: int, seed: int = 7) -> list[Asked]:
    """Every subject `rounds` times in turn with a style, a palette and a mood, each in any of its wordings."""
    rng = np.random.default_rng(seed)
    found = []
    for turn in range(rounds):
        for subject in range(len(vocabulary.SUBJECTS)):
            for other in ("style", "palette", "mood"):
                value = (subject + 5 * turn) % len(vocabulary.ATTRIBUTES[other])
                text = f"{worded(rng, 'subject', subject)}, {worded(rng, other, value)}"
                found.append(Asked(text, int(rng.integers(2**31)), (("subject", subject), (other, value))))
    return found


def asked_unheard(table: dict[str, tuple[str, str]], rounds: int, seed: int = 8) -> list[Asked]:
    """Every held-out phrase alone, `rounds` times; those of attributes that the judge sees."""
    rng = np.random.default_rng(seed)
    return [
        Asked(phrase, int(rng.integers(2**31)), ((attribute, number(attribute, name)),))
        for phrase, (attribute, name) in table.items()
        if attribute in JUDGED
        for _ in range(rounds)
    ]


def asked_in_verse(rounds: int, seed: int = 9) -> list[Asked]:
    """Every line of the held-out verse `rounds` times, with what it should bring of what the judge sees."""
    rng = np.random.default_rng(seed)
    return [
        Asked(
            line, int(rng.integers(2**31)), tuple((kind, number(kind, name)) for kind, name in marks if kind in JUDGED)
        )
        for line, marks in VERSE.items()
        for _ in range(rounds)
    ]


def asked_for_two(count: int, seed: int = 10) -> list[Asked]:
    """Pairs of subjects that can share a picture, joined by any wording of 'with' or 'beside'."""
    rng = np.random.default_rng(seed)
    specs = [spec for spec in sample_specs(12 * count, UNSEEN_SEED + 1) if spec.second >= 0][:count]
    words = [word for row in vocabulary.RELATIONS[:2] for word in row.words]
    return [
        Asked(
            f"{worded(rng, 'subject', spec.subject)} {rng.choice(words)} {worded(rng, 'subject', spec.second)}",
            int(rng.integers(2**31)),
            (("subject", spec.subject), ("second", spec.second)),
        )
        for spec in specs
    ]


def paint_prompt(painter: Painter, text: str, seed: int, steps: int) -> Picture:
    """One picture (H, W, 3) uint8 by the few-step sampler."""
    latent = painter.model.card.latent
    noise = np.random.default_rng(seed).standard_normal((1, latent.channels, latent.height, latent.width), np.float32)
    times = painter.model.card.times[str(steps)]
    context = painter.encode(text)
    sampler = few_step(noise, noise, times)
    step = next(sampler)
    while not step.last:
        step = sampler.send(painter.backend.denoise(step.x, step.t, context))
    return painter.backend.finish(step.x, step.t, context, Follow(step.x))[1]


@torch.inference_mode()
def judged(judge: Judge, shown: Sequence[Picture]) -> dict[str, NDArray[np.int64]]:
    """What the judge sees: attribute -> class numbers (n,); 'present' -> the two likeliest subjects (n, 2)."""
    seen: dict[str, list[NDArray[np.int64]]] = {name: [] for name in (*JUDGED, PRESENT)}
    for start in range(0, len(shown), 64):
        stack = np.stack(shown[start : start + 64])
        image = torch.from_numpy(stack).permute(0, 3, 1, 2).float().div(255)
        for name, logits in judge(image).items():
            seen[name].append((logits.topk(2, 1).indices if name == PRESENT else logits.argmax(1)).numpy())
    return {name: np.concatenate(parts) for name, parts in seen.items()}


def score(judge: Judge, asked: Sequence[Asked], shown: Sequence[Picture]) -> dict[str, float]:
    """Share right by attribute, over the prompts that ask for it."""
    seen = judged(judge, shown)
    right: dict[str, list[bool]] = {}
    for k, one in enumerate(asked):
        for attribute, value in one.shows:
            right.setdefault(attribute, []).append(bool(seen[attribute][k] == value))
    return {name: float(np.mean(values)) for name, values in right.items()}


def score_by_class(judge: Judge, asked: Sequence[Asked], shown: Sequence[Picture]) -> dict[str, float]:
    """Share right of held-out words, in all and by class of word."""
    seen = judged(judge, shown)
    right: dict[str, list[bool]] = {}
    for k, one in enumerate(asked):
        ((attribute, value),) = one.shows
        right.setdefault(CLASSES[one.text], []).append(bool(seen[attribute][k] == value))
    figures = {f"held_out_{kind.replace(' ', '_')}": float(np.mean(right[kind])) for kind in KINDS if kind in right}
    return {"held_out_words": float(np.mean([good for goods in right.values() for good in goods])), **figures}


def score_verse(judge: Judge, asked: Sequence[Asked], shown: Sequence[Picture]) -> float:
    """Share right of all that the lines should bring."""
    seen = judged(judge, shown)
    return float(np.mean([seen[kind][k] == value for k, one in enumerate(asked) for kind, value in one.shows]))


def score_both(judge: Judge, asked: Sequence[Asked], shown: Sequence[Picture]) -> float:
    """Share of pictures whose two likeliest subjects are the two asked for."""
    pairs = judged(judge, shown)[PRESENT]
    return float(np.mean([{value for _, value in one.shows} == set(pairs[k]) for k, one in enumerate(asked)]))


@torch.inference_mode()
def judge_itself(judge: Judge, config: Config, count: int) -> dict[str, float]:
    """The judge on unseen painted scenes, and on these through the autoencoder: its ceiling."""
    coder = autoencoder.load(config)
    right: dict[str, list[float]] = {}
    for specs, image in pictures.painted(count, UNSEEN_SEED, config.sizes.size):
        labels = pictures.table(specs)
        for kind, picture in (("painted", image), ("decoded", coder.decode(coder.encode(image)).clamp(0, 1))):
            for name, logits in judge(picture).items():
                if name == PRESENT:
                    continue
                found = logits.argmax(1).numpy() == labels[:, COLUMNS[name]]
                right.setdefault(f"judge_{name}_{kind}", []).extend(found.tolist())
    return {name: float(np.mean(values)) for name, values in right.items()}


@dataclass(frozen=True, slots=True)
class Prompts:
    """All that the model is asked for."""

    plain: list[Asked]
    two: list[Asked]
    unheard: list[Asked]
    related: list[Asked]
    verse: list[Asked]

    @classmethod
    def of(cls, rounds: int) -> Prompts:
        """`rounds` times every subject, held-out word and line; as many pairs as subjects."""
        pairs = asked_for_two(rounds * len(vocabulary.SUBJECTS) // 2)
        unheard = asked_unheard(HELD_OUT, rounds)
        return cls(asked_plainly(rounds), pairs, unheard, asked_unheard(RELATED, rounds), asked_in_verse(rounds))


def evaluate(config: Config, prompts: Prompts) -> list[dict[str, float]]:
    """One row of figures a number of steps."""
    painter, judge = Painter.load(str(config.out), threads=config.threads), classifier.load(config).cpu()
    rows = []
    for steps in STEPS:

        def shown(asked: Sequence[Asked], steps: int = steps) -> list[Picture]:
            return [paint_prompt(painter, one.text, one.seed, steps) for one in asked]

        row: dict[str, float] = {"steps": steps}
        for name, asked in (("", prompts.plain), ("related_", prompts.related)):
            row |= {f"{name}{kind}_top1": value for kind, value in score(judge, asked, shown(asked)).items()}
        row["both_subjects"] = score_both(judge, prompts.two, shown(prompts.two))
        row |= score_by_class(judge, prompts.unheard, shown(prompts.unheard))
        row["held_out_verse"] = score_verse(judge, prompts.verse, shown(prompts.verse))
        rows.append(row)
    return rows


def chances() -> dict[str, float]:
    """What guessing would score."""
    figures = {f"{name}_chance": 1 / len(vocabulary.ATTRIBUTES[name]) for name in JUDGED}
    return {**figures, "held_out_count": len(HELD_OUT), "held_out_lines": len(VERSE)}


def sheet(painter: Painter, rows: Sequence[str], heads: Sequence[str], steps: int, tile: int = 112) -> Image.Image:
    """Labelled pictures of 'row, head' for every row and head (no head, no comma)."""
    left, top = 118, 16
    page = Image.new("RGB", (left + len(heads) * tile, top + len(rows) * tile), (22, 22, 24))
    draw = ImageDraw.Draw(page)
    for j, row in enumerate(rows):
        draw.text((3, top + j * tile + tile // 2 - 5), row[:22], fill=(220, 220, 220))
        for i, head in enumerate(heads):
            draw.text((left + i * tile + 2, 2), head[:18], fill=(220, 220, 220))
            text = row if head.startswith("#") else f"{row}, {head}"
            picture = Image.fromarray(paint_prompt(painter, text, 100 * j + i, steps))
            small = picture.resize((tile - 3, tile - 3), Image.Resampling.LANCZOS)
            page.paste(small, (left + i * tile, top + j * tile))
    return page


SHEET_ROWS = ("the sea", "moon", "fire", "a forest", "city", "boat", "bird", "fish", "eye", "heart", "candle", "house",
              "galaxy", "lighthouse", "butterfly", "grief", "joy")  # fmt: skip
UNHEARD_ROWS = ("volcano", "inferno", "lantern", "canoe", "eagle", "blizzard", "lily", "jungle", "manhattan",
                "cottage", "diamond", "shark", "despair", "interstellar")  # fmt: skip


def write_sheets(painter: Painter, path: Path) -> None:
    """Three pages beside each other in name: words by styles at 4 steps, the same in 1 step, words never heard."""
    styles = [row.name for row in vocabulary.STYLES]
    free = [f"#{k}" for k in range(8)]
    pages = {
        "": sheet(painter, SHEET_ROWS, styles, 4),
        "-1-step": sheet(painter, SHEET_ROWS[::2], styles, 1),
        "-unheard": sheet(painter, UNHEARD_ROWS, free, 4),
    }
    for name, page in pages.items():
        page.save(path.with_name(f"{path.stem}{name}{path.suffix}"), quality=88)


def main() -> None:
    """Print the table; with --json one object on the last line; with --sheet write contact sheets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--sheet", type=Path, help="contact sheets: PATH, PATH-1-step, PATH-unheard")
    parser.add_argument("--rounds", type=int, default=2, help="times that every subject, word and line is asked for")
    parser.add_argument("--only-sheet", action="store_true")
    options = parser.parse_args()
    if options.sheet:
        write_sheets(Painter.load(str(CPU.out), threads=CPU.threads), options.sheet)
    if options.only_sheet:
        return
    rows, chance = evaluate(CPU, Prompts.of(options.rounds)), chances()
    itself = judge_itself(classifier.load(CPU).cpu(), CPU, 480)
    flow = coherence.measure(Painter.load(str(CPU.out), threads=CPU.threads))
    itself |= {f"coherence_{name}": value for name, value in flow.items()}
    itself["coherence_max_over_mean"] = flow["drift_max_over_mean"]
    itself["new_hz"] = 1000 / timing.timings(CPU.out)["frame_1_ms"]
    for name in rows[0]:
        print(f"{name:28}" + "".join(f"{row[name]:8.3f}" for row in rows))
    for name, value in {**itself, **chance}.items():
        print(f"{name:28}{value:8.3f}")
    if options.json:
        figures = {
            **rows[0],
            **chance,
            **itself,
            "by_steps": rows,
        }  # one step first: that is what a wall is painted with
        print(json.dumps(figures, default=float))


if __name__ == "__main__":
    main()
