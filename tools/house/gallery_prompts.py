"""The gallery's prompts: what is asked for, the seed that its picture was chosen at, and which are painted wide too."""

from __future__ import annotations

from dataclasses import dataclass

# seed | w where it is painted wide too | prompt
_ROWS = """
3 |   | a small boat in the mist, ink wash
7 | w | a lighthouse in a storm, oil
7 |   | lips, halftone, electric
9 |   | a fox in the snow, papercut
1 | w | a whale under the stars, batik
4 |   | fire, stained glass, ember
3 |   | a bare tree, glitch, electric
3 |   | sunflowers at noon, gouache, high summer
6 |   | a dancer in a spotlight, charcoal
3 |   | glowing jellyfish, neon
3 | w | a labyrinth, mosaic, gold on night
7 |   | an owl between bare trees, embroidery
7 | w | a bridge in the mist, watercolour, dawn
8 |   | a crown above a skull, woodcut, vermilion
4 |   | a peacock, tapestry, all the colours
3 | w | an umbrella in the rain, led wall
2 |   | a horse, fresco, vermilion
1 |   | a cherry branch, watercolour, spring
4 |   | an elephant, line drawing, tenderness
13 |   | a kite in the wind, chalkboard, joy
8 | w | a planet among comets, pointillist, violet
8 |   | a snail on a mushroom, pencil, autumn
2 |   | a heart inside a cage, woodcut
3 | w | a ferris wheel at night, neon, joy
3 |   | a lion, tapestry, autumn
9 |   | a dandelion, soft focus, hope
4 |   | a hot air balloon over the desert, low poly
11 |   | a swan under the moon, ink wash
7 | w | a train at night, film, longing
3 |   | a skull with a butterfly, etching
1 |   | the drum, spray paint, anger
6 | w | palm trees, gouache, high summer
7 |   | the sun behind a castle, pixel art
9 | w | an eye, stained glass, electric
3 |   | a wolf, shadow play, dread
3 |   | an octopus, marbling, violet
5 | w | a deer in the mist, ink wash, frost
7 |   | an angel, stained glass, wonder
3 |   | a lotus, pastel, rose
2 | w | a galaxy, pointillist, violet
3 |   | I left the lantern burning in case the sea came home
4 |   | grief is a house with the rain inside
10 |   | we climbed the stairs inside the bell, ink wash
11 |   | we were birds before we were a crowd, woodcut
5 |   | somewhere a door remembers your hand
3 |   | the clock has eaten the afternoon, etching
2 |   | tell the mountain I am still climbing
5 |   | what the fire said to the snow
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
