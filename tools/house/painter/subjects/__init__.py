"""The table of subjects: vocabulary name -> (drawing, kind).

Kinds: 'land' fills the lower picture under a sky, 'thing' stands free, 'field' covers everything.
"""

from __future__ import annotations

from collections.abc import Callable

from tools.house.painter.canvas import Canvas
from tools.house.painter.subjects import beings, elements, land, places, signs, sky, water

Drawing = Callable[[Canvas], None]

DRAWINGS: dict[str, tuple[Drawing, str]] = {
    "sea": (water.sea, "land"),
    "waves": (water.waves, "land"),
    "moon": (sky.moon, "thing"),
    "sun": (sky.sun, "thing"),
    "stars": (sky.stars, "field"),
    "clouds": (sky.clouds, "field"),
    "rain": (sky.rain, "field"),
    "snow": (sky.snow, "field"),
    "lightning": (sky.lightning, "field"),
    "mountains": (land.mountains, "land"),
    "dunes": (land.dunes, "land"),
    "forest": (land.forest, "land"),
    "tree": (land.tree, "thing"),
    "flowers": (land.flowers, "thing"),
    "fire": (elements.fire, "thing"),
    "smoke": (elements.smoke, "thing"),
    "river": (water.river, "land"),
    "boat": (water.boat, "thing"),
    "fish": (water.fish, "thing"),
    "candle": (elements.candle, "thing"),
    "road": (land.road, "land"),
    "galaxy": (sky.galaxy, "field"),
    "aurora": (sky.aurora, "field"),
    "crystal": (elements.crystal, "thing"),
    "ink drops": (water.ink_drops, "field"),
    "leaf": (land.leaf, "thing"),
    "city": (places.city, "land"),
    "window": (places.window, "thing"),
    "door": (places.door, "thing"),
    "bridge": (places.bridge, "land"),
    "house": (places.house, "thing"),
    "lighthouse": (places.lighthouse, "thing"),
    "stairs": (places.stairs, "land"),
    "clock": (places.clock, "thing"),
    "bird": (beings.bird, "thing"),
    "birds": (beings.birds, "field"),
    "butterfly": (beings.butterfly, "thing"),
    "eye": (beings.eye, "thing"),
    "hand": (beings.hand, "thing"),
    "face": (beings.face, "thing"),
    "dancer": (beings.dancer, "thing"),
    "heart": (beings.heart, "thing"),
    "feather": (beings.feather, "thing"),
    "spiral": (signs.spiral, "thing"),
    "rings": (signs.rings, "thing"),
    "lines": (signs.lines, "field"),
    "grid": (signs.grid, "field"),
    "glass shards": (signs.glass_shards, "field"),
}
