"""The examples of the library's face run as they stand."""

from __future__ import annotations

import doctest
import inspect
from pathlib import Path

import pytest

import engine
import engine.painter


def run(text: str, name: str, **known: object) -> int:
    """Run the examples in a text; how many there were."""
    parsed = doctest.DocTestParser().get_doctest(text, dict(known), name, name, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF)
    lines: list[str] = []
    runner.run(parsed, out=lines.append)
    assert runner.failures == 0, "".join(lines)
    return len(parsed.examples)


def test_the_readmes_examples_run(tmp_path: Path) -> None:
    text = (Path(inspect.getfile(engine)).parent / "README.md").read_text()
    assert run(text, "engine/README.md", folder=tmp_path) > 25


@pytest.mark.parametrize("subject", [engine, engine.painter.Painter], ids=["engine", "Painter"])
def test_docstrings_examples_run(subject: object) -> None:
    assert run(inspect.getdoc(subject) or "", str(subject), Painter=engine.Painter) >= 3


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(inspect.getfile(engine)).parent / "py.typed").exists()
