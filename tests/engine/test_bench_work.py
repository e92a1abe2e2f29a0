"""The work of a frame, counted by formula, is what torch's own counter finds in the networks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL, AutoencoderTiny, UNet2DConditionModel
from torch.utils.flop_counter import FlopCounterMode

from engine.bench.floor import Ceilings, Work, floor_ms, share_of_floor
from engine.bench.flops import kl_decoder_work, tiny_decoder_work, unet_work, words_work
from engine.bench.onnx_work import count_onnx
from engine.nets.shapes import REAL, KlShape, TinyShape, UnetShape
from engine.nets.unet import Unet

TINY: dict[str, dict[str, Any]] = {
    "sd15": {"attention_head_dim": 4},
    "sd21": {"attention_head_dim": (2, 4), "use_linear_projection": True},
    "lcm": {"attention_head_dim": 4, "time_cond_proj_dim": 8},
    "sdxl": {
        "attention_head_dim": (2, 4),
        "use_linear_projection": True,
        "addition_embed_type": "text_time",
        "addition_time_embed_dim": 8,
        "projection_class_embeddings_input_dim": 6 * 8 + 24,
        "transformer_layers_per_block": (1, 2),
    },
}
_FORM = {
    "block_out_channels": (8, 16),
    "layers_per_block": 1,
    "norm_num_groups": 4,
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
    "cross_attention_dim": 24,
}
HEIGHT, WIDTH = 16, 8


def _counted(run: Any) -> int:
    with FlopCounterMode(display=False) as counter, torch.no_grad(), torch.device("meta"):
        run()
    return int(counter.get_total_flops())


def _inputs(cross: int, guided: bool) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor | None]:
    return (
        torch.empty(1, 4, HEIGHT, WIDTH, device="meta"),
        torch.empty(1, device="meta"),
        torch.empty(1, 77, cross, device="meta"),
        torch.empty(1, 8, device="meta") if guided else None,
    )


@pytest.mark.parametrize("name", TINY)
def test_unet_work_is_what_torch_counts_in_diffusers(name: str) -> None:
    config = _FORM | TINY[name]
    with torch.device("meta"):
        unet = UNet2DConditionModel(**config)
    x, time, tokens, guidance = _inputs(24, name == "lcm")
    more: dict[str, Any] = {"timestep_cond": guidance}
    if name == "sdxl":
        more["added_cond_kwargs"] = {
            "text_embeds": torch.empty(1, 24, device="meta"),
            "time_ids": torch.empty(1, 6, device="meta"),
        }
    shape = UnetShape.of(dict(unet.config))
    work = unet_work(shape, (HEIGHT, WIDTH), 2, words=True)
    assert work.flops == _counted(lambda: unet(x, time, encoder_hidden_states=tokens, **more))
    assert work.bytes == 2 * sum(parameter.numel() for parameter in unet.parameters())


@pytest.mark.parametrize("name", ["sd15", "sd21", "lcm"])
def test_unet_work_is_what_torch_counts_in_ours(name: str) -> None:
    shape = UnetShape.of(_FORM | TINY[name])
    with torch.device("meta"):
        unet = Unet(shape)
    x, time, tokens, guidance = _inputs(24, name == "lcm")
    words: list[Any] = []
    assert words_work(shape, 1).flops == _counted(lambda: words.append(unet.keys_values(tokens)))
    assert unet_work(shape, (HEIGHT, WIDTH), 1).flops == _counted(lambda: unet(x, time, words[0], None, guidance))


@pytest.mark.parametrize(("name", "parameters"), [("sd15", 859520964), ("sd21", 865910724), ("sdxl", 2567463684)])
def test_real_architectures_have_the_released_parameters(name: str, parameters: int) -> None:
    with torch.device("meta"):
        unet = Unet(REAL[name])
    assert sum(view.numel() for view in unet.tensors().values()) == parameters
    assert unet_work(REAL[name], (64, 64), 1).bytes == parameters


def test_sd_turbo_at_512_is_804_gflop_and_its_tiny_decoder_141() -> None:
    assert unet_work(REAL["sd21"], (64, 64), 2, words=True).flops == pytest.approx(804e9, rel=1e-3)
    assert tiny_decoder_work(TinyShape(), (64, 64), 2).flops == pytest.approx(141e9, rel=3e-3)


def test_decoder_work_is_what_torch_counts() -> None:
    with torch.device("meta"):
        tiny = AutoencoderTiny(decoder_block_out_channels=(8, 8, 8), num_decoder_blocks=(2, 1, 1))
        blocks = {"down_block_types": ("DownEncoderBlock2D",) * 2, "up_block_types": ("UpDecoderBlock2D",) * 2}
        kl = AutoencoderKL(block_out_channels=(8, 16), norm_num_groups=4, **blocks)
    latent = torch.empty(1, 4, HEIGHT, WIDTH, device="meta")
    work = tiny_decoder_work(TinyShape.of(dict(tiny.config)), (HEIGHT, WIDTH), 1)
    assert work.flops == _counted(lambda: tiny.decode(latent))
    assert work.bytes == sum(parameter.numel() for parameter in tiny.decoder.parameters())
    work = kl_decoder_work(KlShape.of(dict(kl.config)), (HEIGHT, WIDTH), 1)
    assert work.flops == _counted(lambda: kl.decode(latent))
    both = (kl.decoder, kl.post_quant_conv)
    assert work.bytes == sum(parameter.numel() for part in both for parameter in part.parameters())


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")  # the exporter's own
def test_onnx_work_is_what_torch_counts(tmp_path: Path) -> None:
    class Net(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = torch.nn.Conv2d(3, 8, 3, 2, 1, groups=1)
            self.deep = torch.nn.Conv2d(8, 8, 3, 1, 1, groups=8)
            self.up = torch.nn.ConvTranspose2d(8, 4, 2, 2)
            self.linear = torch.nn.Linear(16, 5)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            y = self.linear(self.up(self.deep(self.conv(x))))
            return y @ y.transpose(-1, -2)

    net, x = Net().eval(), torch.randn(1, 3, 16, 16)
    program = torch.onnx.export(net, (x,), dynamo=True, verbose=False)
    assert program is not None
    program.save(tmp_path / "net.onnx")
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net(x)
    (name,) = [value.name for value in program.model.graph.inputs]
    assert count_onnx(tmp_path / "net.onnx", {str(name): x.numpy()}).flops == counter.get_total_flops()


def test_floor_is_the_longer_of_arithmetic_and_memory() -> None:
    ceilings = Ceilings(1e12, 1e11, "made up")
    assert floor_ms(Work(2e9, 1e8), ceilings) == pytest.approx(2.0)
    assert floor_ms(Work(1e9, 1e9), ceilings) == pytest.approx(10.0)
    assert share_of_floor(4.0, Work(2e9, 1e8), ceilings) == pytest.approx(0.5)
    assert Work(1.0, 2.0) * 3 + Work(1.0, 1.0) == Work(4.0, 7.0)


def test_ceilings_are_measured() -> None:
    from engine.bench.ceilings import measure

    ceilings = measure("cpu", "float32", 1)
    assert np.isfinite(ceilings.flops_hz)
    assert ceilings.flops_hz > 1e8
    assert ceilings.bytes_hz > 1e7
