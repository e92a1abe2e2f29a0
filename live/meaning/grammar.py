"""Small word lists by which a line of English falls into phrases; picture words are left out of them on purpose."""

from __future__ import annotations

_VOWELS = "aeiou"

_REGULAR = (
    "add answer appear arrive ask believe belong call care carry cease change chase claim climb close count cover "
    "cross decide die drag drop enter fail fill finish follow gather glance guard happen hear help hurry imagine "
    "join knock lay learn lean lift linger listen live look lower mend move need notice obey offer open pass "
    "pause pick please press pull push raise reach receive remain remember repeat reply return roll rush save "
    "scatter seem settle show slip start stay stop study suppose surround swallow talk thank tie touch try turn "
    "use visit wait walk want warn waste yield"
)
"""Verbs that end on -s and -ed."""

_IRREGULAR = (
    "bear bears bore borne become becomes became begin begins began begun bind binds bound bring brings brought "
    "build builds built buy buys bought catch catches caught choose chooses chose chosen come comes came cut cuts "
    "draws drew eat eats ate feel feels felt find finds found flee flees fled forbid forget forgets forgot "
    "forgotten forgive forgives forgave get gets got gotten give gives gave given go goes went gone grow grows "
    "grew hang hangs hung hear hears heard hide hides hid hidden hit hits hold holds held keep keeps kept kneel "
    "kneels knelt know knows knew known lead leads led leave left lend lends lent let lets lie lies lay lain lose "
    "loses make makes made mean means meant meet meets met pay pays paid put puts read reads ride rides rode rise "
    "rises run runs ran say says said see sees seen seek seeks sought sell sells sold send sends sent set sets "
    "shake shakes shook shut shuts sink sinks sank sit sits sat speak speaks spoke spoken spend spends spent "
    "stand stands stood steal steals stole stolen take takes took taken teach teaches taught tear tell tells told "
    "think thinks throw throws threw thrown understand understands understood wake wakes woke wear wears wore "
    "worn win wins won write writes wrote written"
)

_LIGHT_ING = (
    "being doing going having getting making taking giving keeping coming letting putting saying telling asking "
    "trying wanting needing seeming becoming using looking thinking knowing"
)
"""Of the forms in -ing only these say nothing to the eye; 'running water' and 'burning house' do."""


def _forms(verb: str) -> tuple[str, ...]:
    """A regular verb with its -s and -ed: carry, carries, carried."""
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb, verb[:-1] + "ies", verb[:-1] + "ied"
    if verb.endswith("e"):
        return verb, verb + "s", verb + "d"
    if verb in {"drop", "slip", "stop", "drag"}:
        return verb, verb + "s", verb + verb[-1] + "ed"
    return verb, verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s"), verb + "ed"


VERBS = frozenset(
    [form for verb in _REGULAR.split() for form in _forms(verb)] + _IRREGULAR.split() + _LIGHT_ING.split()
)
"""Verbs that part phrases and bring no picture of their own."""

NOT_ADVERBS = frozenset(
    "family lily jelly belly fly butterfly dragonfly firefly holy july italy lonely lovely ugly early curly ally "
    "bully melancholy homely ghostly heavenly deadly friendly chilly hilly woolly lively assembly silly anomaly".split()
)
"""Words in -ly that are names or adjectives."""

SMALL = frozenset(
    "again almost already also always anyone anything around away back because before behind below beneath beside "
    "between beyond both each either else enough even ever every everyone everything few forth however if inside "
    "instead less like maybe more most much neither never none nor nothing now off often once only other others "
    "our out outside over own perhaps quite rather really same several since so some someone something sometimes "
    "soon still such through till together too toward towards twice unless until up upon upward upwards us well "
    "whether while within without yet about above across after against along amid among down during except per "
    "plus via it's i'm i've i'll i'd you're you've you'll you'd he's she's we're we've we'll they're they've "
    "they'll that's there's what's who's let's don't doesn't didn't isn't aren't wasn't weren't won't wouldn't "
    "can't couldn't shouldn't haven't hasn't hadn't ain't cannot myself yourself himself herself itself ourselves "
    "themselves am is are okay yeah gonna wanna".split()
)
"""Small words besides those of live.words.STOP_WORDS."""

HOLDERS = frozenset("my your his her its our their one two three four five six seven eight nine ten".split())
"""Owners and small numbers: they belong to the phrase they stand before, but make none."""

ARTICLES = frozenset("a an the this that these those each every some any no".split())
"""After one of these, or an owner, a verb is a noun: 'the fall', 'my walk'."""

ABSENT = frozenset("no not never without nor neither".split()) | {
    "don't", "doesn't", "didn't", "isn't", "aren't", "wasn't", "can't", "won't",
}  # fmt: skip
"""What follows one of these is named, but isn't there."""

ADJECTIVES = frozenset(
    "able afraid alone bad big black blue brave bright broad broken brown calm clean clear cold cool cruel dark "
    "dead deep different dim dry dull empty faint false fast final fine first flat free fresh full gentle glad "
    "gold golden good great green grey gray happy hard heavy high hollow hot huge large last late lazy little "
    "long loose lost loud low mad mild narrow naked near new next nice old open pale plain poor proud pure quick "
    "quiet rare raw ready red rich rough round sad safe second sharp short shy sick silent silver simple single "
    "slow small smooth soft sour steep still strange strong sudden sure sweet swift tall tame thick thin tired "
    "true ugly vast warm weak wet white whole wide wild wise wrong yellow young".split()
)
"""Words that colour a noun and show little without one."""

FAINT = frozenset(
    "age answer beginning belief cause change chance choice course day days doubt end fact fault favour form "
    "guess hour hours idea kind kinds law lie life lot luck matter meaning mind minute moment month name names "
    "news number order part people person place places point power problem promise question reason regret sense "
    "side someone somebody sort story stuff subject sum thing things thought thoughts time times truth turn use "
    "value voice voices way ways week word words work world year years yesterday counsel argument price cost rule "
    "rules".split()
)
"""Nouns that the eye can't see."""
