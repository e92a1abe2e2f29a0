"""The cue list, as a tracking console reads it: a cue holds what it names, and all else as the cues before left it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from live.material import image_place, seed_number
from live.show import Cue, Show, Walk


@dataclass(frozen=True, slots=True)
class Scene:
    """How the picture is asked for when no voice and no operator say otherwise."""

    prompt: str
    style: str
    mood: str
    seed: int
    drift_hz: float
    carry: float
    brightness: float
    fade_s: float
    negative: str
    guidance: float
    walk: Walk
    seeds: tuple[int, ...]
    image: str
    image_share: float
    loras: tuple[tuple[str, float], ...]
    """(name, weight) of the show's LoRAs."""
    source: str
    """Where the prompt came from, for the desk: resting, cue 'dawn'."""


def opening_scene(show: Show) -> Scene:
    """The scene before the first GO."""
    picture = show.picture
    return Scene(
        prompt=picture.resting,
        style=picture.style,
        mood=picture.mood,
        seed=seed_number(show, picture.seed),
        drift_hz=picture.drift_hz,
        carry=picture.carry,
        brightness=1.0,
        fade_s=picture.fade_s,
        negative=picture.negative,
        guidance=picture.guidance,
        walk=picture.walk,
        seeds=tuple(seed_number(show, seed) for seed in picture.seeds),
        image=image_place(show, picture.image),
        image_share=picture.image_share,
        loras=tuple((lora.name, lora.weight) for lora in show.lora),
        source="resting",
    )


def scenes_of(show: Show) -> tuple[Scene, ...]:
    """The scenes of a whole show by cue number; the first is before the first cue."""
    scenes = [opening_scene(show)]
    for cue in show.cue:
        scenes.append(_apply(scenes[-1], cue, show))
    return tuple(scenes)


def _apply(scene: Scene, cue: Cue, show: Show) -> Scene:
    named = {key: value for key in _TRACKED if (value := getattr(cue, key)) is not None}
    if "prompt" in named:
        named["source"] = f"cue {cue.name!r}"
    if "seed" in named:
        named["seed"] = seed_number(show, named["seed"])
    if "seeds" in named:
        named["seeds"] = tuple(seed_number(show, seed) for seed in named["seeds"])
    if "image" in named:
        named["image"] = image_place(show, named["image"])
    fade_s = show.picture.fade_s if cue.fade_s is None else cue.fade_s
    return replace(scene, fade_s=fade_s, loras=weighed(scene.loras, cue.lora), **named)


def weighed(loras: tuple[tuple[str, float], ...], weights: dict[str, float]) -> tuple[tuple[str, float], ...]:
    """The LoRAs with new weights for those that are named."""
    return tuple((name, weights.get(name, weight)) for name, weight in loras)


_TRACKED = (
    *("prompt", "style", "mood", "seed", "drift_hz", "carry", "brightness"),
    *("negative", "guidance", "walk", "seeds", "image", "image_share"),
)
"""What a cue holds where it names it, and leaves as it was where it doesn't."""
