"""Teach the listener what words mean for a picture, before there is a UNet: it names a scene from its caption."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.words import WordTable, base_form, tokens
from tools.house import cast, text, vocabulary
from tools.house.cast import Caster
from tools.house.config import Config
from tools.house.dealer import SEED
from tools.house.listener import Listener, Reader
from tools.house.painter.noise import CODE, code
from tools.house.pictures import table
from tools.house.run import Stage, device, half
from tools.house.scenes import sample_specs

ALONE = 0.25
"""Weight of naming what a lone wording stands for, beside naming whole scenes from captions."""


def single(logits: Tensor, attribute: Tensor, value: Tensor) -> Tensor:
    """Mean cross-entropy of one attribute a text: logits (B, WIDTH), attribute (B,) int64 as a column of specs, value
    (B,) int64."""
    losses = []
    for name, part in cast.parts(logits).items():
        rows = attribute == cast.COLUMNS[name]
        if rows.any():
            losses.append(F.cross_entropy(part[rows], value[rows], reduction="sum"))
    return torch.stack(losses).sum() / len(logits)


def forbidden_words(table: WordTable) -> frozenset[str]:
    """Words that no training caption may hold, not even by a swap: the held-out ones and all their inflections."""
    from tools.house.heldout import HELD_OUT, RELATED
    from tools.house.scenes import all_caption_words

    spoken = set(all_caption_words())
    held = {word for phrase in (*HELD_OUT, *RELATED) for word in tokens(phrase)} - spoken
    roots = held | {base_form(word, table.index) for word in held}
    kin = {word for word in table.words if word in roots or base_form(word, table.index) in held}
    return frozenset((kin | held) - spoken)


def reader(config: Config, seed: int | None = None) -> Reader:
    """A reader over the word table that models are trained with."""
    table = WordTable.load(text.TABLE)
    return Reader(table, forbidden_words(table), seed)


def train(config: Config) -> None:
    """Train (or go on training) listener and caster on captions alone."""
    kind = device()
    torch.manual_seed(config.seed)
    listener, caster = Listener(config.sizes).to(kind), Caster(config.sizes).to(kind)
    parameters = [*listener.parameters(), *caster.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=config.text.rate, betas=(0.9, 0.99), weight_decay=1e-2)
    stage = Stage(config, "text", config.text)
    stage.parts = {"listener": listener, "caster": caster, "optimiser": optimiser}
    reading = reader(config)
    specs = sample_specs(max(16, min(config.scenes, 60_000)), config.seed + 300)
    labels = torch.from_numpy(table(specs)).to(kind)
    codes = code(labels[:, SEED])
    for losses in stage.steps(optimiser):
        chosen = torch.randint(len(specs), (config.text.batch,))
        words, absent = reading.captions([specs[k] for k in chosen.tolist()], kind)
        there = chosen.to(kind)
        alone, attribute, value = reading.alone(config.text.batch, kind)
        with half(kind):
            told = caster.logits(listener(words, absent), codes[there])
            lone = caster.logits(listener(*alone), torch.randn_like(codes[there]))
        loss, named = cast.loss(told.float(), labels[there]), single(lone.float(), attribute, value)
        optimiser.zero_grad(set_to_none=True)
        (loss + ALONE * named).backward()
        optimiser.step()
        losses["loss"], losses["alone"] = loss.detach(), named.detach()


def load(config: Config) -> tuple[Listener, Caster]:
    """Listener and caster after the text stage, of the base where there is one: what words mean does not hang on who
    paints. SystemExit when there is no checkpoint."""
    stage = Stage(config.base or config, "text", config.text)
    if not stage.path.is_file():
        raise SystemExit(f"{stage.path}: no listener yet; run: python -m tools.house.train text")
    saved = torch.load(stage.path, map_location="cpu", weights_only=True)
    listener, caster = Listener(config.sizes), Caster(config.sizes)
    listener.load_state_dict(saved["listener"])
    caster.load_state_dict(saved["caster"])
    return listener.to(device()), caster.to(device())


def hear(config: Config) -> dict[str, float]:
    """How well the held-out words' subjects are heard (before any picture): share right, and their number."""
    from tools.house.heldout import HELD_OUT

    listener, caster = load(config)
    asked = [(phrase, name) for phrase, (kind, name) in HELD_OUT.items() if kind == "subject"]
    words, absent = reader(config).batch([phrase for phrase, _ in asked], device())
    with torch.inference_mode():
        context = listener.eval()(words, absent)
        named = cast.parts(caster(context, torch.zeros(len(asked), CODE, device=device())))["subject"].argmax(1)
    names = [row.name for row in vocabulary.SUBJECTS]
    right = [names[k] == name for k, (_, name) in zip(named.tolist(), asked, strict=True)]
    for (phrase, name), k, good in zip(asked, named.tolist(), right, strict=True):
        if not good:
            print(f"{phrase} ({name}) -> {names[k]}")
    return {"right": sum(right) / len(right), "count": len(right)}


if __name__ == "__main__":
    from tools.house.config import CPU

    print(hear(CPU))
