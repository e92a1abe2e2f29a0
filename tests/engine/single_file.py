"""Writes a tiny pipeline as one file, its tensors named as the first Stable Diffusion checkpoints name them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

LAYERS = 1
"""Resnets in a block of the tiny UNets."""
_UNET_ENDS = {
    "time_embedding.linear_1": "time_embed.0", "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0", "add_embedding.linear_2": "label_emb.0.2",
    "conv_in": "input_blocks.0.0", "conv_norm_out": "out.0", "conv_out": "out.2",
    "mid_block.resnets.0": "middle_block.0", "mid_block.attentions.0": "middle_block.1",
    "mid_block.resnets.1": "middle_block.2",
}  # fmt: skip
_RESNET = {
    "norm1": "in_layers.0", "conv1": "in_layers.2", "norm2": "out_layers.0", "conv2": "out_layers.3",
    "time_emb_proj": "emb_layers.1", "conv_shortcut": "skip_connection",
}  # fmt: skip
_VAE_ATTENTION = {"group_norm": "norm", "to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "proj_out"}


def write(pipeline: Any, path: Path, parts: tuple[str, ...]) -> None:
    """Save the named parts (unet, vae, text_encoder, text_encoder_2) of a pipeline into `path`."""
    tensors: dict[str, Any] = {}
    for part in parts:
        state = getattr(pipeline, part).state_dict()
        if part == "unet":
            tensors |= {f"model.diffusion_model.{_unet(key, state)}": value for key, value in state.items()}
        elif part == "vae":
            tensors |= {f"first_stage_model.{_vae(key)}": _square(key, value) for key, value in state.items()}
        elif part == "text_encoder_2":
            tensors |= _open_clip(state, "conditioner.embedders.1.model.")
        elif pipeline.text_encoder.config.hidden_act == "gelu":
            tensors |= _open_clip(state, "cond_stage_model.model.")
        else:
            start = "conditioner.embedders.0" if hasattr(pipeline, "text_encoder_2") else "cond_stage_model"
            tensors |= {
                f"{start}.transformer.text_model.{key.removeprefix('text_model.')}": value
                for key, value in state.items()
            }
    save_file({key: value.contiguous() for key, value in tensors.items()}, path)


def _unet(key: str, state: dict[str, Any]) -> str:
    for name, old in _UNET_ENDS.items():
        if key.startswith(name + "."):
            key = old + key[len(name) :]
    if found := re.match(r"(down|up)_blocks\.(\d+)\.(resnets|attentions|downsamplers|upsamplers)\.(\d+)\.(.*)", key):
        way, block, kind, layer, rest = found[1], int(found[2]), found[3], int(found[4]), found[5]
        row = block * (LAYERS + 1) + (LAYERS if kind.endswith("samplers") else layer) + (way == "down")
        seat = {"resnets": 0, "attentions": 1, "downsamplers": 0}.get(kind)
        if seat is None:
            seat = 2 if any(name.startswith(f"up_blocks.{block}.attentions") for name in state) else 1
        rest = rest.replace("conv.", "op.") if kind == "downsamplers" else rest
        key = f"{'input' if way == 'down' else 'output'}_blocks.{row}.{seat}.{rest}"
    if ".transformer_blocks." not in key:
        for name, old in _RESNET.items():
            key = key.replace(f".{name}.", f".{old}.")
    return key


def _vae(key: str) -> str:
    key = re.sub(r"up_blocks\.(\d+)", lambda found: f"up.{1 - int(found[1])}", key)
    key = re.sub(r"down_blocks\.(\d+)", r"down.\1", key)
    key = re.sub(r"mid_block\.resnets\.(\d+)", lambda found: f"mid.block_{int(found[1]) + 1}", key)
    key = key.replace("mid_block.attentions.0", "mid.attn_1").replace("resnets", "block")
    key = key.replace("upsamplers.0", "upsample").replace("downsamplers.0", "downsample")
    key = key.replace("conv_norm_out", "norm_out").replace("conv_shortcut", "nin_shortcut")
    if "attn_1" in key:
        for name, old in _VAE_ATTENTION.items():
            key = key.replace(f".{name}.", f".{old}.")
    return key


def _square(key: str, value: Any) -> Any:
    """The first checkpoints have the decoder's attention as convolutions of one pixel."""
    return value[:, :, None, None] if "attentions" in key and value.ndim == 2 else value


def _open_clip(state: dict[str, Any], start: str) -> dict[str, Any]:
    state = {key.removeprefix("text_model."): value for key, value in state.items()}
    width = state["final_layer_norm.weight"].shape[0]
    made = {
        "positional_embedding": state["embeddings.position_embedding.weight"],
        "token_embedding.weight": state["embeddings.token_embedding.weight"],
        "ln_final.weight": state["final_layer_norm.weight"],
        "ln_final.bias": state["final_layer_norm.bias"],
        "text_projection": state.get("text_projection.weight", torch.eye(width)).T,
    }
    for key, value in state.items():
        if found := re.match(r"encoder\.layers\.(\d+)\.(.*)", key):
            block, rest = f"transformer.resblocks.{found[1]}.", found[2]
            if joined := re.match(r"self_attn\.q_proj\.(weight|bias)", rest):
                rows = [state[key.replace("q_proj", f"{letter}_proj")] for letter in "qkv"]
                made[f"{block}attn.in_proj_{joined[1]}"] = torch.cat(rows)
            elif not re.match(r"self_attn\.[kv]_proj", rest):
                rest = rest.replace("self_attn", "attn").replace("layer_norm", "ln_")
                made[block + rest.replace("fc1", "c_fc").replace("fc2", "c_proj")] = value
    return {start + key: value for key, value in made.items()}
