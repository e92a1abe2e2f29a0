"""Rows of the GPU check: what each one measures, on what, within how many seconds; and one row, measured here."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, replace
from typing import Any

from engine.backends.base import BackendError
from engine.errors import ModelError

Found = dict[str, Any]
"""What a row found: 'had' says on what, 'skipped' why not, 'failed' what went wrong; the rest are figures."""


@dataclass(frozen=True, slots=True)
class Check:
    """One row."""

    name: str
    budget_s: float
    """After which the row is stopped, what it needs to start included."""
    model: str = "random:sd-turbo"
    backends: tuple[str, ...] = ("cuda",)
    steps: int = 1
    size: tuple[int, int] | None = None
    kind: str = "graph"
    """How torch runs it: eager, graph, compiled (in the background, then a graph); other runtimes as they do."""
    compiler: str = "inductor:quick"
    """For kind 'compiled': how (engine/backends/torch/compile.py)."""
    seconds: float = 6.0
    """Of measuring."""


LIKE = "onnxruntime"

_START_S = 15.0
"""What a row's process may take to start and to end."""

CHECKS: tuple[Check, ...] = (
    Check("house", 30.0, model="house", backends=("cuda", "cpu")),
    Check("sd-turbo eager", 40.0, kind="eager"),
    Check("sd-turbo graph", 45.0),
    Check("sd15 4 steps", 50.0, model="random:sd15", steps=4),
    Check("sdxl-turbo graph", 60.0, model="random:sdxl-turbo", size=(512, 512)),
    Check(f"house {LIKE} cuda", 30.0, model="house", backends=("cuda",)),
    Check(f"house {LIKE} tensorrt", 60.0, model="house", backends=("tensorrt",)),
    Check(f"house {LIKE} tensorrt-rtx", 60.0, model="house", backends=("tensorrt-rtx",)),
    Check("sd-turbo compiled", 130.0, kind="compiled"),
    Check("sd-turbo fp8 compiled", 130.0, backends=("cuda:fp8",), kind="compiled"),
    Check("sd-turbo tuned", 420.0, kind="compiled", compiler="inductor:tuned"),
)
"""In this order, so that what is sure is measured first, and what may take long last. Where tuning isn't done in time,
what is measured is what was painted with by then, as its notes say."""


def small(check: Check) -> Check:
    """The same row with a toy, on the CPU, for half a second: to try the check itself."""
    check = replace(check, seconds=0.4, budget_s=90.0, compiler="eager")
    if check.model.startswith("random:"):
        return replace(check, model="random:toy", size=None, backends=("cpu",))
    return check  # its backends that aren't here are skipped with their reason


def measure_check(check: Check) -> Found:
    """Measure one row here and now; what can't be had is said, not raised."""
    try:
        return _eager(check) if check.kind == "eager" else _painted(check)
    except (BackendError, ModelError, ImportError) as error:
        return {"skipped": str(error) or type(error).__name__}


def _painted(check: Check) -> Found:
    """Through the painter, as shows do."""
    from engine.bench.load import load, wait_compiled
    from engine.bench.random_models import choice_of, is_random, made, painter_with, random_model, random_net
    from engine.bench.rows import Plan, measure

    begin = time.perf_counter()
    if is_random(check.model):
        choice = choice_of(check.model, check.backends[0])
        net = random_net(made(check.model), choice)
        compiler = check.compiler if check.kind == "compiled" else ""
        painter = painter_with(random_model(check.model, check.size), net, choice, compiler)
    else:
        painter = load(check.model, check.backends, check.size)
    found: Found = {"load_s": time.perf_counter() - begin}
    if check.kind == "compiled":
        spent_s = found["load_s"] + _START_S + 4.0 * check.seconds
        found["compile_s"] = wait_compiled(painter, check.budget_s - spent_s)
    row = measure(painter, Plan(check.steps, check.seconds / 2.0, smooth=True))
    found |= {name: getattr(row, name) for name in row.__slots__ if name not in ("backend", "notes")}
    return (
        found
        | {"had": "; ".join((row.backend, *row.notes))}
        | _floor(painter.model, row.backend, row.steps, row.p50_ms)
    )


def _eager(check: Check) -> Found:
    """Kernel by kernel, without the painter: UNet, decoder, packing, copy to the host."""
    import torch

    from engine.backends.base import Follow
    from engine.backends.knobs import knobs
    from engine.bench.random_models import RandomText, choice_of, made, random_model, random_net
    from engine.bench.rows import timed_ms

    plan, model = made(check.model), random_model(check.model, check.size)
    choice = choice_of(check.model, check.backends[0])
    net, latent = random_net(plan, choice), model.card.latent
    x = torch.randn(1, latent.channels, latent.height, latent.width, device=choice.device)
    tokens = torch.from_numpy(RandomText(plan.unet).encode("the sea").tokens).to(choice.device)
    row = torch.from_numpy(knobs(model.family, model.schedule.times[1][0], 1.0, Follow(x.cpu().numpy())))
    row = row.to(choice.device)
    with torch.no_grad():
        words = net.keys_values(tokens)

        def once() -> None:
            x0 = net.step(x, row, words, None, None)
            net.show(x, x0, x, row)[1].cpu()

        times_ms = timed_ms(once, check.seconds, 5)
    p50_ms = statistics.median(times_ms)
    name = _device(choice)
    height, width = latent.pixels
    figures = {"width": width, "height": height, "steps": 1, "frames": len(times_ms), "p50_ms": p50_ms}
    ordered = sorted(times_ms)
    figures |= {"p95_ms": ordered[int(0.95 * (len(ordered) - 1))], "new_hz": 1e3 / statistics.mean(times_ms)}
    return {"had": f"{name}; no graph, no compiler"} | figures | _floor(model, name, 1, p50_ms)


def _device(choice: Any) -> str:
    import torch

    from engine.backends.torch.device import describe

    return f"torch {torch.__version__}, {describe(choice.device)}, {choice.kind}"


def _floor(model: Any, backend: str, steps: int, p50_ms: float) -> Found:
    """The floor's figures where they are known."""
    from engine.bench.floor import floor_ms, share_of_floor
    from engine.bench.load import ceilings_of, number_type
    from engine.bench.work_of import frame_work, work_of

    try:
        work = frame_work(work_of(model, number_type(backend)[1]), steps)
        ceilings = ceilings_of(backend)
    except (ImportError, ValueError) as error:
        return {"floor": f"not known: {error}"}
    return {
        "gflop": work.flops / 1e9,
        "floor_ms": floor_ms(work, ceilings),
        "share_of_floor": share_of_floor(p50_ms, work, ceilings),
        "machine_tflops": ceilings.flops_hz / 1e12,
        "machine_gb_s": ceilings.bytes_hz / 1e9,
        "machine_measured_by": ceilings.what,
    }
