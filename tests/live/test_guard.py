"""The flash guard against strobes of all kinds, judged by a flash meter that shares nothing with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from live.guard import Guard
from live.look import Look
from live.picture import Picture

Image = NDArray[np.uint8]
Film = list[Image]
RATE_HZ = 60
SIZE = 64


@dataclass(frozen=True, slots=True)
class Verdict:
    """Largest share of the picture that flashed more than three times within some second."""

    general: float
    red: float


def judge(film: Film, times_s: NDArray[np.float64]) -> Verdict:
    """Pixel by pixel (every other one), window by window, straight from the words of the definitions."""
    code = np.stack(film)[:, ::2, ::2].astype(np.float64) / 255
    light = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    r, g, b = light[..., 0], light[..., 1], light[..., 2]
    luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b
    excess = np.maximum(0.0, (r - g - b) * 320)
    saturated = (r > 0) & (r / np.maximum(r + g + b, 1e-9) >= 0.8)
    worst = [0.0, 0.0]
    for start in range(0, len(film), 5):
        window = (times_s >= times_s[start]) & (times_s <= times_s[start] + 1.0)
        general = opposing_pairs(luminance[window], np.ones_like(saturated[window]), 0.1, 0.8)
        red = opposing_pairs(excess[window], saturated[window], 20.0 + 1e-6, np.inf)
        worst = [max(worst[0], float((general > 3).mean())), max(worst[1], float((red > 3).mean()))]
    return Verdict(*worst)


def opposing_pairs(values: NDArray, counts: NDArray, step: float, bright: float) -> NDArray[np.int64]:
    """(H, W): pairs of opposing changes of `step` or more in a (T, H, W) series, where the darker is below `bright`."""
    peak, trough = values[0].copy(), values[0].copy()
    peak_counts, trough_counts = counts[0].copy(), counts[0].copy()
    direction = np.zeros(values.shape[1:], int)
    changes = np.zeros(values.shape[1:], int)
    for value, count in zip(values[1:], counts[1:], strict=True):
        up = (direction <= 0) & (value - trough >= step) & (trough < bright) & (count | trough_counts)
        down = (direction >= 0) & (peak - value >= step) & (value < bright) & (count | peak_counts) & ~up
        changes += up | down
        direction = np.where(up, 1, np.where(down, -1, direction))
        new_peak, new_trough = up | (value > peak), down | (value < trough)
        peak, peak_counts = np.where(new_peak, value, peak), np.where(new_peak, count, peak_counts)
        trough, trough_counts = np.where(new_trough, value, trough), np.where(new_trough, count, trough_counts)
    return changes // 2


def plain(*colour: int) -> Image:
    return np.full((SIZE, SIZE, 3), colour, np.uint8)


BLACK, WHITE, RED, BLUE = plain(0, 0, 0), plain(255, 255, 255), plain(255, 0, 0), plain(0, 0, 255)
DIM_RED, GREY = plain(170, 0, 0), plain(188, 188, 188)


def blocks(seed: int, side: int = 8) -> Image:
    """Random black and white squares."""
    cells = np.random.default_rng(seed).integers(0, 2, (SIZE // side, SIZE // side, 1), np.uint8) * 255
    return np.broadcast_to(cells.repeat(side, 0).repeat(side, 1), (SIZE, SIZE, 3)).astype(np.uint8)


def checkers(side: int) -> Image:
    y, x = np.mgrid[0:SIZE, 0:SIZE] // side
    return np.broadcast_to((((x + y) % 2) * 255)[..., None], (SIZE, SIZE, 3)).astype(np.uint8)


def half(image: Image, share: float = 0.5) -> Image:
    """The image over a share of the picture, grey over the rest."""
    out = GREY.copy()
    out[:, : round(SIZE * share)] = image[:, : round(SIZE * share)]
    return out


def alternating(a: Image, b: Image, hz: float, seconds: float = 3.0, rate_hz: float = RATE_HZ) -> Film:
    """A strobe: `hz` times a second from a to b and back."""
    return [b if int(tick * 2 * hz / rate_hz) % 2 else a for tick in range(round(seconds * rate_hz))]


def swinging(hz: float) -> Film:
    """A sine from black to white and back, in code values."""
    levels = 127.5 - 127.5 * np.cos(2 * np.pi * hz * np.arange(3 * RATE_HZ) / RATE_HZ)
    return [plain(*[int(level)] * 3) for level in levels]


STROBES: dict[str, Film] = {
    **{f"black and white at {hz} Hz": alternating(BLACK, WHITE, hz) for hz in (4, 5, 7.5, 10, 15, 30)},
    "white and black": alternating(WHITE, BLACK, 10),
    "grey and less grey": alternating(plain(150, 150, 150), plain(188, 188, 188), 10),
    "a fast sine": swinging(5.0),
    "a faster sine": swinging(12.0),
    "checkers of 8": alternating(checkers(8), 255 - checkers(8), 10),
    "checkers of 4": alternating(checkers(4), 255 - checkers(4), 10),
    "half the picture": alternating(half(BLACK), half(WHITE), 10),
    "a third of the picture": alternating(half(BLACK, 0.34), half(WHITE, 0.34), 10),
    "halves in turn": alternating(half(BLACK), np.roll(half(BLACK), SIZE // 2, 1), 10),
    "sparkling squares": [blocks(tick // 3) for tick in range(3 * RATE_HZ)],
    "for six seconds": alternating(BLACK, WHITE, 7.5, 6.0),
}
RED_STROBES: dict[str, Film] = {
    "red and black": alternating(RED, BLACK, 10),
    "dim red and black": alternating(DIM_RED, BLACK, 10),
    "red and blue": alternating(RED, BLUE, 10),
    "red and grey": alternating(DIM_RED, plain(110, 110, 110), 5),
    "half red": alternating(half(DIM_RED), half(BLACK), 10),
}


def guarded(film: Iterable[Image], rate_hz: float = RATE_HZ) -> tuple[Film, Guard]:
    guard = Guard()
    return [guard.step(image, tick / rate_hz) for tick, image in enumerate(film)], guard


def times(film: Film, rate_hz: float = RATE_HZ) -> NDArray[np.float64]:
    return np.arange(len(film)) / rate_hz


@pytest.mark.parametrize("name", STROBES)
def test_a_strobe_is_tempered_to_what_the_definition_allows(name: str) -> None:
    film = STROBES[name]
    assert judge(film[:75], times(film[:75])).general >= 0.25, "the meter sees the strobe"
    out, guard = guarded(film)
    assert judge(out, times(out)).general < 0.25
    assert guard.holds > 0


@pytest.mark.parametrize("name", RED_STROBES)
def test_a_red_strobe_is_tempered_to_what_the_definition_allows(name: str) -> None:
    film = RED_STROBES[name]
    assert judge(film[:75], times(film[:75])).red >= 0.25, "the meter sees the strobe"
    out, _ = guarded(film)
    verdict = judge(out, times(out))
    assert verdict.red < 0.25
    assert verdict.general < 0.25


@pytest.mark.parametrize("seed", range(12))
def test_random_flicker_at_random_times_is_tempered(seed: int) -> None:
    random = np.random.default_rng(seed)
    at_s = np.cumsum(random.uniform(0.004, 0.08, 150))
    film = [plain(*random.integers(0, 256, 3)) if random.random() < 0.7 else blocks(i) for i in range(150)]
    guard = Guard()
    out = [guard.step(image, float(now_s)) for image, now_s in zip(film, at_s, strict=True)]
    verdict = judge(out, at_s)
    assert verdict.general < 0.25
    assert verdict.red < 0.25


def test_quarters_that_flash_one_after_another_count_together() -> None:
    film: Film = []
    for turn in range(24):
        lit = BLACK.copy()
        row, column = divmod(turn % 4, 2)
        lit[row * 32 : row * 32 + 32, column * 32 : column * 32 + 32] = 255
        film += [lit] * 5 + [BLACK] * 5
    assert flashes_of_a_quarter(film) > 3, "six in a second, each elsewhere"
    out, guard = guarded(film)
    assert flashes_of_a_quarter(out) <= 3
    assert guard.holds > 0


def flashes_of_a_quarter(film: Film) -> int:
    """Most flashes in any second, where a quarter of the picture rises, then a quarter of it falls, wherever."""
    light = (np.stack(film).mean(axis=-1) / 255) ** 2.2
    turns: list[tuple[int, int]] = []
    for tick, change in enumerate(np.diff(light, axis=0)):
        for direction in (1, -1):
            if (direction * change >= 0.1).mean() >= 0.25 and (not turns or turns[-1][1] != direction):
                turns.append((tick, direction))
    return max(sum(start <= tick <= start + RATE_HZ for tick, _ in turns) // 2 for start, _ in turns)


def painting(now_s: float) -> Image:
    """Soft coloured waves that move as fast as painted pictures do."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] / SIZE
    waves = [np.sin(2 * np.pi * (x * (k + 1) + y * k) + 1.5 * now_s + 2 * k) for k in range(3)]
    return (127 + 90 * np.stack(waves, axis=-1)).astype(np.uint8)


def after_dark(film: Callable[[float], Image], dark: Callable[[float], bool]) -> Film:
    return [BLACK if dark(tick / RATE_HZ) else film(tick / RATE_HZ) for tick in range(5 * RATE_HZ)]


HARMLESS: dict[str, Film] = {
    "a painting": [painting(tick / RATE_HZ) for tick in range(5 * RATE_HZ)],
    "one blackout": after_dark(painting, lambda now_s: 2.0 < now_s < 3.0),
    "lightning": after_dark(lambda _: WHITE, lambda now_s: now_s % 2.5 > 0.3 or int(now_s * 10) % 2 == 1),
    "three flashes a second": alternating(BLACK, WHITE, 2.9),
    "two cuts a second": [blocks(tick // 30) for tick in range(5 * RATE_HZ)],
    "a strobe over a fifth": alternating(half(BLACK, 0.2), half(WHITE, 0.2), 10),
    "a strobe too faint to count": alternating(plain(120, 120, 120), plain(135, 135, 135), 10),
    "a strobe too bright to count": alternating(plain(235, 235, 235), WHITE, 10),
    "a red that breathes": [plain(200 + int(40 * np.sin(tick / 20)), 0, 0) for tick in range(300)],
    "grain": [np.random.default_rng(tick).integers(90, 130, (SIZE, SIZE, 3), np.uint8) for tick in range(200)],
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_harmless_passes_untouched(name: str) -> None:
    film = HARMLESS[name]
    out, guard = guarded(film)
    assert all(a is b for a, b in zip(film, out, strict=True))
    assert guard.holds == 0


@pytest.mark.parametrize("phase", range(0, 40, 3))
def test_going_dark_is_never_delayed_not_even_in_a_strobe(phase: int) -> None:
    guard = Guard()
    for tick, image in enumerate(alternating(BLACK, WHITE, 10)[: 60 + phase]):
        guard.step(image, tick / RATE_HZ)
    assert not guard.step(BLACK, (60 + phase) / RATE_HZ).any()


def test_a_hammered_blackout_button_is_guarded_and_ends_as_it_was_left() -> None:
    for left_dark in (True, False):
        picture, guard = Picture(), Guard()
        out = []
        for tick in range(4 * RATE_HZ):
            now_s = tick / RATE_HZ
            picture.show(WHITE, now_s)
            dark = int(now_s * 20) % 2 == 0 if 0.5 < now_s < 2.5 else left_dark and now_s >= 2.5
            out.append(guard.step(picture.step(Look(blackout=dark), now_s), now_s))
            if dark and now_s < 0.55:
                assert not out[-1].any(), "the first one is black at once"
        assert judge(out, times(out)).general < 0.25
        assert out[-1].mean() == (0.0 if left_dark else 255.0)


def test_the_new_picture_is_reached_within_a_second_after_a_strobe() -> None:
    out, _ = guarded(alternating(BLACK, WHITE, 10, 2.0) + [painting(0.0)] * 70)
    assert np.array_equal(out[-1], painting(0.0))


def test_flashes_that_are_allowed_still_happen_in_a_strobe() -> None:
    out, _ = guarded(STROBES["black and white at 10 Hz"])
    flashes = sum(a.mean() < 100 and b.mean() > 235 for a, b in pairwise(out))
    assert 7 <= flashes <= 9


def test_pictures_of_any_size_are_judged_and_sizes_may_change() -> None:
    for height, width in ((256, 256), (512, 512), (100, 180), (30, 40), (720, 1280)):
        dark, bright = np.zeros((height, width, 3), np.uint8), np.full((height, width, 3), 255, np.uint8)
        out, guard = guarded(alternating(dark, bright, 10, 0.5))
        assert guard.holds > 0
        assert all(image.shape == (height, width, 3) for image in out)
    mixed_sizes = alternating(np.zeros((32, 32, 3), np.uint8), WHITE, 10, 1.0)
    out, guard = guarded(mixed_sizes)
    assert guard.holds > 0
    assert [image.shape for image in out] == [image.shape for image in mixed_sizes]


def test_the_same_pictures_give_the_same_pictures() -> None:
    film = STROBES["sparkling squares"]
    first, second = guarded(film)[0], guarded(film)[0]
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
