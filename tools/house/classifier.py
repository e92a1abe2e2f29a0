"""The judge: a small convolutional classifier trained on the painter's pictures alone; never on the model's own."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tools.house import latents, vocabulary
from tools.house.config import Config
from tools.house.heard import COLUMNS
from tools.house.run import Average, Stage, device, half

JUDGED = ("subject", "style", "palette", "mood")
PRESENT = "present"
"""The head that says of every subject whether it is anywhere in the picture, for prompts that ask for two."""
WIDTHS = (32, 64, 128, 256)
SIDE = 64
"""Pixels along a side that the judge looks at: enough for shapes, and few enough to learn them in minutes."""


class Judge(nn.Module):
    """Picture (B, 3, s, s) in 0..1 -> logits of subject, style, palette, mood, and of each subject's presence."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = 3
        for width in WIDTHS:
            layers += [nn.Conv2d(before, width, 3, 2, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
            grouped = nn.Conv2d(width, width, 3, 1, 1, groups=width // 16, bias=False)
            layers += [grouped, nn.BatchNorm2d(width), nn.ReLU()]
            before = width
        self.body = nn.Sequential(*layers)
        counts = {name: len(vocabulary.ATTRIBUTES[name]) for name in JUDGED}
        counts[PRESENT] = counts["subject"]
        self.heads = nn.ModuleDict({name: nn.Linear(2 * before, count) for name, count in counts.items()})

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        """Logits of each attribute: (B, classes). Larger pictures are first brought to SIDE x SIDE."""
        image = shrunk(image)
        seen = self.body(image * 2 - 1)
        pooled = torch.cat([seen.mean((2, 3)), seen.amax((2, 3))], 1)
        return {name: head(pooled) for name, head in self.heads.items()}


def shrunk(image: Tensor) -> Tensor:
    """The picture at no more than SIDE x SIDE, by area."""
    return F.interpolate(image, size=(SIDE, SIDE), mode="area") if image.shape[-1] > SIDE else image


def roughen(image: Tensor) -> Tensor:
    """Blur and noise of random strength, so that the judge looks at shapes rather than at grain."""
    count, kind = len(image), image.device
    soft = F.avg_pool2d(F.pad(image, (1, 1, 1, 1), mode="replicate"), 3, 1)
    soft2 = F.interpolate(F.avg_pool2d(image, 2), scale_factor=2.0, mode="bilinear")
    pick = torch.randint(4, (count, 1, 1, 1), device=kind)
    image = torch.where(pick == 1, soft, torch.where(pick == 2, soft2, image))
    image = image + torch.randn_like(image) * 0.06 * torch.rand(count, 1, 1, 1, device=kind)
    return image.clamp(0, 1)


def present(labels: Tensor) -> Tensor:
    """Which subjects a scene shows: spec rows (B, fields) int64 -> (B, subjects) float32, ones and zeros."""
    count = len(vocabulary.SUBJECTS)
    first, second = labels[:, COLUMNS["subject"]], labels[:, COLUMNS["second"]]
    shown = F.one_hot(torch.where(second < 0, first, second), count) + F.one_hot(first, count)
    return shown.clamp(max=1).float()


def train(config: Config) -> None:
    """Train (or go on training) the judge within its budget, on the same painted scenes that made the latents."""
    kind = device()
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    _, rows = latents.train(config)
    pictures, labels = latents.small_pictures(config), torch.from_numpy(rows).to(kind)
    judge = Judge().to(kind).train()
    optimiser = torch.optim.AdamW(judge.parameters(), lr=config.classifier.rate, weight_decay=1e-2)
    average = Average(judge, min(config.ema, 0.995))
    stage = Stage(config, "classifier", config.classifier)
    stage.parts = {"judge": judge, "optimiser": optimiser, "average": average}
    for losses in stage.steps(optimiser):
        chosen = np.random.default_rng((config.seed, stage.step)).integers(len(rows), size=config.classifier.batch)
        image = torch.from_numpy(pictures[chosen]).to(kind).float().div_(255)
        with half(kind):
            logits = judge(roughen(shrunk(image)))
        each = [
            F.cross_entropy(logits[name].float(), labels[chosen, COLUMNS[name]], label_smoothing=0.05)
            for name in JUDGED
        ]
        there = F.binary_cross_entropy_with_logits(logits[PRESENT].float(), present(labels[chosen]))
        loss = torch.stack(each).sum() + 10 * there  # the mean over all subjects is small
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        average.update(judge)
        losses["loss"] = loss.detach()
        losses |= {name: value.detach() for name, value in zip(JUDGED, each, strict=True)}


def load(config: Config) -> Judge:
    """The averaged judge; SystemExit when there is no checkpoint."""
    path = config.build / "classifier.pt"
    if not path.is_file():
        raise SystemExit(f"{path}: no judge yet; run: python -m tools.house.train classifier")
    saved = torch.load(path, map_location="cpu", weights_only=True)["average"]["state"]
    judge = Judge()
    own = judge.state_dict()
    judge.load_state_dict({name: value.to(own[name].dtype) for name, value in saved.items()})
    return judge.to(device()).eval()
