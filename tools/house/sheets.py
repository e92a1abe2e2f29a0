"""Contact sheets of what the model paints: words by styles, and words that no caption holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from engine.painter import Painter
from tools.house import vocabulary
from tools.house.easel import paint_prompt

ROWS = ("the sea", "moon", "fire", "a forest", "city", "boat", "bird", "fish", "eye", "heart", "candle", "house",
        "galaxy", "lighthouse", "butterfly", "grief", "joy")  # fmt: skip
UNHEARD = ("geyser", "inferno", "chandelier", "canoe", "eagle", "blizzard", "orchid", "jungle", "manhattan",
           "cottage", "diamond", "shark", "despair", "interstellar")  # fmt: skip
PAPER, INK = (22, 22, 24), (220, 220, 220)


def sheet(painter: Painter, rows: Sequence[str], heads: Sequence[str], steps: int, tile: int = 112) -> Image.Image:
    """Labelled pictures of 'row, head' for every row and head; a head that begins with # only numbers its column."""
    left, top = 118, 16
    page = Image.new("RGB", (left + len(heads) * tile, top + len(rows) * tile), PAPER)
    draw = ImageDraw.Draw(page)
    for j, row in enumerate(rows):
        draw.text((3, top + j * tile + tile // 2 - 5), row[:22], fill=INK)
        for i, head in enumerate(heads):
            draw.text((left + i * tile + 2, 2), head[:18], fill=INK)
            text = row if head.startswith("#") else f"{row}, {head}"
            picture = Image.fromarray(paint_prompt(painter, text, 100 * j + i, steps))
            small = picture.resize((tile - 3, tile - 3), Image.Resampling.LANCZOS)
            page.paste(small, (left + i * tile, top + j * tile))
    return page


def write_sheets(painter: Painter, path: Path) -> None:
    """Three pages beside each other in name: words by styles at 4 steps, the same in 1 step, words never heard."""
    styles = [row.name for row in vocabulary.STYLES]
    free = [f"#{k}" for k in range(8)]
    pages = {
        "": sheet(painter, ROWS, styles, 4, tile=80),
        "-1-step": sheet(painter, ROWS[::2], styles, 1, tile=80),
        "-unheard": sheet(painter, UNHEARD, free, 4),
    }
    for name, page in pages.items():
        page.save(path.with_name(f"{path.stem}{name}{path.suffix}"), quality=88)
