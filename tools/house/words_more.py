"""More wordings of palettes and moods, so that a word never heard has a known one near it: name -> words."""

from __future__ import annotations

MORE_PALETTE_WORDS: dict[str, str] = {
    "dawn": "coral and gold; soft orange and pink; first light colours; sherbet",
    "ember": "fiery; lava colours; flame colours; orange; hot coals; copper and black; burning red and orange; "
    "tangerine",
    "ash": "leaden; pewter; faded; pale grey; dull; drab; black, white and grey; steel grey",
    "gold-on-night": "golden; gilt; brass; gold thread; indigo and gold",
    "moss": "sage; lush green; forest green; dark green; ivy; grass green; lime; pea green; army green; mint",
    "rose": "rosy; candy pink; blushing; powder pink; flesh pink",
    "violet": "amethyst; indigo and violet; plum; grape; magenta and violet; royal purple; lavender blue",
    "desert": "tawny; cinnamon; umber; dusty brown; hazel; chocolate; mud brown; parchment; honey brown; light "
    "brown; leather",
    "frost": "ultramarine; navy blue; deep blue; sky blue; winter colours; polar; frozen; cold; ice cold; denim; "
    "bitter cold",
    "vermilion": "blood red; wine red; deep red; brick red; bright red; garnet; burgundy; bloody; cardinal red",
    "electric": "acid colours; lurid; garish; rave; shocking pink; vivid pink; laser colours; trippy; purple and "
    "pink; loud colours; dayglo",
    "sea-glass": "lagoon; bottle green; bluish green; petrol blue; celadon; tropical water",
    "spring": "blossom time; budding; sprouting; nest; rebirth; spring morning; green shoots; first flowers; "
    "melting; young animals",
    "summer": "golden yellow; bright yellow; beach; holiday; hot day; heat; warm days; butter; ice cream; "
    "sweltering; blond",
    "autumn": "fall; harvest colours; ripe; rusty; copper; turkey; squashes; nuts; red berries",
    "spectrum": "prismatic; technicolor; vibrant; carnival colours; patchwork; of many hues; all the colours at once; "
    "variegated",
}

MORE_MOOD_WORDS: dict[str, str] = {
    "grief": "misery; sobbing; lament; bereaved; downcast; depressed; unhappiness; regret; tearful; ruin; low "
    "spirits; blue mood",
    "joy": "jolly; fun; pleasure; elation; high spirits; gleeful; playful; lively; euphoric; excitement; "
    "excited; triumphant",
    "calm": "mellow; gentle quiet; undisturbed; satisfied; comfortable; leisurely; rest; repose",
    "dread": "horrified; worried; anxious; trembling; paralysed with fear; sinister; threatening; fright; timid; "
    "suspense; cowering",
    "longing": "wishing; hankering; desirous; envy; wishful; sentimental; to miss someone; hunger for you; thirst "
    "for you; waiting for you; pine for; jealous",
    "anger": "irate; annoyed; bitter; grudge; resentment; offended; aggressive; unfriendly; temper; conflict; "
    "cruel; riot; attack; hateful; mad; savage",
    "wonder": "wondrous; fascinating; incredible; mysterious; revealed; discovery; admiration; inspired; "
    "spectacular; surprise; surprised; strange and beautiful; epiphany; intrigue",
    "tenderness": "dear; sympathy; attachment; cherish; hug me; mild; mercy; snug",
    "hope": "confident; saved; relief; comforted; support; heartening; renewal; new life; recovery; forgiveness; "
    "deliverance; aspiration; ambition; uplift",
    "loneliness": "left alone; estranged; separated; apart from everyone; withdrawn; outcast; unloved; rejected; "
    "secluded; hermit; orphan; single",
}
