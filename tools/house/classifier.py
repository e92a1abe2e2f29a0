"""The judge: a small convolutional classifier trained on the painter's pictures alone; never on the model's own."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tools.house import vocabulary
from tools.house.cast import COLUMNS
from tools.house.config import Config
from tools.house.learner import Learner
from tools.house.pictures import chunk_size, table
from tools.house.run import checkpoint, device, half
from tools.house.scenes import paint, with_pairs

JUDGED = ("subject", "style", "palette", "mood")
PRESENT = "present"
"""The head that says of every subject whether it is anywhere in the picture, for prompts that ask for two."""
WIDTHS = (48, 96, 192, 384)
SIDE, PAINTED = 96, 128
"""Pixels along a side that the judge looks at, and that its scenes are painted at: enough for the smaller of two
shapes, and few enough to learn them in minutes."""
PAIRS = 0.4
"""Share of its scenes that show two subjects, twice what other stages see: who names two must have seen many."""
SEED = 500
"""The judge's scenes come from a seed of their own: it has seen none that any other stage learns from."""


class Level(nn.Module):
    """One level of the judge: half the size, then a residual block of grouped convolutions."""

    def __init__(self, before: int, width: int) -> None:
        super().__init__()
        self.enter = nn.Sequential(nn.Conv2d(before, width, 3, 2, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.block = nn.Sequential(
            nn.Conv2d(width, width, 3, 1, 1, groups=width // 16, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width, 1, bias=False),
            nn.BatchNorm2d(width),
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)
        return F.relu(x + self.block(x))


class Judge(nn.Module):
    """Picture (B, 3, s, s) in 0..1 -> logits of subject, style, palette, mood, and of each subject's presence."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(*(Level(a, b) for a, b in pairwise((3, *WIDTHS))))
        counts = {name: len(vocabulary.ATTRIBUTES[name]) for name in JUDGED}
        counts[PRESENT] = counts["subject"]
        self.heads = nn.ModuleDict({name: nn.Linear(2 * WIDTHS[-1], count) for name, count in counts.items()})

    def features(self, image: Tensor) -> Tensor:
        """What the heads read: means and peaks of the last feature maps, (B, 2 * WIDTHS[-1])."""
        seen = self.body(shrunk(image) * 2 - 1)
        return torch.cat([seen.mean((2, 3)), seen.amax((2, 3))], 1)

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        """Logits of each attribute: (B, classes), and of who is there, a distribution over all who are. Larger pictures
        are first brought to SIDE x SIDE."""
        pooled = self.features(image)
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


def scenes(config: Config) -> tuple[np.ndarray, np.ndarray]:
    """The judge's own painted scenes: pictures (n, 3, SIDE, SIDE) uint8, specs (n, fields) int64; made on first use.

    They are painted larger, so that edges are as smooth as those of a picture brought down to SIDE.
    """
    wanted = with_pairs(config.judged, PAIRS, config.seed + SEED)
    folder, count = config.build / "judge", len(wanted)
    folder.mkdir(parents=True, exist_ok=True)
    file, notes = folder / f"pictures-{SIDE}-{count}.u8", folder / f"specs-{SIDE}-{count}.npy"
    seen = np.memmap(file, np.uint8, "r+" if file.is_file() else "w+", shape=(count, 3, SIDE, SIDE))
    done = len(np.load(notes)) if notes.is_file() else 0
    step = chunk_size()
    for start in range(done, count, step):
        chunk = wanted[start : start + step]
        image = shrunk(paint(chunk, size=PAINTED, device=device())).mul(255).round().clamp(0, 255)
        seen[start : start + len(chunk)] = image.to(torch.uint8).cpu().numpy()
        if start // step % 64 == 0 or start + step >= count:
            seen.flush()
            np.save(notes, table(wanted[: start + len(chunk)]))
    return seen, np.load(notes)


def train(config: Config) -> None:
    """Train (or go on training) the judge within its budget, on painted scenes of its own."""
    kind = device()
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    pictures, rows = scenes(config)
    labels = torch.from_numpy(rows).to(kind)
    judge = Judge().to(kind, memory_format=torch.channels_last).train()
    learner = Learner(config, "classifier", judge)
    for losses in learner.lessons():
        step = learner.stage.step
        chosen = np.random.default_rng((config.seed, step)).integers(len(rows), size=config.classifier.batch)
        image = torch.from_numpy(pictures[chosen]).to(kind, memory_format=torch.channels_last).float().div_(255)
        with half(kind):
            logits = judge(roughen(image))
        each = [
            F.cross_entropy(logits[name].float(), labels[chosen, COLUMNS[name]], label_smoothing=0.05)
            for name in JUDGED
        ]
        there = F.cross_entropy(logits[PRESENT].float(), F.normalize(present(labels[chosen]), 1, dim=1))
        loss = torch.stack(each).sum() + there
        learner.learn(loss)
        losses["loss"], losses["there"] = loss.detach(), there.detach()
        losses |= {name: value.detach() for name, value in zip(JUDGED, each, strict=True)}


def load(config: Config) -> Judge:
    """The averaged judge; SystemExit when there is no checkpoint."""
    saved, judge = checkpoint(config, "classifier")["average"]["state"], Judge()
    own = judge.state_dict()
    judge.load_state_dict({name: value.to(own[name].dtype) for name, value in saved.items()})
    return judge.to(device()).eval()
