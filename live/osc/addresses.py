"""The address table: every OSC address the stage understands, with its arguments, ranges and meaning.

The parser, the checks, the desk page, the command-line help and docs/osc.md are all made from this one table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from live.events import Value

Kind = Literal["int", "float", "text", "bool"]
Lane = Literal["fast", "slow", "heard"]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument. Numbers outside `low`..`high` are clamped; one with `default` None must be given."""

    name: str
    kind: Kind
    default: Value | None = None
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True, slots=True)
class Address:
    """One row: what a message to `address` carries and does.

    Lane: 'fast' changes the very next picture, 'slow' goes through the painter, 'heard' comes from the ears.
    """

    address: str
    lane: Lane
    meaning: str
    arguments: tuple[Argument, ...] = ()


def _text(name: str, default: Value | None = None) -> Argument:
    return Argument(name, "text", default)


def _float(name: str, low: float, high: float, default: Value | None = None) -> Argument:
    return Argument(name, "float", default, low, high)


def _int(name: str, low: int, high: int, default: Value | None = None) -> Argument:
    return Argument(name, "int", default, low, high)


ASIS = -1.0
"""Default of a fade time that was not given: the show's own fade is used."""

_FADE = _float("fade_s", ASIS, 600.0, ASIS)
_WHEN = (_float("sound_s", -1.0, 1e9, -1.0), _float("onset_s", -1.0, 1e9, -1.0))

TABLE: tuple[Address, ...] = (
    Address("/prompt", "slow", "Paint this, in place of every other prompt.", (_text("prompt"), _FADE)),
    Address(
        "/slot",
        "slow",
        "Set one of eight weighted prompts; weight 0 or an empty text clears it.",
        (_int("slot", 1, 8), _text("prompt"), _float("weight", 0.0, 1.0, 1.0), _FADE),
    ),
    Address(
        "/style",
        "slow",
        "Style words added to every prompt; empty: the show's own.",
        (_text("style", ""), _FADE),
    ),
    Address(
        "/mood",
        "slow",
        "Mood words added to every prompt; empty: the show's own.",
        (_text("mood", ""), _FADE),
    ),
    Address(
        "/seed",
        "slow",
        "Walk to another noise field; leaves a walk through `seeds`.",
        (_int("seed", 0, 2**31 - 1), _FADE),
    ),
    Address("/drift", "slow", "Speed of the walk through noise, fields a second.", (_float("drift_hz", 0.0, 4.0),)),
    Address("/carry", "slow", "Share of the last latent in the next.", (_float("carry", 0.0, 0.4),)),
    Address(
        "/circle",
        "slow",
        "Walk round a circle of noise that closes after 4 / drift_hz seconds, or along the row; leaves `seeds`.",
        (Argument("on", "bool", True), _FADE),
    ),
    Address(
        "/negative",
        "slow",
        "What the picture should keep away from, where the model takes it; empty: the show's own.",
        (_text("prompt", ""), _FADE),
    ),
    Address(
        "/guidance",
        "slow",
        "Guidance scale, where the model takes one; 0 leaves it to the model.",
        (_float("scale", 0.0, 20.0), _FADE),
    ),
    Address(
        "/lora",
        "slow",
        "Weight of one of the show's LoRAs, by its name.",
        (_text("name"), _float("weight", -4.0, 4.0), _FADE),
    ),
    Address(
        "/image",
        "slow",
        "Start from a picture: an image or movie of the show's folder, or a camera (`camera:screen` only where the "
        "show names it); empty: none.",
        (_text("image", ""), _FADE),
    ),
    Address("/image/share", "slow", "How much of that picture is kept.", (_float("share", 0.0, 1.0), _FADE)),
    Address("/steps", "slow", "Denoising steps a frame.", (_int("steps", 1, 4),)),
    Address(
        "/emotion", "slow", "From what the words name (0) to what they feel like (1).", (_float("dial", 0.0, 1.0),)
    ),
    Address("/go", "slow", "Next cue; in a show without cues the next line of its script."),
    Address("/back", "slow", "Cue before; in a show without cues the line before."),
    Address("/cue", "slow", "Go to a cue by its number, from 1.", (_int("number", 1, 9999),)),
    Address("/line", "slow", "Go to a line of the script by its number, from 1.", (_int("number", 1, 99999),)),
    Address("/line/next", "slow", "Next line of the script."),
    Address("/line/back", "slow", "Line before."),
    Address("/veto", "slow", "Drop what the public has said: on the wall, waiting, and for the rest of the show."),
    Address("/ears/gain", "slow", "Gain of the microphones.", (_float("gain_db", -40.0, 40.0),)),
    Address(
        "/ears/gate", "slow", "Sound below this is silence; -80 lets all through.", (_float("gate_db", -80.0, 0.0),)
    ),
    Address("/ears/mute", "slow", "Stop listening, or listen again.", (Argument("on", "bool", True),)),
    Address("/blackout", "fast", "Black, or back to the picture.", (Argument("on", "bool", True),)),
    Address("/freeze", "fast", "Hold this picture, or let it move again.", (Argument("on", "bool", True),)),
    Address(
        "/brightness",
        "fast",
        "Master brightness.",
        (_float("level", 0.0, 1.0), _float("fade_s", 0.0, 60.0, 0.0)),
    ),
    Address("/panic", "fast", "Forget every prompt and override, show the resting picture."),
    Address("/heard/partial", "heard", "Words so far; they may change.", (_text("words"), *_WHEN)),
    Address("/heard/committed", "heard", "Final words.", (_text("words"), *_WHEN)),
    Address("/heard/translated", "heard", "What the final words mean in English.", (_text("words"), *_WHEN)),
    Address("/heard/language", "heard", "Language that is spoken, by its ISO 639 code.", (_text("code"),)),
    Address(
        "/heard/voice",
        "heard",
        "How it is said, against how this speaker has spoken so far.",
        (
            _float("loudness", 0.0, 1.0),
            _float("pitch_hz", 0.0, 2000.0, 0.0),
            _float("rate_hz", 0.0, 20.0, 0.0),
            _float("arousal", -1.0, 1.0, 0.0),
        ),
    ),
    Address("/heard/level", "heard", "Loudness of the voice, 0..1.", (_float("level", 0.0, 1.0),)),
    Address("/heard/status", "heard", "State of the ears, for the desk.", (_text("state"), _text("detail", ""))),
)

BY_ADDRESS: dict[str, Address] = {row.address: row for row in TABLE}
