"""Whisper's network (Radford et al. 2022) in a few lines of torch, small, and of any input length."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, LAYERS = 64, 2, 2
MELS, POSITIONS, TEXT_POSITIONS = 80, 1500, 448
GUIDED = 0
"""The last decoder layer's head that learns where each word is spoken: the model's alignment head."""


def sinusoids(length: int, width: int) -> Tensor:
    """The encoder's fixed positions, (length, width)."""
    rates = torch.exp(-math.log(10000.0) / (width // 2 - 1) * torch.arange(width // 2))
    angles = torch.arange(length)[:, None] * rates[None, :]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class Attention(nn.Module):
    """Multi-head attention with Whisper's biases: none on the keys."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.v, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.k = nn.Linear(WIDTH, WIDTH, bias=False)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """x (B, L, width) -> the same; `bias` (L,) is added for each position seen, None: only earlier ones are."""
        mask = None if bias is None else bias[None]
        return self._join(functional.scaled_dot_product_attention(*self._heads(x, x), mask, is_causal=mask is None))

    def seen(self, x: Tensor, memory: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """x (B, L, width) over memory (B, T, width), and the log attention of the guided head, (B, L, T)."""
        q, k, v = self._heads(x, memory)
        logs = (q @ k.transpose(2, 3) / math.sqrt(WIDTH // HEADS) + bias).log_softmax(-1)
        return self._join(logs.exp() @ v), logs[:, GUIDED]

    def _heads(self, x: Tensor, memory: Tensor) -> list[Tensor]:
        parts = (self.q(x), self.k(memory), self.v(memory))
        return [part.unflatten(2, (HEADS, -1)).transpose(1, 2) for part in parts]

    def _join(self, heads: Tensor) -> Tensor:
        return self.out(heads.transpose(1, 2).flatten(2))


class Layer(nn.Module):
    """A pre-norm transformer layer; with `cross`, one that also attends to the encoder's output."""

    def __init__(self, cross: bool) -> None:
        super().__init__()
        self.own_norm, self.own = nn.LayerNorm(WIDTH), Attention()
        self.cross_norm, self.cross = (nn.LayerNorm(WIDTH), Attention()) if cross else (None, None)
        self.ffn_norm, self.up, self.down = (
            nn.LayerNorm(WIDTH),
            nn.Linear(WIDTH, 4 * WIDTH),
            nn.Linear(4 * WIDTH, WIDTH),
        )

    def forward(self, x: Tensor, bias: Tensor, memory: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """(B, L, width) -> the same, and the guided head's log attention where there is a memory."""
        logs = None
        x = x + self.own(self.own_norm(x), bias if memory is None else None)
        if memory is not None:
            seen, logs = self.cross.seen(self.cross_norm(x), memory, bias)
            x = x + seen
        return x + self.down(functional.gelu(self.up(self.ffn_norm(x)))), logs


@dataclass(frozen=True, slots=True)
class Output:
    """Logits (B, L, tokens), and where the guided head looks: log attention (B, L, T)."""

    logits: Tensor
    looks: Tensor


@dataclass(frozen=True, slots=True)
class Window:
    """Whisper's window of 30 s, cheaply: all of the sound, and some of the empty positions after it for the rest.

    The softmax of attention over 1,500 positions is estimated from a sample: an empty position that stands for m
    others gains log m.
    """

    places: Tensor
    """(T,) int64: which positions, 0..1499."""
    bias: Tensor
    """(T,) float32: log of how many positions each stands for."""


def window(frames: int, sample: int = 32) -> Window:
    """`frames` spectrogram frames of sound, an even number, and `sample` positions for what lies after them."""
    count = frames // 2
    rest = POSITIONS - count
    if rest <= sample:
        return Window(torch.arange(POSITIONS), torch.zeros(POSITIONS))
    chosen = count + torch.randperm(rest)[:sample].sort().values
    bias = torch.cat([torch.zeros(count), torch.full((sample,), math.log(rest / sample))])
    return Window(torch.cat([torch.arange(count), chosen]), bias)


class TinyWhisper(nn.Module):
    """Encoder and decoder; the output's weights are the token embedding's."""

    def __init__(self, tokens: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(MELS, WIDTH, 3, padding=1)
        self.conv2 = nn.Conv1d(WIDTH, WIDTH, 3, stride=2, padding=1)
        self.register_buffer("places", sinusoids(POSITIONS, WIDTH), persistent=False)
        self.encoder = nn.ModuleList(Layer(cross=False) for _ in range(LAYERS))
        self.encoder_norm = nn.LayerNorm(WIDTH)
        self.embedding = nn.Embedding(tokens, WIDTH)
        self.text_places = nn.Parameter(torch.randn(TEXT_POSITIONS, WIDTH) * 0.01)
        self.decoder = nn.ModuleList(Layer(cross=True) for _ in range(LAYERS))
        self.decoder_norm = nn.LayerNorm(WIDTH)
        nn.init.normal_(self.embedding.weight, std=0.05)

    def encode(self, mel: Tensor, over: Window) -> Tensor:
        """(B, 80, 2 T) -> (B, T, width)."""
        x = functional.gelu(self.conv2(functional.gelu(self.conv1(mel)))).transpose(1, 2)
        x = x + self.places[over.places]
        for layer in self.encoder:
            x, _ = layer(x, over.bias)
        return self.encoder_norm(x)

    def forward(self, mel: Tensor, tokens: Tensor, over: Window) -> Output:
        """mel (B, 80, 2 T), tokens (B, L)."""
        memory = self.encode(mel, over)
        x = self.embedding(tokens) + self.text_places[: tokens.shape[1]]
        for layer in self.decoder:
            x, looks = layer(x, over.bias, memory)
        return Output(self.decoder_norm(x) @ self.embedding.weight.T, looks)
