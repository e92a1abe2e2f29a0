"""docs/models.md from the family table: `python -m tools.model_docs` writes, `--check` checks it."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.families import FAMILIES, Family

PLACE = Path(__file__).parent.parent / "docs" / "models.md"

HEAD = """# Models

<!-- Made from the family table by tools/model_docs.py. Change the table, then run: make docs -->

`picture.model` in a show file, or `Painter.load(...)`, takes

- `house`: the model that is in the package. It needs no download, no torch and no GPU;
- a folder in the diffusers layout (model_index.json, unet/, vae/, text_encoder/, ...) of one of the families below, or
  a single `.safetensors` file of theirs with a recipe beside it. These need the extra `torch`;
- a folder that `python -m engine.export MODEL OUT` made: the same model as ONNX graphs, which need no torch.

Weights are read from safetensors only, and no code that comes with a model is run. Nothing is downloaded.

An optional `rhapsode.json` in the folder says what its other files don't: `family`, `base` (a folder that gives what a
single file lacks), `file`, `prediction`, `width`, `height`, `decoder` (a folder with a TAESD-class decoder), `loras`
(fused at loading) and `files` (SHA-256 of each file, checked by `rhapsode check`).

**What has been tried.** Every family's arithmetic is tested against diffusers' own pipeline on small random weights, on
the CPU: latents for 1, 2 and 4 steps, embeddings, guidance. No public weights, and no CUDA, have been tried yet; the
rows of LCM and Hyper-SD still want a second look at their model cards.

| family | architecture | steps | guidance | negative prompt | where the schedule comes from |
|---|---|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(_row(family) for family in FAMILIES.values())


def _row(family: Family) -> str:
    guidance = family.guidance
    scale = "none" if guidance.kind == "none" else f"{guidance.kind}, up to {guidance.most:g}"
    steps, negative = f"1..{family.max_steps}", "yes" if guidance.negative else "no"
    cells = (f"`{family.name}`", family.architecture, steps, scale, negative, family.source)
    return f"| {' | '.join(cells)} |\n"


def main(words: list[str]) -> int:
    """Write the page, or check it."""
    if "--check" in words:
        current = PLACE.exists() and PLACE.read_text("utf-8") == page()
        print(f"{PLACE.name}: {'current' if current else 'out of date; run python -m tools.model_docs'}")
        return 0 if current else 1
    PLACE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
