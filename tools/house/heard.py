"""Teach the listener what words mean for a picture, before there is a UNet: it names a scene from its caption."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.words import WordTable, base_form, tokens
from tools.house import text, vocabulary
from tools.house.captions import SAYS
from tools.house.config import Config
from tools.house.listener import Listener, Reader
from tools.house.pictures import table
from tools.house.run import Stage, device
from tools.house.scenes import SceneSpec, sample_specs

COLUMNS = {name: column for column, name in enumerate(SceneSpec.__slots__) if name in SAYS}
"""Attribute -> its column in a table of specs."""


ALONE = 0.25
"""Weight of naming what a lone wording stands for, beside naming whole scenes from captions."""


class Namer(nn.Module):
    """Linear heads that name each attribute of the scene from its context; only training needs them."""

    def __init__(self, tokens: int, width: int) -> None:
        super().__init__()
        counts = {name: len(vocabulary.ATTRIBUTES["subject" if name == "second" else name]) for name in COLUMNS}
        counts["second"] += 1  # the last class: none
        self.heads = nn.ModuleDict({name: nn.Linear(tokens * width, count) for name, count in counts.items()})

    def loss(self, context: Tensor, specs: Tensor) -> Tensor:
        """Mean cross-entropy over the attributes; context (B, K, D), specs (B, fields) int64. -1 means none."""
        flat = context.flatten(1)
        losses = []
        for name, head in self.heads.items():
            target = specs[:, COLUMNS[name]]
            target = torch.where(target < 0, head.out_features - 1, target)
            losses.append(F.cross_entropy(head(flat), target))
        return torch.stack(losses).mean()

    def single(self, context: Tensor, attribute: Tensor, value: Tensor) -> Tensor:
        """Mean cross-entropy of one attribute a context: context (B, K, D), attribute (B,) int64 as a column of specs,
        value (B,) int64."""
        flat, losses = context.flatten(1), []
        for name, head in self.heads.items():
            rows = attribute == COLUMNS[name]
            if rows.any():
                losses.append(F.cross_entropy(head(flat[rows]), value[rows], reduction="sum"))
        return torch.stack(losses).sum() / len(flat)

    def subject(self, context: Tensor) -> Tensor:
        """Most likely subject: (B,) int64."""
        return self.heads["subject"](context.flatten(1)).argmax(1)


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
    """Train (or go on training) listener and namer on captions alone."""
    kind = device()
    torch.manual_seed(config.seed)
    listener = Listener(config.sizes).to(kind)
    namer = Namer(config.sizes.context_tokens, config.sizes.context_width).to(kind)
    parameters = [*listener.parameters(), *namer.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=config.text.rate, betas=(0.9, 0.99), weight_decay=1e-2)
    stage = Stage(config, "text", config.text)
    stage.parts = {"listener": listener, "namer": namer, "optimiser": optimiser}
    reading = reader(config)
    specs = sample_specs(max(16, min(config.scenes, 20_000)), config.seed + 300)
    rows = torch.from_numpy(table(specs)).to(kind)
    for losses in stage.steps(optimiser):
        chosen = torch.randint(len(specs), (config.text.batch,))
        words, absent = reading.captions([specs[k] for k in chosen.tolist()], kind)
        loss = namer.loss(listener(words, absent), rows[chosen.to(kind)])
        alone, attribute, value = reading.alone(config.text.batch, kind)
        single = namer.single(listener(*alone), attribute, value)
        optimiser.zero_grad(set_to_none=True)
        (loss + ALONE * single).backward()
        optimiser.step()
        losses["loss"], losses["alone"] = loss.detach(), single.detach()


def load(config: Config) -> tuple[Listener, Namer]:
    """Listener and namer after the text stage; SystemExit when there is no checkpoint."""
    stage = Stage(config, "text", config.text)
    if not stage.path.is_file():
        raise SystemExit(f"{stage.path}: no listener yet; run: python -m tools.house.train text")
    saved = torch.load(stage.path, map_location="cpu", weights_only=True)
    listener = Listener(config.sizes)
    namer = Namer(config.sizes.context_tokens, config.sizes.context_width)
    listener.load_state_dict(saved["listener"])
    namer.load_state_dict(saved["namer"])
    return listener.to(device()), namer.to(device())


def hear(config: Config) -> dict[str, float]:
    """How well the held-out words' subjects are heard (before any picture): share right, and their number."""
    from tools.house.heldout import HELD_OUT

    listener, namer = load(config)
    asked = [(phrase, name) for phrase, (kind, name) in HELD_OUT.items() if kind == "subject"]
    words, absent = reader(config).batch([phrase for phrase, _ in asked], device())
    with torch.inference_mode():
        named = namer.subject(listener.eval()(words, absent))
    names = [row.name for row in vocabulary.SUBJECTS]
    right = [names[k] == name for k, (_, name) in zip(named.tolist(), asked, strict=True)]
    for (phrase, name), k, good in zip(asked, named.tolist(), right, strict=True):
        if not good:
            print(f"{phrase} ({name}) -> {names[k]}")
    return {"right": sum(right) / len(right), "count": len(right)}


if __name__ == "__main__":
    from tools.house.config import CPU

    print(hear(CPU))
