"""The gallery's prompts: what is asked for, the seed that its picture was chosen at, and which are painted wide too."""

from __future__ import annotations

from dataclasses import dataclass

# seed | w where it is painted wide too | prompt
_ROWS = """
3 |   | a small boat in the mist, ink wash
7 | w | a lighthouse in a storm, oil
8 |   | lips, halftone, electric
6 |   | a fox in the snow, woodcut
3 | w | a whale, papercut
3 |   | fire, stained glass, ember
3 |   | a bare tree, glitch, electric
3 |   | sunflowers at noon, gouache, high summer
8 |   | a dancer in a spotlight, charcoal
7 |   | glowing jellyfish, neon
6 | w | a labyrinth, mosaic, gold on night
2 |   | an owl between bare trees, embroidery
3 | w | a bridge in the mist, watercolour, dawn
6 |   | a crown above a skull, woodcut, vermilion
3 |   | a peacock, tapestry, all the colours
3 | w | an umbrella in the rain, led wall
8 |   | a horse, fresco, vermilion
6 |   | a cherry branch, soft focus, hope
7 |   | an elephant, line drawing, tenderness
3 |   | a dog, chalkboard, joy
2 | w | a planet, pointillist, violet
7 |   | a snail, embroidery, autumn
4 |   | a heart inside a cage, woodcut
3 | w | a ferris wheel at night, neon, joy
3 |   | a lion, tapestry, autumn
3 |   | a butterfly, batik, electric
3 |   | a hot air balloon, stained glass, joy
3 |   | a swan, pencil, longing
3 | w | a train at night, film, longing
7 |   | a skull with a butterfly, etching
3 |   | the drum, spray paint, anger
6 | w | palm trees, gouache, high summer
7 |   | the sun behind a castle, pixel art
2 | w | an eye, stained glass, electric
3 |   | a wolf, shadow play, dread
4 |   | an octopus, marbling, violet
3 | w | a deer in the mist, ink wash, frost
7 |   | an angel, stained glass, wonder
3 |   | a lotus, pastel, rose
2 | w | a galaxy, pointillist, violet
8 |   | I left the lantern burning in case the sea came home
6 |   | grief is a house with the rain inside
7 |   | a fish, low poly
8 |   | we were birds before we were a crowd, woodcut
6 |   | somewhere a door remembers your hand
3 |   | the clock has eaten the afternoon, etching
3 |   | tell the mountain I am still climbing
9 |   | what the fire said to the snow
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
