"""Targets: texts are encoded once and ahead, LoRAs asked for when they weigh something, or ahead."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest

from engine import Lora, Painter, Phrase, Wish
from engine.context import Context
from engine.flow.target import Texts

WISH = Wish(id=1, phrases=(Phrase("a calm sea"),), loras=(Lora("now.safetensors", 0.5), Lora("next.safetensors", 0.0)))


def test_a_lora_that_weighs_nothing_is_not_asked_for_on_the_frames_path(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    load = painter.backend.load_lora
    monkeypatch.setattr(painter.backend, "load_lora", lambda file: asked.append(file) or load(file))
    mine = Painter(painter.model, painter.backend, painter._targets.texts._encoder)
    mine.paint(WISH, 0.0)
    mine.paint(replace(WISH, id=2, drift_hz=0.1), 0.1)
    assert asked == ["now.safetensors"]
    assert mine.load_ahead(WISH)
    assert not mine.load_ahead(WISH)
    assert asked == ["now.safetensors", "next.safetensors"]
    assert len([line for line in mine.remarks(WISH) if "takes no LoRA" in line]) == 2


def test_texts_are_encoded_ahead_one_by_one_and_only_once(painter: Painter) -> None:
    wish = Wish(phrases=(), ahead=("a red kite over dunes", "the last tram", "a red kite over dunes"))
    assert [painter.encode_ahead(wish) for _ in range(3)] == [True, True, False]
    assert painter.encode("the last tram") is painter.encode("the last tram")


class Slow:
    """An encoder that takes as long as it is told to."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.begun = threading.Event()

    def encode(self, text: str) -> Context:
        if text == "long":
            self.begun.set()
            self.go_on.wait(10.0)
        return Context(np.full((1, 1, 1), float(len(text)), np.float32))

    def against(self, text: str) -> Context:
        return self.encode("not " + text)


def test_what_is_known_does_not_wait_for_what_is_being_encoded() -> None:
    encoder = Slow()
    texts = Texts(encoder)
    known = texts.encode("short")
    other = threading.Thread(target=texts.encode, args=("long",))
    other.start()
    assert encoder.begun.wait(10.0)
    assert texts.encode("short") is known
    assert not texts.knows("long")
    encoder.go_on.set()
    other.join(10.0)
    assert texts.knows("long")
    assert texts.encode("short", negative=True).tokens[0, 0, 0] == len("not short")


def test_a_wish_whose_words_take_long_is_at_hand_when_they_are_encoded(painter: Painter) -> None:
    encoder = Slow()
    mine = Painter(painter.model, painter.backend, encoder)
    calm, storm = Wish(phrases=(Phrase("calm"),)), Wish(phrases=(Phrase("a storm"),), negative="rain")
    assert mine.at_hand(storm)  # nothing is known of the encoder yet
    encoder.go_on.set()
    mine._targets.texts._took_s = 0.1
    assert not mine.at_hand(calm)
    assert mine.encode_ahead(calm)
    mine._targets.texts._took_s = 0.1
    assert mine.at_hand(calm)
    assert not mine.encode_ahead(calm)
    assert not mine.at_hand(storm)
    assert mine.encode_ahead(storm)
    assert not mine.encode_ahead(storm)  # the house family takes no negative prompt: it isn't encoded
