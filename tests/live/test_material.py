"""What a show names beside its words: tracked through cues, changed by OSC, and named where it is missing."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from engine.wish import Lora, Wish
from live.conductor import start, step
from live.events import Event
from live.kit import load_kit
from live.material import model_place
from live.show import Show, ShowError
from live.show_file import load_show

SHOW = """
[show]
title = "Harbour"
[picture]
seed = "quay"
negative = "text"
image = "wall.png"
pace = "smooth"
[[seed]]
name = "quay"
number = 7
[[seed]]
name = "sea"
number = 9
[[lora]]
name = "charcoal"
file = "charcoal.safetensors"
[[lora]]
name = "gold"
file = "gold.safetensors"
weight = 0.25
[[cue]]
name = "out"
seed = "sea"
seeds = ["quay", "sea", 3]
guidance = 2
lora = { charcoal = 0.8 }
image = "camera"
[[cue]]
name = "home"
seeds = []
walk = "circle"
image = ""
"""


@pytest.fixture
def show(tmp_path: Path) -> Show:
    for name in ("wall.png", "charcoal.safetensors", "gold.safetensors"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "show.toml").write_text(SHOW)
    return load_show(tmp_path)


def after(show: Show, *messages: tuple[str, tuple[object, ...]]) -> Wish:
    state = start(show)
    for at_s, (address, args) in enumerate(messages):
        state, _, _ = step(state, [Event(address, args, float(at_s), "test")], float(at_s))  # type: ignore[arg-type]
    return state.wish


def weights(wish: Wish) -> list[float]:
    return [lora.weight for lora in wish.loras]


def test_the_opening_wish_has_it_all(show: Show) -> None:
    wish = after(show)
    home = Path(show.folder)
    assert (wish.seed, wish.negative, wish.pace) == (7, "text", "smooth")
    assert wish.image == str((home / "wall.png").resolve())
    assert wish.loras == (
        Lora(str((home / "charcoal.safetensors").resolve()), 0.0),
        Lora(str((home / "gold.safetensors").resolve()), 0.25),
    )


def test_cues_hold_what_they_name(show: Show) -> None:
    out = after(show, ("/go", ()))
    assert (out.seed, out.seeds, out.guidance, out.image) == (9, (7, 9, 3), 2.0, "camera")
    assert weights(out) == [0.8, 0.25]
    home = after(show, ("/go", ()), ("/go", ()))
    assert (home.seed, home.seeds, home.walk, home.image) == (9, (), "circle", "")
    assert (home.guidance, home.negative, weights(home)) == (2.0, "text", [0.8, 0.25])


def test_hands_change_it(show: Show) -> None:
    changed = after(
        show,
        ("/circle", (True, -1.0)),
        ("/negative", ("fog", -1.0)),
        ("/guidance", (1.5, -1.0)),
        ("/lora", ("gold", 0.0, -1.0)),
        ("/image", ("camera:test", -1.0)),
        ("/image/share", (0.75, 3.0)),
    )
    assert (changed.walk, changed.negative, changed.guidance) == ("circle", "fog", 1.5)
    assert (weights(changed), changed.image, changed.image_share, changed.fade_s) == (
        [0.0, 0.0],
        "camera:test",
        0.75,
        3.0,
    )
    assert after(show, ("/negative", ("fog", -1.0)), ("/negative", ("", -1.0))).negative == "text"


@pytest.mark.parametrize("image", ["../secret.png", "/etc/passwd", "missing.png"])
def test_a_network_names_only_files_of_the_show(show: Show, image: str) -> None:
    (Path(show.folder).parent / "secret.png").write_bytes(b"x")
    state = start(show)
    state, wish, _ = step(state, [Event("/image", (image, -1.0), 1.0, "test")], 1.0)
    assert wish.image == str((Path(show.folder) / "wall.png").resolve())
    assert "show's folder" in state.remark


@pytest.mark.parametrize("image", ["camera:screen", "camera: Screen", "camera:Capture screen 0"])
def test_a_network_has_this_computers_screen_only_where_the_show_names_it(show: Show, image: str) -> None:
    sent = ("/image", (image, -1.0))
    assert after(show, sent).image == after(show).image
    named = msgspec.structs.replace(show, picture=msgspec.structs.replace(show.picture, image=image))
    assert after(named, ("/image", ("", -1.0)), sent).image == image


@pytest.mark.parametrize("sent", [("/seed", (5, 1.0)), ("/circle", (True, 1.0))])
def test_a_seed_or_a_circle_leaves_a_round_of_seeds(show: Show, sent: tuple[str, tuple[object, ...]]) -> None:
    wish = after(show, ("/go", ()), sent)
    assert (wish.seeds, wish.fade_s) == ((), 1.0)
    assert (wish.seed, wish.walk) in {(5, "row"), (9, "circle")}


def test_a_step_asks_no_disk(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stick that is pulled out, or a slow share, is no reason for the picture to wait."""
    state, asked = start(show), []
    for name in ("lstat", "stat", "open", "readlink"):
        monkeypatch.setattr(os, name, lambda *_, **__: asked.append(1))
    for at_s, events in enumerate(([], [Event("/go", (), 1.0)], [Event("/lora", ("gold", 1.0, -1.0), 2.0)])):
        state, _, _ = step(state, events, float(at_s))
    assert not asked


def test_what_may_not_be_painted_may_be_kept_away_from() -> None:
    commons = load_show(Path(__file__).parents[2] / "shows/commons")
    state = start(commons, load_kit(commons))
    for address in ("/prompt", "/negative"):
        state, wish, _ = step(state, [Event(address, ("gore, blood, nudity", -1.0), 1.0, "test")], 1.0)
    assert (state.prompt, state.filtered, wish.negative) == ("", 1, "gore, blood, nudity")


def test_an_unknown_lora_is_remarked(show: Show) -> None:
    state, _, _ = step(start(show), [Event("/lora", ("silver", 1.0, -1.0), 1.0, "test")], 1.0)
    assert "charcoal, gold" in state.remark


def test_a_model_beside_the_show_goes_by_its_place(show: Show) -> None:
    assert model_place(show) == "house"
    (Path(show.folder) / "house").mkdir()
    assert model_place(show) == str((Path(show.folder) / "house").resolve())


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ('seed = "quay"', 'seed = "quai"', ("picture.seed = 'quai'", "did you mean 'quay'?")),
        ('"sea", 3]', '"see", 3]', ("cue 'out': seeds = 'see'", "did you mean 'sea'?")),
        ('seeds = ["quay", "sea", 3]', "seeds = [3]", ("cue 'out': seeds = [3]", "at least two")),
        ("{ charcoal = 0.8 }", "{ charcol = 0.8 }", ("cue 'out': lora 'charcol'", "did you mean 'charcoal'?")),
        ("{ charcoal = 0.8 }", "{ charcoal = 8 }", ("cue 'out': lora.charcoal = 8;", "-4..4")),
        ('file = "gold.safetensors"', 'file = "golden.safetensors"', ("lora 'gold': file", "no such file")),
        ('image = "wall.png"', 'image = "well.png"', ("picture.image = 'well.png'", "no such file")),
        ('name = "sea"', 'name = "quay"', ("seed 'quay'", "two seeds")),
        ("[picture]\n", "[picture]\nwidth = 512\n", ("picture.width = 512", "give both")),
        ("guidance = 2", "guidance = 200", ("cue 'out': guidance = 200", "0..20")),
    ],
)
def test_what_is_missing_is_named(show: Show, old: str, new: str, parts: tuple[str, ...]) -> None:
    assert old in SHOW
    path = Path(show.folder) / "show.toml"
    path.write_text(SHOW.replace(old, new, 1))
    with pytest.raises(ShowError) as caught:
        load_show(path)
    assert all(part in str(caught.value) for part in (str(path), *parts)), caught.value
