"""Show files: read strictly; what is wrong is named with file, key, value and way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from live.show import ShowError
from live.show_file import load_show, load_venue

SHOWS = sorted((Path(__file__).parents[2] / "shows").glob("*/show.toml"))


@pytest.mark.parametrize("path", SHOWS, ids=lambda path: path.parent.name)
def test_every_bundled_show_loads(path: Path) -> None:
    assert load_show(path.parent).show.title


def test_three_shows_show_three_things() -> None:
    shows = [load_show(path) for path in SHOWS]
    assert {show.ears.mode for show in shows} == {"script", "open", "off"}
    assert any(len(show.cue) >= 5 for show in shows)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[show]\n", ("show.title", "missing")),
        ("[show]\ntitle = 'x'\n[picture]\nfade = 2\n", ("picture.fade", "did you mean 'fade_s'?")),
        (
            "[show]\ntitle = 'x'\n[[cue]]\nname = 'dawn'\nfade_s = -2\n",
            ("cue 'dawn': fade_s = -2", "use a number in 0..600"),
        ),
        ("[show]\ntitle = 'x'\n[picture]\nseed = 'red'\n", ("picture.seed = 'red'", "add a [[seed]]")),
        ("[show]\ntitle = 'x'\n[ears]\nmode = 'loud'\n", ("ears.mode = 'loud'", "'script'")),
        ("[show]\ntitle = 'x'\n[ears]\nmode = 'script'\n", ("ears.script", "missing")),
        (
            "[show]\ntitle = 'x'\n[ears]\nmode = 'open'\nrecording = 'no.flac'\n",
            ("ears.recording = 'no.flac'", "no such"),
        ),
        ("[show]\ntitle = 'x'\n[[cue]]\nname = 'a'\n[[cue]]\nname = 'a'\n", ("cue 'a'", "two cues")),
        ("[show\n", ("not valid TOML",)),
        ("[show]\ntitle = 'x'\n[shwo]\n", ("shwo", "did you mean 'show'?")),
        ("[show]\ntitle = 'x'\n[picture]\ndrift_hz = nan\n", ("picture.drift_hz = nan",)),
        ("[show]\ntitle = 'x'\n[picture]\nsteps = 9\n", ("picture.steps = 9", "1..4")),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, parts: tuple[str, ...]) -> None:
    file = tmp_path / "show.toml"
    file.write_text(text)
    with pytest.raises(ShowError) as caught:
        load_show(tmp_path)
    message = str(caught.value)
    assert message.startswith(str(file))
    assert all(part in message for part in parts), message


def test_a_missing_show_and_a_binary_one_say_so(tmp_path: Path) -> None:
    with pytest.raises(ShowError, match="No such file"):
        load_show(tmp_path / "nowhere")
    (tmp_path / "show.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ShowError, match="not UTF-8"):
        load_show(tmp_path)


def test_a_venue_has_defaults_and_is_read_as_strictly(tmp_path: Path) -> None:
    assert load_venue(None).osc.host == "127.0.0.1"
    file = tmp_path / "venue.toml"
    file.write_text("[osc]\nport = 70000\n")
    with pytest.raises(ShowError, match=r"osc\.port = 70000"):
        load_venue(file)
