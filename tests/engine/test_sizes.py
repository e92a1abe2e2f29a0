"""Sizes on a command line: what is one, and what is refused with the way out."""

from __future__ import annotations

from argparse import ArgumentTypeError

import pytest

from engine.sizes import size


@pytest.mark.parametrize(
    "text", ["", "512", "x512", "512x", "-1x5", "512 x 512", "axb", "\u0665x5", "0x5", "5x0", "4097x5", "5x40000"]
)
def test_a_size_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="use WIDTHxHEIGHT in pixels, at most 4096, such as 896x512"):
        size(text)


def test_width_stands_first() -> None:
    assert size("640x384") == (640, 384)
    assert size("4096X1") == (4096, 1)
