"""Comparing in turn: rounds and ratios; and that the weights lent to the other side are really the same."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.bench.random_models import RandomText, choice_of, made, random_net
from tools.compare.peer import on_device
from tools.compare.rounds import Timing, ratio, table, take_spells, take_turns
from tools.compare.weights import copied, lent

PEER = os.environ.get("RHAPSODE_PEER", "")
"""A checkout of StreamDiffusion."""


class _Clock:
    """A clock that only calls move on."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s

    def taking(self, seconds: float, log: list[str], name: str) -> Callable[[], None]:
        def call() -> None:
            log.append(name)
            self.now_s += seconds

        return call


def test_sides_take_turns_and_every_other_round_goes_the_other_way() -> None:
    clock, log = _Clock(), list[str]()
    sides = {"a": clock.taking(0.1, log, "a"), "b": clock.taking(0.3, log, "b")}
    timings = take_turns(sides, rounds=2, frames=2, warm=1, clock=clock)
    assert log == ["a"] * 3 + ["b"] * 3 + ["b"] * 3 + ["a"] * 3
    assert timings["a"].every_ms == pytest.approx((100.0,) * 4)
    assert ratio(timings["a"], timings["b"]).median == pytest.approx(3.0)
    assert "3.00 (3.00..3.00)" in table(timings, ["b"])


def test_throughput_counts_what_arrived() -> None:
    clock, log = _Clock(), list[str]()
    two = clock.taking(0.5, log, "two")
    rates = take_spells({"two": lambda: (two(), 2)[1]}, rounds=2, seconds=1.0, clock=clock)
    assert rates["two"] == pytest.approx((4.0, 4.0))


def test_ratio_is_of_rounds_so_that_a_slow_spell_meets_both() -> None:
    ours, theirs = Timing(((10.0,), (50.0,), (10.0,))), Timing(((20.0,), (100.0,), (30.0,)))
    found = ratio(ours, theirs)
    assert (found.median, found.least, found.most) == (2.0, 2.0, 3.0)


@torch.no_grad()
def test_lent_weights_paint_the_same_picture() -> None:
    plan, choice = made("random:toy"), choice_of("random:toy", "cpu:fp32")
    net = random_net(plan, choice)
    tokens = torch.from_numpy(RandomText(plan.unet).encode("the sea").tokens)
    parts = lent(net, plan, tokens)
    x, time = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(0)), torch.tensor([999.0])
    ours = net.unet(x, time, net.keys_values(tokens))
    theirs = parts.unet(x, time, encoder_hidden_states=parts.tokens, return_dict=False)[0]
    assert (ours - theirs).norm() / theirs.norm() < 1e-5
    picture = on_device(parts.vae.decode(x, return_dict=False)[0]).astype(int)
    assert np.abs(picture - net.decode(x)[0].numpy()).max() <= 1


def test_copied_weights_are_the_same_in_another_number_type() -> None:
    plan = made("random:toy")
    net, other = (
        random_net(plan, choice_of("random:toy", f"cpu:{kind}"), seed) for seed, kind in enumerate(("fp32", "bf16"))
    )
    copied(net.unet, other.unet)
    both = zip(net.unet.tensors().values(), other.unet.tensors().values(), strict=True)
    assert all(torch.equal(a.to(torch.bfloat16), b) for a, b in both)


@pytest.mark.skipif(not PEER, reason="set RHAPSODE_PEER to a checkout of StreamDiffusion to compare with it")
@pytest.mark.filterwarnings("ignore")  # of the other side's libraries
def test_both_sides_paint_the_same_from_the_same_noise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tools.compare.speed import main

    command = f"speed --peer {PEER} --model random:toy --size 64x64 --rounds 2 --frames 2 --warm 1 --batches 2"
    command += f" --also cpu:bf16 --leave-out peer,own --spell-s 0.1 --json {tmp_path}/figures.json"
    monkeypatch.setattr(sys, "argv", [word.replace("peer,own", "peer, own packing") for word in command.split()])
    main()
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert figures["agreement_levels"]["most"] <= 1
    assert set(figures["throughput_hz"]) == {"ours, smooth", "peer, 2 a call"}
    assert set(figures["frames_ms"]) == {"ours", "peer", "ours, cpu:bf16"}
