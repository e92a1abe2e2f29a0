"""The gallery's prompts: what is asked for, the seed that its picture was chosen at, and which are painted wide too."""

from __future__ import annotations

from dataclasses import dataclass

# seed | w where it is painted wide too | prompt
_ROWS = """
1 |   | a small boat in the mist, ink wash
1 | w | a lighthouse in a storm, oil
1 |   | the moon above the sea, woodcut, gold on night
1 |   | a fox in the snow, papercut
1 | w | a whale under the stars, batik
1 |   | fire, stained glass, ember
1 |   | a bare tree against the light, etching, ash grey
1 |   | sunflowers at noon, gouache, high summer
1 |   | a dancer in a spotlight, charcoal
1 |   | glowing jellyfish, neon
1 | w | a labyrinth, mosaic, gold on night
1 |   | an owl between bare trees, embroidery
1 | w | mountains in layers of mist, watercolour, dawn
1 |   | a violin beside a candle, oil, longing
1 |   | a peacock, tapestry, all the colours
1 | w | the city in the rain, led wall
1 |   | a horse, fresco, vermilion
1 |   | a cherry branch, watercolour, spring
1 |   | an elephant, line drawing, tenderness
1 |   | a kite in the wind, chalkboard, joy
1 |   | a planet among comets, pointillist, violet
1 |   | a snail on a mushroom, pencil, autumn
1 |   | a key inside a lantern, shadow play
1 | w | breaking waves, marbling, sea-glass
1 |   | a crowd, halftone, electric
1 |   | a dandelion, soft focus, hope
1 |   | a hot air balloon over the desert, low poly
1 | w | a swan on still water, pastel, tenderness
1 | w | a train at night, film, longing
1 |   | a skull with a butterfly, etching
1 |   | the drum, spray paint, anger
1 | w | an island under the northern lights, gouache
1 |   | the sun behind a castle, pixel art
1 |   | a heart of broken glass, glitch
1 | w | a volcano, low poly, ember, dread
1 |   | an octopus, ink wash, violet
1 | w | a waterfall in the forest, oil, moss
1 |   | an angel, stained glass, wonder
1 |   | a face half in shadow, charcoal, grief
1 |   | a rosebud beside a letter, pastel, rose
1 |   | I left the lantern burning in case the sea came home
1 |   | grief is a house with the rain inside
1 | w | between two breaths a whole forest stood up
1 |   | we were birds before we were a crowd, woodcut
1 |   | somewhere a door remembers your hand
1 |   | the clock has eaten the afternoon, etching
1 |   | tell the mountain I am still climbing
1 |   | what the fire said to the snow
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A prompt, the seed of its noise, and whether it is among those painted wide."""

    seed: int
    wide: bool
    text: str


def _read(row: str) -> Piece:
    seed, wide, text = (part.strip() for part in row.split("|"))
    return Piece(int(seed), wide == "w", text)


PIECES: tuple[Piece, ...] = tuple(_read(row) for row in _ROWS.strip().splitlines())
