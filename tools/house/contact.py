"""Contact sheets of the painter: rows of subjects, columns of styles (or moods); or every subject once."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from tools.house import vocabulary as voc
from tools.house.scenes import PAINTED, SceneSpec, paint, sample_specs

COLUMNS = {
    "style": voc.STYLES,
    "mood": voc.MOODS,
    "palette": voc.PALETTES,
    "composition": voc.COMPOSITIONS,
    "time": voc.TIMES,
    "weather": voc.WEATHERS,
    "light": voc.LIGHTS,
}


def sheet_specs(subjects: list[int], column: str, seed: int, plain: bool) -> list[SceneSpec]:
    """Row by row: each subject with each value of the column attribute; the rest sampled, or plain."""
    specs = []
    for subject in subjects:
        for value in range(len(COLUMNS[column])):
            base = sample_specs(1, seed * 100003 + subject * 101 + value)[0]
            base = replace(base, subject=subject, second=-1, relation=0)
            if plain:
                base = replace(base, composition=0, weather=0, light=0)
            specs.append(replace(base, **{column: value}))
    return specs


def gallery_specs(subjects: list[int], seed: int) -> list[SceneSpec]:
    """Each subject once, alone and centred, the styles by turns."""
    specs = []
    for subject in subjects:
        base = sample_specs(1, seed * 100003 + subject)[0]
        style = (subject * 11 + seed) % len(voc.STYLES)
        specs.append(replace(base, subject=subject, second=-1, relation=0, style=style, composition=0, weather=0))
    return specs


def gallery(specs: list[SceneSpec], columns: int, tile: int, shape: tuple[int, int]) -> Image.Image:
    """One image of all pictures, each with its subject's name; `shape` is what is painted, (height, width)."""
    across = tile * shape[1] // shape[0]
    sheet = Image.new("RGB", (columns * across, -(-len(specs) // columns) * tile), (22, 22, 24))
    draw = ImageDraw.Draw(sheet)
    pictures = (paint(specs, shape) * 255).round().byte().permute(0, 2, 3, 1).numpy()
    for k, (spec, picture) in enumerate(zip(specs, pictures, strict=True)):
        left, top = k % columns * across, k // columns * tile
        image = Image.fromarray(np.ascontiguousarray(picture)).resize((across - 2, tile - 2), Image.Resampling.LANCZOS)
        sheet.paste(image, (left, top))
        name, ink = voc.SUBJECTS[spec.subject].name, (255, 255, 255)
        draw.text((left + 3, top + 1), name, fill=ink, stroke_fill=(0, 0, 0), stroke_width=2)
    return sheet


def contact_sheet(specs: list[SceneSpec], columns: int, tile: int, rows: list[str], heads: list[str]) -> Image.Image:
    """One image of all pictures with row and column labels."""
    left, top = 92, 16
    count = -(-len(specs) // columns)
    sheet = Image.new("RGB", (left + columns * tile, top + count * tile), (22, 22, 24))
    draw = ImageDraw.Draw(sheet)
    pictures = (paint(specs, 256) * 255).round().byte().permute(0, 2, 3, 1).numpy()
    for k, picture in enumerate(pictures):
        row, column = divmod(k, columns)
        image = Image.fromarray(np.ascontiguousarray(picture)).resize((tile - 3, tile - 3), Image.Resampling.LANCZOS)
        sheet.paste(image, (left + column * tile, top + row * tile))
    for k, name in enumerate(heads):
        draw.text((left + k * tile + 2, 2), name, fill=(220, 220, 220))
    for k, name in enumerate(rows):
        draw.text((3, top + k * tile + tile // 2 - 5), name, fill=(220, 220, 220))
    return sheet


def main() -> None:
    """Write one picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--columns", choices=sorted(COLUMNS), default="style")
    parser.add_argument("--subjects", default="", help="comma-separated names; default all")
    parser.add_argument("--tile", type=int, default=128)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="centred, in clear weather")
    parser.add_argument("--gallery", action="store_true", help="every subject once, styles by turns")
    parser.add_argument("--wide", action="store_true", help="with --gallery: 16:9")
    args = parser.parse_args()
    names = [part.strip() for part in args.subjects.split(",") if part.strip()]
    chosen = [k for k in PAINTED if not names or voc.SUBJECTS[k].name in names]
    if args.gallery:
        shape = (216, 384) if args.wide else (256, 256)
        gallery(gallery_specs(chosen, args.seed), 8 if args.wide else 16, args.tile, shape).save(args.out)
        return
    heads = [row.name for row in COLUMNS[args.columns]]
    specs = sheet_specs(chosen, args.columns, args.seed, args.plain)
    contact_sheet(specs, len(heads), args.tile, [voc.SUBJECTS[k].name for k in chosen], heads).save(args.out)


if __name__ == "__main__":
    main()
