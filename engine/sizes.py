"""Sizes of pictures as people write them on a command line: 896x512."""

from __future__ import annotations

import argparse
import re

LONGEST = 4096
"""Pixels of a picture's longest side."""


def size(text: str) -> tuple[int, int]:
    """(width, height) in pixels from 'WIDTHxHEIGHT'; raises argparse.ArgumentTypeError."""
    match = re.fullmatch(r"([1-9][0-9]{0,3})x([1-9][0-9]{0,3})", text.lower())
    if match is None or max(map(int, match.groups())) > LONGEST:
        raise argparse.ArgumentTypeError(f"{text!r}: use WIDTHxHEIGHT in pixels, at most {LONGEST}, such as 896x512")
    return int(match[1]), int(match[2])
