"""Bench latency: from a real OSC datagram to the first presented picture that answers it, stage by stage."""

from __future__ import annotations

import random
import time
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path

from live.bench import Figures
from live.bench.runs import Running, play_traced
from live.measure import percentiles
from live.osc.send import Sender
from live.trace import Answer, Log

_PROMPTS = ("a red moon over black water", "a forest in snow", "a candle in a window", "lightning over dunes")
_BLACKOUT_EVERY = 5

_STAGES: tuple[tuple[str, Callable[[Answer], float]], ...] = (
    ("arrive_to_wish", lambda a: a.made_s - a.cause_s),
    ("wish_to_engine", lambda a: a.seen_s - a.made_s),
    ("text_and_blend", lambda a: a.denoise_s - a.seen_s),
    ("denoise_and_decode", lambda a: a.decoded_s - a.denoise_s),
    ("frame_to_stage", lambda a: a.taken_s - a.decoded_s),
    ("stage_to_screen", lambda a: a.presented_s - a.taken_s),
)


def measure(place: Path, seconds: float, backend: tuple[str, ...]) -> Figures:
    """Figures in ms; `blackout_pictures_max` counts presented pictures up to and with the first black one."""
    sent: list[float] = []

    def act(running: Running) -> None:
        _play_desk(Sender("127.0.0.1", running.port), seconds, sent)

    log = play_traced(place, seconds + 2.0, backend, act)
    ways = _datagram_to_light(log, sent)
    if not ways:
        raise RuntimeError(f"{place}: none of {len(sent)} datagrams was answered; play the show to see why")
    figures: Figures = {"datagrams": len(sent), "answered": len(ways)}
    p50, p95, p99 = percentiles([seconds * 1e3 for seconds, _ in ways], (50, 95, 99))
    figures |= {"p50_ms": p50, "p95_ms": p95, "p99_ms": p99}
    for stage, duration in _STAGES:
        p50, p95 = percentiles([duration(answer) * 1e3 for _, answer in ways], (50, 95))
        figures[f"{stage}_p50_ms"], figures[f"{stage}_p95_ms"] = p50, p95
    figures["blackouts"] = len(log.blackouts_s)
    figures["blackout_pictures_max"] = max((_pictures_to_black(log, at_s) for at_s in log.blackouts_s), default=0)
    figures["screen"] = log.screen
    return figures


def _play_desk(sender: Sender, seconds: float, sent: list[float]) -> None:
    """Prompts at irregular times, and now and then a blackout; notes when each prompt left."""
    chance = random.Random(1)
    end = time.monotonic() + seconds
    number = 0
    while time.monotonic() < end:
        number += 1
        sent.append(time.monotonic())
        sender.send("/prompt", _PROMPTS[number % len(_PROMPTS)], 1.0)
        time.sleep(chance.uniform(0.35, 0.6))
        if number % _BLACKOUT_EVERY == 0:
            sender.send("/blackout", True)
            time.sleep(0.4)
            sender.send("/blackout", False)
            time.sleep(0.6)


def _datagram_to_light(log: Log, sent: list[float]) -> list[tuple[float, Answer]]:
    """(seconds from leaving the client to light, the answer), for every datagram that was answered."""
    ways = []
    for answer in log.answers:
        before = bisect_right(sent, log.zero_s + answer.cause_s) - 1
        if answer.cause_s > 0.0 and before >= 0:
            ways.append((log.zero_s + answer.presented_s - sent[before], answer))
    return ways


def _pictures_to_black(log: Log, at_s: float) -> int:
    """How many pictures were presented after `at_s` up to and with the first black one."""
    first = bisect_right(log.presented_s, at_s)
    for count, black in enumerate(log.black[first:], 1):
        if black:
            return count
    return len(log.black) - first + 1
