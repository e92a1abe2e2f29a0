"""The ear's table of lines: which of the script's lines the wall went to, and how soon."""

from __future__ import annotations

from live.bench import Figures
from live.bench.ear_run import Bench, Make, Plan, ranks
from live.bench.ear_scenes import Room, script_scene
from live.bench.ear_score import LineScore, add_lines, score_lines
from live.wall import moves


def measure_lines(bench: Bench, mode: str, make: Make) -> Figures:
    """Lines found, by reading, voice and room."""
    bench.say(f"\nlines of the script, {make().name}; seconds from line onset to the wish that is its")
    bench.say(f"{'reading':9}{'room':14}{'voice':8}{'found':>9}{'p50':>7}{'p90':>7}{'early':>7}{'stray':>7}  back")
    kept: dict[tuple[str, Room, str], LineScore] = {}
    for reading in bench.plan.readings:
        for room in bench.plan.rooms_of(reading):
            for voice in bench.voices("script"):
                scene = script_scene(reading, voice, room, bench.plan.script_lines)
                score = score_lines(scene, moves(bench.show, bench.kit, bench.hear(scene.sound, make, mode).told))
                kept[reading, room, voice] = score
                bench.say(_line_row(reading, room.name, voice, score))
            every = add_lines(kept[reading, room, voice] for voice in bench.voices("script"))
            bench.say(_line_row(reading, room.name, "all", every))
    return _script_figures(bench.plan, kept)


def _line_row(reading: str, room: str, voice: str, score: LineScore) -> str:
    p50, p90 = ranks(score.hit_s, (50, 90))
    back = f"{score.back_at_once}, {score.back_in_one} of {score.asides}" if score.asides else ""
    found = f"{score.hits}/{score.said}"
    return f"{reading:9}{room:14}{voice:8}{found:>9}{p50:7.2f}{p90:7.2f}{score.early:7}{score.strays:7}  {back}"


def _script_figures(plan: Plan, kept: dict[tuple[str, Room, str], LineScore]) -> Figures:
    straight = [score for (reading, room, _), score in kept.items() if reading == "straight" and room in plan.headline]
    whole = add_lines(straight)
    worst = min(straight, key=lambda score: score.hits)
    asides = add_lines(score for (reading, _, _), score in kept.items() if reading == "ad-libs")
    p50, p90 = ranks(whole.hit_s, (50, 90))
    return {
        "script_line_p50_s": p50,
        "script_line_p90_s": p90,
        "script_lines_hit": worst.hits,
        "script_lines": worst.said,
        "script_lines_hit_share": whole.hits / whole.said,
        "script_strays": whole.strays,
        "script_asides": asides.asides,
        "script_back_at_once": asides.back_at_once,
        "script_back_in_one": asides.back_in_one,
        **{
            f"script_{name}_hit_share": (score := _of_reading(kept, name)).hits / score.said
            for name in plan.readings
            if name != "straight" and plan.rooms_of(name)
        },
    }


def _of_reading(kept: dict[tuple[str, Room, str], LineScore], name: str) -> LineScore:
    return add_lines(score for (reading, _, _), score in kept.items() if reading == name)
