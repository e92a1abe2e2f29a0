"""The picture between painted images: crossfade, fader, blackout, freeze, wandering, sizes, repeatability."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from live.look import Look
from live.picture import Picture
from live.pixels import dimmed, mixed, resized

Image = NDArray[np.uint8]
TICK_S = 1 / 60


def plain(value: int, size: int = 64) -> Image:
    return np.full((size, size, 3), value, np.uint8)


def noise(seed: int, size: int = 64) -> Image:
    return np.random.default_rng(seed).integers(0, 256, (size, size, 3), np.uint8)


def settled(image: Image) -> tuple[Picture, float]:
    """A picture that shows `image` and nothing else, and the time of the next step."""
    picture = Picture()
    picture.show(image, 0.0)
    assert np.array_equal(picture.step(Look(), 1.0), image)
    return picture, 1.0 + TICK_S


def test_a_mix_keeps_what_both_agree_on_and_is_right_on_average() -> None:
    same = noise(1)
    assert all(np.array_equal(mixed(same, same, weight), same) for weight in range(257))
    half = mixed(plain(10, 256), plain(11, 256), 64)
    assert set(np.unique(half)) == {10, 11}
    assert half.mean() == pytest.approx(10.25, abs=0.01)


def test_dimming_is_right_on_average_even_below_one_code_value() -> None:
    assert dimmed(plain(200, 256), 128).mean() == pytest.approx(100.0, abs=0.01)
    assert dimmed(plain(3, 256), 32).mean() == pytest.approx(0.375, abs=0.01)
    assert not dimmed(plain(255), 0).any()


def test_images_at_twenty_a_second_flow_at_sixty_pictures_a_second() -> None:
    picture = Picture()
    means = []
    for tick in range(120):
        if tick % 3 == 0:
            picture.show(plain(tick), tick * TICK_S)
        means.append(float(picture.step(Look(), tick * TICK_S).mean()))
    steps = np.diff(means[60:])
    assert picture.interval_s == pytest.approx(0.05, rel=0.02)
    assert steps.min() > 0.8, "the picture moves at every presentation"
    assert steps.max() < 1.2


def test_a_new_image_shows_in_the_very_next_picture_and_wholly_after_one_interval() -> None:
    picture = Picture()
    for tick in range(0, 120, 2):
        picture.show(plain(50), tick * TICK_S)
        picture.step(Look(), tick * TICK_S)
        picture.step(Look(), (tick + 1) * TICK_S)
    now_s = 120 * TICK_S
    picture.show(plain(150), now_s)
    first = picture.step(Look(), now_s).mean()
    assert first == pytest.approx(100.0, abs=6.0)
    assert np.array_equal(picture.step(Look(), now_s + TICK_S), plain(150))


def test_slow_images_fade_for_no_more_than_a_quarter_second() -> None:
    picture = Picture()
    for second in np.arange(0.0, 20.0, 0.9):
        picture.show(plain(100), float(second))
        picture.step(Look(), float(second))
    picture.show(plain(200), 20.0)
    assert picture.step(Look(), 19.95 + 0.30).mean() == 200.0


def test_blackout_is_black_at_once_and_comes_back_in_150_ms() -> None:
    picture, now_s = settled(plain(200))
    assert not picture.step(Look(blackout=True), now_s).any()
    assert not picture.step(Look(blackout=True, freeze=True), now_s + TICK_S).any()
    back = [picture.step(Look(), now_s + (2 + i) * TICK_S).mean() for i in range(12)]
    assert all(a <= b for a, b in pairwise(back))
    assert 0 < back[0] < 40
    assert back[6] < 200
    assert back[9] == 200.0


def test_brightness_fades_linearly_in_time_and_from_where_it_is() -> None:
    picture, now_s = settled(plain(200, 256))
    down = Look(brightness=0.0, fade_s=2.0, changed_s=now_s)
    for share in (0.25, 0.5, 0.75):
        assert picture.step(down, now_s + 2.0 * share).mean() == pytest.approx(200 * (1 - share), abs=1.0)
    turn_s = now_s + 1.5
    up = Look(brightness=0.5, fade_s=1.0, changed_s=turn_s)
    assert picture.step(up, turn_s).mean() == pytest.approx(50.0, abs=1.0)
    assert picture.step(up, turn_s + 0.5).mean() == pytest.approx(75.0, abs=1.0)
    assert picture.step(up, turn_s + 9.0).mean() == pytest.approx(100.0, abs=0.1)
    at_once = Look(brightness=1.0, fade_s=0.0, changed_s=turn_s + 9.1)
    assert np.array_equal(picture.step(at_once, turn_s + 9.1), plain(200, 256))


def test_a_fade_does_not_depend_on_the_rate_of_presentation() -> None:
    shown = []
    for rate_hz in (15, 60, 144):
        picture, now_s = settled(plain(200, 256))
        look = Look(brightness=0.2, fade_s=1.0, changed_s=now_s)
        for tick in range(rate_hz // 2 + 1):
            last = picture.step(look, now_s + tick * 0.5 / (rate_hz // 2))
        shown.append(last)
    assert np.array_equal(shown[0], shown[1])
    assert np.array_equal(shown[1], shown[2])


def test_freeze_holds_exactly_while_images_come_and_thaws_without_a_jump() -> None:
    picture, now_s = settled(plain(40))
    picture.show(plain(90), now_s)
    held = picture.step(Look(freeze=True), now_s)
    for tick in range(1, 30):
        picture.show(plain(90 + tick), now_s + tick * TICK_S)
        assert np.array_equal(picture.step(Look(freeze=True), now_s + tick * TICK_S), held)
    thaw = [picture.step(Look(), now_s + (30 + i) * TICK_S).mean() for i in range(30)]
    assert np.diff([held.mean(), *thaw]).max() < 8.0
    assert thaw[-1] == 119.0


def test_the_fader_works_on_a_frozen_picture() -> None:
    picture, now_s = settled(plain(200, 256))
    picture.step(Look(freeze=True), now_s)
    dark = picture.step(Look(freeze=True, brightness=0.5, changed_s=now_s + 0.1), now_s + 0.2)
    assert dark.mean() == pytest.approx(100.0, abs=0.1)


def test_without_new_images_the_picture_goes_on_gently_and_is_never_black() -> None:
    painted = np.repeat(np.repeat(noise(3, 8), 8, axis=0), 8, axis=1)
    picture, _ = settled(painted)
    pictures = [picture.step(Look(), 1.0 + tick * TICK_S) for tick in range(60 * 12)]
    assert np.array_equal(pictures[30], painted), "it holds at first"
    assert not np.array_equal(pictures[60 * 10], pictures[60 * 11]), "then it moves"
    brightness = np.array([p.mean() for p in pictures])
    assert np.abs(brightness - painted.mean()).max() < 12
    changes = [np.abs(a.astype(int) - b).mean() for a, b in pairwise(pictures)]
    assert max(changes) < 2.0, "no jump where it begins to move"


def test_the_painter_comes_back_after_a_silence_without_a_jump() -> None:
    picture, _ = settled(plain(40))
    before = picture.step(Look(), 6.0).mean()
    picture.show(plain(240), 6.0 + TICK_S)
    means = [before]
    for tick in range(1, 60):
        if tick % 2 == 0:
            picture.show(plain(240), 6.0 + tick * TICK_S)
        means.append(picture.step(Look(), 6.0 + tick * TICK_S).mean())
    assert np.diff(means).max() < 14.0
    assert means[-1] == 240.0


def test_an_asked_for_dissolve_goes_on_while_images_stream_in() -> None:
    picture, now_s = settled(plain(0))
    picture.show(plain(200), now_s, over_s=2.0)
    means = []
    for tick in range(150):
        if tick % 2:
            picture.show(plain(200), now_s + tick * TICK_S)
        means.append(picture.step(Look(), now_s + tick * TICK_S).mean())
    assert means[60] == pytest.approx(100.0, abs=6.0)
    assert np.diff(means).max() < 4.0
    assert means[-1] == 200.0


@pytest.mark.parametrize(("small", "large"), [(64, 128), (128, 64), (96, 64)])
def test_images_of_another_size_crossfade_by_resampling(small: int, large: int) -> None:
    picture, now_s = settled(plain(100, small))
    picture.show(plain(200, large), now_s)
    middle = picture.step(Look(), now_s)
    assert middle.shape == (large, large, 3)
    assert 100 < middle.mean() < 200
    assert np.array_equal(picture.step(Look(), now_s + 1.0), plain(200, large))


def test_resizing_keeps_place_and_mean() -> None:
    ramp = np.broadcast_to(np.linspace(0, 255, 64).astype(np.uint8)[None, :, None], (64, 64, 3)).copy()
    for size in (32, 48, 100, 256):
        again = resized(ramp, size, size)
        assert again.shape == (size, size, 3)
        assert again.mean() == pytest.approx(ramp.mean(), abs=1.0)
        assert again[0, 0, 0] < 8
        assert again[0, -1, 0] > 247


def test_pictures_given_out_are_never_written_to_again() -> None:
    picture = Picture()
    source = noise(5)
    picture.show(source, 0.0)
    source[:] = 0
    kept = [picture.step(Look(), 0.0)]
    copies = [kept[0].copy()]
    for tick in range(1, 40):
        picture.show(noise(tick), tick * TICK_S)
        kept.append(picture.step(Look(brightness=0.7), tick * TICK_S))
        copies.append(kept[-1].copy())
    assert all(np.array_equal(a, b) for a, b in zip(kept, copies, strict=True))


def test_the_same_inputs_give_the_same_pictures_bit_for_bit() -> None:
    def run() -> list[bytes]:
        picture, out = Picture(), []
        for tick in range(240):
            if tick < 100 and tick % 2 == 0:
                picture.show(noise(tick), tick * TICK_S)
            look = Look(tick in range(50, 60), tick in range(70, 80), 0.8, 0.5, 0.4 if tick > 24 else 0.0)
            out.append(picture.step(look, tick * TICK_S).tobytes())
        return out

    assert run() == run()


@pytest.mark.parametrize(
    "wrong", [np.zeros((8, 8), np.uint8), np.zeros((8, 8, 3), np.float32), np.zeros((8, 0, 3), np.uint8)]
)
def test_anything_but_an_image_is_refused(wrong: Image) -> None:
    with pytest.raises(ValueError, match="use uint8"):
        Picture().show(wrong, 0.0)
