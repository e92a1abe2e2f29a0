"""The torch backend's way of running things: passages, overlapped frames, batches, pictures, swaps; random weights."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the torch backend needs the extra 'torch'")

from engine.backends.base import BackendError, Follow, Overlapping, Point  # noqa: E402
from engine.backends.torch.mix import slerp as torch_slerp  # noqa: E402
from engine.backends.torch.paint import TorchBackend  # noqa: E402
from engine.blend import slerp  # noqa: E402
from engine.context import Context, Passage, between  # noqa: E402
from engine.nets.shapes import TinyShape, UnetShape  # noqa: E402
from tests.engine.random_backend import Kind, random_backend, random_context  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

TINY = TinyShape((8, 8, 8, 8), (1, 1, 1, 1), (8, 8, 8, 8), (1, 1, 1, 1))
UNET = UnetShape((16, 32), (2, 4), (0, 1), middle=1, cross=32, linear=True, layers=1, groups=8)
XL = replace(UNET, added_time_width=8, added_width=6 * 8 + 16)
LCM = replace(UNET, linear=False, guidance_width=8)
KINDS = {
    "sd21": Kind("sd21", UNET, TINY, (64, 64)),
    "sdxl": Kind("sdxl", XL, TINY, (64, 96)),
    "lcm": Kind("sd15", LCM, TINY, (64, 64)),
}
SMALLEST = Kind("sd21", replace(UNET, widths=(8,), heads=(2,), transformers=(1,), middle=None), TINY, (64, 64))
"""Quickly traced."""
T = 999.0


def noise(kind: Kind, seed: int) -> np.ndarray:
    height, width = kind.pixels
    return np.random.default_rng(seed).standard_normal((1, 4, height // 8, width // 8), np.float32)


def apart(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.linalg.norm(np.float64(a) - b) / np.linalg.norm(np.float64(b)))


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture(scope="module")
def backend(kind: Kind) -> Iterator[TorchBackend]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield random_backend(kind, "cpu:fp32", compiler="")
    torch.set_num_threads(threads)


def ends(kind: Kind) -> tuple[Context, Context]:
    """Two contexts, the second with guidance by contrast, whose negative prompt the first lacks."""
    start, target, against = (random_context(kind, seed) for seed in (1, 2, 3))
    return replace(start, guidance=1.5), replace(target, against=against, guidance=2.5)


@pytest.mark.parametrize("share", [0.0, 0.0001, 0.3, 0.9, 1.0])
def test_the_devices_slerp_is_the_hosts(share: float) -> None:
    a, b = (np.random.default_rng(seed).standard_normal((3, 5, 7), np.float32) for seed in (1, 2))
    b[0] = 2.0 * a[0]
    mixed = torch_slerp(*(torch.from_numpy(end) for end in (a, b)), torch.tensor(share)).numpy()
    assert np.abs(mixed - slerp(a, b, share)).max() < 1e-5


@pytest.mark.parametrize("share", [0.0, 0.25, 0.6, 1.0])
def test_a_passage_is_what_lies_between(backend: TorchBackend, kind: Kind, share: float) -> None:
    start, target = ends(kind)
    x = noise(kind, 0)
    mixed = backend.denoise(x, T, between(start, target, share))
    assert apart(backend.denoise(x, T, Passage(start, target, share)), mixed) < 1e-5
    if 0.0 < share < 1.0:
        assert apart(backend.denoise(x, T, start), mixed) > 1e-3


def test_frames_that_overlap_are_those_that_wait(backend: TorchBackend, kind: Kind) -> None:
    assert isinstance(backend, Overlapping)
    start, target = ends(kind)
    places = [Passage(start, target, k / 4) for k in range(5)]
    before, waited = noise(kind, 9), []
    for place in places:
        # a copy is not the array that was given out, so it has to travel
        shown, image = backend.finish(noise(kind, 0), T, place, Follow(before.copy(), 0.4, 5.0))
        waited.append((shown, image))
        before = shown
    pending, overlapped = None, []
    for place in places:
        began = backend.begin(noise(kind, 0), T, place, Follow(noise(kind, 9), 0.4, 5.0), after=pending)
        if pending is not None:
            overlapped.append(pending.wait())
        pending = began
    overlapped.append(began.wait())
    for (latent, image), (expected, picture) in zip(overlapped, waited, strict=True):
        assert apart(latent, expected) < 1e-6
        assert np.abs(image.astype(int) - picture).max() <= 1
    assert apart(waited[0][0], waited[-1][0]) > 1e-2


def test_what_was_given_out_need_not_travel(backend: TorchBackend, kind: Kind) -> None:
    context = random_context(kind, 1)
    shown, _ = backend.finish(noise(kind, 0), T, context, Follow(noise(kind, 5), 0.5))
    kept = shown.copy()
    there, _ = backend.finish(noise(kind, 0), T, context, Follow(shown, 0.5))
    travelled, _ = backend.finish(noise(kind, 0), T, context, Follow(kept, 0.5))
    assert np.array_equal(there, travelled)
    assert np.array_equal(shown, kept), "what was given out was written over"


def test_several_at_once_are_each_alone(backend: TorchBackend, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    start, target = ends(kind)
    points = [
        Point(noise(kind, 0), 999.0, start),
        Point(noise(kind, 1), 499.0, target),
        Point(noise(kind, 2), 249.0, Passage(start, target, 0.5)),
    ]
    alone = [backend.denoise(point.x, point.t, point.context) for point in points]
    monkeypatch.setattr(backend, "rows", 2)
    for together, single in zip(backend.denoise_all(points), alone, strict=True):
        assert together.shape == single.shape
        assert apart(together, single) < 1e-5
    shown, image = backend.finish(noise(kind, 0), T, start, Follow(noise(kind, 4), 0.5))
    pictures = backend.decode_all([alone[0], shown, alone[1]])
    assert len(pictures) == 3
    assert np.abs(pictures[1].astype(int) - image).max() <= 1
    assert backend.denoise_all([]) == backend.decode_all([]) == []


def test_a_picture_is_encoded(backend: TorchBackend, kind: Kind) -> None:
    height, width = kind.pixels
    picture = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    latent = backend.encode_image(picture)
    with torch.no_grad():
        pixels = torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 127.5 - 1.0
        expected = backend._net.encoder(pixels).numpy()
    assert latent.shape == (1, 4, height // 8, width // 8)
    assert apart(latent, expected) < 1e-5
    with pytest.raises(BackendError, match="resize it"):
        backend.encode_image(picture[1:])


def test_a_frame_that_is_not_finite_is_named_when_it_arrives(backend: TorchBackend, kind: Kind) -> None:
    pending = backend.begin(np.full_like(noise(kind, 0), np.nan), T, random_context(kind, 1), Follow(noise(kind, 0)))
    with pytest.raises(BackendError, match="NaN or infinity"):
        pending.wait()
    backend.finish(noise(kind, 0), T, random_context(kind, 1), Follow(noise(kind, 0)))


def test_changed_weights_are_seen(backend: TorchBackend, kind: Kind) -> None:
    """Weights are changed in place, as LoRAs are; keys and values of a prompt that stands are made anew."""
    context = random_context(kind, 1)
    plain = backend.denoise(noise(kind, 0), T, context)
    view = next(view for name, view in backend._net.unet.weight_views().items() if name.endswith("attn2_to_k"))
    first = view.clone()

    class Swapped:
        notes = ()
        loud = True

        def weigh(self, loras: object) -> bool:
            view.copy_(3.0 * first if self.loud else first)
            return True

    backend._loras = Swapped()  # type: ignore[assignment]
    assert apart(backend.denoise(noise(kind, 0), T, context), plain) > 1e-4
    Swapped.loud = False
    assert np.array_equal(backend.denoise(noise(kind, 0), T, context), plain)
    backend._loras = None


def until(condition: Callable[[], bool], timeout_s: float = 60.0) -> None:
    end = time.monotonic() + timeout_s
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


@pytest.fixture
def private_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("RHAPSODE_CACHE", str(tmp_path))
    monkeypatch.delenv("TORCHINDUCTOR_CACHE_DIR", raising=False)
    yield tmp_path
    gc.unfreeze()  # a compiler's objects were set aside while it worked


class PretendGraphs:
    """Stands in for CUDA graphs, which can't be had here: warms up, then replays by doing the work again."""

    def __init__(self, fails: str = "") -> None:
        self.fails = fails

    def capture(self, work: Callable[[], None]) -> Callable[[], None]:
        for _ in range(4):
            work()
        if self.fails and self.fails in work.__name__:
            raise RuntimeError("operation not permitted when stream is capturing")
        return work


@pytest.mark.parametrize("fails", ["", "finish"])
def test_a_capture_leaves_no_trace_in_the_picture(kind: Kind, backend: TorchBackend, fails: str) -> None:
    captured = random_backend(kind, "cpu:fp32", compiler="")
    captured._stages._graphs = PretendGraphs(fails)  # type: ignore[assignment]
    before = expected = noise(kind, 9)
    for _ in range(3):
        before, image = captured.finish(noise(kind, 0), T, random_context(kind, 1), Follow(before, 0.3))
        expected, picture = backend.finish(noise(kind, 0), T, random_context(kind, 1), Follow(expected, 0.3))
        assert np.array_equal(before, expected)
        assert np.array_equal(image, picture)
    assert ("finish: no CUDA graph (operation not permitted" in notes(captured)) == bool(fails)


def notes(backend: TorchBackend) -> str:
    return "; ".join(backend.notes)


def test_a_compiled_run_is_swapped_in_while_painting(private_cache: Path) -> None:
    """With a compiler that traces, but generates no code: generating it for a CPU takes minutes."""
    kind = SMALLEST
    backend = random_backend(kind, "cpu:fp32", compiler="aot_eager")
    start, target = (random_context(kind, seed) for seed in (1, 2))
    before, place = noise(kind, 7), Passage(start, target, 0.4)
    shown, image = backend.finish(noise(kind, 0), T, place, Follow(before, 0.5))
    assert "torch eager; compiling" in notes(backend)

    def painted_as_before() -> bool:
        latent, picture = backend.finish(noise(kind, 0), T, place, Follow(before, 0.5))
        assert apart(latent, shown) < 1e-4
        assert np.abs(picture.astype(int) - image).max() <= 1
        return "painting: compiled" in notes(backend)

    until(painted_as_before)
    backend.close()


def broken(graph: object, inputs: object) -> object:
    raise RuntimeError("no such instruction")


def wrong(graph: Callable[..., tuple[object, ...]], inputs: object) -> object:
    return lambda *args: tuple(3.0 * out for out in graph(*args))


@pytest.mark.parametrize(("compiler", "says"), [(broken, "no such instruction"), (wrong, "its result differs by")])
def test_a_compiler_that_fails_is_told_and_painting_goes_on(
    private_cache: Path, compiler: Callable[..., object], says: str
) -> None:
    kind = SMALLEST
    torch.compiler.reset()
    backend = random_backend(kind, "cpu:fp32", compiler=compiler)  # type: ignore[arg-type]
    shown, _ = backend.finish(noise(kind, 0), T, random_context(kind, 1), Follow(noise(kind, 7), 0.5))
    until(lambda: says in notes(backend))
    assert "painting: torch eager" in notes(backend)
    again, _ = backend.finish(noise(kind, 0), T, random_context(kind, 1), Follow(noise(kind, 7), 0.5))
    assert apart(again, shown) < 1e-6
    backend.close()


def test_where_compiling_failed_the_device_it_is_not_tried_again(
    private_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.backends.torch.compile import compiler_for, note_fault

    monkeypatch.setenv("RHAPSODE_COMPILE", "1")
    device = torch.device("cpu")
    assert compiler_for(device) == ("inductor", "")
    note_fault()
    compiler, note = compiler_for(device)
    assert compiler == ""
    assert str(private_cache) in note
    monkeypatch.setenv("RHAPSODE_COMPILE", "0")
    assert compiler_for(device) == ("", "")
