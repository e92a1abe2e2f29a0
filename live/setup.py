"""What a stage is started with, and the children that its show needs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from live.crew import Job
from live.kit import NO_KIT, Kit
from live.material import model_place
from live.show import Show, Venue

_ENGINE_SILENCE_S = 3.0
"""An engine whose heart has not beaten for so long, beside what its frames take, hangs."""

_ENGINE_LOADS_S = 300.0
"""A large model may take so long from a slow disk to its first frame; ended sooner, it would be loaded for ever."""

_EYES_SILENCE_S = 15.0
"""Eyes that say nothing for so long hang; a source that hangs they end themselves, sooner."""
_SMALL = 256, 256


@dataclass(frozen=True, slots=True)
class Setup:
    """What a stage is started with."""

    show: Show
    venue: Venue
    show_path: Path
    kit: Kit = NO_KIT
    venue_path: Path | None = None
    backend: tuple[str, ...] = ("cpu",)
    seconds: float | None = None
    """Stop by itself after so long."""
    ears_file: str = ""
    """A sound file to hear in place of the microphone and the recording."""
    trace: Path | None = None
    """Where to write the trace of the whole run."""


def jobs(setup: Setup, folder: Path, osc_port: int, zero_s: float) -> list[Job]:
    """The children this show needs."""
    venue, show = setup.venue, setup.show
    slots, zero = ("--slots", str(folder)), ("--zero-s", repr(zero_s))
    door = ("--osc", f"{_reachable(venue.osc.host)}:{osc_port}")
    painter = ("--model", model_place(show), *_size(show), "--backend", *setup.backend)
    engine = (*slots, *zero, *painter)
    needed = [Job("engine", "engine.worker", engine, _ENGINE_SILENCE_S, start_silence_s=_ENGINE_LOADS_S)]
    if show.ears.mode != "off" or setup.ears_file:
        place = ("--show", str(setup.show_path))
        room = ("--venue", str(setup.venue_path)) if setup.venue_path else ()
        file = ("--file", setup.ears_file) if setup.ears_file else ()
        needed.append(Job("ears", "live.ears", (*place, *room, *slots, *door, *zero, *file)))
    if venue.desk.on:
        page = ("--host", venue.desk.host, "--port", str(venue.desk.port))
        needed.append(Job("desk", "live.desk", (*slots, *door, *page)))
    return needed


def eyes_job(size: tuple[int, int], folder: Path, zero_s: float) -> Job:
    """The child that looks at what a wish's `image` names; size: (width, height) of the painted picture."""
    place = ("--slots", str(folder), "--zero-s", repr(zero_s))
    return Job("eyes", "live.eyes", (*place, "--size", f"{size[0]}x{size[1]}"), silence_s=_EYES_SILENCE_S)


def picture_size(show: Show) -> tuple[int, int]:
    """(width, height) of the painted picture: the show's, else the model's own.

    A model that can't be found is the engine's to report; the sights that nobody paints from are then small.
    """
    from engine.model.find import ModelError, find_model

    if show.picture.size:
        return show.picture.size
    try:
        height, width = find_model(model_place(show)).card.latent.pixels
    except ModelError:
        return _SMALL
    return width, height


def _size(show: Show) -> tuple[str, ...]:
    size = show.picture.size
    return ("--size", f"{size[0]}x{size[1]}") if size else ()


def _reachable(host: str) -> str:
    """An address that clients on this machine can send to."""
    return "127.0.0.1" if host in ("0.0.0.0", "") else host  # noqa: S104
