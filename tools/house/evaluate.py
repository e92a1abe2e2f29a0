"""Evaluate the shipped house model: does a judge that knows only the painter see what the words say?

Prompts are made in prompts.py; pictures by the ONNX files in engine/house, in 1, 2 and 4 steps; the judge is trained on
the painter's pictures alone (tools.house.train classifier) and is itself measured on scenes of seeds it never saw.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import torch

from engine.painter import Painter
from tools.house import classifier, coherence, failures, quality, smoothness, timing, vocabulary
from tools.house.classifier import JUDGED
from tools.house.config import PRESETS, Config
from tools.house.easel import Easel
from tools.house.eye import Eye, Seen, together
from tools.house.heldout import KINDS
from tools.house.heldout_verse import VERSE
from tools.house.prompts import Asked, Prompts
from tools.house.quality import Counts
from tools.house.scores import score, score_both, score_by_class, score_verse
from tools.house.sheets import write_sheets

__all__ = ["STEPS", "Prompts", "answers", "evaluate", "rows"]

STEPS = (1, 2, 4)
Figures = dict[str, float]
Answers = dict[int, dict[str, Seen]]
"""What the judge sees: number of steps -> field of Prompts -> pictures."""


def answers(easel: Easel, eye: Eye, prompts: Prompts) -> Answers:
    """Every prompt painted in all of STEPS, and looked at."""
    found: Answers = {steps: {} for steps in STEPS}
    for kind in (field.name for field in fields(prompts)):
        asked: Sequence[Asked] = getattr(prompts, kind)
        seen: dict[int, list[Seen]] = {steps: [] for steps in STEPS}
        for made in easel.painted([(one.text, one.seed) for one in asked], STEPS, kind):
            for steps in STEPS:
                seen[steps].append(eye.look_at([one[steps].image for one in made]))
        for steps in STEPS:
            found[steps][kind] = together(seen[steps])
    return found


def rows(prompts: Prompts, found: Answers) -> list[Figures]:
    """One row of shares right (0..1) a number of steps."""
    table = []
    for steps, seen in found.items():
        row: Figures = {"steps": steps}
        for prefix, kind in (("", "plain"), ("related_", "related")):
            row |= {f"{prefix}{name}_top1": value for name, value in score(getattr(prompts, kind), seen[kind]).items()}
        row |= score_both(prompts.two, seen["two"])
        row |= score_by_class(prompts.unheard, seen["unheard"])
        row |= score_verse(prompts.verse, seen["verse"])
        table.append(row)
    return table


def evaluate(config: Config, prompts: Prompts) -> list[Figures]:
    """Paint and judge the prompts: one row of shares right a number of steps."""
    with Easel(config.out, config.threads) as easel:
        return rows(prompts, answers(easel, Eye(classifier.load(config).cpu()), prompts))


def near_painter(easel: Easel, eye: Eye, config: Config, counts: Counts) -> tuple[Figures, dict[int, Figures]]:
    """Figures of the pictures as such: (of the painter, the judge and the autoencoder; of the model by steps)."""
    true, figures = quality.by_painter(easel, eye, config, counts)
    by_steps = quality.by_model(easel, eye, true, STEPS)
    diversity, diversities = quality.diversity(easel, eye, config, counts, STEPS)
    figures |= diversity | quality.returned(easel, config, counts)
    return figures, {steps: by_steps[steps] | diversities[steps] for steps in STEPS}


def flow(easel: Easel, config: Config) -> Figures:
    """Figures of moving pictures and of speed, at one step."""
    painter = Painter.load(str(config.out), threads=config.threads)
    moving = coherence.measure(painter)
    figures = {f"coherence_{name}": value for name, value in moving.items()}
    figures["coherence_max_over_mean"] = moving["drift_max_over_mean"]
    figures |= {f"smooth_{name}": value for name, value in smoothness.measure(easel).items()}
    spent = timing.timings(config.out, (config.sizes.size, config.sizes.size), config.threads)
    return figures | {"new_hz": 1000 / spent["frame_1_ms"]}


def chances(prompts: Prompts) -> Figures:
    """What guessing would score, and how many held-out words and lines the figures are taken from."""
    figures: Figures = {f"{name}_chance": 1 / len(vocabulary.ATTRIBUTES[name]) for name in JUDGED}
    words = {one.text for one in prompts.unheard}
    counts = {kind: sum(failures.CLASSES[word] == kind for word in words) for kind in KINDS}
    figures |= {f"held_out_{kind.replace(' ', '_')}_count": count for kind, count in counts.items()}
    return figures | {"held_out_count": len(words), "held_out_lines": len(VERSE)}


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", choices=sorted(PRESETS), default="cpu", help="whose model and judge")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--sheet", type=Path, help="contact sheets: PATH, PATH-1-step, PATH-unheard")
    parser.add_argument("--only-sheet", action="store_true")
    parser.add_argument("--failures", type=Path, help="write what is missed most at one step, as Markdown")
    parser.add_argument("--rounds", type=int, default=2, help="times that every subject, word and line is asked for")
    parser.add_argument("--pictures", type=int, default=Counts().pictures, help="of every set that is compared")
    parser.add_argument("--only-words", action="store_true", help="leave out the figures of quality and of motion")
    return parser.parse_args()


def main() -> None:
    """Print the table; with --json one object on the last line; with --sheet write contact sheets."""
    options = parsed()
    config = PRESETS[options.preset]
    if options.sheet:
        write_sheets(Painter.load(str(config.out), threads=config.threads), options.sheet)
    if options.only_sheet:
        return
    torch.set_num_threads(config.threads)
    eye, prompts = Eye(classifier.load(config).cpu()), Prompts.of(options.rounds)
    with Easel(config.out, config.threads) as easel:
        found = answers(easel, eye, prompts)
        table, others = rows(prompts, found), chances(prompts)
        others["judge_both_painted"] = quality.both_painted(eye, config, len(vocabulary.SUBJECTS))
        if not options.only_words:
            figures, by_steps = near_painter(easel, eye, config, Counts(pictures=options.pictures))
            table = [row | by_steps[int(row["steps"])] for row in table]
            others |= figures | flow(easel, config)
    if options.failures:
        options.failures.write_text(failures.page(prompts, found[STEPS[0]], STEPS[0]))
    for name in table[0]:
        print(f"{name:36}" + "".join(f"{row[name]:9.3f}" for row in table))
    for name, value in others.items():
        print(f"{name:36}{value:9.3f}")
    if options.json:  # one step first: that is what a wall is painted with
        print(json.dumps({**table[0], **others, "by_steps": table}, default=float))


if __name__ == "__main__":
    main()
