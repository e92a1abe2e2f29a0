"""Screens: a real window on a real X server, looked at from outside; and what happens where there is none."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageGrab

from live import gl_canvas
from live.displays import Monitor, choose
from live.headless import Headless
from live.keys import Keys
from live.opener import open_screen
from live.pacer import Pacer
from live.projection import Projection, ProjectionError, blend_light, homography
from live.screen import Screen, ScreenError
from live.show import Display
from live.window import Window, is_paced, swaps_each

Image = NDArray[np.uint8]
Opener = Callable[..., Screen]
RED, GREEN, BLUE, SAND, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (210, 180, 120), (0, 0, 0)


def quarters(width: int = 256, height: int = 256) -> Image:
    """Red top left, green top right, blue bottom left, sand bottom right."""
    image = np.empty((height, width, 3), np.uint8)
    image[: height // 2, : width // 2], image[: height // 2, width // 2 :] = RED, GREEN
    image[height // 2 :, : width // 2], image[height // 2 :, width // 2 :] = BLUE, SAND
    return image


@pytest.fixture
def opened(xvfb_display: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    """Opens screens on the X server, and closes them."""
    monkeypatch.setenv("DISPLAY", xvfb_display)
    screens: list[Screen] = []

    def opener(projection: Projection | None = None, **display: object) -> Screen:
        screens.append(open_screen(Display(**display), projection))  # type: ignore[arg-type]
        return screens[-1]

    yield opener
    for screen in screens:
        screen.close()


def seen(screen: Screen, picture: Image, display: str | None = None) -> Image:
    """What a camera before the X server sees after the picture was presented."""
    for _ in range(3):
        screen.present(picture)
        screen.poll()
    shot = ImageGrab.grab(xdisplay=display or os.environ["DISPLAY"])
    return np.asarray(shot.convert("RGB"))


def near(shot: Image, x: float, y: float, colour: tuple[int, int, int], within: int = 3) -> bool:
    """Is the pixel at shares (x, y) of the screen that colour?"""
    row, column = round(y * (shot.shape[0] - 1)), round(x * (shot.shape[1] - 1))
    return bool(np.abs(shot[row, column].astype(int) - colour).max() <= within)


def test_a_full_screen_picture_has_its_colours_in_their_places(opened: Opener) -> None:
    screen = opened()
    assert "1280x720" in screen.name
    assert "OpenGL" in screen.name
    shot = seen(screen, quarters())
    assert shot.shape == (720, 1280, 3)
    for x, y, colour in ((0.02, 0.02, RED), (0.98, 0.02, GREEN), (0.02, 0.98, BLUE), (0.98, 0.98, SAND)):
        assert near(shot, x, y, colour)


def test_cover_cuts_and_contain_shows_all_in_its_proportions(opened: Opener) -> None:
    disc = np.zeros((256, 256, 3), np.uint8)
    y, x = np.mgrid[0:256, 0:256]
    disc[(x - 127.5) ** 2 + (y - 127.5) ** 2 < 60**2] = SAND
    disc[:8] = RED
    covered = seen(opened(Projection(fit="cover")), disc)
    assert not (covered == RED).all(axis=-1).any(), "the top is cut"
    assert extent(covered, SAND) == pytest.approx((600, 600), abs=6)
    contained = seen(opened(Projection(fit="contain")), disc)
    assert extent(contained, SAND) == pytest.approx((337.5, 337.5), abs=5)
    assert extent(contained, RED)[0] == pytest.approx(720, abs=3)
    assert near(contained, 0.1, 0.5, BLACK, 0)
    assert near(contained, 0.9, 0.5, BLACK, 0)


def extent(shot: Image, colour: tuple[int, int, int]) -> tuple[int, int]:
    """Width and height of all that has nearly this colour."""
    rows, columns = np.nonzero((np.abs(shot.astype(int) - colour) < 60).all(axis=-1))
    return int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1


def test_a_picture_of_the_window_s_size_is_shown_to_the_bit(opened: Opener) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (720, 1280, 3), np.uint8)
    assert np.array_equal(seen(opened(), picture), picture)


def test_the_size_of_pictures_may_change(opened: Opener) -> None:
    screen = opened(Projection(fit="contain"))
    for picture in (quarters(256, 256), quarters(512, 512), quarters(99, 101), quarters(64, 64)):
        shot = seen(screen, picture)
        assert near(shot, 0.3, 0.1, RED)
        assert near(shot, 0.7, 0.9, SAND)


def test_a_dark_gradient_has_no_bands(opened: Opener) -> None:
    shot = seen(opened(Projection(blend_left=0.5, blend_gamma=1.0)), np.full((64, 64, 3), 12, np.uint8))
    columns = shot[:, :640, 0].mean(axis=0)
    exact = 12 * blend_light((np.arange(640) + 0.5) / 1280, 0.5)
    assert np.abs(columns - exact).max() < 0.15, "dither makes levels between the levels"


def test_a_corner_pin_lands_every_point_where_the_homography_says(opened: Opener) -> None:
    projection = Projection(
        fit="stretch", top_left=(0.2, 0.1), top_right=(0.75, 0.05), bottom_right=(0.95, 0.9), bottom_left=(0.05, 0.95)
    )
    spots = [(u, v) for u in (0.125, 0.5, 0.875) for v in (0.125, 0.5, 0.875)]
    picture = np.full((256, 256, 3), 40, np.uint8)
    for u, v in spots:
        row, column = round(v * 256), round(u * 256)
        picture[row - 4 : row + 4, column - 4 : column + 4] = SAND
    shot = seen(opened(projection), picture)
    for u, v in spots:
        x, y, w = homography(projection) @ (u, v, 1.0)
        near_x, near_y = x / w * 1280, y / w * 720
        rows, columns = np.nonzero((np.abs(shot.astype(int) - SAND) < 40).all(axis=-1))
        close = (np.abs(columns - near_x) < 30) & (np.abs(rows - near_y) < 20)
        assert columns[close].mean() == pytest.approx(near_x, abs=1.5)
        assert rows[close].mean() == pytest.approx(near_y, abs=1.5)
    for x, y in ((0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.5)):
        assert near(shot, x, y, BLACK, 0)


def test_edge_blends_of_two_projectors_add_up_in_light(opened: Opener) -> None:
    white = np.full((256, 256, 3), 255, np.uint8)
    shot = seen(opened(Projection(blend_left=0.25, blend_right=0.25, blend_gamma=2.2)), white)
    light = (shot[360, :, 0] / 255.0) ** 2.2
    left, right = light[:320], light[-320:]
    assert np.abs(left + right - 1.0).max() < 0.02
    assert light[640] == 1.0


def test_a_mask_lets_through_where_it_is_white(opened: Opener, tmp_path: Path) -> None:
    mask = np.zeros((72, 128, 3), np.uint8)
    mask[:36, :64] = 255
    Pillow.fromarray(mask).save(tmp_path / "mask.png")
    shot = seen(opened(Projection(mask=str(tmp_path / "mask.png"))), np.full((64, 64, 3), SAND, np.uint8))
    assert near(shot, 0.25, 0.25, SAND)
    assert near(shot, 0.75, 0.25, BLACK)
    assert near(shot, 0.25, 0.75, BLACK)


def test_a_mask_that_cannot_be_read_is_named(opened: Opener) -> None:
    with pytest.raises(ProjectionError, match=r"projection\.mask = '/nowhere/mask\.png'.*PNG"):
        opened(Projection(mask="/nowhere/mask.png"))


def test_enlarging_is_bilinear_in_software_and_catmull_rom_elsewhere(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = np.random.default_rng(2).integers(40, 216, (36, 64, 3), np.uint8)
    plain = opened()
    assert "bilinear (software GL)" in plain.name
    assert plain.rate_hz == 30.0
    assert np.abs(seen(plain, picture) - enlarged(picture, linear)).max() < 2.5
    plain.close()
    monkeypatch.setattr(gl_canvas, "SOFTWARE", ())
    sharp = opened()
    assert "Catmull-Rom" in sharp.name
    assert np.abs(seen(sharp, picture) - enlarged(picture, catmull_rom)).max() < 3.5


def linear(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.maximum(0.0, 1.0 - np.abs(x))


def catmull_rom(x: NDArray[np.float64]) -> NDArray[np.float64]:
    x = np.abs(x)
    inner, outer = 1.5 * x**3 - 2.5 * x**2 + 1, -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return np.where(x < 1, inner, np.where(x < 2, outer, 0.0))


def enlarged(picture: Image, kernel: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> NDArray[np.float64]:
    """Textbook convolution of the whole picture to 1280 x 720, edges held."""

    def weights(count: int, wanted: int) -> NDArray[np.float64]:
        at = (np.arange(wanted) + 0.5) * count / wanted - 0.5
        out = np.zeros((wanted, count))
        for texel in range(-3, count + 3):
            out[:, min(max(texel, 0), count - 1)] += kernel(at - texel)
        return out

    tall, wide = weights(picture.shape[0], 720), weights(picture.shape[1], 1280)
    return np.clip(np.einsum("yr,rcd,xc->yxd", tall, picture.astype(float), wide, optimize=True), 0, 255)


def test_keys_arrive_as_addresses(opened: Opener) -> None:
    screen = opened()
    for key in (pygame.K_SPACE, pygame.K_BACKSPACE, pygame.K_b, pygame.K_f, pygame.K_p, pygame.K_q):
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key))
    assert [address for address, _ in screen.poll()] == ["/go", "/back", "/blackout", "/freeze", "/panic"]
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE))
    assert screen.poll() == []
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE))
    assert screen.poll() == [("quit", ())]


def test_escape_ends_only_when_pressed_twice_within_a_second() -> None:
    keys = Keys()
    assert keys.press("escape", 10.0) is None
    assert keys.press("escape", 11.5) is None
    assert keys.press("space", 11.8) == ("/go", ())
    assert keys.press("escape", 12.4) == ("quit", ())


def test_closing_the_window_raises_nothing(opened: Opener) -> None:
    screen = opened()
    seen(screen, quarters())
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    screen.poll()
    assert screen.closed
    screen.present(quarters())
    assert screen.poll() == []
    screen.close()


def test_a_window_that_is_not_full_screen_has_the_size_asked_for(opened: Opener) -> None:
    screen = opened(fullscreen=False, width=400, height=300)
    assert "400x300" in screen.name
    assert extent(seen(screen, np.full((64, 64, 3), SAND, np.uint8)), SAND) == (400, 300)


def test_a_display_that_is_not_there_is_named_with_those_that_are(opened: Opener) -> None:
    with pytest.raises(ScreenError, match=r"display\.name = 'beamer': no such display; there is 1: '.+' 1280x720"):
        opened(name="beamer")


def test_displays_are_chosen_by_number_or_part_of_their_name() -> None:
    among = (Monitor(0, "eDP-1", 1920, 1080, 60.0), Monitor(1, "EPSON PJ 7", 1280, 800, 60.0))
    assert choose("", among) is among[0]
    assert choose("epson", among) is among[1]
    assert choose("2", among) is among[1]
    assert choose("Barco", among) is None
    assert choose("", ()) is None


def test_without_a_display_it_is_headless_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"):
        monkeypatch.delenv(name, raising=False)
    if sys.platform.startswith("linux"):
        assert open_screen(Display()).name == "headless: no display"
    assert open_screen(Display(window=False)).name == "headless: window = false"
    monkeypatch.setenv("DISPLAY", ":9999")
    screen = open_screen(Display())
    assert isinstance(screen, Headless)
    assert screen.name.startswith("headless: no display (")


def test_without_opengl_the_window_is_plain_and_says_so(
    start_xvfb: Callable[..., tuple[object, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, name = start_xvfb("-extension", "GLX")
    monkeypatch.setenv("DISPLAY", name)
    screen = open_screen(Display(), Projection(blend_left=0.1))
    try:
        assert "SDL without corner-pin, blend and mask, no OpenGL: " in screen.name
        shot = seen(screen, quarters(), name)
    finally:
        screen.close()
    for x, y, colour in ((0.02, 0.02, RED), (0.98, 0.02, GREEN), (0.02, 0.98, BLUE), (0.98, 0.98, SAND)):
        assert near(shot, x, y, colour)


def test_a_display_server_that_dies_in_mid_show_leaves_the_show_running(
    start_xvfb: Callable[..., tuple[subprocess.Popen[bytes], str]],
) -> None:
    server, name = start_xvfb()
    script = """
        import sys
        import numpy as np
        from live.opener import open_screen
        from live.show import Display
        screen = open_screen(Display())
        picture = np.full((64, 64, 3), 99, np.uint8)
        for tick in range(600):
            screen.present(picture)
            screen.poll()
            if tick == 3:
                print("shown", flush=True)
            if screen.closed:
                break
        for _ in range(5):
            screen.present(picture)
        print(screen.closed, screen.name, flush=True)
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    environment = {**os.environ, "DISPLAY": name}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as show:
        assert show.stdout
        assert any("shown" in line for line in show.stdout)
        server.kill()
        server.wait(10)
        rest, _ = show.communicate(timeout=60)
    assert "True lost: " in rest
    assert show.returncode == 0


class Clock:
    """A clock whose sleep takes as long as it is told, and a little longer."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds + 0.0013


def test_pacing_does_not_drift_and_does_not_catch_up() -> None:
    clock = Clock()
    pacer = Pacer(50.0, clock, clock.sleep)
    for _ in range(1000):
        clock.now_s += 0.007
        pacer.wait()
    assert clock.now_s == pytest.approx(100.0 + 1000 / 50, abs=0.002)
    clock.now_s += 0.5
    waits = []
    for _ in range(3):
        before_s = clock.now_s
        pacer.wait()
        waits.append(clock.now_s - before_s)
    assert waits[0] == 0.0, "late: at once"
    assert waits[1] > 0.0
    assert waits[2] == pytest.approx(0.02, abs=0.002)


def test_vsync_is_believed_only_where_swaps_take_as_long_as_the_display_says() -> None:
    assert is_paced([1 / 60] * 8, 60.0)
    assert is_paced([0.001, *[1 / 60] * 7], 60.0)
    assert not is_paced([0.001] * 8, 60.0)
    assert not is_paced([1 / 60] * 8, 0.0)
    assert [swaps_each(hz, 60.0) for hz in (60.0, 59.94, 120.0, 144.0, 30.0)] == [1, 1, 2, 2, 1]


def test_a_screen_is_a_window_or_headless() -> None:
    kinds: list[type[Screen]] = [Window, Headless]
    assert all(hasattr(kind, word) for kind in kinds for word in ("present", "poll", "close"))
