"""What a model can't do, found out before the show: languages it does not know, translation it never learned."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from faster_whisper import WhisperModel

from live.ears.heard import EarsError

AUTO = "auto"
"""As a language: detected at the start of each utterance."""
_NOT_TAUGHT = ("turbo", "distil")
"""Parts of names of models that were trained to transcribe only."""
_LARGE_MELS, _SHALLOW = 128, 8
"""Models of large-v3's family have 128 mel bands, and 32 decoder layers unless they were pruned as turbo was."""


def check_language(model: WhisperModel, name: str, place: Path, language: str) -> None:
    """Raises EarsError where the model does not know the language (ISO 639-1 code), or can't detect it ('auto')."""
    if not model.model.is_multilingual:
        if language != "en":
            raise EarsError(
                f"ears.language = '{language}': the Whisper model {name} knows English only; "
                "use 'en', or a model whose name does not end in .en"
            )
    elif language == AUTO:
        if not _config(place).get("lang_ids"):
            raise EarsError(
                f"ears.language = 'auto': {place / 'config.json'} lists no lang_ids, which detection needs; "
                "convert the model again with ct2-transformers-converter, or name the language"
            )
    elif model.hf_tokenizer.token_to_id(f"<|{language}|>") is None:
        raise EarsError(
            f"ears.language = '{language}': the Whisper model {name} does not know it; "
            "use an ISO 639-1 code such as 'en', 'de' or 'fr', or 'auto'"
        )


def check_translation(model: WhisperModel, name: str, place: Path) -> None:
    """Raises EarsError where the model can't translate into English.

    That is certain of models for English only. Others hold the token for it whether they were taught or not, so they
    are known by name (turbo and distil), and by shape: large-v3's 128 mel bands with a decoder cut down to a few
    layers, which the list of its alignment heads tells. A distilled large-v2, or a model fine-tuned to transcribe,
    that is renamed goes unnoticed: it will transcribe where it should translate.
    """
    if not model.model.is_multilingual:
        why = "knows English only"
    elif any(part in called.lower() for called in (name, *_names(place)) for part in _NOT_TAUGHT):
        why = "was not trained to translate"
    elif model.model.n_mels == _LARGE_MELS and _alignment_depth(place) < _SHALLOW:
        why = "has the pruned decoder of large-v3-turbo, which was not trained to translate"
    else:
        return
    raise EarsError(
        f"ears.translate = true: the Whisper model {name} {why}; use one that can, such as small, medium or large-v3, "
        "or leave ears.translate out"
    )


def _names(place: Path) -> list[str]:
    """What the folder is called: by itself, and by the hub's cache ('models--owner--name/snapshots/...')."""
    return [place.name, *(part for part in place.parts if part.startswith("models--"))]


def _alignment_depth(place: Path) -> int:
    """How many decoder layers there must be, going by the alignment heads in config.json; 99 where it has none."""
    heads = _config(place).get("alignment_heads")
    return 1 + max(layer for layer, _ in heads) if heads else 99


def _config(place: Path) -> dict[str, Any]:
    """What CTranslate2's config.json says; nothing where there is none."""
    try:
        config: dict[str, Any] = json.loads((place / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return config
