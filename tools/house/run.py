"""What every training stage shares: device, clock, schedule, resumable checkpoints, a JSONL log with progress."""

from __future__ import annotations

import contextlib
import json
import math
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from tools.house.config import Budget, Config

SAVE_EVERY_S = 120.0
LOG_EVERY_S = 15.0


def device() -> torch.device:
    """CUDA where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def half(kind: torch.device) -> contextlib.AbstractContextManager[Any]:
    """bf16 autocast where the hardware multiplies bf16 natively, else nothing."""
    native = kind.type == "cuda" or torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    return torch.autocast(kind.type, torch.bfloat16, enabled=native)


def checkpoint(config: Config, stage: str) -> dict[str, Any]:
    """What a stage saved; SystemExit when it has saved nothing."""
    path = config.build / f"{stage}.pt"
    if not path.is_file():
        raise SystemExit(f"{path}: no such checkpoint yet; run: python -m tools.house.train {stage}")
    return torch.load(path, map_location=device(), weights_only=True)  # type: ignore[no-any-return]


class Average:
    """Exponential moving average of a module's parameters and buffers, with warm-up by count."""

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.decay = decay
        self.count = 0
        self.state = {name: value.detach().clone().float() for name, value in module.state_dict().items()}

    @torch.no_grad()
    def update(self, module: nn.Module) -> None:
        """One step towards the module's present weights."""
        self.count += 1
        decay = min(self.decay, (1 + self.count) / (10 + self.count))
        now = module.state_dict()
        names = list(self.state)
        torch._foreach_lerp_([self.state[name] for name in names], [now[name].float() for name in names], 1 - decay)


def descend(loss: Tensor, module: nn.Module, optimiser: torch.optim.Optimizer, average: Average) -> None:
    """One step of a module down a loss, gradients clipped to a norm of 1; its average follows."""
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(module.parameters(), 1.0)
    optimiser.step()
    average.update(module)


@dataclass
class Stage:
    """One stage under way: counts steps, decides when it ends, saves and logs."""

    config: Config
    name: str
    budget: Budget
    step: int = 0
    spent_s: float = 0.0
    parts: dict[str, Any] = field(default_factory=dict)
    """What a checkpoint holds: name -> anything with state_dict / load_state_dict, or an Average."""

    @property
    def path(self) -> Path:
        """The stage's checkpoint."""
        return self.config.build / f"{self.name}.pt"

    def progress(self) -> float:
        """Share of the budget used, 0..1."""
        return min(1.0, max(self.spent_s / (self.budget.minutes * 60), self.step / self.budget.steps))

    def rate(self) -> float:
        """Learning rate now: linear warm-up over 200 steps, then a cosine to 2 % over the budget."""
        warm = min(1.0, (self.step + 1) / 200)
        return self.budget.rate * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * self.progress())))

    def load(self) -> None:
        """Go on from the checkpoint if there is one (and the config allows it)."""
        if not (self.config.resume and self.path.is_file()):
            return
        saved = torch.load(self.path, map_location=device(), weights_only=True)
        self.step, self.spent_s = saved["step"], saved["spent_s"]
        for name, part in self.parts.items():
            if name not in saved:
                print(f"{self.name}: the checkpoint holds no {name!r}; it starts afresh", flush=True)
            elif isinstance(part, Average):
                part.state, part.count = saved[name]["state"], saved[name]["count"]
            else:
                part.load_state_dict(saved[name])
        print(f"{self.name}: resumed at step {self.step}, {self.spent_s / 60:.1f} min spent", flush=True)

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        saved: dict[str, Any] = {"step": self.step, "spent_s": self.spent_s}
        for name, part in self.parts.items():
            average = isinstance(part, Average)
            saved[name] = {"state": part.state, "count": part.count} if average else part.state_dict()
        self.config.build.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".part")
        torch.save(saved, draft)
        draft.replace(self.path)

    def steps(self, optimiser: torch.optim.Optimizer) -> Iterator[dict[str, float]]:
        """Yield a dict to put the losses of each step in, until the budget is spent."""
        torch.set_num_threads(self.config.threads)
        self.load()
        sums: dict[str, float] = {}
        seen, last_log, last_save = 0, time.monotonic(), time.monotonic()
        while self.progress() < 1.0:
            began = time.monotonic()
            for group in optimiser.param_groups:
                group["lr"] = self.rate()
            losses: dict[str, float] = {}
            yield losses
            self.step += 1
            seen += 1
            now = time.monotonic()
            self.spent_s += min(now - began, 30.0)
            for name, value in losses.items():
                sums[name] = sums.get(name, 0.0) + float(value)
            if now - last_log > LOG_EVERY_S or self.progress() >= 1.0:
                self._log({name: value / seen for name, value in sums.items()}, seen / (now - last_log))
                sums, seen, last_log = {}, 0, now
            if now - last_save > SAVE_EVERY_S:
                self.save()
                last_save = now
        self.save()

    def _log(self, losses: dict[str, float], steps_hz: float) -> None:
        line = {
            "stage": self.name,
            "step": self.step,
            "minutes": round(self.spent_s / 60, 2),
            "progress": round(self.progress(), 4),
            "rate": float(f"{self.rate():.3g}"),
            "samples_hz": round(steps_hz * self.budget.batch, 1),
            **{name: float(f"{value:.5g}") for name, value in losses.items()},
        }
        self.config.build.mkdir(parents=True, exist_ok=True)
        with (self.config.build / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        print(json.dumps(line), file=sys.stderr, flush=True)
