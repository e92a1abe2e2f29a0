"""The backend's name 'auto' for ONNX models: a CUDA device where there is one, else what is measured on the CPU."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence

from engine.backends.base import Backend, BackendError
from engine.backends.measured.candidates import candidates, comparable
from engine.backends.measured.judge import PLAIN, Choice, choose
from engine.backends.measured.kept import Kept
from engine.backends.measured.live import Means, Measured
from engine.backends.measured.survey import Survey
from engine.backends.onnx.providers import AUTO, find, order_for
from engine.backends.onnx.session import offered
from engine.model.find import Model

Load = Callable[[Sequence[str]], Backend]
"""A model on the first that works of some backends; raises BackendError."""


def automatic(model: Model, backends: Sequence[str], threads: int, load: Load) -> Backend:
    """A model on the first of `backends` that works, where one of them may be 'auto'; raises BackendError.

    What is named before 'auto' is tried first, and why it failed is noted. 'auto' always ends with the CPU, so what is
    named behind it is never reached.
    """
    if AUTO not in backends:
        return load(backends)
    named = tuple(backends[: list(backends).index(AUTO)])
    order = order_for(model.card.target)
    devices = tuple(name for name in order if find(name).device != "cpu")
    reasons: list[str] = []
    for name in (*named, *devices):
        try:
            if name in devices:
                offered(find(name))  # costs nothing where there is none, so that the first picture is not kept waiting
            loaded = load([name])
        except BackendError as error:
            if name in named or shutil.which("nvidia-smi"):  # who has no such GPU was promised none
                reasons.append(str(error))
            continue
        loaded.notes += _fallen(name, reasons)
        return loaded
    return _on_cpu(model, tuple(name for name in order if name not in devices), threads, load, reasons)


def _on_cpu(model: Model, order: Sequence[str], threads: int, load: Load, reasons: Sequence[str]) -> Backend:
    names = candidates(model)
    if not comparable(model):
        loaded = load(order)
        loaded.notes += (f"auto: the first of {', '.join(order)}, not measured: too large", *_fallen("it", reasons))
        return loaded
    plain = load([PLAIN])
    if names == (PLAIN,):
        plain.notes += (f"auto: {PLAIN}, nothing else is installed", *_fallen(PLAIN, reasons))
        return plain
    surveyor = Survey(model, threads)

    def survey(quiet: bool) -> Choice:
        return choose(surveyor.run(names), quiet)

    means = Means(
        kept=lambda: Kept.of(model, threads, names),
        survey=survey,
        open=lambda name: load([name]),
        stop=surveyor.stop,
    )
    return Measured(plain, means, _fallen("auto", reasons))


def _fallen(name: str, reasons: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"fell back to {name}: {reason}" for reason in reasons)
