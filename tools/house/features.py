"""A small network that knows scenes by their latents; its inner features tell the student what in a picture counts."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tools.house import cast
from tools.house.config import Config
from tools.house.dealer import Scenes
from tools.house.run import Stage, device, half

NAMED = ("subject", "second", "style", "palette", "mood", "time", "weather", "composition")
COUNTS = {"palette": 2.5, "style": 2.0}
"""How much naming an attribute counts, for that of the others: colours and medium are what one step loses first."""
WIDTHS = (64, 128, 192)
NOISE, LOST = 0.5, 0.25
"""The most noise on the latents that they learn from, and share of the pooled features that go lost in a lesson: what
knows scenes by heart has nothing to teach of others."""


class Features(nn.Module):
    """Latent (B, C, h, w) -> feature maps at full, half and quarter size, and logits of what the scene holds."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        before, stages = channels, []
        for level, width in enumerate(WIDTHS):
            stages.append(
                nn.Sequential(
                    nn.Conv2d(before, width, 3, 1 if level == 0 else 2, 1, bias=False),
                    nn.BatchNorm2d(width),
                    nn.ReLU(),
                    nn.Conv2d(width, width, 3, 1, 1, bias=False),
                    nn.BatchNorm2d(width),
                    nn.ReLU(),
                )
            )
            before = width
        self.stages = nn.ModuleList(stages)
        self.heads = nn.ModuleDict({name: nn.Linear(2 * before, cast.COUNTS[name]) for name in NAMED})

    def maps(self, latent: Tensor) -> list[Tensor]:
        """The feature maps, fine to coarse."""
        found = []
        for stage in self.stages:
            latent = stage(latent)
            found.append(latent)
        return found

    def named(self, maps: list[Tensor]) -> dict[str, Tensor]:
        """Logits of each attribute, (B, classes), by a latent's feature maps."""
        pooled = torch.cat([maps[-1].mean((2, 3)), maps[-1].amax((2, 3))], 1)
        pooled = F.dropout(pooled, LOST, self.training)
        return {name: head(pooled) for name, head in self.heads.items()}

    def forward(self, latent: Tensor) -> dict[str, Tensor]:
        """Logits of each attribute: (B, classes)."""
        return self.named(self.maps(latent))


def distance(made: list[Tensor], true: list[Tensor]) -> Tensor:
    """How differently two latents look, by their feature maps: (B,). Squared distance of normalised features at every
    cell, and of their means over all cells, so that a thing in another place still counts as there (LPIPS in latents,
    as in Kang et al. 2024, arXiv:2405.05967, with features of our own)."""
    total = torch.zeros(len(made[0]), device=made[0].device)
    for a, b in zip(made, true, strict=True):
        near = F.normalize(a, dim=1) - F.normalize(b, dim=1)
        means = F.normalize(a.mean((2, 3)), dim=1) - F.normalize(b.mean((2, 3)), dim=1)
        total = total + near.square().sum(1).mean((1, 2)) + means.square().sum(1)
    return total


def misnamed(logits: dict[str, Tensor], labels: Tensor) -> Tensor:
    """Cross-entropy of what is named against spec rows (B, fields), a scene: (B,), the mean over NAMED, by COUNTS."""
    wanted = cast.rows(labels)
    counts = [COUNTS.get(name, 1.0) for name in NAMED]
    each = [
        count * F.cross_entropy(logits[name].float(), wanted[name], label_smoothing=0.05, reduction="none")
        for name, count in zip(NAMED, counts, strict=True)
    ]
    return torch.stack(each).sum(0) / sum(counts)


def train(config: Config) -> None:
    """Train (or go on training) the features on the latents of painted scenes."""
    kind = device()
    torch.manual_seed(config.seed)
    net = Features(config.sizes.latent_channels).to(kind).train()
    optimiser = torch.optim.AdamW(net.parameters(), lr=config.features.rate, weight_decay=2e-2)
    stage = Stage(config, "features", config.features)
    stage.parts = {"net": net, "optimiser": optimiser}
    scenes = Scenes(config)
    for losses in stage.steps(optimiser):
        _, latent, labels = scenes.deal(config.features.batch)
        noise = NOISE * torch.rand(len(latent), 1, 1, 1, device=kind)
        with half(kind):
            logits = net(latent + noise * torch.randn_like(latent))
        loss = len(NAMED) * misnamed(logits, labels).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        losses["loss"] = loss.detach()


def load(config: Config) -> Features:
    """The trained features, frozen; SystemExit when there is no checkpoint."""
    path = config.build / "features.pt"
    if not path.is_file():
        raise SystemExit(f"{path}: no features yet; run: python -m tools.house.train features")
    net = Features(config.sizes.latent_channels)
    net.load_state_dict(torch.load(path, map_location="cpu", weights_only=True)["net"])
    return net.to(device()).eval().requires_grad_(False)
