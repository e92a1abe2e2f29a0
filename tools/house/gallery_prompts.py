"""The gallery's prompts: what is asked for, the seed that its picture was chosen at, and which are painted wide too."""

from __future__ import annotations

from dataclasses import dataclass

# seed | w where it is painted wide too | prompt
_ROWS = """
3 |   | a small boat in the mist, ink wash
4 | w | a lighthouse in a storm, oil
3 |   | the moon above the sea, woodcut, gold on night
6 |   | a fox in the snow, papercut
4 | w | a whale under the stars, batik
4 |   | fire, stained glass, ember
3 |   | a bare tree against the light, etching, ash grey
3 |   | sunflowers at noon, gouache, high summer
8 |   | a dancer in a spotlight, charcoal
4 |   | glowing jellyfish, neon
3 | w | a labyrinth, mosaic, gold on night
3 |   | an owl between bare trees, embroidery
8 | w | mountains in layers of mist, watercolour, dawn
4 |   | a violin beside a candle, oil, longing
3 |   | a peacock, tapestry, all the colours
6 | w | the city in the rain, led wall
2 |   | a horse, fresco, vermilion
3 |   | a cherry branch, watercolour, spring
8 |   | an elephant, line drawing, tenderness
3 |   | a kite in the wind, chalkboard, joy
4 |   | a planet among comets, pointillist, violet
3 |   | a snail on a mushroom, pencil, autumn
2 |   | a key inside a lantern, shadow play
4 | w | breaking waves, marbling, sea-glass
7 |   | a crowd, halftone, electric
8 |   | a dandelion, soft focus, hope
3 |   | a hot air balloon over the desert, low poly
3 | w | a swan on still water, pastel, tenderness
3 | w | a train at night, film, longing
10 |   | a skull with a butterfly, etching
3 |   | the drum, spray paint, anger
2 | w | an island under the northern lights, gouache
8 |   | the sun behind a castle, pixel art
3 |   | a heart of broken glass, glitch
3 | w | a volcano, low poly, ember, dread
10 |   | an octopus, ink wash, violet
3 | w | a waterfall in the forest, oil, moss
4 |   | an angel, stained glass, wonder
6 |   | a face half in shadow, charcoal, grief
10 |   | a rosebud beside a letter, pastel, rose
3 |   | I left the lantern burning in case the sea came home
6 |   | grief is a house with the rain inside
9 | w | between two breaths a whole forest stood up
4 |   | we were birds before we were a crowd, woodcut
4 |   | somewhere a door remembers your hand
3 |   | the clock has eaten the afternoon, etching
9 |   | tell the mountain I am still climbing
4 |   | what the fire said to the snow
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
