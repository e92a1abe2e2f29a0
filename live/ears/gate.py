"""Is anyone speaking? The Silero voice detector, block by block, and the rule that makes utterances of it."""

from __future__ import annotations

import importlib.util
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from live.ears.clock import BLOCK, BLOCK_S, Sound
from live.ears.floor import Floor
from live.ears.heard import EarsError

_CONTEXT = 64
"""Samples of the block before that the model wants in front of each block at 16 kHz."""

Verdict = Literal["silence", "start", "speech", "end"]


class Silero:
    """Silero VAD v6 (an ONNX file in the faster-whisper package), its state kept from block to block."""

    def __init__(self) -> None:
        """Load the model, on one thread; raises EarsError where the package lacks it."""
        # Found without being imported: importing it would load ctranslate2, which the gate has no use for.
        package = importlib.util.find_spec("faster_whisper")
        if package is None or package.origin is None:
            raise EarsError("faster-whisper: not installed, and the voice gate is in it; pip install faster-whisper")
        assets = Path(package.origin).parent / "assets"
        models = sorted(assets.glob("silero_vad_v6*.onnx"))
        if not models:
            raise EarsError(f"{assets}: no silero_vad_v6.onnx; install faster-whisper 1.2 or later, below 2")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        providers = ["CPUExecutionProvider"]
        self._session = onnxruntime.InferenceSession(str(models[0]), options, providers=providers)
        self.reset()

    def reset(self) -> None:
        """Forget the sound so far."""
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)
        self._window: NDArray[np.float32] = np.zeros((1, _CONTEXT + BLOCK), np.float32)

    def probability(self, block: Sound) -> float:
        """Probability that the (512,) block holds speech, 0..1."""
        self._window[0, :_CONTEXT] = self._window[0, -_CONTEXT:]
        self._window[0, _CONTEXT:] = block
        feed = {"input": self._window, "h": self._h, "c": self._c}
        found, self._h, self._c = self._session.run(None, feed)
        return float(np.ravel(found)[0])


@dataclass(frozen=True, slots=True)
class GateRule:
    """When an utterance begins and ends."""

    speech: float = 0.8
    """This probability is speech; an utterance begins after `start_blocks` of it in a row. Chords reach 0.77."""
    start_blocks: int = 2
    silence: float = 0.35
    """Below this probability is silence; an utterance ends after `end_s` of it in a row."""
    end_s: float = 0.4
    over_db: float = 5.0
    """Nor is it speech that stands out so little from the room's noise: a crowd's murmur is full of voices."""
    tired_s: float = 10.0
    """Longer utterances end at the first `breath_s` of silence, since recognisers slow down with length."""
    breath_s: float = 0.12
    longest_s: float = 20.0
    """An utterance is cut at this length; the next begins with the next block."""
    fresh_s: float = 30.0
    """After so long a silence the detector forgets the sound so far, so that it can't drift away over an evening."""


class Gate:
    """Turns blocks of sound into 'silence', 'start', 'speech' and 'end'."""

    def __init__(self, rule: GateRule | None = None) -> None:
        self.rule = rule or GateRule()
        self._silero = Silero()
        self._floor = Floor()
        self._voiced = self._quiet = self._length = 0
        self._open = False

    def step(self, block: Sound) -> Verdict:
        """What the (512,) block is; 'start' and 'end' are an utterance's first and last."""
        verdict = self.judge(self._silero.probability(block), self._floor.over_db(block))
        if not self._open and self._quiet * BLOCK_S >= self.rule.fresh_s:
            self._silero.reset()
            self._quiet = 0
        return verdict

    def judge(self, probability: float, over_db: float = math.inf) -> Verdict:
        """The same, for a block whose probability of speech and level over the room's noise are known."""
        rule = self.rule
        heard = probability if over_db >= rule.over_db else 0.0
        self._voiced = self._voiced + 1 if heard >= rule.speech else 0
        self._quiet = self._quiet + 1 if heard < rule.silence else 0
        if not self._open:
            if self._voiced < rule.start_blocks:
                return "silence"
            self._open, self._length = True, self._voiced
            return "start"
        self._length += 1
        length_s, quiet_s = self._length * BLOCK_S, self._quiet * BLOCK_S
        patience_s = rule.end_s if length_s < rule.tired_s else rule.breath_s
        if quiet_s < patience_s and length_s < rule.longest_s:
            return "speech"
        self._open = False
        self._voiced = 0
        return "end"
