"""docs/models.md from the family table and the catalogue: `python -m tools.model_docs` writes, `--check` checks it."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.model.families import FAMILIES, Family
from engine.shelf.catalogue import CATALOGUE, Entry

PLACE = Path(__file__).parent.parent / "docs" / "models.md"

HEAD = """# Models

<!-- Made from the family table and the catalogue by tools/model_docs.py. Change those, then run: make docs -->

`picture.model` in a show file, or `Painter.load(...)`, takes

- `house`: the model that is in the package. It needs no download, no torch and no GPU;
- a name on the shelf: one of the catalogue below that was fetched, or one of your own that was added;
- a folder in the diffusers layout (model_index.json, unet/, vae/, text_encoder/, ...) of one of the families below, or
  a single `.safetensors` file of theirs with a recipe beside it. These need the extra `torch`. A path that isn't full
  counts from the show's folder first;
- a folder that `rhapsode export` made: the same model as ONNX graphs, which need no torch.

Weights are read from safetensors only, and no code that comes with a model is run. Nothing is downloaded but by
`rhapsode models fetch`.

## The shelf

    rhapsode models list                    what is here, what could be fetched, its licence, where it can play
    rhapsode models fetch sd-turbo          fetch it, and what it leans on
    rhapsode models fetch OWNER/NAME[@REV]  any repository of the hub in the diffusers layout
    rhapsode models add NAME PLACE          give a folder or .safetensors file of yours a name
    rhapsode models check NAME [--paint]    whole? unaltered? does it fit its architecture? does it paint?

Models lie in `$RHAPSODE_MODELS`, or in the platform's folder for data (`~/.local/share/rhapsode/models`,
`~/Library/Application Support/rhapsode/models`, `%LOCALAPPDATA%\\rhapsode\\models`).

**Fetching** goes on where it was broken off, also after the machine was restarted. A model that is only partly there
lies in a folder that ends in `.part`, and no name leads to it. Each file is compared with the hash that the hub lists,
and its SHA-256 is noted in `rhapsode.json` with the commit it came from; `rhapsode models check` and `rhapsode check`
compare again. Free space is looked at before the first byte. Terms that a maker wants accepted are accepted on the
hub's page, then `hf auth login`. `HF_ENDPOINT` names another hub.

**Adding** leaves files where they are (`--copy` copies them) and notes their hashes. A single file needs a base, for
its tokenizer and configuration: one on the shelf is found by its architecture, or `--base` names one. `--lora FILE:0.8`
fuses a LoRA, `--word '<gull>=gull.safetensors'` teaches a word, `--decoder taesd` takes a tiny decoder, and `--family`
says how to sample where the folder's scheduler doesn't.

"""

CATALOGUE_HEAD = """## The catalogue

Sizes are those of the files that are fetched (float16 where the maker offers it), without what a row leans on. The
licence is named as the model's card names it: read it there before a show. Revisions are commits; they were read from
the hub's page of that commit, or from several public projects that pin it.

| name | family | steps | size | leans on | licence | for shows that earn money | repository, commit |
|---|---|---|---|---|---|---|---|
"""

RECIPE = """
## The recipe

An optional `rhapsode.json` in the folder says what its other files don't:

| field | what it says |
|---|---|
| `family` | a row of the family table; else told from the scheduler's configuration |
| `base` | a folder that gives tokenizers, configuration, and the parts which `file` lacks |
| `file` | a single `.safetensors` file with a UNet, and perhaps decoder and text encoders: a DreamBooth checkpoint |
| `prediction` | what the network gives: epsilon, v_prediction or sample |
| `width`, `height` | size of the picture; else what the network was trained at |
| `decoder` | a folder with a TAESD-class decoder |
| `loras` | `[{"file": ..., "weight": 1.0}]`, fused into UNet and text encoders at loading |
| `embeddings` | `[{"file": ..., "word": "<gull>"}]`, words that the text encoders learn at loading |
| `steps` | steps that the weights were distilled for; a wish for another number gets the next that they were |
| `files` | SHA-256 of each file |
| `source` | repository, commit and licence of what was fetched |

Paths count from the recipe's folder. Beside a single file `dream.safetensors` the recipe is called `dream.json`.

## LoRAs and learned words

A LoRA is named in a recipe, for good, or in a cue, where its weight fades like everything else (on torch; an exported
model mixes those that it was exported with). Its product is merged into the weights where they lie: nothing is rebuilt,
a LoRA that stands costs nothing, and at weight 0 the weights are the model's to the bit. A cue that names one at weight
0 reads it ahead. Reading goes on beside the painting; until it is done the status line says so, and the picture goes on
without it. Up to 8 are mixed at once; one more takes the place of one that weighs nothing.

Understood are the names of kohya's trainers (those for SDXL too), of diffusers and of PEFT; linear and convolution
layers (LoCon), with a core; alpha as a tensor or in the file's metadata; float32, float16 and bfloat16. Changes of text
encoders count in recipes, not in cues. DoRA, LoHa, LoKr, OFT and whole differences are refused by name: merge them into
a checkpoint, and add that.

A learned word (textual inversion) is a `.safetensors` file with one tensor (Stable Diffusion 1 and 2) or with `clip_l`
and `clip_g` (SDXL). A word of several vectors takes as many of a prompt's 75 places. An exported model knows the words
that the model's recipe named when it was exported.

## What has been tried

Every family's arithmetic is tested against diffusers' own pipeline on small random weights, on the CPU: latents for 1,
2 and 4 steps, embeddings, guidance; LoRAs against its own loader, fused and live; learned words against its own. The
rows of SD-Turbo, SDXL-Turbo, LCM, LCM-LoRA, Hyper-SD and SDXL-Lightning were compared with their model cards and with
the schedulers that their folders bring; `lightning` rests on what makers of such SD 1.5 checkpoints advise.
Fetching is tested against a hub on the same machine: cut connections, altered files, missing revisions, pickled
weights, a full disk.

No public weights have been fetched or painted with yet, since no hub was at hand: the catalogue's repositories, commits
and file names are read from public pages, not tried.

## Families

| family | architecture | steps | guidance | negative prompt | where the schedule comes from |
|---|---|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    catalogue = "".join(_entry(entry) for entry in CATALOGUE.values())
    families = "".join(_row(family) for family in FAMILIES.values())
    return HEAD + CATALOGUE_HEAD + catalogue + RECIPE + families


def _entry(entry: Entry) -> str:
    size = f"{entry.size_gb:.2f} GB" if entry.size_gb >= 0.1 else f"{entry.size_gb * 1000:.0f} MB"
    others = ", ".join(f"`{other}`" for other in (entry.base, entry.decoder) if other) or "-"
    whole = entry.kind == "model" and len(entry.steps) == 4
    steps = "-" if entry.kind != "model" else "1..4" if whole else ", ".join(str(count) for count in entry.steps)
    what = f"`{entry.family}`" if entry.family else f"({entry.kind})"
    origin = f"{entry.repository} {entry.revision[:12]}"
    cells = (f"`{entry.name}`", what, steps, size, others, entry.licence, entry.shows, origin)
    return f"| {' | '.join(cells)} |\n"


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
