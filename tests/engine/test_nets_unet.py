"""Our UNet gives what diffusers' gives, for every architecture, batch, size and dtype; compiled in one graph too."""

from __future__ import annotations

import math
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="the networks need the extra 'torch'")
pytest.importorskip("diffusers", reason="compared with diffusers, of the extra 'torch'")

from diffusers import UNet2DConditionModel  # noqa: E402

from engine.errors import ModelError  # noqa: E402
from engine.nets.shapes import REAL, UnetShape  # noqa: E402
from engine.nets.unet import Unet  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

TEXT = 24
BASE: dict[str, Any] = {
    "block_out_channels": (8, 16, 16),
    "layers_per_block": 2,
    "norm_num_groups": 4,
    "down_block_types": ("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
    "up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
    "cross_attention_dim": TEXT,
    "attention_head_dim": (2, 4, 4),
}
SDXL: dict[str, Any] = {
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 8,
    "projection_class_embeddings_input_dim": 6 * 8 + 10,
    "transformer_layers_per_block": (1, 2, 3),
}
CONFIGS: dict[str, dict[str, Any]] = {
    "sd15": {"attention_head_dim": 4},
    "sd21": {"use_linear_projection": True, "upcast_attention": True},
    "sdxl": SDXL,
    "lcm": {"attention_head_dim": 4, "time_cond_proj_dim": 6},
    "lcm-sdxl": SDXL | {"time_cond_proj_dim": 6},
    "no middle, one layer": {"mid_block_type": None, "layers_per_block": 1},
    "sines first": {"flip_sin_to_cos": False, "freq_shift": 1, "norm_eps": 1e-3},
}


def pair(name: str) -> tuple[UNet2DConditionModel, Unet]:
    torch.manual_seed(len(name))
    theirs = UNet2DConditionModel(**BASE | CONFIGS[name]).eval()
    for tensor in theirs.parameters():
        tensor.data += 0.02 * torch.randn_like(tensor)  # norms and biases are otherwise ones and zeros
    ours = Unet(UnetShape.of(dict(theirs.config)))
    ours.load(theirs.state_dict())
    return theirs, ours


@torch.inference_mode()
def outputs(theirs: Any, ours: Unet, count: int, height: int, width: int) -> tuple[torch.Tensor, torch.Tensor]:
    dtype = next(ours.parameters()).dtype
    x, time = torch.randn(count, 4, height, width).to(dtype), torch.rand(count) * 999
    tokens = torch.randn(count, 7, TEXT).to(dtype)
    more: dict[str, Any] = {}
    added = guidance = None
    if theirs.config.addition_embed_type:
        added = (torch.randn(count, 10).to(dtype), torch.randint(0, 999, (count, 6)).float())
        more["added_cond_kwargs"] = {"text_embeds": added[0], "time_ids": added[1]}
    if theirs.config.time_cond_proj_dim:
        guidance = more["timestep_cond"] = torch.randn(count, 6).to(dtype)
    expected = theirs(x, time, tokens, **more).sample
    return expected, ours(x, time, ours.keys_values(tokens), added, guidance)


def error(expected: torch.Tensor, found: torch.Tensor) -> float:
    """Largest difference, by the largest value."""
    assert expected.shape == found.shape
    assert expected.dtype == found.dtype
    return float((expected - found).abs().max() / expected.abs().max())


@pytest.mark.parametrize("name", CONFIGS)
def test_equal_to_diffusers(name: str) -> None:
    theirs, ours = pair(name)
    for size in ((1, 16, 16), (2, 8, 12), (3, 4, 20)):
        assert error(*outputs(theirs, ours, *size)) < 1e-5


@pytest.mark.parametrize(("dtype", "bound"), [(torch.bfloat16, 4e-2), (torch.float16, 5e-3)])
@pytest.mark.parametrize("name", ["sd15", "lcm-sdxl"])
def test_half_precision_stays_near_full(name: str, dtype: torch.dtype, bound: float) -> None:
    theirs, ours = pair(name)
    full, _ = outputs(theirs, ours, *(torch.manual_seed(0) and (2, 8, 12)))
    torch.manual_seed(0)
    _, half = outputs(theirs.to(dtype), ours.to(dtype), 2, 8, 12)
    assert error(full, half.float()) < bound


@torch.inference_mode()
def test_one_row_of_text_and_time_stands_for_all() -> None:
    _, ours = pair("sdxl")
    x, tokens = torch.randn(3, 4, 8, 8), torch.randn(1, 7, TEXT)
    added = (torch.randn(1, 10), torch.ones(1, 6))
    once = ours(x, torch.tensor(500.0), ours.keys_values(tokens), added)
    spread = (added[0].expand(3, -1), added[1].expand(3, -1))
    each = ours(x, torch.full((3,), 500.0), ours.keys_values(tokens.expand(3, -1, -1)), spread)
    assert error(each, once) < 1e-5


@pytest.mark.parametrize("name", ["sd15", "lcm-sdxl"])
def test_a_weight_changed_in_place_changes_the_output_as_in_diffusers(name: str) -> None:
    theirs, ours = pair(name)
    torch.manual_seed(3)
    outputs(theirs, ours, 1, 8, 8)
    layers = {path.replace(".", "_"): layer for path, layer in theirs.named_modules()}
    views = ours.weight_views()
    assert set(views) == {
        path for path, layer in layers.items() if isinstance(layer, torch.nn.Linear | torch.nn.Conv2d)
    }
    for first in range(6):
        for path in list(views)[first::6]:
            change = 0.1 * torch.randn(views[path].shape)
            with torch.no_grad():
                views[path].add_(change)
                layers[path].weight += change
        assert error(*outputs(theirs, ours, 1, 8, 8)) < 1e-5


@pytest.mark.parametrize(("name", "millions"), [("sd15", 859.521), ("sd21", 865.911), ("sdxl", 2567.464)])
def test_the_real_models_have_their_released_sizes(name: str, millions: float) -> None:
    with torch.device("meta"):
        net = Unet(REAL[name])
    count = sum(tensor.numel() for tensor in net.tensors().values())
    assert math.isclose(count / 1e6, millions, abs_tol=1e-3)
    assert count == sum(tensor.numel() for tensor in net.parameters())


@torch.inference_mode()
def test_random_weights_keep_activations_in_range() -> None:
    net = Unet(UnetShape.of(BASE))
    net.random_(5)
    output = net(torch.randn(1, 4, 16, 16), torch.tensor(999.0), net.keys_values(torch.randn(1, 7, TEXT)))
    assert 0.1 < float(output.std()) < 10.0


def test_one_graph_without_a_break() -> None:
    _, ours = pair("lcm-sdxl")
    compiled = torch.compile(ours, fullgraph=True, backend="eager")
    given = (torch.tensor([500.0, 20.0]), ours.keys_values(torch.randn(1, 7, TEXT)))
    more = ((torch.randn(1, 10), torch.ones(1, 6)), torch.randn(1, 6))
    x = torch.randn(2, 4, 8, 8)
    with torch.inference_mode():
        assert error(ours(x, *given, *more), compiled(x, *given, *more)) < 1e-5


def test_what_is_wrong_with_weights_is_named() -> None:
    theirs, ours = pair("sd15")
    tensors = dict(theirs.state_dict())
    with pytest.raises(ModelError, match=r"dream: 1 missing keys \(conv_in\.weight\)"):
        ours.load({name: tensor for name, tensor in tensors.items() if name != "conv_in.weight"}, "dream")
    with pytest.raises(ModelError, match=r"dream: 1 unexpected keys \(foreign\)"):
        ours.load(tensors | {"foreign": torch.zeros(1)}, "dream")
    with pytest.raises(ModelError, match=r"dream: conv_in\.weight is \(9,\), by config\.json \(8, 4, 3, 3\)"):
        ours.load(tensors | {"conv_in.weight": torch.zeros(9)}, "dream")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("class_embed_type", "timestep"),
        ("act_fn", "gelu"),
        ("attention_head_dim", (1, 2)),
        ("layers_per_block", (1, 2)),
    ],
)
def test_an_architecture_that_is_not_known_is_named(name: str, value: object) -> None:
    with pytest.raises(ModelError, match=f"{name} = "):
        UnetShape.of(BASE | {name: value})
