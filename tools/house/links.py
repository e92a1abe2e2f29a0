"""Where meaning is lost between a prompt and its picture, link by link: what is heard right; and what the judge names
right in the painter's own pictures of plain prompts and of pairs, and in the model's under their exact cast.

Needs a training's checkpoints: python -m tools.house.links.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import torch
from torch import Tensor

from tools.house import autoencoder, cast, classifier, decoder, texts, unet
from tools.house.classifier import PRESENT
from tools.house.config import CELL, CPU, Config
from tools.house.dealer import SEED
from tools.house.eye import Eye, Seen, together
from tools.house.heldout import CLASSES
from tools.house.painter.noise import code
from tools.house.pictures import chunk_size, table
from tools.house.prompts import Asked, Prompts, scenes_of_two
from tools.house.run import device
from tools.house.scenes import SceneSpec, paint
from tools.house.unet import Flow
from tools.house.unsaid import choices, completed

Shares = dict[str, float]


def _shares(right: dict[str, list[bool]]) -> Shares:
    return {name: float(np.mean(goods)) for name, goods in right.items()}


@torch.inference_mode()
def heard(flow: Flow, asked: Sequence[Asked]) -> Shares:
    """Attribute -> share heard right, in the noise that the evaluation paints from; of single words by class besides,
    of two subjects both, in any order; and `all`."""
    words, absent = texts.reader().batch([one.text for one in asked], device())
    side = flow.unet.config["sample_size"], flow.unet.config["out_channels"]
    noises = [np.random.default_rng(one.seed).standard_normal((side[1], side[0], side[0]), np.float32) for one in asked]
    x = torch.from_numpy(np.stack(noises)).to(device())
    told = flow.told(x, torch.ones(len(x), device=device()), flow.listener(words, absent))
    named = {kind: part.argmax(1).tolist() for kind, part in cast.parts(told[:, : cast.WIDTH]).items()}
    right: dict[str, list[bool]] = {}
    for k, one in enumerate(asked):
        goods = [(kind, named[kind][k] == value) for kind, value in one.shows]
        goods += [("all", good) for _, good in goods]
        if one.text in CLASSES:
            goods += [(CLASSES[one.text], good) for kind, good in goods if kind == "all"]
        if "second" in dict(one.shows):
            goods.append(("both", {named["subject"][k], named["second"][k]} == {value for _, value in one.shows}))
        for name, good in goods:
            right.setdefault(name, []).append(good)
    return _shares(right)


def scenes(asked: Sequence[Asked]) -> list[SceneSpec]:
    """What plain prompts ask for, the rest as it is when unsaid, each by a chance of its own."""
    seeds = np.random.default_rng(5).integers(2**31, size=len(asked))
    each = zip(asked, choices(seeds), seeds, strict=True)
    return [SceneSpec(**completed(dict(one.shows), chances), seed=int(seed)) for one, chances, seed in each]


@torch.inference_mode()
def under_exact_cast(flow: Flow, model: autoencoder.Autoencoder, rows: Tensor, size: int) -> Tensor:
    """The model's pictures (n, 3, size, size) of specs (n, fields), in one step, the listener passed over."""
    shape = len(rows), flow.unet.config["out_channels"], size // CELL, size // CELL
    latent = unet.at_once(flow, cast.sure(rows), code(rows[:, SEED]), shape)
    picture: Tensor = model.decode(latent).clamp(0, 1)
    return picture


def _named_right(asked: Sequence[Asked], seen: Seen) -> Shares:
    """Attribute -> share of what was asked for that was seen; of two subjects both."""
    right: dict[str, list[bool]] = {}
    for k, one in enumerate(asked):
        shown = dict(one.shows)
        if "second" in shown:
            right.setdefault("both", []).append(set(seen.names[PRESENT][k].tolist()) == set(shown.values()))
        else:
            for kind, value in shown.items():
                right.setdefault(kind, []).append(seen.names[kind][k] == value)
    return _shares(right)


@torch.inference_mode()
def judged(config: Config, flow: Flow, asked: Sequence[Asked], specs: Sequence[SceneSpec]) -> tuple[Shares, Shares]:
    """What the judge names right of prompts, in the painter's pictures of their scenes, specs, and in the model's under
    exact casts."""
    torch.manual_seed(0)
    eye, model, size = Eye(classifier.load(config)), decoder.load(config), config.sizes.size
    labels, painted, made = torch.from_numpy(table(list(specs))).to(device()), [], []
    for start in range(0, len(specs), chunk_size()):
        part = slice(start, start + chunk_size())
        painted.append(eye.look(paint(specs[part], size=size, device=device())))
        made.append(eye.look(under_exact_cast(flow, model, labels[part], size)))
    return _named_right(asked, together(painted)), _named_right(asked, together(made))


def main(config: Config = CPU) -> None:
    """Print what is lost at every link."""
    torch.set_num_threads(config.threads)
    flow, prompts = unet.load(config), Prompts.of(2)
    flow.eval()
    for kind in (field.name for field in fields(prompts)):
        shares = heard(flow, getattr(prompts, kind))
        print(f"heard, {kind}: " + ", ".join(f"{name} {share:.3f}" for name, share in shares.items()))
    pairs = scenes_of_two(len(prompts.two))
    for kind, asked, specs in (("plain", prompts.plain, scenes(prompts.plain)), ("two", prompts.two, pairs)):
        for what, shares in zip(("painted", "under the exact cast"), judged(config, flow, asked, specs), strict=True):
            print(f"{kind}, {what}: " + ", ".join(f"{name} {share:.3f}" for name, share in shares.items()))


if __name__ == "__main__":
    main()
