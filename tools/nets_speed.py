"""Speed of our networks on a CPU beside diffusers' own on the same weights: `python -m tools.nets_speed --help`.

Each side runs in a process of its own, in turn, on random weights of SD-Turbo's size (or of another architecture):
diffusers as it comes, in float32, with its tiny decoder; ours in float32 and in bfloat16. `--clock cpu` counts the
processor's time of one thread, which other programs on the machine hardly change; `--clock wall` what a clock shows.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import Tensor

from engine.nets.net import Net
from engine.nets.shapes import REAL, TinyShape, UnetShape
from engine.nets.tiny import TinyDecoder
from engine.nets.unet import Unet

SIDES: dict[str, torch.dtype] = {
    "diffusers float32": torch.float32,
    "ours float32": torch.float32,
    "ours bfloat16": torch.bfloat16,
}


def main() -> None:
    """Measure every side in turn, and print the table."""
    options = _options()
    torch.set_num_threads(options.threads)
    if options.side:
        print(json.dumps(measure(options)))
        return
    with TemporaryDirectory() as place:
        rows = {side: _apart(side, Path(place)) for side in SIDES}
        outputs = {side: torch.load(Path(place) / f"{side}.pt") for side in SIDES}
    first = rows["diffusers float32"]
    print(f"{options.shape}, {options.size} x {options.size}, {options.threads} threads, {options.clock} seconds")
    print(f"{'':20}{'UNet':>9}{'decoder':>9}{'frame':>9}{'times as fast':>15}{'error':>9}")
    for side, row in rows.items():
        frame = row["unet"] + row["decoder"]
        faster = (first["unet"] + first["decoder"]) / frame
        error = float((outputs[side] - outputs["diffusers float32"]).norm() / outputs["diffusers float32"].norm())
        print(f"{side:20}{row['unet']:9.3f}{row['decoder']:9.3f}{frame:9.3f}{faster:15.2f}{error:9.1e}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", choices=REAL, default="sd21")
    parser.add_argument("--size", type=int, default=512, help="pixels along each side")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=2, help="the best of so many, after one that is not counted")
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall", help="cpu: one thread's processor time")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.clock == "cpu" and options.threads != 1:
        parser.error("--clock cpu counts one thread: add --threads 1")
    return options


def _apart(side: str, place: Path) -> dict[str, float]:
    """One side in a process of its own, so that only one model is in memory."""
    command = [sys.executable, "-W", "ignore", "-m", "tools.nets_speed", *sys.argv[1:]]
    run = subprocess.run(
        [*command, "--side", side, "--out", str(place / f"{side}.pt")], check=True, stdout=subprocess.PIPE, text=True
    )
    row: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    print(side, row, file=sys.stderr, flush=True)
    return row


@torch.inference_mode()
def measure(options: argparse.Namespace) -> dict[str, float]:
    """Seconds of one side's UNet and decoder; the picture goes to `options.out`."""
    dtype, shape = SIDES[options.side], REAL[options.shape]
    cells = options.size // 8
    torch.manual_seed(0)
    x, tokens = torch.randn(1, 4, cells, cells).to(dtype), torch.randn(1, 77, shape.cross).to(dtype)
    added = None if shape.added_time_width is None else (torch.randn(1, 1280).to(dtype), torch.full((1, 6), 512.0))
    with torch.inference_mode(False):
        make = _theirs if options.side.startswith("diffusers") else _ours
        unet, decoder = make(shape, dtype)
    run = unet(x, torch.tensor([999.0]), tokens, added)
    latent, unet_s = _best(run, options)
    picture, decoder_s = _best(lambda: decoder(latent / latent.std()), options)
    torch.save(picture.float(), options.out)
    return {"unet": unet_s, "decoder": decoder_s}


def _best(run: Callable[[], Tensor], options: argparse.Namespace) -> tuple[Tensor, float]:
    clock = time.thread_time if options.clock == "cpu" else time.perf_counter
    output, best_s = run(), math.inf
    for _ in range(options.runs):
        begin_s = clock()
        run()
        best_s = min(best_s, clock() - begin_s)
    return output, best_s


Maker = tuple[Callable[..., Callable[[], Tensor]], Callable[[Tensor], Tensor]]


def _ours(shape: UnetShape, dtype: torch.dtype) -> Maker:
    unet, decoder = _filled(Unet(shape), 1).to(dtype), _filled(TinyDecoder(TinyShape()), 2).to(dtype)

    def prepared(x: Tensor, at: Tensor, tokens: Tensor, added: tuple[Tensor, Tensor] | None) -> Callable[[], Tensor]:
        words = unet.keys_values(tokens)
        return lambda: unet(x, at, words, added)

    return prepared, decoder


def _theirs(shape: UnetShape, dtype: torch.dtype) -> Maker:
    from diffusers import AutoencoderTiny, UNet2DConditionModel

    cross = [depth > 0 for depth in shape.transformers]
    with torch.device("meta"):
        unet = UNet2DConditionModel(
            block_out_channels=shape.widths,
            down_block_types=["CrossAttnDownBlock2D" if has else "DownBlock2D" for has in cross],
            up_block_types=["CrossAttnUpBlock2D" if has else "UpBlock2D" for has in reversed(cross)],
            transformer_layers_per_block=[max(1, depth) for depth in shape.transformers],
            attention_head_dim=shape.heads,
            cross_attention_dim=shape.cross,
            use_linear_projection=shape.linear,
            addition_embed_type=None if shape.added_time_width is None else "text_time",
            addition_time_embed_dim=shape.added_time_width,
            projection_class_embeddings_input_dim=shape.added_width or None,
        )
    tensors = _filled(Unet(shape), 1).tensors()
    unet.load_state_dict({name: tensor.contiguous() for name, tensor in tensors.items()}, assign=True)
    unet.eval()
    decoder = AutoencoderTiny().eval()
    decoder.load_state_dict(_filled(TinyDecoder(TinyShape()), 2).tensors(), strict=False)

    def prepared(x: Tensor, at: Tensor, tokens: Tensor, added: tuple[Tensor, Tensor] | None) -> Callable[[], Tensor]:
        more = None if added is None else {"text_embeds": added[0], "time_ids": added[1]}
        return lambda: unet(x, at, tokens, added_cond_kwargs=more, return_dict=False)[0]

    return prepared, lambda latent: decoder.decode(latent, return_dict=False)[0]


def _filled(net: Net, seed: int) -> Net:
    net.random_(seed)
    return net.eval()


if __name__ == "__main__":
    main()
