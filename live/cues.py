"""The cue list, as a tracking console reads it: a cue holds what it names, and all else as the cues before left it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from live.show import Cue, Show


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
    source: str
    """Where the prompt came from, for the desk: resting, cue 'dawn'."""


def opening_scene(show: Show) -> Scene:
    """The scene before the first GO."""
    picture = show.picture
    return Scene(
        prompt=picture.resting,
        style=picture.style,
        mood=picture.mood,
        seed=picture.seed,
        drift_hz=picture.drift_hz,
        carry=picture.carry,
        brightness=1.0,
        fade_s=picture.fade_s,
        source="resting",
    )


def scene_at(show: Show, number: int) -> Scene:
    """The scene in cue `number` (from 1; 0 is before the first), by folding all cues up to it."""
    scene = opening_scene(show)
    for cue in show.cue[:number]:
        scene = _apply(scene, cue, show.picture.fade_s)
    return scene


def _apply(scene: Scene, cue: Cue, usual_fade_s: float) -> Scene:
    named = {
        key: value
        for key in ("prompt", "style", "mood", "seed", "drift_hz", "carry", "brightness")
        if (value := getattr(cue, key)) is not None
    }
    if "prompt" in named:
        named["source"] = f"cue {cue.name!r}"
    return replace(scene, fade_s=usual_fade_s if cue.fade_s is None else cue.fade_s, **named)
