"""The ear's table of words: how many are understood, and how soon they nudge and are final."""

from __future__ import annotations

from collections.abc import Sequence

from live.bench import Figures
from live.bench.ear_corpus import accent, voices
from live.bench.ear_run import Bench, Make, Plan, ranks
from live.bench.ear_scenes import CLEAN, Room, Scene, open_scene, script_scene
from live.bench.ear_score import WordScore, add_words, score_words


def measure_words(bench: Bench, mode: str, make: Make, part: str = "open") -> Figures:
    """Words understood, by voice and room; `part`: 'open', what visitors say, or 'script', the poem read."""
    what = {"open": "visitors", "script": "the poem"}[part]
    bench.say(f"\nwords of {what}, {make().name}; seconds from word end to nudge, and to committed")
    bench.say(
        f"{'room':14}{'voice':16}{'WER':>6}{'recall':>8}{'content':>9}"
        f"{'nudge p50':>11}{'p95':>6}{'commit p50':>12}{'p95':>6}"
    )
    kept: dict[tuple[Room, str], WordScore] = {}
    for room in bench.plan.rooms:
        for number, voice in enumerate(bench.voices(part)):
            if room != CLEAN and voice == accent():
                continue
            scene = _scene(bench.plan, part, number, room)
            kept[room, voice] = score = score_words(scene, bench.hear(scene.sound, make, mode).told)
            bench.say(_word_row(room.name, voice, score))
        bench.say(_word_row(room.name, "all", _without_accent(kept, (room,))))
    return {f"{part}_{name}": value for name, value in _figures(bench.plan, kept).items()}


def _scene(plan: Plan, part: str, voice: int, room: Room) -> Scene:
    name = voices(part)[voice]
    if part == "script":
        return script_scene("straight", name, room, plan.script_lines)
    return open_scene(name, room, plan.said(voice, room))


def _word_row(room: str, voice: str, score: WordScore) -> str:
    nudge, commit = (ranks(delays, (50, 95)) for delays in (score.nudge_s, score.commit_s))
    return (
        f"{room:14}{voice:16}{score.wer:6.2f}{score.recall:8.2f}{score.content_recall:9.2f}"
        f"{nudge[0]:11.2f}{nudge[1]:6.2f}{commit[0]:12.2f}{commit[1]:6.2f}"
    )


def _without_accent(kept: dict[tuple[Room, str], WordScore], rooms: Sequence[Room]) -> WordScore:
    return add_words(score for (room, voice), score in kept.items() if room in rooms and voice != accent())


def _figures(plan: Plan, kept: dict[tuple[Room, str], WordScore]) -> Figures:
    whole, clean = _without_accent(kept, plan.headline), _without_accent(kept, (CLEAN,))
    nudge_p50, nudge_p95 = ranks(whole.nudge_s, (50, 95))
    commit_p50, commit_p95 = ranks(whole.commit_s, (50, 95))
    return {
        "nudge_p50_s": nudge_p50,
        "nudge_p95_s": nudge_p95,
        "commit_p50_s": commit_p50,
        "commit_p95_s": commit_p95,
        "wer": whole.wer,
        "recall": whole.recall,
        "wer_clean": clean.wer,
        "recall_clean": clean.recall,
    }
