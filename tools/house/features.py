"""A small network that knows scenes by their latents; its inner features tell the student what in a picture counts."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tools.house import vocabulary
from tools.house.cast import COLUMNS
from tools.house.config import Config
from tools.house.dealer import Scenes
from tools.house.run import Stage, device, half

NAMED = ("subject", "style", "palette", "time", "weather", "composition")
WIDTHS = (64, 128, 192)


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
        self.heads = nn.ModuleDict({name: nn.Linear(2 * before, len(vocabulary.ATTRIBUTES[name])) for name in NAMED})

    def maps(self, latent: Tensor) -> list[Tensor]:
        """The feature maps, fine to coarse."""
        found = []
        for stage in self.stages:
            latent = stage(latent)
            found.append(latent)
        return found

    def forward(self, latent: Tensor) -> dict[str, Tensor]:
        """Logits of each attribute: (B, classes)."""
        last = self.maps(latent)[-1]
        pooled = torch.cat([last.mean((2, 3)), last.amax((2, 3))], 1)
        return {name: head(pooled) for name, head in self.heads.items()}

    def distance(self, made: Tensor, true: Tensor) -> Tensor:
        """How differently two latents look: (B,). Squared distance of normalised features at every cell, and of
        their means over all cells, so that a thing in another place still counts as there (LPIPS in latents, as in
        Kang et al. 2024, arXiv:2405.05967, with features of our own)."""
        total = torch.zeros(len(made), device=made.device)
        for a, b in zip(self.maps(made), self.maps(true), strict=True):
            near = F.normalize(a, dim=1) - F.normalize(b, dim=1)
            means = F.normalize(a.mean((2, 3)), dim=1) - F.normalize(b.mean((2, 3)), dim=1)
            total = total + near.square().sum(1).mean((1, 2)) + means.square().sum(1)
        return total


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
        noise = 0.3 * torch.rand(len(latent), 1, 1, 1, device=kind)
        with half(kind):
            logits = net(latent + noise * torch.randn_like(latent))
        each = [F.cross_entropy(logits[name].float(), labels[:, COLUMNS[name]], label_smoothing=0.05) for name in NAMED]
        loss = torch.stack(each).sum()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        losses["loss"], losses["subject"] = loss.detach(), each[0].detach()


def load(config: Config) -> Features:
    """The trained features, frozen; SystemExit when there is no checkpoint."""
    path = config.build / "features.pt"
    if not path.is_file():
        raise SystemExit(f"{path}: no features yet; run: python -m tools.house.train features")
    net = Features(config.sizes.latent_channels)
    net.load_state_dict(torch.load(path, map_location="cpu", weights_only=True)["net"])
    return net.to(device()).eval().requires_grad_(False)
