"""Layers: both ways to norm a group agree, and packed weights follow what is written into the plain ones."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the networks need the extra 'torch'")

from torch.nn import functional as F  # noqa: E402

from engine.nets import onednn  # noqa: E402
from engine.nets.layers import Conv, Gated, Linear, Norm  # noqa: E402
from engine.nets.time import Waves  # noqa: E402
from engine.nets.transformer import attend  # noqa: E402

pytestmark = pytest.mark.train
packed = pytest.mark.skipif(not onednn.fits(torch.zeros(1)), reason="needs an x86 CPU, and a torch with oneDNN")


def image(*shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.randn(shape).to(dtype, memory_format=torch.channels_last)


@pytest.mark.parametrize(("dtype", "bound"), [(torch.float32, 1e-5), (torch.float16, 4e-3), (torch.bfloat16, 4e-2)])
def test_the_norm_for_other_devices_is_the_same(dtype: torch.dtype, bound: float) -> None:
    norm = Norm(4, 24, 1e-5)
    torch.nn.init.normal_(norm.weight)
    torch.nn.init.normal_(norm.bias)
    x = 30.0 + 300.0 * image(2, 24, 6, 5, dtype=dtype)
    full = F.group_norm(x.float(), 4, norm.weight, norm.bias, 1e-5)
    found = norm.to(dtype)._channels_last(x)
    assert found.dtype == dtype
    assert found.is_contiguous(memory_format=torch.channels_last)
    assert float((full - found.float()).abs().max()) < bound * float(full.abs().max())


@packed
@torch.no_grad()
def test_what_is_written_into_a_weight_is_packed_anew() -> None:
    linear, conv, gated = Linear(8, 6), Conv(8, 6), Gated(8, 6)
    rows, pixels = torch.randn(2, 5, 8), image(1, 8, 4, 4)
    for _ in range(3):
        for layer in (linear, conv, gated):
            for tensor in layer.parameters():
                tensor.detach()[:2].normal_()
                tensor.detach()[2:].normal_()
        value, gate = F.linear(rows, gated.weight, gated.bias).chunk(2, dim=-1)
        torch.testing.assert_close(linear(rows), F.linear(rows, linear.weight, linear.bias))
        torch.testing.assert_close(conv(pixels), F.conv2d(pixels, conv.weight, conv.bias, padding=1))
        torch.testing.assert_close(gated(rows), value * F.gelu(gate))


@packed
@torch.no_grad()
def test_a_layer_that_changes_its_type_is_packed_anew() -> None:
    layer, rows = Linear(8, 6), torch.randn(5, 8)
    layer.weight.normal_()
    layer.bias.normal_()
    full = layer(rows)
    half = layer.to(torch.bfloat16)(rows.to(torch.bfloat16))
    torch.testing.assert_close(half.float(), full, atol=0.1, rtol=0.1)
    torch.testing.assert_close(layer.to(torch.float32)(rows), half.float(), atol=0.1, rtol=0.1)


@packed
@pytest.mark.parametrize(("dtype", "bound"), [(torch.float32, 1e-5), (torch.bfloat16, 3e-2)])
@pytest.mark.parametrize("length", [7, 700])
def test_attention_is_the_same_whichever_way(length: int, dtype: torch.dtype, bound: float) -> None:
    q, k, v = torch.randn(2, length, 24), torch.randn(2, 1100, 24), torch.randn(2, 1100, 24)
    q[0, 0], k[0, 3] = 9.0, 9.0  # one score far above the others
    split = [part.view(2, -1, 3, 8).transpose(1, 2) for part in (q, k, v)]
    expected = F.scaled_dot_product_attention(*split).transpose(1, 2).reshape(2, length, 24)
    found = attend(q.to(dtype), k.to(dtype), v.to(dtype), 3)
    assert found.dtype == dtype
    assert float((found.float() - expected).abs().max()) < bound * float(expected.abs().max())


def test_frequencies_stay_in_full_precision() -> None:
    waves = Waves(8, cosine_first=True, frequency_shift=0.0)
    times = torch.tensor([0.0, 999.0])
    before = waves(times)
    assert torch.equal(waves.to(torch.bfloat16)(times), before)
    with torch.device("meta"):
        made = Waves(8, cosine_first=True, frequency_shift=0.0)
    assert torch.equal(made.to(torch.float16).to_empty(device="cpu")(times), before)
