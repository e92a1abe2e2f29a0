"""What LoRA files call their tensors, and what those mean; their kinds and number types."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from engine.errors import ModelError
from engine.model.lora import check_layers, plan_lora, read_lora
from engine.model.lora_names import diffusers_name, known_as, place

QUERY = "down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_q"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (f"lora_unet_{QUERY}.lora_down.weight", ("unet", QUERY, "down")),
        (f"lora_unet_{QUERY}.alpha", ("unet", QUERY, "alpha")),
        ("unet.mid_block.attentions.0.proj_in.lora_A.weight", ("unet", "mid_block_attentions_0_proj_in", "down")),
        ("unet.up_blocks.0.attn1.to_out.0.lora.up.weight", ("unet", "up_blocks_0_attn1_to_out_0", "up")),
        ("unet.up_blocks.0.attn1.processor.to_q_lora.down.weight", ("unet", "up_blocks_0_attn1_to_q", "down")),
        ("unet.up_blocks.0.attn1.processor.to_out_lora.up.weight", ("unet", "up_blocks_0_attn1_to_out_0", "up")),
        ("down_blocks.0.attn1.to_k.lora_B.default.weight", ("unet", "down_blocks_0_attn1_to_k", "up")),
        ("base_model.model.unet.conv_in.lora_A.weight", ("unet", "conv_in", "down")),
        ("lora_te2_text_model_encoder_layers_3_mlp_fc1.lora_up.weight",
         ("text_encoder_2", "text_model_encoder_layers_3_mlp_fc1", "up")),
        ("text_encoder.text_model.encoder.layers.0.mlp.fc1.lora_linear_layer.up.weight",
         ("text_encoder", "text_model_encoder_layers_0_mlp_fc1", "up")),
        ("lora_unet_mid_block_resnets_0_conv1.lora_mid.weight", ("unet", "mid_block_resnets_0_conv1", "mid")),
        ("model.diffusion_model.out.2.weight", None),
    ],
)  # fmt: skip
def test_every_naming_means_a_part_a_layer_and_a_role(key: str, expected: tuple[str, str, str] | None) -> None:
    assert place(key) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("input_blocks_0_0", "conv_in"),
        ("input_blocks_1_0_in_layers_2", "down_blocks_0_resnets_0_conv1"),
        ("input_blocks_3_0_op", "down_blocks_0_downsamplers_0_conv"),
        ("input_blocks_4_1_transformer_blocks_0_attn1_to_q",
         "down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_q"),
        ("input_blocks_8_1_proj_in", "down_blocks_2_attentions_1_proj_in"),
        ("middle_block_1_proj_out", "mid_block_attentions_0_proj_out"),
        ("middle_block_2_out_layers_3", "mid_block_resnets_1_conv2"),
        ("output_blocks_2_1_transformer_blocks_9_ff_net_2", "up_blocks_0_attentions_2_transformer_blocks_9_ff_net_2"),
        ("output_blocks_2_2_conv", "up_blocks_0_upsamplers_0_conv"),
        ("output_blocks_2_1_conv", "up_blocks_0_upsamplers_0_conv"),
        ("output_blocks_8_0_skip_connection", "up_blocks_2_resnets_2_conv_shortcut"),
        ("label_emb_0_2", "add_embedding_linear_2"),
        (QUERY, QUERY),
    ],
)  # fmt: skip
def test_the_first_checkpoints_blocks_are_diffusers_blocks(old: str, new: str) -> None:
    """Two ResNet blocks a level, as in every real Stable Diffusion."""
    assert diffusers_name(old, resnets=2) == new


def test_a_name_counts_only_where_the_model_has_it() -> None:
    known = {"down_blocks_0_resnets_0_conv1", "down_blocks_0_resnets_1_conv1", "down_blocks_1_attentions_0_proj_in"}
    assert known_as("input_blocks_4_1_proj_in", known) == "down_blocks_1_attentions_0_proj_in"
    assert known_as("input_blocks_7_1_proj_in", known) == ""


def lora(place: Path, **more: np.ndarray) -> Path:
    """A file with one change of rank 2, 3 inputs and 4 outputs."""
    halves = {"down": np.arange(6, dtype=np.float32).reshape(2, 3), "up": np.ones((4, 2), np.float32)} | more
    keys = {"down": "lora_down.weight", "up": "lora_up.weight"}
    save_file({f"lora_unet_{QUERY}.{keys.get(role, role)}": half for role, half in halves.items()}, place)
    return place


def test_bfloat16_is_read(tmp_path: Path) -> None:
    path = tmp_path / "half.safetensors"
    names = [f"lora_unet_{QUERY}.lora_{role}.weight" for role in ("down", "up")]
    header = json.dumps({
        names[0]: {"dtype": "BF16", "shape": [1, 2], "data_offsets": [0, 4]},
        names[1]: {"dtype": "BF16", "shape": [2, 1], "data_offsets": [4, 8]},
    }).encode()  # fmt: skip
    values = np.array([1.5, -2.0, 0.25, 3.0], np.float32)
    path.write_bytes(struct.pack("<Q", len(header)) + header + (values.view(np.uint32) >> 16).astype("<u2").tobytes())
    (change,) = read_lora(path)
    assert np.array_equal(change.down, [[1.5, -2.0]])
    assert np.array_equal(change.up, [[0.25], [3.0]])


def test_a_core_between_the_halves_is_multiplied_in(tmp_path: Path) -> None:
    """W = sum over r, s of up[o, r] core[r, s, k, l] down[s, i] (Yeh et al. 2023)."""
    draw = np.random.default_rng(0)
    up, core, down = (
        draw.normal(size=shape).astype(np.float32) for shape in ((4, 2, 1, 1), (2, 2, 3, 3), (2, 5, 1, 1))
    )
    path = tmp_path / "core.safetensors"
    start = "lora_unet_mid_block_resnets_0_conv1.lora_"
    save_file({f"{start}up.weight": up, f"{start}mid.weight": core, f"{start}down.weight": down}, path)
    (change,) = read_lora(path)
    expected = np.einsum("or,rskl,si->oikl", up[:, :, 0, 0], core, down[:, :, 0, 0])
    found = (change.up.reshape(4, 2) @ change.down.reshape(2, -1)).reshape(4, 5, 3, 3)
    assert np.allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize(
    ("ending", "kind"),
    [(".dora_scale", "DoRA"), (".hada_w1_a", "LoHa"), (".lokr_w1", "LoKr"), (".diff", "whole differences")],
)
def test_other_kinds_of_changes_are_refused_by_name(tmp_path: Path, ending: str, kind: str) -> None:
    path = tmp_path / "other.safetensors"
    save_file({f"lora_unet_{QUERY}{ending}": np.ones((2, 2), np.float32)}, path)
    with pytest.raises(ModelError, match=f"holds {kind}"):
        plan_lora(path)


def test_halves_must_fit_each_other(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"halves of \[2, 3\] and \[4, 3\], which don't join"):
        plan_lora(lora(tmp_path / "a.safetensors", up=np.ones((4, 3), np.float32)))
    with pytest.raises(ModelError, match="don't join"):
        plan_lora(lora(tmp_path / "a.safetensors", up=np.ones((4, 0), np.float32), down=np.ones((0, 3), np.float32)))
    path = tmp_path / "b.safetensors"
    save_file({f"lora_unet_{QUERY}.lora_up.weight": np.ones((4, 2), np.float32)}, path)
    with pytest.raises(ModelError, match="lacks its other half"):
        plan_lora(path)


def test_a_header_that_gives_a_tensor_its_neighbours_bytes_is_altered(tmp_path: Path) -> None:
    path = lora(tmp_path / "a.safetensors")
    raw = path.read_bytes()
    length = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8 : 8 + length])
    header[min(header)]["shape"][0] += 1
    other = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(other)) + other + raw[8 + length :])
    with pytest.raises(ModelError, match=r"has \d+ bytes, F32 of .* wants \d+; altered"):
        plan_lora(path)


@pytest.mark.parametrize("alpha", [[], [1.0, 2.0]])
def test_an_alpha_is_one_number(tmp_path: Path, alpha: list[float]) -> None:
    with pytest.raises(ModelError, match="an alpha that is no single number"):
        plan_lora(lora(tmp_path / "a.safetensors", alpha=np.array(alpha, np.float32)))


@pytest.mark.parametrize(
    ("settings", "scale"),
    [
        ({}, 1.0),
        ({"unet.r": 2, "unet.lora_alpha": 8}, 4.0),
        ({"unet.lora_alpha": 8, "unet.alpha_pattern": {"attn2.to_q": 6}}, 3.0),
        ({"unet.lora_alpha": 8, "unet.use_rslora": True}, 8.0 / 2.0**0.5),
    ],
)
def test_the_scale_that_diffusers_notes_beside_a_lora_counts(tmp_path: Path, settings: dict, scale: float) -> None:
    path = tmp_path / "peft.safetensors"
    name = "unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_q"
    halves = {
        f"{name}.lora_A.weight": np.ones((2, 3), np.float32),
        f"{name}.lora_B.weight": np.ones((4, 2), np.float32),
    }
    save_file(halves, path, metadata={"lora_adapter_metadata": json.dumps(settings)})
    (change,) = read_lora(path)
    assert np.allclose(change.up, scale)


def test_changes_come_under_the_models_own_names(tmp_path: Path) -> None:
    (change,) = check_layers(tmp_path, read_lora(lora(tmp_path / "a.safetensors")), {QUERY})
    assert change.layer == QUERY
    with pytest.raises(ModelError, match="doesn't have"):
        check_layers(tmp_path, read_lora(tmp_path / "a.safetensors"), {"conv_in"})
