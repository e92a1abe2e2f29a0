"""Who plays tonight: what a scene holds, as a probability of every value of every attribute.

Between words and picture stands one vector, the cast. Training writes it down exactly, from a scene's labels; on stage
the caster tells it from the listener's context and, where the words leave something open, from the code of the
noise. So what paints never has to learn words, what listens never has to learn to paint, and either may be trained
again alone.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tools.house import vocabulary
from tools.house.captions import SAYS
from tools.house.config import Sizes
from tools.house.painter.noise import CHOICES, CODE
from tools.house.scenes import SceneSpec

COLUMNS = {name: column for column, name in enumerate(SceneSpec.__slots__) if name in SAYS}
"""Attribute -> its column in a table of specs."""
COUNTS = {
    name: len(vocabulary.ATTRIBUTES["subject" if name == "second" else name]) + (name == "second") for name in COLUMNS
}
"""Attribute -> number of its values; the last of `second` is none."""
WIDTH = sum(COUNTS.values())
TOLD = WIDTH + CODE
"""Numbers that whoever draws or paints is told of a scene: its cast and its code."""
UNSURE = 0.5
"""Share of training scenes whose cast is not quite sure."""
DOUBT = 0.3
"""Share of an attribute's probability that an unsure cast gives away at most."""

LEADS = ("subject", "mood")
"""Attributes that lead: nobody says the hour, and which it is depends on who is there and in which mood."""
LEAST_TEMPER, COOLED = 0.7, {"subject": 0.5, "second": 0.5, "mood": 0.2, "palette": 0.4}
"""The caster's temperature where it is least sure, when it casts, not when it learns, and the same of what verse leaves
most in doubt: what it leans to is played as if it were surer, for a picture of two guesses at once shows neither. Where
it is sure the temperature is 1: a surer one would sit still when a fade begins."""


def parts(cast: Tensor) -> dict[str, Tensor]:
    """A cast (B, WIDTH), or logits of it, by attribute: (B, COUNTS[name]) each."""
    return dict(zip(COUNTS, cast.split(list(COUNTS.values()), 1), strict=True))


def rows(labels: Tensor) -> dict[str, Tensor]:
    """The values of specs (B, fields) int64 by attribute: (B,) int64; no second is its last value."""
    found = {name: labels[:, column] for name, column in COLUMNS.items()}
    return found | {"second": torch.where(found["second"] < 0, COUNTS["second"] - 1, found["second"])}


def sure(labels: Tensor) -> Tensor:
    """The cast of specs (B, fields) int64: (B, WIDTH) of zeros and ones."""
    hot = [nn.functional.one_hot(value, COUNTS[name]) for name, value in rows(labels).items()]
    return torch.cat(hot, 1).float()


def unsure(labels: Tensor) -> Tensor:
    """The same with the doubts that a listener may have: half of the scenes give up to DOUBT of every attribute away to
    other values, a few of them mostly."""
    exact = sure(labels)
    count, kind = len(labels), labels.device
    stray = [torch.softmax(4 * torch.randn(count, size, device=kind), 1) for size in COUNTS.values()]
    some = (torch.rand(count, 1, device=kind) < UNSURE).float() * DOUBT
    share = [(some * torch.rand(count, 1, device=kind)).expand(-1, size) for size in COUNTS.values()]
    return torch.lerp(exact, torch.cat(stray, 1), torch.cat(share, 1))


def settled(attribute: str, logits: Tensor) -> Tensor:
    """A distribution (B, n) of an attribute's logits (B, n), the cooler the less likely its likeliest value is."""
    likeliest = torch.softmax(logits, 1).amax(1, keepdim=True)
    return torch.softmax(logits / likeliest.clamp(min=COOLED.get(attribute, LEAST_TEMPER)), 1)


def leads(cast: Tensor) -> Tensor:
    """What of a cast (B, WIDTH) leads: (B, sum of the LEADS' COUNTS)."""
    found = parts(cast)
    return torch.cat([found[name] for name in LEADS], 1)


class Caster(nn.Module):
    """Context and code -> cast. What the words leave open, the first CHOICES numbers of the code settle, as
    tools.house.unsaid has it.

    It thinks twice: first who is there and in which mood, then, told so, all the rest. In one go a line that may mean
    dread or grief would come in the mean of their palettes: distributions apart know nothing of one another.
    """

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        heard, hidden = sizes.context_tokens * sizes.context_width, sizes.cast_hidden
        self.enter = nn.Linear(heard, hidden)
        self.chance = nn.Linear(
            2 * CHOICES, hidden, bias=False
        )  # apart: its weights are larger, int8 has one scale a row
        self.think = nn.Sequential(nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU(), nn.Linear(hidden, WIDTH))
        self.follow = nn.Linear(sum(COUNTS[name] for name in LEADS), hidden, bias=False)
        nn.init.zeros_(self.follow.weight)

    def logits(self, context: Tensor, code: Tensor, led: Tensor | None = None) -> Tensor:
        """Context (B, K, D), code (B, CODE) -> (B, WIDTH), unnormalised; the rest follows `led`, probabilities as
        `leads` gives them, by default what it makes of them itself."""
        chances, sides = torch.erf(code[:, :CHOICES] * 0.5**0.5), torch.tanh(8 * code[:, :CHOICES])
        entered = self.enter(context.flatten(1)) + self.chance(torch.cat([chances, sides], 1))
        first = parts(self.think(entered))
        if led is None:
            led = torch.cat([settled(name, first[name]) for name in LEADS], 1).detach()
        second = parts(self.think(entered + self.follow(led)))
        return torch.cat([(first if name in LEADS else second)[name] for name in COUNTS], 1)

    def forward(self, context: Tensor, code: Tensor) -> Tensor:
        """The cast: (B, WIDTH), a distribution over the values of each attribute; and no second subject is the first
        once more, which words in no order cannot say."""
        found = {name: settled(name, part) for name, part in parts(self.logits(context, code)).items()}
        other = found["second"] * torch.cat([1 - found["subject"], torch.ones_like(found["second"][:, -1:])], 1)
        found["second"] = other / other.sum(1, keepdim=True).clamp(min=1e-6)
        return torch.cat(list(found.values()), 1)


def loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Mean cross-entropy over the attributes of logits (B, WIDTH) against specs (B, fields)."""
    wanted = rows(labels)
    each = [nn.functional.cross_entropy(part, wanted[name]) for name, part in parts(logits).items()]
    return torch.stack(each).mean()
