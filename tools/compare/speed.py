"""Speed: this engine and StreamDiffusion on the same weights, device, size and steps, in turn within one run.

    python -m tools.compare.speed --peer PATH                        # CPU, float32
    python -m tools.compare.speed --peer PATH --device cuda --compile

PATH is a checkout of https://github.com/cumulo-autumn/StreamDiffusion; it needs diffusers. Random weights of
SD-Turbo's real architecture go to both sides, and before anything is timed both paint from the same noise: the
pictures must agree. A frame is whole on both sides: from noise to a uint8 picture on the host; one step, a batch of
one, TAESD's architecture as the decoder. Ours is the painter as shows use it: its noise walks and its latent follows.

Rows: `ours` in the peer's own number type; `ours TYPE` in others that the peer was not asked for; `peer`, its UNet and
decoder as upstream has them, with its picture packed on the device, which is kinder to it than `peer, own packing`:
its own `postprocess_image`, as its README ends a frame; `peer, compiled`: torch.compile put on its UNet and decoder.
Throughput, with --batches, apart from that: frames a second where frames need not be alone.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from engine import Painter, Phrase, Wish
from engine.backends.base import Follow
from engine.bench.load import wait_compiled
from engine.bench.random_models import choice_of, made, painter_with, random_model, random_net
from tools.compare.peer import Parts, Peer, on_device
from tools.compare.rounds import ratio, table, take_spells, take_turns
from tools.compare.weights import copied, lent

PROMPT = "the sea at night"
SAME_TYPE = {"cpu": "cpu:fp32", "cuda": "cuda:fp16"}
"""What the peer runs in on each device: its README's float16 on CUDA; float32 on a CPU, where half isn't faster."""

COMPILERS = {"plain": "", "compiled": "inductor:quick", "tuned": "inductor:tuned"}
"""How ours is run; on CUDA all of them as a CUDA graph."""

Frame = Callable[[], object]


class Ours:
    """The painter, one frame after another of 30 a second."""

    def __init__(self, painter: Painter) -> None:
        self.painter = painter
        self._wish = Wish(phrases=(Phrase(PROMPT),), drift_hz=0.1, steps=1)
        self._number = 0

    @property
    def notes(self) -> str:
        """How its work is run."""
        return "; ".join(self.painter.backend.notes)

    def paint(self) -> NDArray[np.uint8]:
        """The next frame."""
        self._number += 1
        return self.painter.paint(self._wish, self._number / 30.0).image

    def paint_smooth(self) -> int:
        """A call at the pace 'smooth': frames of coming times; how many are here by then."""
        wish = replace(self._wish, pace="smooth")
        times_s = [(self._number + 1 + k) / 30.0 for k in range(self.painter.ahead(wish))]
        self._number += len(times_s)
        return len(self.painter.paint_ahead(wish, times_s))

    def paint_from(self, noise: NDArray[np.float32]) -> NDArray[np.uint8]:
        """The frame from unit `noise` (1, C, h, w), with nothing to follow."""
        (time,) = self.painter.model.schedule.times[1]
        return self.painter.backend.finish(noise, time, self.painter.encode(PROMPT), Follow(noise))[1]


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides, loaded."""

    ours: dict[str, Ours]
    """By row; the first in the peer's number type."""
    parts: Parts
    """The peer's, with the first one's weights."""
    size: tuple[int, int]
    """(height, width) in pixels."""


def load(options: argparse.Namespace) -> Sides:
    """Both sides with the same random weights."""
    width, height = (int(side) for side in options.size.split("x"))
    plan, model = made(options.model), random_model(options.model, (width, height))
    choice = choice_of(options.model, SAME_TYPE[options.device])
    net = random_net(plan, choice)
    compiler = COMPILERS[options.ours]
    ours = {"ours": Ours(painter_with(model, net, choice, compiler))}
    for backend in options.also:
        choice = choice_of(options.model, backend)
        other = random_net(plan, choice)
        copied(net.unet, other.unet)
        copied(net.decoder, other.decoder)
        ours[f"ours, {backend}"] = Ours(painter_with(model, other, choice, compiler))
    for side in ours.values():
        if compiler:
            print(f"compiled in {wait_compiled(side.painter, options.compile_s):.0f} s: {side.notes}", flush=True)
    tokens = torch.from_numpy(ours["ours"].painter.encode(PROMPT).tokens).to(options.device)
    return Sides(ours, lent(net, plan, tokens), (height, width))


def agreement(ours: Ours, peer: Peer) -> tuple[float, float]:
    """(mean, greatest) difference of the two sides' pictures from the same noise, levels of 0..255."""
    latent = ours.painter.model.card.latent
    noise = np.random.default_rng(1).standard_normal((1, latent.channels, latent.height, latent.width), np.float32)
    theirs = peer.paint_from(torch.from_numpy(noise).to(peer.stream.device, peer.stream.dtype), on_device)
    difference = np.abs(ours.paint_from(noise).astype(np.int16) - theirs)
    return float(difference.mean()), float(difference.max())


def rows(options: argparse.Namespace, both: Sides, peer: Peer) -> dict[str, Frame]:
    """What is timed, by row."""
    own = peer.own_packing()
    found: dict[str, Frame] = {"ours": both.ours["ours"].paint, "peer": lambda: peer.paint(on_device)}
    found["peer, own packing"] = lambda: peer.paint(own)
    if options.compile:
        second = Peer(options.peer, both.parts, both.size)
        second.compile(options.compile_mode)
        found["peer, compiled"] = lambda: second.paint(on_device)
    found |= {name: side.paint for name, side in both.ours.items() if name != "ours"}
    return {name: frame for name, frame in found.items() if name not in options.leave_out}


def throughput(options: argparse.Namespace, both: Sides) -> dict[str, tuple[float, ...]]:
    """Frames a second by round, as many at once as each side likes: ours at the pace 'smooth', the peer in batches."""
    ours = both.ours["ours"]
    found: dict[str, Callable[[], int]] = {"ours, smooth": ours.paint_smooth}
    for rows in options.batches:
        peer = Peer(options.peer, both.parts, both.size, rows)
        found[f"peer, {rows} a call"] = partial(_count, peer, rows)
    return take_spells(found, options.rounds, options.spell_s)


def _count(peer: Peer, rows: int) -> int:
    peer.paint(on_device)
    return rows


def compare(options: argparse.Namespace) -> dict[str, Any]:
    """Check that both sides paint the same, time them in turn, print the table; all figures."""
    both = load(options)
    peer = Peer(options.peer, both.parts, both.size)
    mean, most = agreement(both.ours["ours"], peer)
    print(f"same noise, same picture: differ by {mean:.3f} levels of 255 in the mean, {most:.0f} at most", flush=True)
    frames = rows(options, both, peer)
    for paint in frames.values():
        for _ in range(options.warm):
            paint()
    clock = time.process_time if options.clock == "cpu" else time.perf_counter
    again = int(options.frames > 1)  # a frame that doesn't count after each change of sides, where frames are short
    timings = take_turns(frames, options.rounds, options.frames, again, clock, partial(print, flush=True))
    against = [name for name in ("peer", "peer, own packing", "peer, compiled") if name in frames]
    device = both.ours["ours"].painter.backend.name
    what = "" if options.clock == "wall" else "; the processor's time of this process, not a clock's"
    print(
        f"\n{device}; {options.model}, {options.size}, 1 step, batch 1{what}\n\n{table(timings, against)}", flush=True
    )
    rates = throughput(options, both) if options.batches else {}
    for name, each in rates.items():
        print(f"{name}: {statistics.median(each):.2f} frames a second ({min(each):.2f}..{max(each):.2f} by round)")
    return {
        "device": device,
        "throughput_hz": rates,
        "model": options.model,
        "size": options.size,
        "torch": torch.__version__,
        "clock": options.clock,
        "agreement_levels": {"mean": mean, "most": most},
        "frames_ms": {name: timing.rounds for name, timing in timings.items()},
        "times_as_fast_as": {
            name: {other: ratio(timing, timings[other]).median for other in against} for name, timing in timings.items()
        },
    }


def main() -> None:
    """Compare; with --json write all figures."""
    options = _options()
    if options.threads:
        torch.set_num_threads(options.threads)
    if options.device == "cuda":  # as the peer's wrapper sets them
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    figures = compare(options)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", type=Path, required=True, help="a checkout of StreamDiffusion")
    parser.add_argument("--model", default="random:sd-turbo")
    parser.add_argument("--size", default="512x512", metavar="WxH")
    parser.add_argument("--device", choices=list(SAME_TYPE), default="cpu")
    parser.add_argument("--also", nargs="*", default=[], metavar="BACKEND", help="ours in other types: cpu:bf16")
    parser.add_argument("--ours", choices=list(COMPILERS), default="plain", help="whether ours is compiled first")
    parser.add_argument("--compile-s", type=float, default=300.0, help="how long to wait for that at most")
    parser.add_argument("--compile", action="store_true", help="a row of the peer with torch.compile added")
    parser.add_argument("--compile-mode", default="reduce-overhead", help="of torch.compile, for the peer")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--frames", type=int, default=3, help="of each side in a round")
    parser.add_argument(
        "--batches", type=int, nargs="*", default=[], metavar="K", help="throughput, the peer's batches"
    )
    parser.add_argument("--leave-out", nargs="*", default=[], metavar="ROW", help="rows that aren't wanted")
    parser.add_argument("--spell-s", type=float, default=2.0, help="of each side in a round of throughput")
    parser.add_argument("--warm", type=int, default=2, help="frames of each side before the first round")
    parser.add_argument("--threads", type=int, default=0, help="of the CPU, for both sides; 0 leaves torch's number")
    parser.add_argument(
        "--clock",
        choices=("wall", "cpu"),
        default="wall",
        help="cpu: the processor's time, for a machine that is busy with other things; fair with --threads 1 alone, "
        "since threads that wait for each other spin",
    )
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
