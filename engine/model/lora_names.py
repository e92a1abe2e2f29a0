"""How LoRA files name what they change: which part of a model, which of its layers, which of that layer's tensors.

Understood are kohya's names (lora_unet_down_blocks_0_..._to_q.lora_down.weight), the same with the first Stable
Diffusion checkpoints' blocks (lora_unet_input_blocks_4_1_...), as trainers write them for SDXL, and the names of
diffusers and PEFT (unet.down_blocks.0...to_q.lora_A.weight, .lora.down.weight, .processor.to_q_lora.down.weight).
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

PARTS: dict[str, str] = {
    "lora_unet_": "unet",
    "unet.": "unet",
    "lora_te_": "text_encoder",
    "lora_te1_": "text_encoder",
    "text_encoder.": "text_encoder",
    "lora_te2_": "text_encoder_2",
    "text_encoder_2.": "text_encoder_2",
}
"""Which part of a model a key's beginning names."""

_BARE = ("down_blocks.", "mid_block.", "up_blocks.", "conv_in.", "conv_out.", "time_embedding.", "add_embedding.")
"""Beginnings of a UNet's own paths, which some files write without naming the part."""

_ROLES: dict[str, str] = {
    ".lora_down.weight": "down",
    ".lora_A.weight": "down",
    ".lora_A.default.weight": "down",
    ".lora.down.weight": "down",
    ".lora_linear_layer.down.weight": "down",
    "_lora.down.weight": "down",
    ".lora_up.weight": "up",
    ".lora_B.weight": "up",
    ".lora_B.default.weight": "up",
    ".lora.up.weight": "up",
    ".lora_linear_layer.up.weight": "up",
    "_lora.up.weight": "up",
    ".lora_mid.weight": "mid",
    ".alpha": "alpha",
}
"""Which of a layer's tensors a key's end names."""

_OTHER_KINDS: dict[str, str] = {
    "dora_scale": "DoRA",
    "lora_magnitude_vector": "DoRA",
    "hada_w": "LoHa",
    "lokr_w": "LoKr",
    "oft_": "OFT",
    ".diff_b": "whole differences",
    ".lora_up.bias": "biases",
    ".lora_B.bias": "biases",
}
"""Kinds of changes that are no plain low-rank products, by what their keys hold."""

_SEATS = ("resnets", "attentions", "upsamplers")
_ENDS = {
    "input_blocks_0_0": "conv_in", "out_2": "conv_out",
    "time_embed_0": "time_embedding_linear_1", "time_embed_2": "time_embedding_linear_2",
    "label_emb_0_0": "add_embedding_linear_1", "label_emb_0_2": "add_embedding_linear_2",
}  # fmt: skip
_MIDDLE = ("mid_block_resnets_0", "mid_block_attentions_0", "mid_block_resnets_1")
_INNER = {
    "in_layers_2": "conv1", "out_layers_3": "conv2", "emb_layers_1": "time_emb_proj",
    "skip_connection": "conv_shortcut", "op": "conv",
}  # fmt: skip


def place(key: str) -> tuple[str, str, str] | None:
    """(part, layer, role) of a tensor's key, dots in the layer written as underlines; None where it names none."""
    key = key.removeprefix("base_model.model.")
    start, part = next(((start, part) for start, part in PARTS.items() if key.startswith(start)), ("", ""))
    if not part and key.startswith(_BARE):
        part = "unet"
    end, role = next(((end, role) for end, role in _ROLES.items() if key.endswith(end)), ("", ""))
    if not part or not role:
        return None
    layer = key[len(start) : -len(end)].replace(".", "_").replace("_processor", "")
    return part, re.sub(r"_to_out$", "_to_out_0", layer), role


def other_kind(key: str) -> str:
    """The name of a kind of change that isn't understood; empty for what is no such change at all."""
    if key.endswith(".diff"):
        return "whole differences"
    return next((kind for mark, kind in _OTHER_KINDS.items() if mark in key), "")


def known_as(layer: str, known: AbstractSet[str]) -> str:
    """A layer's name as the model has it, `known` being all of the model's; empty where it has none such."""
    if layer in known:
        return layer
    other = diffusers_name(layer, resnets_a_block(known))
    return other if other in known else ""


def resnets_a_block(known: AbstractSet[str]) -> int:
    """How many ResNet blocks each block on the way down has."""
    return sum(1 for layer in known if re.fullmatch(r"down_blocks_0_resnets_\d+_conv1", layer))


def diffusers_name(layer: str, resnets: int) -> str:
    """A layer of the first checkpoints' UNet (input_blocks_4_1_...) as diffusers names it, or the name as it is.

    The first checkpoints number blocks in a row: `resnets` of them to a level, and one more that halves the picture.
    """
    if layer in _ENDS:
        return _ENDS[layer]
    if found := re.fullmatch(r"middle_block_([012])_(.+)", layer):
        return f"{_MIDDLE[int(found[1])]}_{_inner(found[2])}"
    if not (found := re.fullmatch(r"(input|output)_blocks_(\d+)_([012])_(.+)", layer)):
        return layer
    row, seat, rest = int(found[2]), int(found[3]), found[4]
    if found[1] == "input":
        level, number = divmod(row - 1, resnets + 1)
        kind, number = ("downsamplers", 0) if number == resnets else (_SEATS[seat], number)
        return f"down_blocks_{level}_{kind}_{number}_{_inner(rest)}"
    level, number = divmod(row, resnets + 1)
    kind, number = ("upsamplers", 0) if rest == "conv" else (_SEATS[seat], number)
    return f"up_blocks_{level}_{kind}_{number}_{_inner(rest)}"


def _inner(rest: str) -> str:
    return _INNER.get(rest, rest)
