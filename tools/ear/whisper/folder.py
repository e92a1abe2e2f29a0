"""Write the tiny Whisper's weights as a folder that faster-whisper loads. Needs CTranslate2 only, no torch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import WhisperSpec
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tools.ear.whisper.tokens import LANGUAGES, SPECIAL, TIMESTAMPS

Weights = Mapping[str, NDArray[np.float32]]

HEADS, LAYERS = 2, 2
ALIGNMENT_HEADS = [[LAYERS - 1, 0]]
"""The head that learned where each word is spoken."""


def write_folder(weights: Weights, text: Tokenizer, folder: Path) -> Path:
    """model.bin, config.json, vocabulary.json and tokenizer.json in `folder`, which is made; weights as int8."""
    folder.mkdir(parents=True, exist_ok=True)
    rest = text.get_vocab_size()
    names = [*sorted(text.get_vocab(), key=text.token_to_id), "", *SPECIAL, *_times()]
    spec = WhisperSpec(LAYERS, HEADS, LAYERS, HEADS)
    _fill(spec, weights, np.array([*range(rest + 1 + len(SPECIAL)), *[rest] * TIMESTAMPS]))
    spec.register_vocabulary(names)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [names.index(f"<|{code}|>") for code in LANGUAGES]
    spec.config.alignment_heads = ALIGNMENT_HEADS
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    (folder / "tokenizer.json").write_text(_tokenizer(text, names), "utf-8")
    return folder


def read_weights(path: Path) -> dict[str, NDArray[np.float32]]:
    """The weights that training kept, as float32."""
    with np.load(path) as kept:
        return {name: kept[name].astype(np.float32) for name in kept.files}


def _fill(spec: Any, weights: Weights, rows: NDArray[np.int64]) -> None:
    """`rows`: for each token of the folder, its row in training."""
    embedding = weights["embedding.weight"][rows]
    for name in ("conv1", "conv2"):
        conv = getattr(spec.encoder, name)
        conv.weight, conv.bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    spec.encoder.position_encodings.encodings = _sinusoids(1500, embedding.shape[1])
    spec.decoder.position_encodings.encodings = weights["text_places"]
    spec.decoder.embeddings.weight = embedding
    spec.decoder.projection.weight = embedding
    for part in ("encoder", "decoder"):
        side = getattr(spec, part)
        _norm(side.layer_norm, weights, f"{part}_norm")
        for number, layer in enumerate(side.layer):
            _layer(layer, weights, f"{part}.{number}")


def _layer(layer: Any, weights: Weights, name: str) -> None:
    own = _parts(weights, f"{name}.own")
    _linear(layer.self_attention.linear[0], *_joined(own["q"], own["k"], own["v"]))
    _linear(layer.self_attention.linear[1], *own["out"])
    _norm(layer.self_attention.layer_norm, weights, f"{name}.own_norm")
    if f"{name}.cross.q.weight" in weights:
        cross = _parts(weights, f"{name}.cross")
        _linear(layer.attention.linear[0], *cross["q"])
        _linear(layer.attention.linear[1], *_joined(cross["k"], cross["v"]))
        _linear(layer.attention.linear[2], *cross["out"])
        _norm(layer.attention.layer_norm, weights, f"{name}.cross_norm")
    for line, kept in ((layer.ffn.linear_0, "up"), (layer.ffn.linear_1, "down")):
        _linear(line, weights[f"{name}.{kept}.weight"], weights[f"{name}.{kept}.bias"])
    _norm(layer.ffn.layer_norm, weights, f"{name}.ffn_norm")


_Pair = tuple[NDArray[np.float32], NDArray[np.float32]]


def _parts(weights: Weights, name: str) -> dict[str, _Pair]:
    """Weight and bias of an attention's four maps; the keys' bias is zero."""
    parts = {}
    for part in ("q", "k", "v", "out"):
        weight = weights[f"{name}.{part}.weight"]
        parts[part] = (weight, weights.get(f"{name}.{part}.bias", np.zeros(len(weight), np.float32)))
    return parts


def _joined(*pairs: _Pair) -> _Pair:
    return np.concatenate([weight for weight, _ in pairs]), np.concatenate([bias for _, bias in pairs])


def _linear(spec: Any, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
    spec.weight, spec.bias = weight, bias


def _norm(spec: Any, weights: Weights, name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _sinusoids(length: int, width: int) -> NDArray[np.float32]:
    """Whisper's fixed encoder positions, (length, width)."""
    rates = np.exp(-np.log(10000.0) / (width // 2 - 1) * np.arange(width // 2))
    angles = np.arange(length)[:, None] * rates[None, :]
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


def _times() -> list[str]:
    return [f"<|{at * 0.02:.2f}|>" for at in range(TIMESTAMPS)]


def _tokenizer(text: Tokenizer, names: list[str]) -> str:
    """tokenizer.json: the text's tokens, and all special ones under their numbers."""
    content = json.loads(text.to_str())
    first = names.index(SPECIAL[0])
    content["model"]["vocab"] |= {name: first + at for at, name in enumerate(names[first:])}
    content["added_tokens"] = [
        {
            "id": first + at,
            "content": name,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for at, name in enumerate(names[first:])
    ]
    return json.dumps(content, ensure_ascii=False)
