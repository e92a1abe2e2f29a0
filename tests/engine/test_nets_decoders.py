"""Our decoders and encoders give what diffusers' give."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="the networks need the extra 'torch'")
pytest.importorskip("diffusers", reason="compared with diffusers, of the extra 'torch'")

from diffusers import AutoencoderKL, AutoencoderTiny  # noqa: E402

from engine.errors import ModelError  # noqa: E402
from engine.nets.kl import KlDecoder, KlEncoder  # noqa: E402
from engine.nets.shapes import KlShape, TinyShape  # noqa: E402
from engine.nets.tiny import TinyDecoder, TinyEncoder  # noqa: E402

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

KL: dict[str, Any] = {
    "block_out_channels": (8, 16, 16),
    "layers_per_block": 2,
    "norm_num_groups": 4,
    "down_block_types": ("DownEncoderBlock2D",) * 3,
    "up_block_types": ("UpDecoderBlock2D",) * 3,
}
TINY: dict[str, Any] = {"encoder_block_out_channels": (8,) * 4, "decoder_block_out_channels": (8,) * 4}
HALVES = [
    pytest.param(AutoencoderTiny, TINY, TinyShape, TinyDecoder, TinyEncoder, id="tiny"),
    pytest.param(
        AutoencoderTiny,
        TINY | {"latent_channels": 16, "num_encoder_blocks": (1, 2, 1, 1), "num_decoder_blocks": (1, 2, 1, 1)},
        TinyShape,
        TinyDecoder,
        TinyEncoder,
        id="tiny, wide latent",
    ),
    pytest.param(AutoencoderKL, KL, KlShape, KlDecoder, KlEncoder, id="kl"),
    pytest.param(
        AutoencoderKL,
        KL | {"mid_block_add_attention": False, "use_quant_conv": False, "use_post_quant_conv": False},
        KlShape,
        KlDecoder,
        KlEncoder,
        id="kl, bare",
    ),
]


def halves(kind: Any, config: dict[str, Any], shape: Any, decoder: Any, encoder: Any) -> tuple[Any, Any, Any]:
    torch.manual_seed(2)
    theirs = kind(**config).eval()
    for tensor in theirs.parameters():
        tensor.data += 0.02 * torch.randn_like(tensor)
    made = shape.of(dict(theirs.config))
    ours = decoder(made), encoder(made)
    for net in ours:
        net.load({name: tensor for name, tensor in theirs.state_dict().items() if name in net.tensors()})
    loaded = {*ours[0].tensors(), *ours[1].tensors()}
    assert loaded == set(theirs.state_dict())
    return theirs, *ours


def error(expected: torch.Tensor, found: torch.Tensor) -> float:
    assert expected.shape == found.shape
    return float((expected - found).abs().max() / expected.abs().max())


@torch.inference_mode()
@pytest.mark.parametrize(("kind", "config", "shape", "decoder", "encoder"), HALVES)
def test_equal_to_diffusers(kind: Any, config: Any, shape: Any, decoder: Any, encoder: Any) -> None:
    theirs, ours_out, ours_in = halves(kind, config, shape, decoder, encoder)
    for count, height, width in ((1, 8, 8), (2, 4, 12)):
        latent = torch.randn(count, theirs.config.latent_channels, height, width)
        expected = theirs.decode(latent).sample
        assert error(expected, ours_out(latent)) < 1e-5
        encoded = theirs.encode(expected)
        wanted = encoded.latents if hasattr(encoded, "latents") else encoded.latent_dist.mode()
        assert error(wanted, ours_in(expected)) < 1e-5


@torch.inference_mode()
@pytest.mark.parametrize(("kind", "config", "shape", "decoder", "encoder"), HALVES[::2])
@pytest.mark.parametrize(("dtype", "bound"), [(torch.bfloat16, 4e-2), (torch.float16, 5e-3)])
def test_half_precision_stays_near_full(  # noqa: PLR0917
    kind: Any, config: Any, shape: Any, decoder: Any, encoder: Any, dtype: torch.dtype, bound: float
) -> None:
    theirs, ours_out, ours_in = halves(kind, config, shape, decoder, encoder)
    latent = torch.randn(1, 4, 8, 8)
    expected = theirs.decode(latent).sample
    encoded = theirs.encode(expected)
    wanted = encoded.latents if hasattr(encoded, "latents") else encoded.latent_dist.mode()
    assert error(expected, ours_out.to(dtype)(latent).float()) < bound
    assert error(wanted, ours_in.to(dtype)(expected).float()) < bound


@pytest.mark.parametrize(("kind", "config", "shape", "decoder", "encoder"), HALVES[::2])
def test_one_graph_without_a_break(kind: Any, config: Any, shape: Any, decoder: Any, encoder: Any) -> None:
    _, net, _ = halves(kind, config, shape, decoder, encoder)
    x = torch.randn(1, 4, 8, 8)
    with torch.inference_mode():
        assert error(net(x), torch.compile(net, fullgraph=True, backend="eager")(x)) < 1e-5


@torch.inference_mode()
def test_the_first_releases_names_of_attention_are_understood() -> None:
    theirs, ours, _ = halves(AutoencoderKL, KL, KlShape, KlDecoder, KlEncoder)
    old = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    tensors = {}
    for name, tensor in theirs.state_dict().items():
        if name in ours.tensors():
            for new, first in old.items():
                name = name.replace(f"attentions.0.{new}.", f"attentions.0.{first}.")  # noqa: PLW2901
            tensors[name] = tensor
    again = KlDecoder(KlShape.of(KL))
    again.load(tensors)
    latent = torch.randn(1, 4, 4, 4)
    assert torch.equal(ours(latent), again(latent))


def test_the_real_sizes() -> None:
    with torch.device("meta"):
        nets = (
            TinyDecoder(TinyShape()),
            TinyEncoder(TinyShape()),
            KlDecoder(KlShape()),
            KlEncoder(KlShape()),
        )
    counts = [sum(tensor.numel() for tensor in net.tensors().values()) for net in nets]
    assert sum(counts[:2]) == 2_445_063
    assert sum(counts[2:]) == 83_653_863


def test_what_is_wrong_is_named() -> None:
    with pytest.raises(ModelError, match="act_fn = 'gelu'"):
        TinyShape.of({"act_fn": "gelu"})
    with pytest.raises(ModelError, match="down_block_types"):
        KlShape.of(KL | {"down_block_types": ("AttnDownEncoderBlock2D",) * 3})
    with pytest.raises(ModelError, match=r"dream: .* missing keys"):
        TinyDecoder(TinyShape.of(TINY)).load({}, "dream")
