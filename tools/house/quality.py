"""How near the model's pictures come to the painter's: distance, precision, recall, diversity; the autoencoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from tools.house import vocabulary
from tools.house.cast import COLUMNS
from tools.house.classifier import JUDGED
from tools.house.config import Config
from tools.house.easel import Easel, Picture
from tools.house.eye import Eye, Seen, together
from tools.house.fidelity import fidelity, halved
from tools.house.figures import frechet, precision_recall, projected, spread
from tools.house.pictures import chunk_size, table
from tools.house.prompts import UNSEEN_SEED, Asked, scenes_of_two
from tools.house.run import device
from tools.house.scenes import SceneSpec, caption, paint, sample_specs
from tools.house.scores import score_both

OTHER_SEED = UNSEEN_SEED + 2
"""Scenes of the set that the painter is compared with itself by."""
FULL = ("subject", "style", "palette", "time", "mood")
"""What a prompt for the figures of diversity names, so that little but the seed is left free."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pictures the figures are taken from."""

    pictures: int = 1024
    """Of every set that is compared."""
    fixed: int = 16
    """Scenes and prompts whose diversity is measured."""
    seeds: int = 8
    """Pictures of each of those."""
    returned: int = 128
    """Pictures put through the autoencoder for its own figures."""


@dataclass(frozen=True, slots=True)
class Lot:
    """A set of pictures as the figures see it: what the judge sees, and the latents, projected (n, 128)."""

    seen: Seen
    latents: NDArray[np.float64]


def painted(specs: Sequence[SceneSpec], size: int) -> list[Picture]:
    """Scenes by the painter, (size, size, 3) uint8."""
    found: list[Picture] = []
    step = chunk_size()
    for start in range(0, len(specs), step):
        image = paint(list(specs[start : start + step]), size=size, device=device()).mul(255).round().clamp(0, 255)
        found.extend(image.to(torch.uint8).permute(0, 2, 3, 1).cpu().numpy())
    return found


def prompts_of(specs: Sequence[SceneSpec], seed: int = 11) -> list[tuple[str, int]]:
    """A caption of each scene, as training hears them, and a noise to paint it from."""
    rng = np.random.default_rng(seed)
    return [(caption(spec, rng), int(rng.integers(2**31))) for spec in specs]


def flat(latents: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
    """Latents (1, C, h, w) as rows on a fixed random basis: (n, 128), or (n, C h w) where that is less.

    Not their means over the picture: those say nothing of where things are, which is most of what a latent holds.
    """
    return projected(np.concatenate(latents).reshape(len(latents), -1))


def unlike(a: Lot, b: Lot) -> dict[str, float]:
    """Figures of a set `b` against the painter's `a`."""
    precision, recall = precision_recall(a.seen.features, b.seen.features)
    return {
        "frechet_judge": frechet(projected(a.seen.features), projected(b.seen.features)),
        "frechet_latent": frechet(a.latents, b.latents),
        "precision": precision,
        "recall": recall,
    }


def by_painter(easel: Easel, eye: Eye, config: Config, counts: Counts) -> tuple[Lot, dict[str, float]]:
    """The painter's set, and figures of the painter alone: against other scenes of its own, and against these through
    the shipped autoencoder; what the judge names right in either."""
    specs, others = sample_specs(counts.pictures, UNSEEN_SEED), sample_specs(counts.pictures, OTHER_SEED)
    true = _looked(easel, eye, painted(specs, config.sizes.size), "painter")
    other_pictures = painted(others, config.sizes.size)
    other = _looked(easel, eye, other_pictures, "painter, other scenes")
    back = [eye.look_at(images) for _, images in easel.decoded(other_pictures, "painter, decoded")]
    through = Lot(together(back), other.latents)
    figures = {f"painter_{name}": value for name, value in unlike(true, other).items()}
    decoded = {f"decoded_{name}": value for name, value in unlike(true, through).items()}
    decoded.pop("decoded_frechet_latent")
    labels = table(others)
    for kind, lot in (("painted", other), ("decoded", through)):
        right = {name: lot.seen.names[name] == labels[:, COLUMNS[name]] for name in JUDGED}
        figures |= {f"judge_{name}_{kind}": float(np.mean(good)) for name, good in right.items()}
    return true, figures | decoded


def _looked(easel: Easel, eye: Eye, images: Sequence[Picture], title: str) -> Lot:
    step = chunk_size()
    seen = together(eye.look_at(images[start : start + step]) for start in range(0, len(images), step))
    return Lot(seen, flat([latent for chunk in easel.encoded(images, title) for latent in chunk]))


def by_model(easel: Easel, eye: Eye, true: Lot, steps: Sequence[int]) -> dict[int, dict[str, float]]:
    """Figures of the model against the painter's set, by number of steps: asked for the captions of its scenes."""
    asked = prompts_of(sample_specs(len(true.latents), UNSEEN_SEED))
    seen: dict[int, list[Seen]] = {count: [] for count in steps}
    latents: dict[int, list[NDArray[np.float32]]] = {count: [] for count in steps}
    for made in easel.painted(asked, steps, "captions"):
        for count in steps:
            seen[count].append(eye.look_at([one[count].image for one in made]))
            latents[count].extend(one[count].latent for one in made)
    return {count: unlike(true, Lot(together(seen[count]), flat(latents[count]))) for count in steps}


def both_painted(eye: Eye, config: Config, count: int) -> float:
    """Share of painted scenes of two subjects of which the judge names both: the ceiling for two."""
    specs = scenes_of_two(count)
    shows = [Asked("", 0, (("subject", spec.subject), ("second", spec.second))) for spec in specs]
    return score_both(shows, eye.look_at(painted(specs, config.sizes.size)))["both_subjects"]


def diversity(
    easel: Easel, eye: Eye, config: Config, counts: Counts, steps: Sequence[int]
) -> tuple[dict[str, float], dict[int, dict[str, float]]]:
    """How unlike the pictures of one prompt are: the painter's at a fixed scene, and the model's by number of steps.

    Mean distance over pairs of seeds, mean over prompts: Euclidean in the judge's features; in pixels root mean
    square, 0..255.
    """
    plain = {"second": -1, "relation": 0, "composition": 0, "weather": 0, "light": 0}
    specs = [replace(spec, **plain) for spec in sample_specs(counts.fixed, OTHER_SEED + 1)]
    scenes = [replace(spec, seed=OTHER_SEED + k) for spec in specs for k in range(counts.seeds)]
    pictures = painted(scenes, config.sizes.size)
    figures = {f"painter_{name}": value for name, value in _spreads(eye, pictures, counts.seeds).items()}
    apart = [np.float32(a) - b for a, b in zip(pictures, pictures[counts.seeds :], strict=False)]
    figures["painter_unrelated_pixels"] = float(np.mean([np.sqrt(np.mean(one**2)) for one in apart]))
    asked = [(_full(spec), k) for spec in specs for k in range(counts.seeds)]
    made = [one for chunk in easel.painted(asked, steps, "seeds") for one in chunk]
    return figures, {count: _spreads(eye, [one[count].image for one in made], counts.seeds) for count in steps}


def _full(spec: SceneSpec) -> str:
    return ", ".join(vocabulary.ATTRIBUTES[name][getattr(spec, name)].name for name in FULL)


def _spreads(eye: Eye, pictures: Sequence[Picture], seeds: int) -> dict[str, float]:
    groups = [pictures[start : start + seeds] for start in range(0, len(pictures), seeds)]
    pixels = [np.stack(group).reshape(len(group), -1) for group in groups]
    return {
        "diversity_judge": float(np.mean([spread(eye.look_at(group).features) for group in groups])),
        "diversity_pixels": float(np.mean([spread(rows) / rows.shape[1] ** 0.5 for rows in pixels])),
    }


def returned(easel: Easel, config: Config, counts: Counts) -> dict[str, float]:
    """Pictures through the shipped encoder and decoder; and, to read the figures by, pictures at half resolution."""
    pictures = painted(sample_specs(counts.returned, OTHER_SEED + 2), config.sizes.size)
    back = [image for _, images in easel.decoded(pictures, "autoencoder") for image in images]
    true, made = (torch.from_numpy(np.stack(stack)).permute(0, 3, 1, 2).float().div(255) for stack in (pictures, back))
    figures = {f"autoencoder_{name}": value for name, value in fidelity(made, true).items()}
    return figures | {f"half_size_{name}": value for name, value in fidelity(halved(true), true).items()}
