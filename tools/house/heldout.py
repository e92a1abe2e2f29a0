"""Words that no caption contains, each with the attribute it should nevertheless bring to the picture.

What the house model does with them shows what the text encoder carries over by meaning alone. HELD_OUT
is strict: no word of it contains, or begins, a word by which captions name the same thing. RELATED holds
inflections and compounds of caption words (mountainous, snowstorm); they too occur in no caption.
"""

from __future__ import annotations

# attribute -> name -> words
_STRICT: dict[str, dict[str, str]] = {
    "subject": {
        "sea": "maritime; marine; atlantic",
        "waves": "swell; billow; tsunami",
        "stars": "stellar; twinkling; astral; zodiac",
        "clouds": "overcast; cumulus; nimbus",
        "rain": "downpour; monsoon",
        "snow": "blizzard; wintry",
        "lightning": "thunder; electrified",
        "mountains": "summit; himalayas; cliffs; everest; hilltop",
        "dunes": "sahara; arid",
        "forest": "jungle; wilderness",
        "tree": "willow; elm; sapling; sycamore",
        "flowers": "blossom; tulips; orchid; floral; garden; geranium",
        "fire": "blaze; inferno; fiery; burnt",
        "smoke": "fumes; cigarette; vapor; soot",
        "river": "creek; canal; rapids",
        "city": "urban; manhattan; town; apartments",
        "window": "shutters; glazing",
        "door": "entrance; gate",
        "boat": "skiff; yacht; canoe; vessel; schooner; ferry",
        "bird": "sparrow; eagle; dove; hawk",
        "birds": "starlings; seagulls; doves; ducks",
        "fish": "trout; salmon; tuna; shark; aquarium",
        "eye": "retina",
        "hand": "thumb; knuckles",
        "face": "facial; nose; cheek; chin",
        "heart": "valentine; romance; cardiac",
        "candle": "torch; taper",
        "bridge": "aqueduct",
        "road": "pavement; asphalt; lane",
        "house": "cottage; cabin; hut; residence; bungalow",
        "galaxy": "nebula; andromeda; interstellar; astronomy; cosmic",
        "crystal": "diamond; jewel; prism; sapphire",
        "spiral": "swirl; helix; whirlpool; twirl",
        "rings": "hoop; circular",
        "grid": "checkerboard; matrix; quilt",
        "ink drops": "splatter; smear",
        "glass shards": "smashed; fractured",
        "feather": "plumage",
        "leaf": "fern",
        "butterfly": "caterpillar; dragonfly",
        "lighthouse": "seamark",
        "stairs": "escalator; ladder",
        "dancer": "choreography; tango; waltz; pirouette",
        "clock": "minutes",
    },
    "style": {
        "ink wash": "calligraphy",
        "watercolour": "dilute",
        "oil": "brushstrokes; acrylic",
        "charcoal": "graphite",
        "pastel": "crayon",
        "woodcut": "xylograph",
        "neon": "fluorescent; luminescent",
        "stained glass": "vitreous",
        "glitch": "distortion; malfunction; interference",
        "pointillist": "speckled; dotted; freckled",
        "papercut": "origami; stationery",
        "halftone": "newspaper; poster",
    },
    "palette": {
        "dawn": "salmon-pink",
        "ember": "molten; smoldering",
        "ash": "grayscale; gray",
        "gold-on-night": "gilded",
        "moss": "verdant; jade",
        "rose": "bubblegum",
        "violet": "aubergine",
        "desert": "tan; sepia; beige",
        "frost": "azure; cerulean",
        "vermilion": "crimson",
        "electric": "fuchsia; psychedelic",
    },
    "time": {
        "dawn": "sunup; cockcrow",
        "dusk": "gloaming; afterglow",
        "night": "nocturnal",
    },
    "weather": {
        "misty": "haze; murky; smog",
        "rainy": "drizzly",
        "snowy": "sleet",
        "stormy": "tempest; squall; cyclone",
        "windy": "breeze; breezy; blustery",
    },
    "mood": {
        "grief": "despair; bereaved; melancholy; anguish; funeral; lament; crying",
        "joy": "elated; euphoria; merry; smiling; festive; exuberant",
        "calm": "relaxed; placid; soothing; meditation",
        "dread": "creepy; panic; sinister; haunted; anxiety; doom",
        "longing": "pining; craving",
        "anger": "hatred; hostile; vengeance",
        "wonder": "amazed; miraculous; fascination; spellbound",
        "tenderness": "compassion; cuddle",
        "hope": "optimism; optimistic; salvation; redemption; encouraging",
        "loneliness": "isolated; loner; forsaken; alienated; friendless",
    },
    "composition": {
        "near": "enormous; gigantic",
        "far": "remote; tiny",
        "two": "double; twins; couple",
        "many": "numerous; several; multiple",
    },
}
_RELATED: dict[str, dict[str, str]] = {
    "subject": {
        "sea": "seascape; oceanic; offshore",
        "waves": "surfing",
        "moon": "moonlit; moonbeam; luna",
        "sun": "sunbeam; sunlit; sunrays",
        "clouds": "cloudy",
        "rain": "rainfall; raining",
        "snow": "snowstorm; snowing",
        "lightning": "thunderbolt; thunderstorm",
        "mountains": "mountainous",
        "dunes": "sandy; sandstorm",
        "forest": "woodland; rainforest",
        "fire": "wildfire",
        "river": "riverbank; waterway",
        "city": "cityscape",
        "window": "windowsill; skylight",
        "door": "doorstep; gateway",
        "eye": "eyeball; eyelid; eyelashes",
        "hand": "fingertips; handshake",
        "face": "forehead",
        "heart": "sweetheart",
        "candle": "candlestick",
        "bridge": "overpass; footbridge",
        "road": "freeway; motorway",
        "house": "homestead",
        "crystal": "gemstone",
        "lines": "linear; stripe",
        "ink drops": "inkwell; blotch",
        "leaf": "leafy",
        "lighthouse": "searchlight",
        "stairs": "stairwell",
        "clock": "timepiece; stopwatch; o'clock",
    },
    "style": {
        "ink wash": "inked",
        "watercolour": "watercolors",
        "oil": "painterly",
        "charcoal": "sketchbook",
        "woodcut": "woodcuts",
        "glitch": "pixelated",
        "papercut": "cardboard",
        "halftone": "comics",
    },
    "palette": {
        "dawn": "peachy",
        "sea-glass": "aquamarine; turquoise-green",
        "ash": "greyish",
        "gold-on-night": "navy-blue",
        "moss": "greenish",
        "rose": "pinkish",
        "vermilion": "blood-red",
    },
    "time": {
        "noon": "daytime; midafternoon",
        "night": "nighttime",
    },
    "mood": {
        "grief": "sorrowful; heartbroken; mournful",
        "joy": "joyous",
        "calm": "tranquility; serenity",
        "longing": "homesickness; yearn; nostalgic",
        "anger": "enraged; furiously; outraged",
        "wonder": "magical; astonishing",
        "tenderness": "affectionate; sweetness; loving; caring",
        "loneliness": "deserted",
    },
    "composition": {
        "near": "closeup",
        "far": "faraway",
    },
}


def _flat(table: dict[str, dict[str, str]]) -> dict[str, tuple[str, str]]:
    """Word -> (attribute, name)."""
    return {
        word.strip(): (attribute, name)
        for attribute, names in table.items()
        for name, words in names.items()
        for word in words.split(";")
    }


HELD_OUT: dict[str, tuple[str, str]] = _flat(_STRICT)
RELATED: dict[str, tuple[str, str]] = _flat(_RELATED)
