"""The judge: a small convolutional classifier trained on the painter's pictures alone; never on the model's own."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_model, save_model
from torch import Tensor, nn

from tools.house import vocabulary
from tools.house.cast import COLUMNS
from tools.house.config import CPU, Config
from tools.house.learner import Learner
from tools.house.painter.paint import paint_and_tell
from tools.house.pictures import chunk_size, table
from tools.house.run import checkpoint, device, half
from tools.house.scenes import SceneSpec, in_any_company, with_pairs

JUDGED = ("subject", "style", "palette", "mood")
PRESENT = "present"
"""What says of every subject how surely it is anywhere in the picture, for prompts that ask for two."""
WHERE = "where"
"""What says of every cell of the picture which subject is seen there, the last: none."""
WIDTHS = (48, 96, 192, 384)
SIDE, PAINTED = 96, 128
"""Pixels along a side that the judge looks at, and that its scenes are painted at: enough for the smaller of two
shapes, and few enough to learn them in minutes."""
CELLS = SIDE // 8
"""Cells along a side in which it says who is where; as fine as the maps of its last level but one."""
COVERED = 0.3
"""Share of a cell that a subject must cover to be seen there."""
PAIRS = 0.5
"""Share of its scenes that show two subjects, far more than other stages see: who names two must have seen many."""
ANY_COMPANY = 0.5
"""Share of its scenes whose style, palette, mood and hour have nothing to do with one another."""
SEED = 500
"""The judge's scenes come from a seed of their own: it has seen none that any other stage learns from."""

SHIPPED = Path(__file__).with_name("judge.safetensors")
"""The judge of the evaluation: python -m tools.house.classifier writes it from the checkpoint."""


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
    """Picture (B, 3, s, s) in 0..1 -> logits of subject, style, palette, mood; of who is there; and of who is where.

    It is taught where every subject is, cell by cell, as the painter knows it: a picture of two is then two shapes that
    it knows, each in its place, and need not have been seen before.
    """

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(*(Level(a, b) for a, b in pairwise((3, *WIDTHS))))
        counts = {name: len(vocabulary.ATTRIBUTES[name]) for name in JUDGED}
        counts[PRESENT] = counts["subject"]
        self.heads = nn.ModuleDict({name: nn.Linear(2 * WIDTHS[-1], count) for name, count in counts.items()})
        width = WIDTHS[-2]
        self.near, self.far = nn.Conv2d(width, width, 1, bias=False), nn.Conv2d(WIDTHS[-1], width, 1)
        self.join = nn.Sequential(
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, 1, 1, groups=width // 16, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, counts["subject"] + 1, 1),
        )
        self.trust = nn.ParameterDict({name: torch.ones(2) for name in ("subject", PRESENT)})
        """How much is made of the area that a subject has, and of the cell where it is seen best."""

    def look(self, image: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        """The features, means and peaks of the last maps, (B, 2 * WIDTHS[-1]); and the logits: of each attribute
        (B, classes), PRESENT a distribution over all who are there, WHERE (B, subjects + 1, CELLS, CELLS).

        Larger pictures are first brought to SIDE x SIDE.
        """
        near = self.body[:-1](shrunk(image) * 2 - 1)
        far = self.body[-1](near)
        features = torch.cat([far.mean((2, 3)), far.amax((2, 3))], 1)
        found = {name: head(features) for name, head in self.heads.items()}
        found[WHERE] = self.join(self.near(near) + F.interpolate(self.far(far), size=near.shape[-2:], mode="bilinear"))
        seen = torch.log_softmax(found[WHERE].float(), 1)[:, :-1].flatten(2)
        area, peak = torch.logsumexp(seen, 2), seen.amax(2)
        for name, (much, sure) in self.trust.items():
            found[name] = found[name] + much * area.clamp(min=-6) + sure * peak.clamp(min=-6)
        return features, found

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        """All logits, as `look` has them."""
        return self.look(image)[1]


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


def wanted(config: Config) -> list[SceneSpec]:
    """The judge's own scenes: many of two subjects, and many in any company."""
    specs = with_pairs(config.judged, PAIRS, config.seed + SEED)
    return in_any_company(specs, ANY_COMPANY, config.seed + SEED)


def whose(shown: Tensor) -> Tensor:
    """By how much of a pixel each of two subjects covers, (B, 2, s, s): who is seen in each cell, (B, CELLS, CELLS)
    uint8: 0 nobody, 1 the first, 2 the second."""
    share = F.interpolate(shown, size=(CELLS, CELLS), mode="area")
    most, which = share.max(1)
    return torch.where(most > COVERED, which + 1, 0).to(torch.uint8)


def places(owners: Tensor, labels: Tensor) -> Tensor:
    """Owners of cells (B, CELLS, CELLS), as `whose` has them, of scenes with spec rows (B, fields): which subject is
    seen in each, int64, the number of subjects for none."""
    nobody = torch.full_like(labels[:, 0], len(vocabulary.SUBJECTS))
    names = torch.stack([nobody, labels[:, COLUMNS["subject"]], labels[:, COLUMNS["second"]]], 1)
    return names.gather(1, owners.long().flatten(1)).view_as(owners)


def mirrored(image: Tensor, where: Tensor) -> tuple[Tensor, Tensor]:
    """Pictures (B, 3, s, s) and who is where in them (B, CELLS, CELLS), half of them mirrored left to right: what is
    named in a scene is in its mirror image too."""
    turned = torch.rand(len(image), device=image.device) < 0.5
    return (
        torch.where(turned.view(-1, 1, 1, 1), image.flip(3), image),
        torch.where(turned.view(-1, 1, 1), where.flip(2), where),
    )


class Scenes:
    """The judge's painted scenes, on disk: made on first use, gone on with where they are half made."""

    def __init__(self, config: Config) -> None:
        specs = wanted(config)
        folder, count = config.build / "judge", len(specs)
        folder.mkdir(parents=True, exist_ok=True)
        self.pictures = self._file(folder / f"pictures-{SIDE}-{count}.u8", (count, 3, SIDE, SIDE))
        self.owners = self._file(folder / f"owners-{CELLS}-{count}.u8", (count, CELLS, CELLS))
        self.labels = torch.from_numpy(table(specs))
        self._paint(specs, folder / f"painted-{SIDE}-{count}.txt")

    @staticmethod
    def _file(path: Path, shape: tuple[int, ...]) -> np.memmap:
        return np.memmap(path, np.uint8, "r+" if path.is_file() else "w+", shape=shape)

    def _paint(self, specs: list[SceneSpec], note: Path) -> None:
        """Paint what is missing, larger than it is kept, so that edges are as smooth as those of a picture brought down
        to SIDE; `note` tells how many are there."""
        done, step = int(note.read_text()) if note.is_file() else 0, chunk_size()
        for start in range(done, len(specs), step):
            chunk = specs[start : start + step]
            image, shown = paint_and_tell(chunk, size=PAINTED, device=device())
            image = shrunk(image).mul(255).round().clamp(0, 255)
            self.pictures[start : start + len(chunk)] = image.to(torch.uint8).cpu().numpy()
            self.owners[start : start + len(chunk)] = whose(shown).cpu().numpy()
            if start // step % 64 == 0 or start + step >= len(specs):
                self.pictures.flush()
                self.owners.flush()
                note.write_text(str(start + len(chunk)))

    def deal(self, chosen: np.ndarray) -> tuple[Tensor, Tensor, Tensor]:
        """Scenes by their numbers (B,): pictures (B, 3, SIDE, SIDE) float32 in 0..1, spec rows (B, fields), and which
        subject is seen in each cell (B, CELLS, CELLS)."""
        kind, labels = device(), self.labels[chosen]
        image = torch.from_numpy(self.pictures[chosen]).to(kind, memory_format=torch.channels_last)
        where = places(torch.from_numpy(self.owners[chosen]), labels)
        return image.float().div_(255), labels.to(kind), where.to(kind)


def train(config: Config) -> None:
    """Train (or go on training) the judge within its budget, on painted scenes of its own."""
    kind = device()
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    scenes = Scenes(config)
    judge = Judge().to(kind, memory_format=torch.channels_last).train()
    learner = Learner(config, "classifier", judge)
    for losses in learner.lessons():
        rng = np.random.default_rng((config.seed, learner.stage.step))
        image, labels, where = scenes.deal(rng.integers(len(scenes.labels), size=config.classifier.batch))
        image, where = mirrored(image, where)
        with half(kind):
            logits = judge(roughen(image))
        each = {
            name: F.cross_entropy(logits[name].float(), labels[:, COLUMNS[name]], label_smoothing=0.05)
            for name in JUDGED
        }
        each[PRESENT] = F.cross_entropy(logits[PRESENT].float(), F.normalize(present(labels), 1, dim=1))
        each[WHERE] = F.cross_entropy(logits[WHERE].float(), where)
        loss = torch.stack(list(each.values())).sum()
        learner.learn(loss)
        losses["loss"] = loss.detach()
        losses |= {name: value.detach() for name, value in each.items()}


def load(config: Config) -> Judge:
    """The averaged judge of the checkpoint, or else the shipped one, which the figures of the card are by."""
    judge = Judge()
    if (config.build / "classifier.pt").is_file():
        saved, own = checkpoint(config, "classifier")["average"]["state"], judge.state_dict()
        judge.load_state_dict({name: value.to(own[name].dtype) for name, value in saved.items()})
    else:
        load_model(judge, SHIPPED)
    return judge.to(device()).eval()


def ship(config: Config, path: Path = SHIPPED) -> None:
    """Write the judge of the checkpoint beside this module, in float16: who evaluates need not train one."""
    judge = load(config).cpu()
    save_model(judge.half(), path)
    print(f"{path}: {path.stat().st_size / 2**20:.1f} MiB")


if __name__ == "__main__":
    ship(CPU)
