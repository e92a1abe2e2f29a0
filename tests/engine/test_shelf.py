"""The shelf: names and places, models of one's own, what is wrong with one, sizes, and the `models` verbs."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import pytest

from engine.errors import ModelError
from engine.model.families import FAMILIES
from engine.model.find import NAMES, find_model, verify, with_size
from engine.shelf.catalogue import CATALOGUE, needs
from engine.shelf.home import models_home, on_shelf, place_of
from live.models_verb import add_verb


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RHAPSODE_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def run(*words: str) -> int:
    """The command, as the terminal runs it."""
    parser = argparse.ArgumentParser()
    add_verb(parser.add_subparsers(required=True))
    options = parser.parse_args(["models", *words])
    return int(options.verb(options))


def test_every_row_of_the_catalogue_is_pinned_and_leads_somewhere() -> None:
    for name, entry in CATALOGUE.items():
        assert len(entry.revision) == 40, name
        assert entry.pinned_by, name
        assert entry.licence, name
        assert (entry.family in FAMILIES) == (entry.kind == "model"), name
        assert not any(pattern.endswith((".bin", ".ckpt", ".py")) for pattern in entry.patterns), name
        assert [row.kind for row in needs(name)][-1] == entry.kind
        if entry.kind == "model":
            family = FAMILIES[entry.family]
            assert set(entry.steps) <= set(family.schedule.times), name
            assert entry.base or any("unet" in pattern for pattern in entry.patterns), name
        for file in (entry.lora, entry.file):
            assert not file or file in entry.patterns, name


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"RHAPSODE_MODELS": "/x"}, "/x"),
        ("linux", {"XDG_DATA_HOME": "/d"}, "/d/rhapsode/models"),
        ("linux", {}, "~/.local/share/rhapsode/models"),
        ("darwin", {}, "~/Library/Application Support/rhapsode/models"),
        ("win32", {"LOCALAPPDATA": "/l"}, "/l/rhapsode/models"),
    ],
)
def test_models_lie_where_the_platform_keeps_data(platform: str, environment: dict[str, str], expected: str) -> None:
    assert models_home(environment, platform) == Path(expected).expanduser()


@pytest.mark.parametrize("name", ["", "../x", "A", "x/y", "half.part"])
def test_a_name_that_can_be_none_is_refused(name: str) -> None:
    with pytest.raises(ModelError, match="model name"):
        place_of(name)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("hous", "did you mean house"),
        ("sd-turbo", "rhapsode models fetch sd-turbo"),
        ("qqqq", "use one of house"),
        ("q" * 5000, "use one of house"),
        ("~nobody-here/model", "use one of house"),
    ],
)
def test_an_unknown_name_gets_a_way_out(name: str, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        find_model(name)


def test_a_model_that_the_package_has_a_place_for_is_made_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "house-large"
    monkeypatch.setitem(NAMES, "house-large", place)
    with pytest.raises(ModelError, match=r"not in .*house-large yet; use house, .*: make train PRESET=large"):
        find_model("house-large")
    assert run("check", "house-large") == 1
    assert run("list") == 0
    assert "not made yet: make train PRESET=large" in capsys.readouterr().out
    shutil.copytree(find_model("house").folder, place)
    assert find_model("house-large").folder == place
    assert run("list", "--here") == 0
    assert capsys.readouterr().out.count("whole") == 2


def test_a_model_takes_what_it_lacks_from_its_base(tmp_path: Path) -> None:
    house, own = find_model("house"), tmp_path / "own"
    shutil.copytree(house.folder, own, ignore=shutil.ignore_patterns("encoder.onnx", "words.npz"))
    card = json.loads((own / "config.json").read_text())
    for base in ("house", str(house.folder)):
        (own / "config.json").write_text(json.dumps(card | {"base": base}))
        model = find_model(str(own))
        assert model.file("encoder.onnx") == house.folder / "encoder.onnx"
        assert model.file("painter.onnx") == own / "painter.onnx"
        assert verify(model) == len(card["files"])
    (own / "config.json").write_text(json.dumps(card | {"base": "elsewhere"}))
    with pytest.raises(ModelError, match=r"own/elsewhere/encoder\.onnx: missing"):
        find_model(str(own))


def test_a_card_model_is_added_by_reference_or_as_a_copy(shelf: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(find_model("house").folder, tmp_path / "own"))
    assert run("add", "mine", str(own)) == 0
    assert run("add", "kept", str(own), "--copy") == 0
    assert on_shelf() == ("kept", "mine")
    assert find_model("mine").folder == own
    assert find_model("kept").folder == shelf / "kept"
    assert run("add", "mine", str(own)) == 2, "a name that is taken"
    assert run("add", "house", str(own)) == 2, "the package's own name"
    (own / "painter.onnx").write_bytes(b"altered")
    assert run("check", "mine") == 1
    assert run("check", "kept") == 0


def test_a_path_counts_from_the_show_first(tmp_path: Path) -> None:
    shutil.copytree(find_model("house").folder, tmp_path / "show" / "model")
    assert find_model("model", tmp_path / "show").folder == tmp_path / "show" / "model"
    with pytest.raises(ModelError, match="no such name or folder"):
        find_model("model")


def test_the_list_tells_what_is_here_and_what_it_may_be_used_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "--json") == 0
    items = {row["name"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert set(items) == {*NAMES, *CATALOGUE}
    assert items["house"]["state"] == "whole"
    assert "cpu" in items["house"]["plays"]
    assert items["sd-turbo"]["state"] == "not fetched"
    assert run("list") == 0
    table = capsys.readouterr().out
    assert "read https://stability.ai/license for sd-turbo, sdxl-turbo" in table
    (models_home() / "sd-turbo.part").mkdir(parents=True)
    assert run("list") == 0
    assert "partly fetched" in capsys.readouterr().out


def test_the_shipped_model_checks_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "house", "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["what"] for line in lines] == ["model", "sha256", "plays"]
    assert verify(find_model("house")) == len(find_model("house").card.files)


def test_a_size_that_does_not_fit_is_told_with_what_would() -> None:
    house = find_model("house")
    assert with_size(house, None) is house
    with pytest.raises(ModelError, match="use multiples of"):
        with_size(house, (250, 256))
    with pytest.raises(ModelError, match=r"in 64\.\.2048"):
        with_size(house, (4096, 256))
    assert with_size(house, (512, 256)).card.latent.pixels == (256, 512)
