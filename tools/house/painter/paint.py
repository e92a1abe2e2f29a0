"""Paint a batch of scenes: sky, subjects, light, weather, mood, then the medium and the mood's grade."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Protocol

import torch
from torch import Tensor

from tools.house import vocabulary as voc
from tools.house.painter import atmosphere, frames, hand, light, moods
from tools.house.painter.canvas import Canvas, Fields
from tools.house.painter.medium import Medium
from tools.house.painter.noise import Size, random_of
from tools.house.painter.palettes import tables
from tools.house.painter.styles import RENDERERS
from tools.house.painter.subjects import DRAWINGS, VARIETY


class Spec(Protocol):
    """What the painter reads of a scene: vocabulary row numbers and a seed (see scenes.SceneSpec)."""

    subject: int
    second: int
    style: int
    palette: int
    time: int
    weather: int
    mood: int
    composition: int
    relation: int
    light: int
    seed: int


# how far a mood's gesture leaves the subject itself untouched
GESTURE_SPARES = {
    "grief": 0.3,
    "joy": 0.5,
    "calm": 0.2,
    "dread": 0.2,
    "longing": 0.4,
    "anger": 0.45,
    "wonder": 0.4,
    "tenderness": 0.25,
    "hope": 0.3,
    "loneliness": 0.5,
}
LAYERS = ("tone", "accent", "light", "mask", "outline")
"""What `layers` gives; the outline is 1 on it and falls off with the distance."""
OUTLINE = 0.05
"""Distance from an outline, in screen units, at which its layer has fallen to 1/e."""
SECOND_UNDER, SECOND_OVER = 1000, 2000
"""Salts of a second subject's place, where it is painted before the first and where after."""
SIDE = 4243
"""Key of the number that says on which side a thing stands beside a place."""
CHUNK = {"cpu": 24, "cuda": 512}


def paint(specs: Sequence[Spec], size: int | Size = 256, device: str | torch.device = "cpu") -> Tensor:
    """(N, 3, H, W) float32 sRGB in 0..1; the same specs give the same pictures on a device.

    `size` is (height, width), or the side of a square; a wider picture shows more at the sides, not larger things.

    A scene does not depend on its neighbours, so any batching gives the same pictures up to rounding.
    """
    return paint_and_tell(specs, size, device)[0]


def paint_and_tell(
    specs: Sequence[Spec], size: int | Size = 256, device: str | torch.device = "cpu"
) -> tuple[Tensor, Tensor]:
    """Pictures as `paint` makes them, and where in them the first and the second subject are to be seen: how much of a
    pixel each covers, (N, 2, H, W) float32 in 0..1. A subject made of sky or of light alone covers nothing."""
    device = torch.device(device)
    chunk = CHUNK.get(device.type, 64)
    shape = (size, size) if isinstance(size, int) else size
    parts = [_paint_chunk(specs[k : k + chunk], shape, device) for k in range(0, len(specs), chunk)]
    pictures, shown = zip(*parts, strict=True) if parts else ((), ())
    return (
        torch.cat([torch.zeros(0, 3, *shape, device=device), *pictures]),
        torch.cat([torch.zeros(0, 2, *shape, device=device), *shown]),
    )


class _Batch:
    """The growing picture of one chunk."""

    def __init__(self, specs: Sequence[Spec], size: Size, device: torch.device, bend: bool = True) -> None:
        self.specs, self.device = specs, device
        self.seeds = torch.tensor([s.seed for s in specs], dtype=torch.int64, device=device)
        self.sx, self.sy = frames.screen(size, device)
        styles = [voc.STYLES[s.style].name for s in specs]
        straight = self.sx.expand(len(specs), -1, -1), self.sy.expand(len(specs), -1, -1)
        self.x, self.y = hand.bent(styles, self.seeds, self.sx, self.sy, size) if bend else straight
        times = [voc.TIMES[s.time].name for s in specs]
        self.sky = atmosphere.sky_values(times, device)
        self.day = self.sky[:, 0, None, None]
        shared = [float(s.second >= 0) for s in specs]  # things in company bring no ground of their own
        self.airborne = torch.tensor(shared, device=device)[:, None, None]
        self.fields = atmosphere.fields_for(len(specs), size, device)
        self.shown = torch.zeros(len(specs), 2, *size, device=device)
        """How much of a pixel the first and the second subject cover, as `paint_and_tell` says."""

    def groups(self, key: Callable[[Spec], str]) -> list[tuple[str, Tensor]]:
        """Rows of the chunk by key, '' left out, in a fixed order."""
        found: dict[str, list[int]] = defaultdict(list)
        for row, spec in enumerate(self.specs):
            found[key(spec)].append(row)
        return [(name, torch.tensor(rows, device=self.device)) for name, rows in sorted(found.items()) if name]

    def canvas(self, index: Tensor, layouts: list[frames.Layout], salt: int, variety: float = 1.0) -> Canvas:
        """A canvas on copies of the rows at index; hand it back with `self.fields.put(index, canvas.f)`."""
        seeds = self.seeds[index]
        frame = frames.local_frame(self.x[index], self.y[index], layouts, seeds, salt)
        frame["day"], frame["airborne"] = self.day[index], self.airborne[index]
        subject = salt < 3000  # they draw in the folded plane, sky and weather on the screen itself
        canvas = Canvas(self.fields.take(index), frame, seeds, 0 if subject else salt, variety)
        if subject:
            canvas.x, canvas.y = frame["px"], frame["py"]
        return canvas


def _kind(subject: int) -> str:
    return DRAWINGS[voc.SUBJECTS[subject].name][1]


def _pair(spec: Spec) -> frames.Pair:
    return frames.RELATIONS[voc.RELATIONS[spec.relation].name]


def _first_layout(spec: Spec) -> frames.Layout:
    pair = frames.LAYOUTS[voc.COMPOSITIONS[spec.composition].name]
    layout = pair[0] if _kind(spec.subject) == "thing" else pair[1]
    if spec.second < 0 or _kind(spec.subject) != "thing":
        return layout
    stand = _pair(spec)
    return stand.first if _kind(spec.second) == "thing" else stand.on_place


def _second_layout(spec: Spec) -> frames.Layout:
    if _kind(spec.second) != "thing":
        return frames.LAYOUTS["centred"][1]
    if _kind(spec.subject) == "thing":
        return _pair(spec).second
    return beside(float(random_of(torch.tensor([spec.seed]), SIDE)))


def beside(side: float) -> frames.Layout:
    """Where a thing stands beside a place, by a number in 0..1."""
    return frames.Layout(0.36 if side < 0.5 else -0.36, 0.42, 0.46)


def _draw(batch: _Batch, key: Callable[[Spec], str], layout: Callable[[Spec], frames.Layout], salt: int) -> None:
    for name, index in batch.groups(key):
        layouts = [layout(batch.specs[row]) for row in index.tolist()]
        canvas = batch.canvas(index, layouts, salt, VARIETY.get(name, 1.0))
        before = canvas.f.mask
        canvas.f.mask = torch.zeros_like(before)
        DRAWINGS[name][0](canvas)
        own, which = canvas.f.mask, int(salt > 0)
        canvas.f.mask = torch.maximum(before, own)
        batch.fields.put(index, canvas.f)
        batch.shown[index, 1 - which] *= 1 - own
        batch.shown[index, which] = own


def _name_first(spec: Spec) -> str:
    return voc.SUBJECTS[spec.subject].name


def _lies_under(spec: Spec) -> bool:
    """Whether the second subject is painted before the first: a place, or what holds the first."""
    both_things = _kind(spec.subject) == _kind(spec.second) == "thing"
    return _kind(spec.second) != "thing" or (both_things and not _pair(spec).over)


def _name_under(spec: Spec) -> str:
    return voc.SUBJECTS[spec.second].name if spec.second >= 0 and _lies_under(spec) else ""


def _name_over(spec: Spec) -> str:
    return voc.SUBJECTS[spec.second].name if spec.second >= 0 and not _lies_under(spec) else ""


def _make_room(batch: _Batch) -> None:
    """Clear a place in the middle of what holds another thing, so that the held one shows."""

    def holds(spec: Spec) -> str:
        held = spec.second >= 0 and _lies_under(spec) and voc.RELATIONS[spec.relation].name == "inside"
        return "held" if held and _kind(spec.second) == "thing" else ""

    for _, index in batch.groups(holds):
        canvas = batch.canvas(index, [frames.Layout(0, 0, 1)] * len(index), 7000)
        room = torch.exp(-(((canvas.x.square() + canvas.y.square()) / 0.30) ** 2))
        canvas.wash(room * 0.85, canvas.figure(0.95))
        canvas.f.edge = canvas.f.edge + room * 0.4
        batch.fields.put(index, canvas.f)


def _light(batch: _Batch, before: bool) -> None:
    """Lay the scenes' light behind (before) or over the subjects."""
    for name, index in batch.groups(lambda s: voc.LIGHTS[s.light].name):
        draw = light.LIGHTS[name][0 if before else 1]
        if draw is not None:
            canvas = batch.canvas(index, [frames.Layout(0, 0, 1)] * len(index), 6000)
            draw(canvas)
            batch.fields.put(index, canvas.f)


def _surround(batch: _Batch) -> None:
    """Water below a reflected scene, weather, mood gesture."""
    f = batch.fields
    still = torch.tensor(
        [float(voc.COMPOSITIONS[s.composition].name == "reflected") for s in batch.specs], device=batch.device
    )[:, None, None]
    water = frames.below_water(batch.y) * still
    depth = (frames.WATERLINE - batch.y).clamp_min(0)
    shimmer = torch.sin(depth * 60) * 0.05 * water
    f.tone = f.tone * (1 - 0.25 * water) + 0.05 * water + shimmer
    rim = torch.exp(-(((batch.y - frames.WATERLINE) / 0.014) ** 2)) * still
    f.tone = f.tone + (0.9 - f.tone) * rim * 0.6
    plain = frames.Layout(0, 0, 1)
    for name, index in batch.groups(lambda s: voc.WEATHERS[s.weather].name):
        draw = atmosphere.WEATHER[name]
        if draw is not None:
            canvas = batch.canvas(index, [plain] * len(index), 3000)
            draw(canvas)
            f.put(index, canvas.f)
    for name, index in batch.groups(lambda s: voc.MOODS[s.mood].name):
        canvas = batch.canvas(index, [plain] * len(index), 4000)
        clear = canvas.f.tone
        moods.GESTURES[name](canvas)
        canvas.f.tone = torch.lerp(canvas.f.tone, clear, canvas.f.mask * GESTURE_SPARES[name])
        f.put(index, canvas.f)


def layers(specs: Sequence[Spec], size: int | Size = 64, device: str | torch.device = "cpu") -> Tensor:
    """What the painter lays down before any colour or medium, and before the medium's hand has bent anything:
    (N, len(LAYERS), H, W) float32 in 0..1."""
    device = torch.device(device)
    chunk = CHUNK.get(device.type, 64) * 4
    shape = (size, size) if isinstance(size, int) else size
    found = [torch.zeros(0, len(LAYERS), *shape, device=device)]
    for k in range(0, len(specs), chunk):
        found.append(stacked(_laid_down(specs[k : k + chunk], shape, device, bend=False).fields).clamp(0, 1))
    return torch.cat(found)


def stacked(f: Fields) -> Tensor:
    """Fields as (N, len(LAYERS), H, W)."""
    return torch.stack([f.tone, f.accent, f.light, f.mask, torch.exp(-f.edge / OUTLINE)], 1)


def prop(subject: int, hours: Tensor, airborne: Tensor, seeds: Tensor, size: int, reach: float) -> Tensor:
    """A subject alone on nothing, in its own frame of -reach..reach: its layers as they lie over others (tone and
    accent times coverage) and, last, how much it covers: (N, len(LAYERS) + 1, size, size) float32.

    `hours` (N,): 0 night .. 1 noon; `airborne` (N,): 1 in company, where it brings no ground of its own; `seeds` (N,).
    How much is covered shows in how differently it looks over black and over white.
    """
    device, count = seeds.device, len(seeds)
    x, y = (side * reach for side in frames.screen((size, size), device))
    both = torch.cat([seeds, seeds])
    flat = torch.zeros(2 * count, 1, 1, device=device)
    frame = {"x": x.expand(2 * count, -1, -1), "y": y.expand(2 * count, -1, -1)}
    frame |= {"u": frame["x"], "v": frame["y"], "scale": flat + 1, "pixel": flat + 2 * reach / size}
    frame |= {"day": torch.cat([hours, hours])[:, None, None], "airborne": torch.cat([airborne] * 2)[:, None, None]}
    fields = atmosphere.fields_for(2 * count, (size, size), device)
    fields.tone[:count], fields.tone[count:] = 0.0, 1.0
    fields.accent[:], fields.light[:], fields.mask[:] = 0.0, 0.0, 0.0
    name = voc.SUBJECTS[subject].name
    canvas = Canvas(fields, frame, both, 0, VARIETY.get(name, 1.0))
    DRAWINGS[name][0](canvas)
    found = stacked(canvas.f)
    covered = (1 - (found[count:, :1] - found[:count, :1])).clamp(0, 1)
    return torch.cat([found[:count], covered], 1).clamp(-0.5, 1.5)


def _laid_down(specs: Sequence[Spec], size: Size, device: torch.device, bend: bool = True) -> _Batch:
    """The scenes as fields, ready for their colours and media."""
    batch = _Batch(specs, size, device, bend)
    every = torch.arange(len(specs), device=device)
    canvas = batch.canvas(every, [frames.Layout(0, 0, 1)] * len(specs), 5000)
    atmosphere.paint_sky(canvas, batch.sky)
    batch.fields.put(every, canvas.f)
    _light(batch, before=True)
    _draw(batch, _name_under, _second_layout, SECOND_UNDER)
    _make_room(batch)
    _draw(batch, _name_first, _first_layout, 0)
    _draw(batch, _name_over, _second_layout, SECOND_OVER)
    _light(batch, before=False)
    _surround(batch)
    batch.fields.tone.clamp_(0, 1)
    return batch


def _paint_chunk(specs: Sequence[Spec], size: Size, device: torch.device) -> tuple[Tensor, Tensor]:
    batch = _laid_down(specs, size, device)
    colours = tables([voc.PALETTES[s.palette].name for s in specs], str(device))
    rgb = torch.empty(len(specs), 3, *size, device=device)
    for name, index in batch.groups(lambda s: voc.STYLES[s.style].name):
        medium = Medium(
            batch.fields.take(index), colours[index], batch.seeds[index], batch.sx, batch.sy, batch.day[index]
        )
        rgb[index] = RENDERERS[name](medium).clamp(0, 1)
    values = moods.grade_values([voc.MOODS[s.mood].name for s in specs], device)
    return moods.apply_grade(rgb, values, batch.sx, batch.sy), batch.shown
