"""Sheet: moments of a show in one picture, as the show paints them when it hears its own recording.

python -m tools.sheet shows/crossing --count 16 --out docs/pictures/crossing.jpg
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from engine.painter import Painter
from live.ears.offline import Line, read_lines
from live.render import RATE_HZ, moments, show_events, show_length_s
from live.show import Show
from live.show_file import load_show

TILE, COLUMNS, TEXT, GAP = 256, 4, 40, 6
INK, PAPER = (222, 218, 208), (14, 14, 16)


def sheet(show: Show, count: int) -> Image.Image:
    """`count` tiles with their lines, evenly over the poem; each is the picture as its line ends."""
    lines = read_lines(show)
    chosen = [lines[round(i * (len(lines) - 1) / (count - 1))] for i in range(count)]
    rows = -(-count // COLUMNS)
    size = (COLUMNS * (TILE + GAP) + GAP, rows * (TILE + TEXT + GAP) + GAP)
    page = Image.new("RGB", size, PAPER)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(13)
    for number, (line, tile) in enumerate(_tiles(show, chosen)):
        x = GAP + (number % COLUMNS) * (TILE + GAP)
        y = GAP + (number // COLUMNS) * (TILE + TEXT + GAP)
        page.paste(tile, (x, y))
        pen.text((x + 2, y + TILE + 6), _wrapped(line.text, font), INK, font=font, spacing=2)
    return page


def _tiles(show: Show, lines: list[Line]) -> Iterator[tuple[Line, Image.Image]]:
    events = show_events(show)
    wanted = {round((line.end_s + 0.6) * RATE_HZ): line for line in lines}
    for moment in moments(show, Painter.load(show.picture.model), events, show_length_s(show, events)):
        if moment.number in wanted:
            yield wanted[moment.number], Image.fromarray(moment.picture).resize((TILE, TILE))


def _wrapped(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> str:
    """The text on two lines at most, broken where the first is full."""
    words, first = text.split(), ""
    while words and font.getlength(f"{first} {words[0]}") < TILE - 4:
        first = f"{first} {words.pop(0)}".strip()
    return f"{first}\n{' '.join(words)}"


def main() -> None:
    """Write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("show", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=8)
    options = parser.parse_args()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    sheet(load_show(options.show), options.count).save(options.out, optimize=True, quality=88)


if __name__ == "__main__":
    main()
