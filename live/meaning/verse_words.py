"""What words of verse feel like: pleasant or not, stirred or still. The project's own ratings.

Lists of sentiment are made from reviews and messages; poems say grief with 'ash' and joy with 'bells'. The two axes
are those of Russell 1980, "A circumplex model of affect".
"""

from __future__ import annotations

_GROUPS: tuple[tuple[float, float, str], ...] = (
    (0.8, 0.7, "sing dance bell laugh laughter blaze dazzle leap trumpet feast carnival firework wedding swirl spark"),
    (0.7, 0.2, "bloom blossom flower spring sun sunlight sunrise morning dawn bright shine shining golden gold gleam "
               "garden wings lark swallow honey harvest ripe orchard welcome alive open awake new begin born seed "
               "summer nectar glow kindle robin nightingale paradise ripen"),
    (0.6, -0.4, "gentle soft tender lullaby cradle calm quiet still rest ease peace lamp home hearth warm warmth nest "
                "breath mild balm dew meadow mercy bless blessing forgive forgiven kind hush "
                "beloved darling dear grace heal cherish"),
    (0.5, 0.1, "star moonlight candle light lantern kiss embrace hand together friend bread song music smile sweet"),
    (0.4, 0.5, "wonder miracle marvel vast infinite comet galaxy aurora soar fly rise rising climb"),
    (-0.8, -0.4, "grief grieve mourn mourning sorrow weep bury buried grave coffin funeral widow orphan wither "
                 "withered ash ashes dust bone tomb dirge bereft wept elegy "
                 "corpse shroud hearse mourner gallows noose pall sob despair"),
    (-0.6, -0.5, "empty hollow alone lonely nobody cold winter frozen grey gray fade faded silence dim weary tired "
                 "forgotten abandoned lost leave leaving gone exile ruin rust regret stranger "
                 "barren desolate rubble gaunt famine prison asylum unloved"),
    (-0.4, -0.2, "ache longing yearn miss missing farewell goodbye distance remember memory absence homesick sigh tear "
                 "tears autumn dusk"),
    (-0.7, 0.6, "dread fear afraid terror horror nightmare scream shriek haunt haunted omen menace tremble shudder "
                "knife wolf teeth drown drowning drowned choke panic hunted trap cage chain "
                "demon devil vulture fever plague curse strangle"),
    (-0.6, 0.8, "rage fury anger angry wrath burn burning blood war storm thunder lightning smash shatter break broken "
                "strike fight battle revenge howl roar shout fist riot explode crash tempest bomb gun "
                "bullet betray vengeance"),
    (-0.5, 0.0, "dark darkness shadow black night's blind heavy stone wound scar bleed thorn poison bitter bruise sick "
                "hunger thirst nothing starve shame guilt"),
    (0.0, 0.6, "run running rush gallop drum wave waves wind gale fire flash sudden race spin whirl shake wild "
               "flame torrent"),
    (0.0, -0.5, "sleep slow drift fog mist snow snowfall stillness lake pond evening whisper"),
)  # fmt: skip

_ENDINGS = ("", "s", "es", "ed", "d", "ing")
"""Added to every word; forms that nobody says do no harm."""


def ratings() -> dict[str, tuple[float, float]]:
    """Word -> (valence, arousal), each -1..1, with the endings of English."""
    found: dict[str, tuple[float, float]] = {}
    for valence, arousal, words in _GROUPS:
        for word in words.split():
            for ending in _ENDINGS:
                found.setdefault(word + ending, (valence, arousal))
                if ending == "ing" and word.endswith("e"):
                    found.setdefault(word[:-1] + ending, (valence, arousal))
    return found
