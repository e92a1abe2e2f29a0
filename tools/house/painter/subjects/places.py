"""Built things: city, window, door, bridge, house, lighthouse, stairs, clock."""

from __future__ import annotations

import torch

from tools.house.painter import shapes as sh
from tools.house.painter.canvas import Canvas


def city(c: Canvas) -> None:
    """Two rows of towers, the nearer with lit windows."""
    for row, (pitch, base, low, high) in enumerate(((0.24, -0.1, 0.25, 0.85), (0.40, -0.55, 0.30, 1.05))):
        t = c.u / pitch + c.rnd(row + 1, 0, 9)
        cell = t.floor()
        random = c.cell_random(cell, cell * 0 + row, 10 + row)
        u = (t - cell - 0.5) * pitch
        tall = base + low + (high - low) * random[0] ** 1.3
        half = pitch * (0.36 + 0.13 * random[1])
        spire = torch.where(random[2] > 0.65, 0.30, 0.0)
        d = sh.union(torch.maximum(u.abs() - half, c.v - tall), torch.maximum(u.abs() - 0.018, c.v - tall - spire))
        d = sh.union(d, c.v - base + 0.2 - row * 0.5)
        c.fill(d, (0.40 - 0.33 * row) * (0.7 + 0.3 * c.day) + 0.03 + 0.10 * sh.smoothstep(-(c.v - tall), 0.2, 1.2))
        if row == 1:
            p, q = u / 0.095, c.v / 0.13
            lamp = c.cell_random(p.floor() + cell * 16, q.floor(), 20)
            pane = torch.maximum((p - p.floor() - 0.5).abs() - 0.28, (q - q.floor() - 0.5).abs() - 0.32) * 0.095
            inside = sh.both(pane, torch.maximum(u.abs() - half + 0.03, c.v - tall + 0.04))
            light = c.cover(inside) * (lamp[0] < 0.55)
            c.wash(light, 0.90, 0.55)
            c.glow(light * 0.2)


def window(c: Canvas) -> None:
    """A tall lit window with a cross of bars and a sill, in a dark wall."""
    c.wash(torch.full_like(c.x, 0.78), 0.16 + 0.05 * c.noise(1, 5))
    frame = sh.box(c.u, c.v, 0.60, 0.84, 0.02)
    c.glow(torch.exp(-frame.clamp_min(0) * 3.2) * 0.30)
    c.fill(frame, 0.30)
    c.fill(sh.box(c.u, c.v + 0.90, 0.72, 0.06), 0.42)
    for su in (-1, 1):
        for sv in (-1, 1):
            pane = sh.box(c.u - su * 0.268, c.v - sv * 0.382, 0.225, 0.335)
            c.fill(pane, 0.80 + 0.14 * c.v + 0.05 * c.noise(2, 4), 0.40 - 0.3 * c.v)
    gleam = torch.remainder(c.u * 1.4 + c.v + c.rnd(3, 0, 2), 2.0)
    c.wash((gleam < 0.22) * c.cover(frame + 0.12) * 0.30, 0.99)


def door(c: Canvas) -> None:
    """An arched door that stands open: light falls out of it over the floor."""
    c.wash(torch.full_like(c.x, 0.82), 0.14 + 0.04 * c.noise(1, 4))
    c.fill(c.v + 0.80, 0.09)
    lower = (-c.v - 0.80).clamp_min(0)
    beam = (c.u - 0.35 * lower).abs() - 0.36 - lower * 0.9
    c.wash(c.cover(sh.both(beam, c.v + 0.80), 0.1) * 0.75, 0.70, 0.4)
    arch = sh.union(sh.box(c.u, c.v + 0.20, 0.46, 0.62), sh.both(sh.circle(c.u, c.v - 0.40, 0.46), 0.4 - c.v))
    c.glow(torch.exp(-arch.clamp_min(0) * 4.0) * 0.28)
    c.fill(arch - 0.09, 0.34)
    c.fill(arch, 0.97 - 0.20 * sh.smoothstep(c.v, -0.2, 0.9), 0.18)
    leafd = sh.polygon(c.u, c.v, [(-0.46, -0.82), (-0.10, -0.92), (-0.10, 0.62), (-0.46, 0.86)])
    c.fill(leafd, 0.20, 0.65)
    panel = torch.maximum((c.u + 0.28).abs() - 0.11, ((c.v + 0.02).abs() - 0.30).abs() - 0.22)
    c.wash(c.cover(panel) * 0.7, 0.10, 0.6)
    c.fill(sh.circle(c.u + 0.155, c.v + 0.10, 0.032), 0.9, 0.3)


def bridge(c: Canvas) -> None:
    """A stone viaduct of round arches over water."""
    c.fill(c.v + 0.46, 0.40)
    c.shade(torch.sin((c.v + 0.46) * 44 + c.noise(1, 5, 3) * 2) * 0.07 * c.cover(c.v + 0.46))
    deck = torch.maximum((c.v - 0.14 - 0.10 * torch.cos(c.u * 1.3)).abs() - 0.075, c.u.abs() - 2.5)
    wall = torch.maximum(c.v - 0.12 - 0.10 * torch.cos(c.u * 1.3), -c.v - 0.62)
    pitch = 0.66
    p = torch.remainder(c.u + 0.33, pitch) - pitch / 2
    hole = sh.union(sh.circle(p, c.v + 0.22, 0.245), sh.both(p.abs() - 0.245, c.v + 0.22))
    body = sh.minus(wall, hole)
    tone = c.figure(0.18)
    c.fill(body, tone + c.noise(2, 30, 40) * 0.05)
    c.wash(c.cover(sh.both(body, hole - 0.07)) * 0.5, c.figure(0.55))
    c.fill(deck, c.figure(0.02))
    mirror = sh.both((c.v + 0.62).abs() - 0.5, -sh.circle(p, (c.v + 1.02) * 0.9, 0.245))
    c.wash(c.cover(sh.both(mirror, c.v + 0.63)) * 0.45, 0.12)


def house(c: Canvas) -> None:
    """A gabled house with chimney, door and lit windows on open ground."""
    c.earth(c.v + 0.56 - 0.03 * torch.sin(c.u * 2.0 + c.rnd(1, 0, 6)), c.figure(0.45))
    ink = c.figure(0.12)
    c.fill(sh.box(c.u - 0.36, c.v - 0.52, 0.09, 0.26), ink)
    c.fill(sh.box(c.u, c.v + 0.22, 0.62, 0.40), c.figure(0.30), 0.10)
    roof = sh.polygon(c.u, c.v, [(-0.80, 0.12), (0.80, 0.12), (0.0, 0.80)])
    c.fill(roof, 0.14, 0.75)
    c.wash(c.cover(sh.both(roof, torch.remainder(c.v * 9, 1.0) - 0.22)) * 0.4, 0.05, 0.6)
    for side in (-1, 1):
        pane = sh.box(c.u - side * 0.36, c.v + 0.13, 0.125, 0.14)
        c.glow(torch.exp(-pane.clamp_min(0) * 9) * 0.22)
        c.fill(pane, 0.92, 0.45)
        bars = torch.minimum((c.u - side * 0.36).abs(), (c.v + 0.13).abs()) - 0.014
        c.wash(c.cover(sh.both(bars, pane)), 0.15)
    c.fill(sh.box(c.u, c.v + 0.36, 0.115, 0.26), 0.10, 0.3)


def lighthouse(c: Canvas) -> None:
    """A banded tower on rocks; two beams sweep from its lamp."""
    c.wash(sh.smoothstep(c.v, -1.4, 0.4) * 0.45, 0.26)
    lamp_v = c.v - 0.66
    tilt = c.rnd(1, -0.18, 0.18)
    spread = (lamp_v - tilt * c.u).abs() - 0.05 - 0.16 * c.u.abs()
    beam = c.cover(spread, 0.06) * torch.exp(-c.u.abs() * 0.75)
    c.wash((beam * 0.75).clamp(0, 1), 0.93, 0.25)
    c.earth(c.v + 0.66 - 0.03 * torch.sin(c.u * 7 + c.rnd(2, 0, 6)), 0.30)
    rocks = torch.hypot(c.u / 1.4, (c.v + 0.80) * 1.3) - 0.42 + 0.06 * sh.zigzag(c.u * 5 + 0.3)
    c.fill(rocks, 0.06)
    half = 0.26 - 0.11 * (c.v + 0.6) / 1.1
    tower = torch.maximum(c.u.abs() - half, torch.maximum(c.v - 0.52, -c.v - 0.66))
    c.fill(tower, 0.90 - 0.35 * sh.smoothstep(c.u, -0.05, 0.20), 0.0)
    band = torch.remainder((c.v + 0.60) * 1.95, 1.0) - 0.5
    c.wash(c.cover(sh.both(tower, band * 0.4)), 0.30 - 0.1 * sh.smoothstep(c.u, 0.0, 0.16), 0.95)
    c.fill(sh.box(c.u, c.v - 0.53, 0.215, 0.04), 0.07)
    c.fill(sh.box(c.u, lamp_v, 0.125, 0.11), 0.99, 0.15)
    c.fill(sh.polygon(c.u, c.v, [(-0.20, 0.75), (0.20, 0.75), (0.0, 1.0)]), 0.10, 0.5)
    c.glow(torch.exp(-torch.hypot(c.u, lamp_v) * 4.5) * 0.6)


def stairs(c: Canvas) -> None:
    """A flight of steps that climbs towards a light."""
    side = torch.where(c.rnd(1) < 0.5, -1.0, 1.0)
    u = c.u * side
    c.wash(torch.full_like(c.x, 0.75), 0.30)
    goal = torch.hypot(u - 0.85, c.v - 0.75)
    c.wash(torch.exp(-goal * goal * 1.8) * 0.85, 0.88, 0.25)
    count = 2.7
    t = u * count
    step = t.floor()
    level = (step + 0.5) / count * 0.92 - 0.10
    d = (c.v - level) * 0.9
    c.fill(d, 0.20 - 0.16 * sh.smoothstep(-d, 0.1, 0.8))
    c.wash(c.cover((d + 0.065).abs() - 0.065), 0.95, 0.1)
    riser = torch.remainder(t, 1.0)
    c.wash(c.cover(d) * sh.smoothstep(0.24 - riser, 0.0, 0.02) * sh.smoothstep(d, -0.40, -0.30) * 0.65, 0.07)
    c.f.edge = torch.minimum(
        c.f.edge,
        torch.maximum(torch.minimum(riser, 1 - riser) / count, (-d - 0.27).clamp_min(0) + d.clamp_min(0)) * c.scale,
    )


def clock(c: Canvas) -> None:
    """A round dial with twelve marks and two hands."""
    r = torch.hypot(c.u, c.v)
    c.fill(r - 0.88, 0.10, 0.55)
    c.fill(r - 0.76, 0.92, 0.0)
    angle = torch.atan2(c.u, c.v)
    hour = torch.remainder(angle / 0.5235988 + 0.5, 1.0) - 0.5
    mark = torch.maximum((hour * 0.5236 * r).abs() - 0.034, (r - 0.62).abs() - 0.085)
    c.fill(mark, 0.10)
    for key, length, width in ((1, 0.40, 0.050), (2, 0.60, 0.034)):
        p, q = sh.turn(c.u, c.v, -c.rnd(key, 0, 6.2832))
        c.fill(sh.segment(p, q, (0.0, -0.10), (0.0, length), width, width * 0.45), 0.06, 0.6 * float(key == 2))
    c.fill(r - 0.07, 0.06)
