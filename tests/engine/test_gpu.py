"""On CUDA: what is captured, compiled, overlapped, batched or rounded paints what plain work paints.

Needs torch alone, but for the tests that say so. Not run on the machine it was written on, which has no GPU. Bounds are
relative, ||a - b|| / ||b||: float32 on CUDA multiplies convolutions in TF32 (torch's own setting), whose rounding is
near 1e-3; float16's gathers to about 1e-2 over a UNet, float8's to some times that.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the torch backend needs the extra 'torch'")

from engine.backends.base import BackendError, Follow, Point  # noqa: E402
from engine.backends.torch.desk import Desk, Size  # noqa: E402
from engine.backends.torch.paint import TorchBackend  # noqa: E402
from engine.backends.torch.runner import Runner, Steps  # noqa: E402
from engine.backends.torch.sample import difference  # noqa: E402
from engine.context import Passage, between  # noqa: E402
from tests.engine.random_backend import Kind, random_backend, random_context  # noqa: E402
from tests.engine.test_torch_run import KINDS, SMALLEST, T, apart, ends, noise, notes  # noqa: E402

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(not torch.cuda.is_available(), reason="torch finds no CUDA device here"),
]

REAL = Kind("sd21")
"""SD-Turbo's architecture at 512 x 512, with a tiny decoder."""
TF32, FP16, FP8 = 1e-2, 3e-2, 0.15


@pytest.fixture(scope="module")
def real() -> Iterator[TorchBackend]:
    backend = random_backend(REAL, "cuda", compiler="")
    backend.prepare(random_context(REAL, 0))
    yield backend
    del backend
    torch.cuda.empty_cache()


def follow(kind: Kind) -> Follow:
    return Follow(noise(kind, 9), 0.5, 5.0)


@pytest.mark.parametrize("name", KINDS)
def test_cuda_paints_what_the_cpu_paints(name: str) -> None:
    kind = KINDS[name]
    cpu, cuda = (random_backend(kind, backend, compiler="") for backend in ("cpu:fp32", "cuda:fp32"))
    for net in (cpu._net.unet, cpu._net.decoder, cpu._net.encoder):
        twin = next(part for part in (cuda._net.unet, cuda._net.decoder, cuda._net.encoder) if type(part) is type(net))
        twin.load({key: tensor.cuda() for key, tensor in net.tensors().items()})
    cuda.prepare(random_context(kind, 0))
    start, target = ends(kind)
    for place in (start, target, Passage(start, target, 0.4)):
        shown, image = cuda.finish(noise(kind, 0), T, place, follow(kind))
        expected, picture = cpu.finish(noise(kind, 0), T, place, follow(kind))
        assert apart(shown, expected) < TF32
        assert np.abs(image.astype(float) - picture).mean() < 4.0
    assert apart(cuda.denoise(noise(kind, 1), 499.0, target), cpu.denoise(noise(kind, 1), 499.0, target)) < TF32
    assert apart(cuda.encode_image(picture), cpu.encode_image(picture)) < TF32
    assert "no CUDA graph" not in notes(cuda)


def test_a_captured_frame_is_the_plain_one(real: TorchBackend) -> None:
    real.finish(noise(REAL, 0), T, random_context(REAL, 1), follow(REAL))
    assert "painting: CUDA graph" in notes(real)
    assert "no CUDA graph" not in notes(real)
    captured, sample = real._stages.runner(Size()), real._stages._samples[Size()]
    with torch.no_grad():
        plain = Runner(Steps.plain(real._net), Desk(real._stages._plan, Size()), None, "torch eager")
        assert difference(captured, plain, sample) < 5e-3


def test_half_precision_stays_close(real: TorchBackend) -> None:
    context = random_context(REAL, 1)
    exact = random_backend(REAL, "cuda:fp32", compiler="")
    for mine, theirs in ((exact._net.unet, real._net.unet), (exact._net.decoder, real._net.decoder)):
        mine.load(theirs.tensors())
    shown, image = real.finish(noise(REAL, 0), T, context, follow(REAL))
    expected, picture = exact.finish(noise(REAL, 0), T, context, follow(REAL))
    assert apart(shown, expected) < FP16
    assert np.abs(image.astype(float) - picture).mean() < 4.0
    assert image.shape == (512, 512, 3)
    assert image.std() > 1.0


def test_float8_stays_close(real: TorchBackend) -> None:
    if torch.cuda.get_device_capability() < (8, 9):
        pytest.skip(f"{torch.cuda.get_device_name()} has no float8 matrix units")
    quantised = random_backend(REAL, "cuda:fp8", compiler="")
    assert len(quantised._net.float8) > 20
    quantised._net.unet.load(real._net.unet.tensors())
    for layer in quantised._net.float8:
        layer.refresh()
    x, context = noise(REAL, 0), random_context(REAL, 1)
    assert 1e-4 < apart(quantised.denoise(x, T, context), real.denoise(x, T, context)) < FP8


def test_frames_that_overlap_are_those_that_wait(real: TorchBackend) -> None:
    start, target = (random_context(REAL, seed) for seed in (1, 2))
    places = [Passage(start, target, k / 8) for k in range(9)]
    before, waited = noise(REAL, 9), []
    for place in places:
        before, image = real.finish(noise(REAL, 0), T, place, Follow(before.copy(), 0.4, 5.0))
        waited.append((before, image))
    pending = [real.begin(noise(REAL, 0), T, places[0], Follow(noise(REAL, 9), 0.4, 5.0))]
    for place in places[1:]:
        pending.append(real.begin(noise(REAL, 0), T, place, Follow(noise(REAL, 9), 0.4, 5.0), after=pending[-1]))
    for each, (expected, picture) in zip(pending, waited, strict=True):
        shown, image = each.wait()
        assert apart(shown, expected) < 5e-3
        assert np.abs(image.astype(float) - picture).mean() < 1.0
    assert apart(waited[0][0], waited[-1][0]) > 1e-2


def test_a_passage_is_mixed_on_the_device(real: TorchBackend) -> None:
    start, target = (random_context(REAL, seed) for seed in (1, 2))
    mixed = real.denoise(noise(REAL, 0), T, between(start, target, 0.3))
    assert apart(real.denoise(noise(REAL, 0), T, Passage(start, target, 0.3)), mixed) < 5e-3
    assert apart(real.denoise(noise(REAL, 0), T, start), mixed) > 2e-2


def test_several_at_once_are_each_alone(real: TorchBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    assert real.rows in (1, 2, 4)
    monkeypatch.setattr(real, "rows", 2)
    contexts = [random_context(REAL, seed) for seed in range(3)]
    points = [Point(noise(REAL, k), time_, contexts[k]) for k, time_ in enumerate((999.0, 749.0, 499.0))]
    alone = [real.denoise(point.x, point.t, point.context) for point in points]
    for together, single in zip(real.denoise_all(points), alone, strict=True):
        assert apart(together, single) < FP16
    monkeypatch.setattr(real, "rows", 1)
    singly = real.decode_all(alone)
    monkeypatch.setattr(real, "rows", 2)
    for together, single in zip(real.decode_all(alone), singly, strict=True):
        assert np.abs(together.astype(float) - single).mean() < 2.0


def test_weights_changed_in_place_are_seen_by_the_graph(real: TorchBackend) -> None:
    x, context = noise(REAL, 0), random_context(REAL, 1)
    plain = real.denoise(x, T, context)
    views = [view for name, view in real._net.unet.weight_views().items() if "attn2_to_v" in name]

    class Grown:
        notes = ()
        by = 2.0

        def weigh(self, loras: object) -> bool:
            for view in views:
                view.mul_(self.by)
            return True

    real._loras = Grown()  # type: ignore[assignment]
    assert apart(real.denoise(x, T, context), plain) > 1e-2
    Grown.by = 0.5
    assert apart(real.denoise(x, T, context), plain) < 1e-3
    real._loras = None


_ASKS = """
from dataclasses import replace
from tests.engine.test_gpu import *
kind = KINDS["sd21"]
whole, waiting = (random_backend(kind, "cuda", compiler="") for _ in range(2))
expected, _ = whole.finish(noise(kind, 0), T, random_context(kind, 1), follow(kind))
steps = waiting._stages._steps
waiting._stages._steps = replace(steps, decode=lambda x: steps.decode(x * float(x.abs().sum() > 0)))
for _ in range(3):
    shown, _ = waiting.finish(noise(kind, 0), T, random_context(kind, 1), follow(kind))
    assert apart(shown, expected) < FP16
print(notes(waiting))
"""


def test_what_can_not_be_captured_runs_plainly_and_says_so() -> None:
    """In a process of its own, since some releases of torch can capture nothing more after that."""
    done = subprocess.run(
        [sys.executable, "-c", _ASKS],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "finish: no CUDA graph" in done.stdout, done.stderr[-2000:]


def test_errors_are_named_and_painting_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = KINDS["sd21"]
    backend = random_backend(kind, "cuda", compiler="")
    x, context = noise(kind, 0), random_context(kind, 1)
    shown, _ = backend.finish(x, T, context, follow(kind))
    with pytest.raises(BackendError, match="NaN or infinity"):
        backend.finish(np.full_like(x, np.nan), T, context, follow(kind))
    with monkeypatch.context() as patch:
        patch.setattr(Runner, "run", lambda *_: torch.empty(1 << 50, device="cuda"))
        with pytest.raises(BackendError, match=r"out of memory .* paint smaller pictures"):
            backend.finish(x, T, context, follow(kind))
    assert apart(backend.finish(x, T, context, follow(kind))[0], shown) < 5e-3


def test_a_compiled_frame_is_swapped_in_while_painting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("triton", reason="torch's compiler needs Triton")
    monkeypatch.setenv("RHAPSODE_CACHE", str(tmp_path))
    monkeypatch.delenv("TORCHINDUCTOR_CACHE_DIR", raising=False)
    backend = random_backend(SMALLEST, "cuda", compiler="inductor:quick")
    start, target = (random_context(SMALLEST, seed) for seed in (1, 2))
    x, place, before = noise(SMALLEST, 0), Passage(start, target, 0.4), noise(SMALLEST, 7)
    shown, image = backend.finish(x, T, place, Follow(before, 0.5))
    end = time.monotonic() + 90.0
    while "compiling" in notes(backend) and time.monotonic() < end:
        latent, picture = backend.finish(x, T, place, Follow(before, 0.5))
        assert apart(latent, shown) < FP16
    assert "painting: compiled + CUDA graph" in notes(backend)
    assert "no CUDA graph" not in notes(backend)
    latent, picture = backend.finish(x, T, place, Follow(before, 0.5))
    assert apart(latent, shown) < FP16
    assert np.abs(picture.astype(float) - image).mean() < 2.0
    assert any((tmp_path / "compiled" / "inductor").iterdir()), "nothing is kept for the next run"
    backend.close()


def test_a_folder_paints_on_cuda_as_on_the_cpu(tmp_path: Path) -> None:
    pytest.importorskip("diffusers", reason="writes a model with the library")
    from engine import Painter, Phrase, Wish
    from tests.engine import tiny_models

    kind = next(family for family in tiny_models.KINDS if family.family == "lcm-lora-sdxl")
    tiny_models.make(kind, tmp_path)
    wish = Wish(id=1, phrases=(Phrase("sea at night"),), seed=5, steps=2, guidance=2.0, negative="fire")
    cpu, cuda = (Painter.load(str(tmp_path), [name]).paint(wish, 0.0) for name in ("cpu:fp32", "cuda:fp32"))
    assert cpu.latent is not None
    assert cuda.latent is not None
    assert apart(cuda.latent, cpu.latent) < TF32


@pytest.mark.parametrize("steps", [1, 4])
def test_the_house_model_on_cuda_paints_what_the_cpu_paints(steps: int) -> None:
    onnxruntime = pytest.importorskip("onnxruntime", reason="the house model is played by ONNX Runtime")
    if "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
        pytest.skip("this onnxruntime has no CUDA provider: install rhapsode[gpu]")
    from engine import Painter, Phrase, Wish

    wish = Wish(id=1, phrases=(Phrase("a boat at night, ink wash"),), seed=5, steps=steps)
    cpu = Painter.load("house", ["cpu"]).paint(wish, 0.0)
    cuda = Painter.load("house", ["cuda"]).paint(wish, 0.0)
    difference = np.abs(cpu.image.astype(int) - cuda.image)
    assert difference.mean() < 1.0
    assert np.percentile(difference, 99) <= 8
