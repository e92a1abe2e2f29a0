"""A close look at a model: configuration, hashes, whether its weights fit its architecture, and a frame if asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.errors import BackendError, ModelError
from engine.model.find import Model, find_model, verify
from engine.shelf.fit import fits
from engine.shelf.stock import backends


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `rhapsode models check`."""

    good: bool
    what: str
    text: str


def look(name: str, paint: bool = False, progress: Callable[[int], None] | None = None) -> tuple[Finding, ...]:
    """Check a model by name or path, from the cheap to the dear; ends at the first thing that is wrong."""
    findings: list[Finding] = []
    try:
        model = find_model(name)
        findings.append(Finding(True, "model", _describe(model)))
        if model.layout is not None:
            findings.append(Finding(True, "weights", fits(model.layout)))
        findings.append(_hashes(model, progress))
        findings.append(_plays(model))
        if paint:
            findings.append(_paint(name, model))
    except (ModelError, BackendError, OSError) as error:
        findings.append(Finding(False, "model", str(error)))
    return tuple(findings)


def _describe(model: Model) -> str:
    height, width = model.card.latent.pixels
    where = f", on {model.layout.folder}" if model.layout and model.layout.folder != model.folder else ""
    steps = sorted({len(times) for times in model.card.times.values()})
    count = f"{steps[0]} to {steps[-1]}" if len(steps) > 1 else str(steps[0])
    return f"{model.folder}{where}: {model.family.name}, {model.family.architecture}, {width}x{height}, {count} steps"


def _hashes(model: Model, progress: Callable[[int], None] | None) -> Finding:
    count = verify(model, progress)
    if not count:
        return Finding(True, "sha256", "none noted, so nothing to compare; rhapsode models add NAME FOLDER notes them")
    return Finding(True, "sha256", f"{count} files as noted")


def _plays(model: Model) -> Finding:
    found = backends(model)
    if not found:
        return Finding(
            False, "plays", "not here: install the extra, pip install 'rhapsode[torch]', or export the model"
        )
    return Finding(True, "plays", f"on {', '.join(found)}")


def _paint(name: str, model: Model) -> Finding:
    """Load it on the CPU and paint one frame, small where the model can."""
    from time import perf_counter

    from engine.painter import Painter
    from engine.wish import Wish

    begin_s = perf_counter()
    painter = Painter.load(name, ["cpu"])
    loaded_s = perf_counter()
    frame = painter.paint(Wish(), 0.0)
    height, width = frame.image.shape[:2]
    text = f"{width}x{height} in {perf_counter() - loaded_s:.1f} s on the CPU, loaded in {loaded_s - begin_s:.1f} s"
    if int(frame.image.max()) == int(frame.image.min()):
        return Finding(False, "paint", f"{text}: a blank picture; the weights are not what their names say")
    return Finding(True, "paint", text)
