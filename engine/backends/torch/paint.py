"""The torch backend's meaning of a backend: contexts, latents and pictures in numpy, the work on one device."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from engine.backends.base import Array, BackendError, BackendFault, Follow, Point
from engine.backends.base import Pending as BasePending
from engine.backends.knobs import knobs
from engine.backends.torch.compile import compiler_for
from engine.backends.torch.desk import Plan, Size
from engine.backends.torch.device import Choice, describe
from engine.backends.torch.errors import finite, naming_errors
from engine.backends.torch.fp8 import make_float8
from engine.backends.torch.frame import FrameNet
from engine.backends.torch.lora import LiveLoras
from engine.backends.torch.out import courier
from engine.backends.torch.prepare import capture, rows_that_pay
from engine.backends.torch.runner import Runner
from engine.backends.torch.sample import Sample, lay
from engine.backends.torch.stages import Stages
from engine.backends.torch.way import Way, way
from engine.context import Context, Loras, Passage
from engine.model.find import Model

T = TypeVar("T")
Finished = tuple[Array, NDArray[np.uint8]]


class Pending:
    """A frame that a device is at work on; also stands for its latent on the device, for the frame after it."""

    def __init__(self, latent: Array, image: NDArray[np.uint8], arrive: Callable[[], None]) -> None:
        """`latent` (1, C, h, w) and `image` (H, W, 3) are filled when `arrive` has returned."""
        self.latent = latent
        self._image = image
        self._arrive = arrive

    def wait(self) -> Finished:
        """(latent shown, image (H, W, 3) uint8); raises as `TorchBackend.finish` does."""
        self._arrive()
        return self.latent, self._image


class TorchBackend:
    """A loaded model on one device. Latents stay float32; UNet and decoder run in the device's dtype."""

    def __init__(
        self,
        model: Model,
        net: FrameNet,
        choice: Choice,
        notes: tuple[str, ...] = (),
        compiler: str | None = None,
    ) -> None:
        """`compiler`: makes faster code in the background; empty: none; None leaves it to engine.backends' switch."""
        latent, device = model.card.latent, choice.device
        self.name = f"torch {torch.__version__.split('+')[0]}, {describe(device)}, {choice.kind}"
        self.rows = 1
        self._model = model
        self._net = net
        self._device = device
        compiler, note = compiler_for(device) if compiler is None else (compiler, "")
        self._notes = (*notes, note) if note else notes
        self._loras: LiveLoras | None = None
        self._weights_number = 0
        if choice.fp8 and not net.float8:
            net.float8 = make_float8(net.unet)
        self._courier = courier(device)
        if device.type == "cuda":
            torch.backends.cudnn.benchmark = True  # sizes don't change, so the fastest convolutions are worth a search
        plan = Plan(device, (latent.channels, latent.height, latent.width), latent.pixels)
        self._stages = Stages(net, plan, compiler)

    @property
    def notes(self) -> tuple[str, ...]:
        """Fallbacks taken, how the work is run, and what is still being read."""
        loras = getattr(self._loras, "notes", ()) if self._loras is not None else ()
        return (*self._notes, *self._stages.notes, *loras)

    @notes.setter
    def notes(self, notes: tuple[str, ...]) -> None:
        self._notes = notes

    @torch.no_grad()
    def prepare(self, context: Context) -> None:
        """Do what would hold up the first frames, with any context: on CUDA, capture graphs and measure `rows`."""
        if self._device.type != "cuda":
            return
        with self._naming_errors():
            capture(self._model, self._stages, context, self._net.encoder is not None)
            self.rows = rows_that_pay(self._model, self._stages, context)

    def close(self) -> None:
        """End what goes on in the background; the backend is of no use after."""
        self._stages.close()

    def load_lora(self, file: str) -> tuple[str, ...]:
        """Have a LoRA at hand for contexts that weigh it; notes for a person. Raises ModelError."""
        self._loras = self._loras or LiveLoras(self._net.unet)
        return self._loras.load(file)

    def wait_for_loras(self, files: Iterable[str]) -> None:
        """Wait until these LoRAs, loaded before, and what else is being read can be in the next frame."""
        if self._loras is not None:
            self._loras.wait(files)

    @torch.no_grad()
    def denoise(self, x: Array, t: float, context: Context | Passage) -> Array:
        """x0 predicted from `x` (1, C, h, w) at timestep `t`, under `context`."""
        return self.denoise_all([Point(x, t, context)])[0]

    def finish(self, x: Array, t: float, context: Context | Passage, follow: Follow) -> Finished:
        """The last step of a frame: (latent shown, image (H, W, 3) uint8)."""
        return self.begin(x, t, context, follow).wait()

    @torch.no_grad()
    def begin(
        self, x: Array, t: float, context: Context | Passage, follow: Follow, after: BasePending | None = None
    ) -> Pending:
        """`finish`, started: the device works and copies while the caller goes on, perhaps to the next frame.

        `after`: the frame whose latent stands for `follow.before`; where it was the last one, it stays on the device.
        """
        with self._naming_errors():
            here = way(context)
            runner = self._runner([here])
            before = self._before(runner, follow, after)
            sample = Sample(x, knobs(self._model.family, t, here.guidance, follow)[None], (here,), before)
            self._lay(runner, sample)
            runner.run("finish")
            parcel = self._courier.send(runner.desk.out.both)
        host = parcel.host.numpy()
        latent, image = runner.desk.out.latent_in(host), runner.desk.out.image_in(host)[0]
        runner.desk.given = latent

        def arrive() -> None:
            with self._naming_errors():
                parcel.wait()
            finite(self.name, latent)
            self._stages.painted(runner.desk.size, sample)

        return Pending(latent, image, arrive)

    @torch.no_grad()
    def denoise_all(self, points: Sequence[Point]) -> list[Array]:
        """`denoise` of every point, `rows` at once; those that differ in LoRAs, which are in the weights, apart."""
        done: list[Array] = []
        with self._naming_errors():
            for part in _parts([(point, way(point.context)) for point in points], self.rows):
                ways = [here for _, here in part]
                rows = [knobs(self._model.family, point.t, here.guidance) for point, here in part]
                x = np.concatenate([point.x for point, _ in part])
                runner, sample = self._runner(ways), Sample(x, np.stack(rows), tuple(ways))
                self._lay(runner, sample)
                runner.run("predict")
                parcel = self._courier.send(runner.desk.out.latent_bytes)
                parcel.wait()
                latents = runner.desk.out.latent_in(parcel.host.numpy())
                done += [finite(self.name, latents[k : k + 1]) for k in range(len(part))]
                if len(part) > 1:
                    self._stages.painted(runner.desk.size, sample)
        return done

    @torch.no_grad()
    def decode_all(self, latents: Sequence[Array]) -> list[NDArray[np.uint8]]:
        """Pictures (H, W, 3) uint8 sRGB of latents (1, C, h, w), `rows` at once."""
        done: list[NDArray[np.uint8]] = []
        with self._naming_errors():
            for part in _chunks(latents, self.rows):
                runner = self._stages.runner(Size(len(part)))
                runner.desk.x.copy_(torch.from_numpy(np.concatenate(part)))
                runner.run("decode")
                parcel = self._courier.send(runner.desk.out.image_bytes)
                parcel.wait()
                done += list(runner.desk.out.image_in(parcel.host.numpy()))
        return done

    @torch.no_grad()
    def encode_image(self, image: NDArray[np.uint8]) -> Array:
        """The latent (1, C, h, w) of a picture (H, W, 3) uint8 sRGB of the model's size; raises BackendError."""
        height, width = self._model.card.latent.pixels
        if image.shape != (height, width, 3):
            raise BackendError(f"a picture of shape {image.shape}; this model's is ({height}, {width}, 3): resize it")
        if self._net.encoder is None:
            raise BackendError(f"{self._model.folder}: has no encoder of pictures; use a model with its whole vae/")
        with self._naming_errors():
            runner = self._stages.runner(Size())
            runner.desk.picture.copy_(torch.from_numpy(np.ascontiguousarray(image)))
            runner.run("encode")
            parcel = self._courier.send(runner.desk.out.latent_bytes)
            parcel.wait()
            return finite(self.name, runner.desk.out.latent_in(parcel.host.numpy()))

    def _runner(self, ways: Sequence[Way]) -> Runner:
        """The runner for predictions on so many ways, with their LoRAs in the weights."""
        self._weigh(ways[0].loras)
        return self._stages.runner(Size(len(ways), max(len(here.start) for here in ways)))

    def _lay(self, runner: Runner, sample: Sample) -> None:
        """Lay a sample out on a runner's desk, and make up its words where they are others, or on their way."""
        if lay(runner, sample) or runner.weights_seen != self._weights_number:
            runner.run("words")
            runner.weights_seen = self._weights_number

    def _before(self, runner: Runner, follow: Follow, after: BasePending | None) -> Array:
        """The latent to set out from; waited for where it is not the one that this runner left on the device."""
        if after is None:
            return follow.before
        on_device = isinstance(after, Pending) and after.latent is runner.desk.given
        return after.latent if isinstance(after, Pending) and on_device else after.wait()[0]

    def _weigh(self, loras: Loras) -> None:
        """Have these LoRAs in the weights; to be called before every run, since some come in bit by bit."""
        if self._loras is not None and self._loras.weigh(loras):
            self._weights_number += 1
            for layer in self._net.float8:
                layer.refresh()

    @contextmanager
    def _naming_errors(self) -> Iterator[None]:
        try:
            with naming_errors(self.name, self._device):
                yield
        except BackendFault:
            self._stages.faulted()
            raise


def _parts(points: list[tuple[Point, Way]], most: int) -> Iterator[list[tuple[Point, Way]]]:
    """Neighbours with the same LoRAs, `most` at once or alone."""
    first = 0
    for k in range(1, len(points) + 1):
        if k == len(points) or points[k][1].loras != points[first][1].loras:
            yield from _chunks(points[first:k], most)
            first = k


def _chunks(items: Sequence[T], most: int) -> Iterator[list[T]]:
    """Chunks of `most`, what is left one by one: only two sizes, so that only two are captured."""
    whole = len(items) // most * most
    yield from (list(items[k : k + most]) for k in range(0, whole, most))
    yield from ([item] for item in items[whole:])
