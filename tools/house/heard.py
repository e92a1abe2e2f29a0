"""Teach the listener what words mean for a picture, before there is a UNet: it names a scene from its caption."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.words import WordTable, base_form, tokens
from tools.house import cast, text, vocabulary
from tools.house.cast import Caster
from tools.house.config import Config
from tools.house.dealer import SEED
from tools.house.learner import Learner
from tools.house.listener import Listener, Reader, pad
from tools.house.painter.noise import CODE, code
from tools.house.pictures import table
from tools.house.run import checkpoint, device, half
from tools.house.scenes import with_pairs

ALONE = 0.25
"""Weight of naming what a lone wording stands for, beside naming whole scenes from captions."""
IN_VERSE, IN_BARE = 0.3, 0.3
"""Shares of the texts that are lines of verse, and bare prompts; the others are captions."""
PAIRS = 0.6
"""Share of the captioned scenes that show two subjects; bare prompts and most verse name one."""
SHARED = 4
"""Parts of a batch, by length."""


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


def read_together(net: nn.ModuleDict, rows: list[np.ndarray], codes: Tensor) -> Tensor:
    """Logits (B, WIDTH) of texts as word vectors (N, 128) each under codes (B, CODE): texts of a length together, since
    what is padded costs as much as what is said."""
    order = sorted(range(len(rows)), key=lambda k: len(rows[k]))
    told = []
    for part in np.array_split(np.array(order), min(SHARED, len(order))):
        words, absent = pad([rows[k] for k in part], device())
        with half(device()):
            told.append(
                net["caster"].logits(net["listener"](words, absent), codes[torch.from_numpy(part).to(device())])
            )
    back = torch.argsort(torch.tensor(order)).to(device())
    return torch.cat(told).float()[back]


def train(config: Config) -> None:
    """Train (or go on training) listener and caster on captions and lines of verse alone."""
    kind = device()
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    net = nn.ModuleDict({"listener": Listener(config.sizes), "caster": Caster(config.sizes)}).to(kind)
    learner = Learner(config, "text", net, plain=(net["listener"].places, net["caster"].think[-1]))
    reading = reader(config)
    specs = with_pairs(max(16, min(config.scenes, 60_000)), PAIRS, config.seed + 300)
    labels = torch.from_numpy(table(specs))
    for losses in learner.lessons():
        of_verse, of_bare = round(IN_VERSE * config.text.batch), round(IN_BARE * config.text.batch)
        chosen = torch.randint(len(specs), (config.text.batch - of_verse - of_bare,))
        lines, called_for = reading.verses(of_verse)
        typed, asked_for = reading.bare(of_bare)
        wanted = torch.cat([labels[chosen], torch.from_numpy(asked_for), torch.from_numpy(called_for)]).to(kind)
        codes = code(wanted[:, SEED])
        rows = reading.captions([specs[k] for k in chosen.tolist()]) + typed + lines
        told = read_together(net, rows, codes)
        alone, attribute, value = reading.alone(max(1, config.text.batch // 2), kind)
        with half(kind):
            lone = net["caster"].logits(net["listener"](*alone), torch.randn_like(codes[: len(value)]))
        plain = len(rows) - of_verse
        said, verse = cast.loss(told[:plain], wanted[:plain]), cast.loss(told[plain:], wanted[plain:])
        named = single(lone.float(), attribute, value)
        learner.learn((1 - IN_VERSE) * said + IN_VERSE * verse + ALONE * named)
        losses |= {"loss": said.detach(), "verse": verse.detach(), "alone": named.detach()}


def load(config: Config) -> tuple[Listener, Caster]:
    """Listener and caster after the text stage, of the base where there is one: what words mean does not hang on who
    paints. SystemExit when there is no checkpoint."""
    saved = checkpoint(config.base or config, "text")["average"]["state"]
    net = nn.ModuleDict({"listener": Listener(config.sizes), "caster": Caster(config.sizes)})
    net.load_state_dict(saved)
    return net["listener"].to(device()), net["caster"].to(device())


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
