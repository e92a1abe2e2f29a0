"""Render: a show to a movie, on a clock of its own, with the same conductor and painter as live."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.painter import Painter
from engine.wish import Lora
from live.conductor import start, step
from live.events import Event
from live.eyes.offline import Playback
from live.eyes.source import Size
from live.guard import Guard
from live.kit import load_kit
from live.look import Look
from live.material import model_place
from live.picture import Picture
from live.show import Show
from live.sinks.movie import Movie

Image = NDArray[np.uint8]

RATE_HZ = 30.0
_TAIL_S = 6.0
"""A show whose length nothing says ends so long after its last event."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One rendered picture."""

    number: int
    now_s: float
    picture: Image
    painted: Image
    """What the painter gave, before crossfade, brightness and guard."""


def moments(show: Show, painter: Painter, events: list[Event], seconds: float) -> Iterator[Moment]:
    """Every picture of `seconds` of a show at 30 pictures a second; `events` sorted by at_s.

    The same show, seed, events and machine give the same pictures, bit for bit.
    """
    state = start(show, load_kit(show))
    picture, guard, sights = Picture(), Guard(), _Sights(painter)
    loras: tuple[Lora, ...] = ()
    waiting = iter(events)
    upcoming = next(waiting, None)
    for number in range(round(seconds * RATE_HZ)):
        now_s = number / RATE_HZ
        due: list[Event] = []
        while upcoming is not None and upcoming.at_s <= now_s:
            due.append(upcoming)
            upcoming = next(waiting, None)
        state, wish, look = step(state, due, now_s)
        sights.look(wish.image, now_s)
        if wish.loras != loras:
            painter.settle(wish)
            loras = wish.loras
        painted = painter.paint(wish, now_s).image
        yield Moment(number, now_s, _present(picture, guard, painted, look, now_s), painted)


class _Sights:
    """Shows the painter what its wish names."""

    def __init__(self, painter: Painter) -> None:
        self._painter = painter
        self._image = ""
        self._playback: Playback | None = None
        self._seen_s = -1.0

    def look(self, image: str, now_s: float) -> None:
        """At this moment; raises SourceError where the image can't be had."""
        if image != self._image:
            height, width = self._painter.model.card.latent.pixels
            self._playback = Playback(image, Size(width, height), now_s) if image else None
            self._image, self._seen_s = image, -1.0
        glimpse = self._playback.at(now_s) if self._playback else None
        if glimpse is not None and glimpse.captured_s != self._seen_s:
            self._seen_s = glimpse.captured_s
            self._painter.see(glimpse.image, image, glimpse.captured_s)


def _present(picture: Picture, guard: Guard, painted: Image, look: Look, now_s: float) -> Image:
    picture.show(painted, now_s)
    return guard.step(picture.step(look, now_s), now_s)


def show_events(show: Show) -> list[Event]:
    """What happens in the show when nobody touches it: its recording, heard by the real ears, and a GO at once."""
    events: list[Event] = []
    if show.ears.mode != "off" and show.ears.recording:
        from live.ears.offline import hear_show

        events += hear_show(show)
    if show.cue:
        events.append(Event("/go", (), 0.0, "render"))
    return sorted(events, key=lambda event: event.at_s)


def show_length_s(show: Show, events: list[Event]) -> float:
    """How long the show is: to the end of its recording, its cues, or its last event."""
    ends = [event.at_s for event in events]
    if show.ears.recording:
        import soundfile

        ends.append(soundfile.info(str(show.path(show.ears.recording))).duration)
    ends.append(sum(cue.follow_s or 0.0 for cue in show.cue))
    return max(ends) + _TAIL_S


def render(
    show: Show,
    out: Path,
    seconds: float | None,
    progress: Callable[[int, int], None],
    backend: Sequence[str] = ("cpu",),
) -> int:
    """Write the movie; gives the number of its pictures. Raises ModelError, BackendError, MovieError, SourceError."""
    painter = Painter.load(model_place(show), backend, size=show.picture.size)
    events = show_events(show)
    length_s = show_length_s(show, events) if seconds is None else seconds
    total = round(length_s * RATE_HZ)
    audio = show.path(show.ears.recording) if show.ears.recording else None
    latent = painter.model.card.latent
    size = latent.width * latent.scale, latent.height * latent.scale
    with Movie(out, *size, RATE_HZ, audio) as movie:
        for moment in moments(show, painter, events, length_s):
            movie.add(moment.picture)
            progress(moment.number + 1, total)
    return total
