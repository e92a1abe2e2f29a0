"""What the operator touches: cue buttons, toggles, sliders and the prompt field; each sends OSC and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from nicegui import events, ui

from live.events import Value
from live.osc.addresses import BY_ADDRESS
from live.osc.send import Sender
from live.report import StageReport

ARMED_S = 3.0
"""How long a first PANIC waits for the second."""
_LORAS = 8
_EYES_GOOD = ("looking", "asleep", "")
_AT_ONCE_S = 0.3
"""A slider under a finger is followed so soon."""
_HOLD_S = 1.0
"""How long what was just touched stays as it was set, while the stage's report catches up."""


class Hand:
    """Sends what the operator does; says so on the page where it can't be sent."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def send(self, address: str, *args: Value) -> None:
        """Send one message to the stage."""
        try:
            self._sender.send(address, *args)
        except OSError as error:
            ui.notify(f"{address} could not be sent: {error.strerror}", type="negative", position="top")


def _button(label: str, key: str, css: str, hint: str = "") -> ui.button:
    """A button that desk.js also presses on `key`, which is printed on it (or `hint` in its place)."""
    with ui.button(color=None).props(f"unelevated no-caps no-wrap data-key={key}").classes(f"key {css}") as button:
        ui.label(label).classes("key-name")
        ui.label(hint or key).classes("key-hint")
    return button


def cue_keys(hand: Hand) -> None:
    """GO, and Back."""
    _button("GO", "space", "go").on_click(lambda: hand.send("/go"))
    _button("Back", "backspace", "back").on_click(lambda: hand.send("/back"))


def line_keys(hand: Hand) -> None:
    """One line of the script back, or on."""
    _button("Line back", "left", "line-key", "\N{LEFTWARDS ARROW}").on_click(lambda: hand.send("/line/back"))
    _button("Next line", "right", "line-key", "\N{RIGHTWARDS ARROW}").on_click(lambda: hand.send("/line/next"))


def veto_key(hand: Hand) -> None:
    """Drop what the public has said."""
    _button("Veto", "v", "veto").on_click(lambda: hand.send("/veto"))


class Toggle:
    """Blackout, freeze or mute: shows what the stage reports, and at once what was just pressed."""

    def __init__(self, hand: Hand, label: str, key: str, address: str = "") -> None:
        self._hand = hand
        self._address = address or f"/{label.lower()}"
        self._on = False
        self._touched_s = float("-inf")
        self._button = _button(label, key, label.lower()).on_click(self._press)

    def show(self, on: bool) -> None:
        """What the stage reports."""
        if time.monotonic() - self._touched_s >= _HOLD_S:
            self._set(on)

    def _press(self) -> None:
        self._touched_s = time.monotonic()
        self._set(not self._on)
        self._hand.send(self._address, self._on)

    def _set(self, on: bool) -> None:
        if on != self._on:
            self._on = on
            self._button.classes(**{"add" if on else "remove": "lit"})
            self._button.props(f"aria-pressed={str(on).lower()}")


class PanicKey:
    """Panic wants two presses within three seconds: it forgets what the operator has built."""

    def __init__(self, hand: Hand) -> None:
        self._hand = hand
        self._armed_s = float("-inf")
        self._lit = False
        self._button = _button("Panic", "esc", "panic").on_click(self._press)
        with self._button:
            ui.label("once more").classes("key-more")

    def show(self) -> None:
        """Disarm when the time is over."""
        self._light(time.monotonic() - self._armed_s < ARMED_S)

    def _press(self) -> None:
        now_s = time.monotonic()
        if now_s - self._armed_s < ARMED_S:
            self._armed_s = float("-inf")
            self._hand.send("/panic")
        else:
            self._armed_s = now_s
        self.show()

    def _light(self, lit: bool) -> None:
        if lit != self._lit:
            self._lit = lit
            self._button.classes(**{"add" if lit else "remove": "lit"})


@dataclass(frozen=True, slots=True)
class Dial:
    """A slider's row: an address of the table with one number, and the field of the report that answers it."""

    label: str
    address: str
    field: str
    digits: int
    unit: str = ""
    curve: float = 1.0
    """Above 1: finer near the low end. Value = low + (high - low) * position ** curve."""


DIALS = (
    Dial("Brightness", "/brightness", "brightness", 2),
    Dial("Drift", "/drift", "drift_hz", 2, " fields/s", curve=2.0),
    Dial("Carry", "/carry", "carry", 2),
    Dial("Emotion", "/emotion", "emotion", 2),
)
EAR_DIALS = (
    Dial("Gain", "/ears/gain", "gain_db", 0, " dB"),
    Dial("Gate", "/ears/gate", "gate_db", 0, " dB"),
)


@dataclass(frozen=True, slots=True)
class Span:
    """A slider's name, range, and how its value is written."""

    label: str
    low: float
    high: float
    digits: int
    unit: str = ""
    curve: float = 1.0

    def position(self, value: float) -> float:
        """0..1 along the slider."""
        share = min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)
        return round(float(share ** (1.0 / self.curve)), 3)

    def value(self, position: float) -> float:
        """What a place along the slider stands for."""
        return self.low + (self.high - self.low) * float(position**self.curve)


class Slider:
    """One slider; follows the stage except while it is touched."""

    def __init__(self, span: Span, send: Callable[[float], None]) -> None:
        self._span, self._send = span, send
        self._touched_s = float("-inf")
        self._row = ui.element("div").classes("dial")
        with self._row:
            self._name = ui.label(span.label).classes("dial-name")
            self._text = ui.label().classes("dial-value")
            self._slider = ui.slider(min=0.0, max=1.0, step=0.005, value=0.0)
            self._slider.props(f'thumb-size=28px track-size=6px aria-label="{span.label}"').on(
                "update:model-value", self._moved, throttle=0.05
            )

    def show(self, value: float) -> None:
        """What the stage reports."""
        if time.monotonic() - self._touched_s >= _HOLD_S:
            self._slider.value = self._span.position(value)
            self._say(value)

    def seen(self, on: bool, name: str = "") -> None:
        """Show the row, under this name, or take it away."""
        self._row.set_visibility(on)
        if name:
            self._name.text = name

    def _moved(self, event: events.GenericEventArguments) -> None:
        self._touched_s = time.monotonic()
        value = self._span.value(float(event.args))
        self._say(value)
        self._send(value)

    def _say(self, value: float) -> None:
        self._text.text = f"{value:.{self._span.digits}f}{self._span.unit}"


class DialSlider:
    """The slider of a dial."""

    def __init__(self, hand: Hand, dial: Dial) -> None:
        argument = BY_ADDRESS[dial.address].arguments[0]
        span = Span(dial.label, argument.low, argument.high, dial.digits, dial.unit, dial.curve)
        self._field = dial.field
        self._slider = Slider(span, lambda value: hand.send(dial.address, value))

    def show(self, report: StageReport) -> None:
        """What the stage reports."""
        self._slider.show(float(getattr(report, self._field)))


class Ingredients:
    """Sliders for what only some shows have: the picture that is started from, and LoRAs by their names."""

    def __init__(self, hand: Hand) -> None:
        self._names: tuple[str, ...] = ()
        share = Span("Image", 0.0, 1.0, 2)
        self._share = Slider(share, lambda value: hand.send("/image/share", value, _AT_ONCE_S))
        self._share.seen(False)
        self._weights = [Slider(Span(f"LoRA {n + 1}", 0.0, 1.0, 2), self._sender(hand, n)) for n in range(_LORAS)]

    def show(self, report: StageReport) -> None:
        """What the stage reports."""
        self._names = tuple(name for name, _ in report.loras)
        if report.image:  # once there, it stays: nothing on the page moves between two cues
            state = report.eyes.partition(":")[0]
            self._share.seen(True, f"Image: {report.image}{'' if state in _EYES_GOOD else f' ({state})'}")
        self._share.show(report.image_share)
        for place, slider in enumerate(self._weights):
            on = place < len(report.loras)
            slider.seen(on, self._names[place] if on else "")
            if on:
                slider.show(report.loras[place][1])

    def _sender(self, hand: Hand, place: int) -> Callable[[float], None]:
        def send(value: float) -> None:
            if place < len(self._names):
                hand.send("/lora", self._names[place], value, _AT_ONCE_S)

        return send


class PromptField:
    """A line to paint, and over how many seconds; Enter paints it (see desk.js)."""

    def __init__(self, hand: Hand) -> None:
        self._hand = hand
        with ui.element("div").classes("ask"):
            self._text = ui.input(placeholder="Paint this instead").props(
                "outlined dense dark maxlength=240 autocomplete=off"
            )
            self._text.classes("ask-text").props('aria-label="Prompt"')
            self._fade = ui.input(placeholder="fade s").props("outlined dense dark inputmode=decimal maxlength=6")
            self._fade.classes("ask-fade").props('aria-label="Fade in seconds; empty: the show\'s own"')
            ui.button("Paint", color=None).props("unelevated no-caps data-enter").classes("ask-send").on_click(
                self._send
            )

    def _send(self) -> None:
        text = (self._text.value or "").strip()
        if not text:
            return
        fade = (self._fade.value or "").strip().replace(",", ".")
        try:
            fades = (float(fade),) if fade else ()
        except ValueError:
            ui.notify(
                f"fade {fade!r} is no number of seconds; write 2.5, or leave it empty", type="warning", position="top"
            )
            return
        self._hand.send("/prompt", text, *fades)
