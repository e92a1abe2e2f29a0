"""Teach the listener what words mean for a picture, before there is a UNet: it names a scene from its caption."""

from __future__ import annotations

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tools.house import cast, texts
from tools.house.cast import Caster
from tools.house.config import Config
from tools.house.dealer import SEED
from tools.house.learner import Learner
from tools.house.listener import Listener
from tools.house.painter.noise import code
from tools.house.run import checkpoint, device, half
from tools.house.texts import Lesson, Words

ALONE = 0.35
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


def read_together(
    net: nn.ModuleDict, parts: list[tuple[Words, Tensor]], codes: Tensor, led: Tensor | None = None
) -> Tensor:
    """Logits (B, WIDTH) of texts, in parts as `texts.by_length` makes them, under codes (B, CODE) and, where they are
    known, leads as `cast.leads` has them."""
    told, kind = [], codes.device
    for (words, absent), rows in parts:
        with half(kind):
            context = net["listener"](words.to(kind), absent.to(kind))
            mine = rows.to(kind)
            told.append(net["caster"].logits(context, codes[mine], None if led is None else led[mine]))
    back = torch.argsort(torch.cat([rows for _, rows in parts])).to(kind)
    return torch.cat(told).float()[back]


def train(config: Config) -> None:
    """Train (or go on training) listener and caster on captions and lines of verse alone."""
    kind = device()
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    net = nn.ModuleDict({"listener": Listener(config.sizes), "caster": Caster(config.sizes)}).to(kind)
    learner = Learner(config, "text", net, plain=(net["listener"].places, net["caster"].think[-1]))
    given: Iterator[Lesson] | None = None
    for losses in learner.lessons():
        if given is None:
            given = texts.lessons(config, learner.stage.step)
        lesson = next(given)
        wanted, (attribute, value) = lesson.wanted.to(kind), (part.to(kind) for part in lesson.said)
        codes = code(wanted[:, SEED])
        told = read_together(net, lesson.parts, codes, cast.leads(cast.unsure(wanted)))
        lone = read_together(net, lesson.alone, torch.randn(len(value), codes.shape[1], device=kind))
        plain, of_verse = len(wanted) - lesson.of_verse, texts.IN_VERSE
        said, verse = cast.loss(told[:plain], wanted[:plain]), cast.loss(told[plain:], wanted[plain:])
        named = single(lone, attribute, value)
        learner.learn((1 - of_verse) * said + of_verse * verse + ALONE * named)
        losses |= {"loss": said.detach(), "verse": verse.detach(), "alone": named.detach()}


def load(config: Config) -> tuple[Listener, Caster]:
    """Listener and caster after the text stage, of the base where there is one: what words mean does not hang on who
    paints. SystemExit when there is no checkpoint."""
    saved = checkpoint(config.base or config, "text")["average"]["state"]
    net = nn.ModuleDict({"listener": Listener(config.sizes), "caster": Caster(config.sizes)})
    net.load_state_dict(saved)
    return net["listener"].to(device()), net["caster"].to(device())
