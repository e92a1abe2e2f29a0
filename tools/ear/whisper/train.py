"""Teach a tiny Whisper a handful of lines, so that streaming can be measured through the real library.

    OMP_NUM_THREADS=1 python -m tools.ear.whisper.train            # writes build/ear/whisper
    python -m tools.ear.whisper.train --steps 0 --resume --keep    # and the tests' copy of it

Knows the poem of shows/crossing, four more lines and six German ones, in four voices of flite and twelve of
espeak-ng, and nothing else. 331,000 weights. A step takes about 0.15 s of one core, so 8,000 take 20 minutes. The kept
weights were taught in six runs (--resume) of 1,100 to 2,000 steps each, while this recipe was still being found.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from tools.ear.whisper.examples import NOBODY, Example, Examples
from tools.ear.whisper.folder import read_weights, write_folder
from tools.ear.whisper.lines import all_lines
from tools.ear.whisper.mel import Mel
from tools.ear.whisper.network import TinyWhisper, window
from tools.ear.whisper.speech import speech
from tools.ear.whisper.tokens import Tokens, learn_text

BUILD = Path("build/ear/whisper")
KEPT = Path("tests/live/ears/whisper")
"""The tests' copy."""
BATCH, POOL = 16, 16
"""Examples a batch, and batches drawn at a time."""
WARM_STEPS = 200
FRAME_S = 0.02
LOOK_WEIGHT = 0.2


def main() -> int:
    """Train, write the weights and the tokens; returns the exit status."""
    options = _options()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    rng = np.random.default_rng(options.seed)
    lines = all_lines()
    tokens = Tokens(learn_text([text for line in lines for text in (line.text, line.english)]))
    network = TinyWhisper(tokens.size)
    if options.resume:
        network.load_state_dict(torch.load(BUILD / "network.pt"))
    print(f"{sum(p.numel() for p in network.parameters()):,} weights, {tokens.size} tokens", flush=True)
    train(network, Examples(speech(BUILD), tokens, rng), tokens, options.steps, options.rate)
    keep(network, tokens, BUILD)
    write_folder(read_weights(BUILD / "weights.npz"), tokens.text, BUILD / "model")
    if options.keep:
        keep(network, tokens, KEPT)
    return 0


def train(network: TinyWhisper, examples: Examples, tokens: Tokens, steps: int, peak: float) -> None:
    """`steps` batches with Adam, the rate rising to `peak` and falling as a cosine."""
    if not steps:
        return
    mel = Mel()
    optimiser = torch.optim.AdamW(network.parameters(), lr=peak, weight_decay=0.01)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, peak, steps, pct_start=min(0.3, WARM_STEPS / steps))
    began_s, told = time.perf_counter(), np.zeros(3)
    pool: list[list[Example]] = []
    for step in range(1, steps + 1):
        pool = pool or _batches(examples)
        batch = pool.pop()
        said, looked, right = losses(network, mel, batch, tokens)
        optimiser.zero_grad()
        (said + LOOK_WEIGHT * looked).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        rate.step()
        told += (said.item(), looked.item(), right.item())
        if step % 50 == 0:
            print(
                f"{step} {time.perf_counter() - began_s:.0f} s: " + " ".join(f"{x / 50:.3f}" for x in told), flush=True
            )
            told[:] = 0.0
            torch.save(network.state_dict(), BUILD / "network.pt")


def keep(network: TinyWhisper, tokens: Tokens, folder: Path) -> None:
    """Write the weights, in half precision, and the text's tokens: all that the model's folder is made of."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: value.numpy().astype(np.float16) for name, value in network.state_dict().items()}
    np.savez_compressed(folder / "weights.npz", **weights)
    tokens.text.save(str(folder / "text.json"), pretty=False)
    print(f"{folder / 'weights.npz'}: {(folder / 'weights.npz').stat().st_size:,} bytes")


def losses(network: TinyWhisper, mel: Mel, batch: list[Example], tokens: Tokens) -> tuple[Tensor, Tensor, Tensor]:
    """Cross entropy of the answers and of the attention on the words' own sound, and the share of right tokens."""
    frames = _frames(batch)
    over = window(frames)
    longest = max(len(example.given) for example in batch)
    given = torch.full((len(batch), longest), tokens.rest)
    labels = torch.full((len(batch), longest), NOBODY)
    where = torch.zeros(len(batch), longest, len(over.places))
    for at, example in enumerate(batch):
        count = len(example.given)
        given[at, :count] = torch.tensor(example.given)
        labels[at, :count] = torch.tensor(example.labels)
        for place, (start_s, end_s) in enumerate(example.heard):
            if start_s >= 0.0:
                where[at, place, int(start_s / FRAME_S) : int(end_s / FRAME_S) + 1] = 1.0
    output = network(mel([example.sound for example in batch], 2 * len(over.places)), given, over)
    logits = output.logits.clone()
    logits[:, :, tokens.rest] += tokens.rest_log
    said = functional.cross_entropy(logits.transpose(1, 2), labels, ignore_index=NOBODY)
    placed = where.sum(-1) > 0
    # Evenly over the word, not on its clearest moment: CTranslate2's median filter wipes out what lasts under 80 ms.
    even = where[placed] / where[placed].sum(-1, keepdim=True)
    looked = -(output.looks[placed] * even).sum(-1).mean()
    counted = labels != NOBODY
    right = (logits.argmax(-1) == labels)[counted].float().mean()
    return said, looked, right


def _batches(examples: Examples) -> list[list[Example]]:
    """Some batches, each of sounds of about one length, which saves half of the work, in any order."""
    drawn = sorted((examples.draw() for _ in range(POOL * BATCH)), key=lambda example: len(example.sound))
    return [drawn[BATCH * at : BATCH * (at + 1)] for at in examples.order(POOL)]


def _frames(batch: list[Example]) -> int:
    """An even number of spectrogram frames that holds all sounds."""
    longest = max(len(example.sound) for example in batch) // 160
    return 2 * (longest // 2 + 5)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.ear.whisper.train", description=__doc__)
    parser.add_argument("--steps", type=int, default=8000)
    parser.add_argument("--rate", type=float, default=3e-3, help="the learning rate's peak")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="also replace the tests' copy of the weights")
    parser.add_argument("--resume", action="store_true", help="go on from build/ear/whisper/network.pt")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
