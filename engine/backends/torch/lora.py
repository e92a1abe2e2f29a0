"""LoRAs on torch: merged into the weights where they lie, for good (a recipe's) or by weights that change as it plays.

Each touched layer keeps its first weight W0 and computes with W = W0 + sum(s_i * up_i @ down_i), written in place: what
was captured in a CUDA graph or compiled stays as it is, and a LoRA that stands costs nothing.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import torch
from torch import Tensor, nn

from engine.backends.torch.merge import Half, HasViews, fitting, fuse, views_of
from engine.errors import ModelError
from engine.model.lora import Planned, plan_lora, read_changes

__all__ = ["LIVE", "LiveLoras", "fuse", "views_of"]

LIVE = 8
"""LoRAs that can be mixed live; one more takes the place of one that weighs nothing."""

PATIENCE_S = 0.05
"""A picture waits no longer than this for a LoRA that is being read."""

CPU_WORK = 4e9
"""Multiplications in one go on a CPU: 1 % of those of a 512 x 512 frame of SD 1.5. Later frames get what is left."""

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class _Layer:
    """A layer that LoRAs change."""

    view: Tensor
    first: Tensor | None = None
    """The weight as the model has it, kept once something is added to it."""
    halves: dict[str, Half] = field(default_factory=dict)
    """By LoRA file."""
    inside: tuple[tuple[str, float], ...] = ()
    """(file, weight) of what is in the view now."""

    def wanted(self, weights: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
        """What should be in it."""
        return tuple((file, weights[file]) for file in self.halves if weights.get(file))

    def work(self) -> float:
        """Multiplications to make it anew."""
        return float(self.view.numel()) * sum(half.up.shape[1] for half in self.halves.values())

    def make(self, wanted: tuple[tuple[str, float], ...]) -> None:
        """Put these in, and nothing else; with none it is the model's weight to the bit."""
        if self.first is None:
            self.first = self.view.clone()
        if not wanted:
            self.view.copy_(self.first)
        for number, (file, weight) in enumerate(wanted):
            self.halves[file].add(self.view, weight, to=None if number else self.first)
        self.inside = wanted


class LiveLoras:
    """LoRAs of a UNet, mixed by weights that may change with every frame.

    `LiveLoras(unet)` or `LiveLoras(unet.weight_views())`; then `load(file)` once for each, and before every frame

        if loras.weigh(context.loras): ...  # what was made from the weights (cached keys and values) is to be made anew

    `weigh` must be called before every frame, changed or not, on the thread and stream that computes: a file that was
    still being read comes in when it is ready, and on a CPU a change of many layers comes in over several frames.
    `notes` says what isn't in yet. Reading copies to the device from a thread of its own, so a CUDA graph must be
    captured with capture_error_mode="thread_local".
    """

    def __init__(self, unet: HasViews | nn.Module | Mapping[str, Tensor], most_work: float | None = None) -> None:
        """`most_work`: multiplications in one call of `weigh`; None: CPU_WORK on a CPU, no bound on other devices."""
        self._views = dict(unet) if isinstance(unet, Mapping) else views_of(unet)
        self._device = next(iter(self._views.values())).device
        self._most_work = most_work or (CPU_WORK if self._device.type == "cpu" else math.inf)
        self._layers: dict[str, _Layer] = {}
        self._reading: dict[str, _Reading] = {}
        self._files: list[str] = []
        """In at least one layer, the one that weighed something last at the end."""
        self._settled: dict[str, float] | None = None
        """The weights that all layers have; None while some are on their way."""
        self._missed: dict[str, str] = {}
        """Why files that were weighed can't be used."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is still being read, or could not be; for people."""
        lines = [f"{Path(path).name}: being read, not in the picture yet" for path in self._coming()]
        failures = (each.failure for each in self._reading.values() if each.failure)
        return (*lines, *failures, *self._missed.values())

    def load(self, path: str) -> tuple[str, ...]:
        """Have a LoRA at hand, with weight 0; notes for a person. Raises ModelError where it doesn't fit the model.

        Only its header is read here. Its numbers come from a thread; where they take longer than PATIENCE_S, the next
        frames are painted without it.
        """
        if path in self._files or path in self._coming():
            return ()
        planned = plan_lora(Path(path))
        of_unet = fitting(Path(path), planned, "unet", self._views)
        self._give_up()
        self._make_room(path)
        self._missed.pop(path, None)
        reading = self._reading[path] = _Reading(Path(path), of_unet, self._views)
        reading.thread.start()
        reading.thread.join(PATIENCE_S)
        others = len(planned) - len(of_unet)
        return (f"{path}: {others} changes of the text encoder are not used live",) if others else ()

    def wait(self, files: Iterable[str] = ()) -> None:
        """Wait until everything is read, as an offline render does; `files` that had to make room are read again."""
        self._call_back(dict.fromkeys(files, 1.0))
        for reading in self._reading.values():
            reading.thread.join()

    @torch.inference_mode()
    def weigh(self, weights: Iterable[tuple[str, float]]) -> bool:
        """Set all weights: those given, and 0 for the rest. Whether any layer's weight was changed by this call."""
        wanted = dict(weights)
        if wanted == self._settled and not self._reading:
            return False
        self._call_back(wanted)
        self._take_in()
        self._files.sort(key=lambda file: bool(wanted.get(file)))
        stale = [name for name, layer in self._layers.items() if layer.wanted(wanted) != layer.inside]
        work, made = 0.0, 0
        for name in stale:
            layer = self._layers[name]
            if made and work + layer.work() > self._most_work:
                break
            layer.make(layer.wanted(wanted))
            work, made = work + layer.work(), made + 1
            self._layers[name] = self._layers.pop(name)  # to the end of the row, so that none waits for ever in a fade
        self._settled = wanted if made == len(stale) and not self._coming() else None
        return made > 0

    def _coming(self) -> list[str]:
        """Files on their way in."""
        return [path for path, reading in self._reading.items() if not reading.failure]

    def _call_back(self, wanted: Mapping[str, float]) -> None:
        """Read again what had to make room and is weighed once more."""
        for path, weight in wanted.items():
            if weight and path not in self._files and path not in self._reading and path not in self._missed:
                try:
                    self.load(path)
                except ModelError as error:
                    self._missed[path] = str(error)

    def _take_in(self) -> None:
        """Give layers what has been read."""
        self._give_up()
        for path, reading in list(self._reading.items()):
            if reading.thread.is_alive():
                continue
            del self._reading[path]
            for name, half in reading.halves.items():
                if name not in self._layers:
                    self._layers[name] = _Layer(self._views[name])
                self._layers[name].halves[path] = half
            self._files.insert(0, path)

    def _give_up(self) -> None:
        """Note what could not be read, so that it takes no room."""
        for path, reading in list(self._reading.items()):
            if reading.failure:
                self._missed[path] = reading.failure
                del self._reading[path]

    def _make_room(self, path: str) -> None:
        """Forget a LoRA that weighs nothing, where there are as many as can be."""
        if len(self._files) + len(self._reading) < LIVE:
            return
        used = {file for layer in self._layers.values() for file, _ in layer.inside}
        idle = next((file for file in self._files if file not in used), None)
        if idle is None:
            raise ModelError(f"{path}: {LIVE} LoRAs are mixed already; fuse some by the model's rhapsode.json")
        self._files.remove(idle)
        for layer in self._layers.values():
            layer.halves.pop(idle, None)


class _Reading:
    """A LoRA on its way from its file to the device, in a thread."""

    def __init__(self, path: Path, planned: tuple[Planned, ...], views: Mapping[str, Tensor]) -> None:
        self.halves: dict[str, Half] = {}
        self.failure = ""
        self._path, self._planned, self._views = path, planned, views
        self.thread = Thread(target=self._read, name=f"reading {path.name}", daemon=True)

    def _read(self) -> None:
        try:
            device = next(iter(self._views.values())).device
            if device.type == "cuda":
                with torch.cuda.stream(torch.cuda.Stream(device)):  # type: ignore[no-untyped-call]
                    self._halve()
                    torch.cuda.current_stream(device).synchronize()
            else:
                self._halve()
        except Exception as error:
            _LOG.exception("reading %s", self._path)
            self.failure = str(error) if isinstance(error, ModelError) else f"{self._path}: {error}; not in the picture"

    def _halve(self) -> None:
        for change in read_changes(self._path, self._planned):
            self.halves[change.layer] = Half.of(change, self._views[change.layer])
