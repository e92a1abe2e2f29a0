"""Paint the gallery: prompts of our own by the shipped files in one step, or several seeds of each to choose from.

    python -m tools.house.gallery --out docs/pictures/gallery.jpg
    python -m tools.house.gallery --candidates 12 --out build/candidates.jpg

The first writes the 48 pictures of gallery_prompts.py, at the seeds there; with --list also what hangs where. The
second writes pages of a dozen prompts, a column a seed: write the seeds that please into gallery_prompts.py.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from engine.painter import Painter
from engine.wish import Phrase, Wish
from tools.house.config import CPU
from tools.house.easel import Easel
from tools.house.gallery_prompts import PIECES, Piece

Picture = NDArray[np.uint8]
WIDE = (448, 256)
"""(width, height) of wide pictures."""
COLUMNS = {False: 8, True: 3}
"""Pictures beside each other: square ones, wide ones."""
PAGE = 12
"""Prompts on a page of candidates."""
GAP = 6
PAPER, INK = (18, 18, 20), (225, 225, 225)


def painted(
    folder: Path, pieces: Sequence[Piece], size: tuple[int, int] | None, workers: int = CPU.threads
) -> list[Picture]:
    """The pieces in one step, (H, W, 3) uint8, as any show paints them whose wish names that phrase and seed."""
    with Easel(folder, workers, size) as easel:
        return [picture for _, some in easel.each(_paint, pieces, "gallery") for picture in some]


def _paint(painter: Painter, piece: Piece) -> Picture:
    painter.forget()
    return painter.paint(Wish(phrases=(Phrase(piece.text),), seed=piece.seed, steps=1)).image


def hung(pictures: Sequence[Picture], columns: int, height: int) -> Image.Image:
    """Pictures of one shape row by row, each `height` pixels high, a narrow gap about them."""
    tall, long = pictures[0].shape[:2]
    tile = (height * long // tall, height)
    rows = -(-len(pictures) // columns)
    page = Image.new("RGB", (columns * (tile[0] + GAP) + GAP, rows * (tile[1] + GAP) + GAP), PAPER)
    for k, picture in enumerate(pictures):
        at = (GAP + k % columns * (tile[0] + GAP), GAP + k // columns * (tile[1] + GAP))
        page.paste(Image.fromarray(picture).resize(tile, Image.Resampling.LANCZOS), at)
    return page


def candidates(
    folder: Path, pieces: Sequence[Piece], seeds: Sequence[int], size: tuple[int, int] | None, height: int
) -> Iterator[Image.Image]:
    """Pages of PAGE prompts: each above its row of pictures, a column a seed."""
    font, head = ImageFont.load_default(15), 24
    every = painted(folder, [replace(piece, seed=seed) for piece in pieces for seed in seeds], size)
    for first in range(0, len(pieces), PAGE):
        some = pieces[first : first + PAGE]
        strips = [
            hung(every[(first + k) * len(seeds) : (first + k + 1) * len(seeds)], len(seeds), height)
            for k in range(len(some))
        ]
        page = Image.new("RGB", (strips[0].width, sum(strip.height + head for strip in strips)), PAPER)
        draw, top = ImageDraw.Draw(page), 0
        for k, (piece, strip) in enumerate(zip(some, strips, strict=True)):
            title = f"{first + k + 1}. {piece.text}   (seeds {seeds[0]} to {seeds[-1]}; now {piece.seed})"
            draw.text((GAP, top + 4), title, INK, font)
            page.paste(strip, (0, top + head))
            top += head + strip.height
        yield page


def catalogue(pieces: Sequence[Piece], columns: int) -> str:
    """What hangs where, as Markdown: a line a row of pictures."""
    rows = [pieces[start : start + columns] for start in range(0, len(pieces), columns)]
    return "\n".join(f"{k}. " + "; ".join(f"*{piece.text}*" for piece in row) for k, row in enumerate(rows, 1))


def main() -> None:
    """Write the gallery, or pages of candidates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=CPU.out, help="the model's folder")
    parser.add_argument("--wide", action="store_true", help="only those marked so, at 448 x 256")
    parser.add_argument("--height", type=int, default=192, help="pixels of a picture in the gallery")
    parser.add_argument("--list", action="store_true", help="print what hangs where, as Markdown")
    parser.add_argument("--candidates", type=int, metavar="K", help="pages of K seeds a prompt: PATH-1, PATH-2 ...")
    parser.add_argument("--first", type=int, default=1, help="with --candidates: the first seed")
    parser.add_argument("--only", default="", help="with --candidates: numbers of prompts, comma-separated")
    options = parser.parse_args()
    pieces = [piece for piece in PIECES if piece.wide or not options.wide]
    size = WIDE if options.wide else None
    if options.candidates:
        chosen = [int(part) for part in options.only.split(",") if part.strip()]
        some = [piece for k, piece in enumerate(pieces, 1) if not chosen or k in chosen]
        seeds = range(options.first, options.first + options.candidates)
        for k, page in enumerate(candidates(options.folder, some, seeds, size, options.height), 1):
            page.save(options.out.with_name(f"{options.out.stem}-{k}{options.out.suffix}"), quality=88)
        return
    columns = COLUMNS[options.wide]
    hung(painted(options.folder, pieces, size), columns, options.height).save(options.out, quality=90)
    if options.list:
        print(catalogue(pieces, columns))


if __name__ == "__main__":
    main()
