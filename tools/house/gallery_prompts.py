"""The gallery's prompts: what is asked for, the seed that its picture was chosen at, and which are painted wide too."""

from __future__ import annotations

from dataclasses import dataclass

# seed | w where it is painted wide too | prompt
_ROWS = """
1 |   | a small boat in the mist, ink wash
2 | w | a lighthouse in a storm, oil
3 |   | the moon above the sea, woodcut, gold on night
4 |   | a fox in the snow, papercut
5 | w | a whale under the stars, batik
6 |   | fire, stained glass, ember
7 |   | a bare tree against the light, etching, ash grey
8 |   | sunflowers at noon, gouache, high summer
9 |   | a dancer in a spotlight, charcoal
10 |   | glowing jellyfish, neon
11 | w | a labyrinth, mosaic, gold on night
12 |   | an owl between bare trees, embroidery
13 | w | mountains in layers of mist, watercolour, dawn
14 |   | a violin beside a candle, oil, longing
15 |   | a peacock, tapestry, all the colours
16 | w | the city in the rain, led wall
17 |   | a horse, fresco, vermilion
18 |   | a cherry branch, watercolour, spring
19 |   | an elephant, line drawing, tenderness
20 |   | a kite in the wind, chalkboard, joy
21 |   | a planet among comets, pointillist, violet
22 |   | a snail on a mushroom, pencil, autumn
23 |   | a key inside a lantern, shadow play
24 | w | breaking waves, marbling, sea-glass
25 |   | a crowd, halftone, electric
26 |   | a dandelion, soft focus, hope
27 |   | a hot air balloon over the desert, low poly
28 | w | a swan on still water, pastel, tenderness
29 | w | a train at night, film, longing
30 |   | a skull with a butterfly, etching
31 |   | the drum, spray paint, anger
32 | w | an island under the northern lights, gouache
33 |   | the sun behind a castle, pixel art
34 |   | a heart of broken glass, glitch
35 | w | a volcano, low poly, ember, dread
36 |   | an octopus, ink wash, violet
37 | w | a waterfall in the forest, oil, moss
38 |   | an angel, stained glass, wonder
39 |   | a face half in shadow, charcoal, grief
40 |   | a rosebud beside a letter, pastel, rose
41 |   | I left the lantern burning in case the sea came home
42 |   | grief is a house with the rain inside
43 | w | between two breaths a whole forest stood up
44 |   | we were birds before we were a crowd, woodcut
45 |   | somewhere a door remembers your hand
46 |   | the clock has eaten the afternoon, etching
47 |   | tell the mountain I am still climbing
48 |   | what the fire said to the snow
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
