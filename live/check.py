"""Check: the preflight of a show in this room; one line each, and an exit status that says it."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from live.keep import check_places, kept
from live.kit import load_kit
from live.material import image_place, is_live, model_place
from live.setup import picture_size
from live.show import Show, ShowError, Venue
from live.show_file import load_show, load_venue


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the preflight."""

    what: str
    good: bool
    text: str


def preflight(show_path: Path, venue_path: Path | None, backend: tuple[str, ...]) -> Iterator[Finding]:
    """Look at everything a show needs, in order; what depends on a broken file is left out."""
    try:
        show, venue = load_show(show_path), load_venue(venue_path)
    except ShowError as error:
        yield Finding("show", False, str(error))
        return
    yield Finding("show", True, f"{show.show.title}: {len(show.cue)} cues, ears {show.ears.mode}")
    looks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("script", lambda: _script(show)),
        ("keep", lambda: _keep(show)),
        ("ports", lambda: _ports(venue)),
        ("ears", lambda: _ears(show, venue)),
        ("eyes", lambda: _eyes(show)),
        ("display", lambda: _display(venue)),
        ("model", lambda: _model(show)),
        ("painting", lambda: _painting(show, backend)),
    )
    for what, look in looks:
        try:
            yield Finding(what, True, look())
        except Exception as error:  # a preflight reports whatever stands in the way
            yield Finding(what, False, str(error) or type(error).__name__)


def _ports(venue: Venue) -> str:
    """Both ports can be had."""
    places = [("osc", venue.osc.host, venue.osc.port, socket.SOCK_DGRAM)]
    if venue.desk.on:
        places.append(("desk", venue.desk.host, venue.desk.port, socket.SOCK_STREAM))
    for name, host, port, kind in places:
        with socket.socket(socket.AF_INET, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(kind == socket.SOCK_STREAM))
            try:
                probe.bind((host, port))
            except OSError as error:
                raise ShowError(
                    f"{name}: {host}:{port}: {error.strerror}; end what uses it, or give another in the venue file"
                ) from None
    return ", ".join(f"{name} {host}:{port}" for name, host, port, _ in places) + " free"


def _script(show: Show) -> str:
    """Everything that the show names beside its file can be read."""
    kit = load_kit(show)
    lines = f"{len(kit.script.lines)} lines" if kit.script else "none"
    if kit.judge is None:
        return f"{lines}; no filter: whatever is said or sent may be painted"
    return f"{lines}; what is said or sent is filtered, veto window {show.public.veto_s:g} s"


def _keep(show: Show) -> str:
    """What will be kept of what is said; it can be written where it is to go."""
    transcript, sound = (show.path(place) if place else None for place in (show.keep.transcript, show.keep.sound))
    check_places(transcript, sound)
    return "; ".join(kept(show.keep))


def _ears(show: Show, venue: Venue) -> str:
    from live.ears.preflight import look

    return str(look(show, venue))


def _eyes(show: Show) -> str:
    """Every picture that the show starts from can be seen now."""
    from live.eyes.preflight import check_source
    from live.eyes.source import Size

    size = Size(*picture_size(show))
    images = dict.fromkeys((show.picture.image, *(cue.image or "" for cue in show.cue)))
    places = [image if is_live(image) else image_place(show, image) for image in images if image]
    return "; ".join(check_source(place, size) for place in places) or "no picture to start from"


def _display(venue: Venue) -> str:
    from live.opener import open_screen

    screen = open_screen(msgspec.structs.replace(venue.display, fullscreen=False), venue.projection)
    try:
        return screen.name
    finally:
        screen.close()


def _model(show: Show) -> str:
    from engine.model.find import find_model, verify, with_size

    model = with_size(find_model(model_place(show)), show.picture.size)
    count = verify(model)
    return (
        f"{model.name} {model.card.version}, {f'{count} files whole' if count else 'no hashes noted to compare with'}"
    )


def _painting(show: Show, backend: tuple[str, ...]) -> str:
    """A timed second of painting."""
    from engine.backends.base import Settling
    from engine.painter import Painter
    from live.conductor import start

    painter = Painter.load(model_place(show), backend, size=show.picture.size)
    if isinstance(painter.backend, Settling):
        painter.backend.settle()  # measured now, with nothing beside, and kept for the show
    wish = replace(start(show).wish, drift_hz=0.1)
    painter.paint(wish, 0.0)
    while painter.load_ahead(wish):
        pass  # what a cue weighs later is to be told of now
    begin = time.perf_counter()
    count = 0
    while (elapsed := time.perf_counter() - begin) < 1.0:
        painter.paint(wish, elapsed)
        count += 1
    notes = "".join(f"; {note}" for note in (*painter.backend.notes, *painter.remarks(replace(wish, image=""))))
    latent = painter.model.card.latent
    size = f"{latent.pixels[1]}x{latent.pixels[0]}"
    return f"{count / elapsed:.1f} new frames a second, {size}, {wish.steps} step(s), {painter.backend.name}{notes}"
