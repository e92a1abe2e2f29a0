"""Nouns that the eye can see, by where they are found: the project's own list, a hint of what in a line to paint.

Published norms of concreteness have no licence that would let them be shipped; a list can be short because what it
lacks is only painted a little less.
"""

from __future__ import annotations

_SKY = (
    "sky heaven sun sunlight sunrise sunset moon moonlight moonrise star starlight constellation comet meteor galaxy "
    "planet aurora cloud thunder thunderstorm lightning storm rain raindrop drizzle downpour rainbow snow snowfall "
    "snowflake hail frost ice icicle fog mist haze dew wind breeze gale hurricane tornado whirlwind dawn daybreak dusk "
    "twilight noon midnight night evening morning horizon light beam ray shadow glow spark"
)
_WATER = (
    "sea ocean wave tide surf foam spray shore coast beach bay harbour island reef river stream creek brook rapids "
    "waterfall lake pond pool puddle spring fountain well water rivers flood ditch canal swamp marsh delta ripple "
    "whirlpool iceberg glacier anchor net"
)
_LAND = (
    "mountain hill peak cliff rock stone boulder pebble valley canyon cave desert dune sand dust earth soil clay mud "
    "field meadow plain prairie moor road path track trail street lane crossroad bridge tunnel wall fence gate ruin "
    "volcano lava ember coal ash smoke fire flame blaze bonfire"
)
_GREEN = (
    "forest wood woods jungle tree oak pine fir birch willow elm branch bough twig root bark trunk leaf leaves needle "
    "moss fern ivy vine grass reed weed thorn bush hedge orchard garden flower blossom petal rose lily tulip daisy "
    "violet poppy sunflower orchid seed fruit apple pear plum cherry orange lemon grape berry olive wheat corn barley "
    "mushroom nut acorn hay straw"
)
_CREATURES = (
    "bird wing feather nest egg crow raven owl eagle hawk gull swan goose duck dove pigeon sparrow swallow lark robin "
    "heron peacock rooster bat moth butterfly bee wasp fly ant spider web cobweb beetle cricket firefly dragonfly worm "
    "snail snake lizard frog toad turtle fish salmon trout shark whale dolphin seal crab shell coral jellyfish octopus "
    "horse mare foal dog hound wolf fox bear deer stag hare rabbit cat lion tiger elephant cow ox bull goat sheep lamb "
    "pig mouse rat monkey herd flock swarm dragon angel ghost mermaid unicorn skeleton"
)
_BODY = (
    "body face eye eyelid lash brow forehead nose mouth lip tooth teeth tongue cheek chin beard hair braid ear neck "
    "throat shoulder arm elbow wrist hand palm finger fingertip thumb nail fist chest breast heart rib lung back spine "
    "belly womb hip knee leg ankle foot feet heel toe skin bone skull blood vein tear tears scar wound"
)
_PEOPLE = (
    "man men woman women child children boy girl baby mother father sister brother grandmother grandfather bride "
    "widow king queen prince princess soldier sailor fisherman farmer hunter shepherd priest monk nun dancer singer "
    "drummer painter beggar thief stranger crowd army clown puppet statue mask crown dress coat cloak veil scarf hat "
    "glove shoe boot ring necklace button thread ribbon silk wool lace pocket"
)
_HOUSE = (
    "house home cottage cabin hut castle palace tower church cathedral temple chapel barn mill farm roof chimney "
    "window door doorway threshold stair stairs staircase ladder room kitchen cellar attic corridor hall floor ceiling "
    "corner hearth oven stove lamp lantern candle wick torch bulb mirror curtain carpet table chair bench bed pillow "
    "blanket cradle sheet shelf drawer cupboard box chest key lock clock hourglass pendulum bell cup glass bottle "
    "bowl plate jar jug spoon fork knife pot kettle basket bucket broom rope chain needle scissors hammer nail axe "
    "sword spear arrow bow gun shield bread honey milk wine salt sugar tea coffee soup"
)
_CITY = (
    "city town village square market shop street pavement lamppost neon sign train rail railway station platform bus "
    "car wheel bicycle truck tram taxi plane airport airplane rocket ship boat sail mast oar rowboat raft canoe ferry "
    "lighthouse pier port crane factory prison school hospital hotel bar theatre stage cinema circus carousel museum "
    "library park playground cemetery grave coffin flag wire antenna screen camera radio telephone phone computer "
    "machine engine gear piano violin guitar flute trumpet drum harp accordion book page paper letter envelope pen "
    "pencil ink newspaper map photograph picture painting toy doll ball kite balloon swing card dice coin gold silver "
    "jewel pearl diamond crystal amber glass iron copper steel marble wood"
)
_SHAPES = "circle spiral ring line dot grid square triangle cube sphere knot maze labyrinth shard splinter mosaic dance"


def _both(word: str) -> tuple[str, ...]:
    """A noun and its plural."""
    if word.endswith(("s", "sh", "ch", "x")):
        return word, word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word, word[:-1] + "ies"
    if word.endswith("f"):
        return word, word[:-1] + "ves", word + "s"
    return word, word + "s"


SIGHTS = frozenset(
    form
    for words in (_SKY, _WATER, _LAND, _GREEN, _CREATURES, _BODY, _PEOPLE, _HOUSE, _CITY, _SHAPES)
    for word in words.split()
    for form in _both(word)
)
"""Nouns that the eye can see, with their plurals."""
