"""The wordings of styles, palettes, times, weathers, moods and compositions: name -> ('words', 'lines')."""

from __future__ import annotations

STYLE_WORDS: dict[str, tuple[str, str]] = {
    "ink wash": (
        "sumi-e; in ink wash; brush and ink; chinese ink; ink painting; wet brush; diluted ink; "
        "brush painting; ink; black wash; ink on paper; zen brush",
        "",
    ),
    "watercolour": (
        "watercolor; in watercolour; aquarelle; a watercolour; wet-on-wet; transparent washes; "
        "watercolour on paper; water colours; watercolor painting; a wash of colour; watery paint",
        "",
    ),
    "oil": (
        "oil painting; in oils; oil on canvas; impasto; thick paint; painted in oil; palette knife; canvas; "
        "oil paint; an oil; heavy brushwork; old master; expressionist; whirling paint",
        "",
    ),
    "charcoal": (
        "in charcoal; charcoal drawing; black chalk; a charcoal sketch; hatching; smudged charcoal; "
        "drawn in charcoal; sketch; a drawing; drawing; coal; black and grey drawing; chalk and charcoal",
        "",
    ),
    "pastel": (
        "in pastel; soft pastel; chalk pastel; a pastel drawing; pastel on tinted paper; chalky; pastels; "
        "chalk; coloured chalk; soft chalk; chalk drawing",
        "",
    ),
    "woodcut": (
        "wood engraving; in woodcut; a woodcut; linocut; block print; carved in wood; woodblock; print; "
        "an engraving; printed from wood; carved; relief print; old woodcut",
        "",
    ),
    "neon": (
        "in neon; neon lights; neon sign; glowing tubes; neon tubes; glowing lines; electric light; neon; "
        "luminous lines; light tubes; a neon sign at night; glowing; nightclub",
        "",
    ),
    "stained glass": (
        "a stained glass window; leaded glass; church glass; cathedral glass; glass and lead; "
        "in stained glass; stained-glass window; coloured glass; glass panes in lead; church window; "
        "lead and light; rose window",
        "",
    ),
    "glitch": (
        "glitch art; a glitch; digital glitch; corrupted signal; broken signal; data moshing; pixel noise; "
        "static; glitched; digital noise; a torn signal; broken screen; vhs; data error; corrupted file",
        "",
    ),
    "pointillist": (
        "pointillism; in dots; dots of colour; painted in points; stippled; a thousand dots; dabs of colour; "
        "dots; points of colour; many dots; seurat; made of dots; stipple",
        "",
    ),
    "papercut": (
        "cut paper; paper cut; paper collage; layered paper; scissors and paper; paper layers; a papercut; "
        "paper; folded paper; paper theatre; paper silhouettes; card layers; collage",
        "",
    ),
    "halftone": (
        "screen print; riso print; halftone dots; comic print; silkscreen; printed in dots; newsprint; "
        "pop art; comic book; dots of ink; printed; a print in two colours; risograph; offset print",
        "",
    ),
    "pencil": (
        "coloured pencils; pencil drawing; in pencil; pencils; fine strokes; drawn with pencils; crayons; "
        "a child's drawing",
        "",
    ),
    "line drawing": (
        "line art; a line drawing; outline; in one line; pen drawing; contour drawing; pen and ink; doodle; "
        "minimalist; simple lines; outlines",
        "",
    ),
    "chalkboard": (
        "on a blackboard; blackboard; chalk on slate; school board; slate; white chalk on black; classroom; "
        "a chalkboard drawing",
        "",
    ),
    "etching": (
        "an etching; copperplate; copper engraving; aquatint; fine crossed lines; engraved; old engraving; "
        "cross-hatching; banknote",
        "",
    ),
    "gouache": (
        "in gouache; opaque watercolour; flat paint; body colour; children's book; illustration; storybook; "
        "tempera; picture book",
        "",
    ),
    "fresco": (
        "a fresco; wall painting; on plaster; cracked plaster; mural; old wall; faded fresco; "
        "ceiling painting; cracked paint; renaissance",
        "",
    ),
    "spray paint": (
        "graffiti; stencil; street art; on a brick wall; sprayed; spray can; aerosol; brick wall; banksy; tagging",
        "",
    ),
    "marbling": (
        "marbled paper; marbled; paper marbling; combed paint; ebru; swirling veins; veined; endpaper; paint swirls",
        "",
    ),
    "mosaic": (
        "a mosaic; tesserae; in small stones; roman mosaic; byzantine; tiled; ceramic tiles; mosaic stones; "
        "pieces of stone; azulejo",
        "",
    ),
    "low poly": (
        "low-poly; facets of colour; polygons; computer graphics; polygonal; faceted; in triangles; "
        "3d model; rendered; crystal facets",
        "",
    ),
    "pixel art": (
        "pixels; 8-bit; pixelart; video game; in pixels; arcade; retro game; sprite; console game; blocky; eight bit",
        "",
    ),
    "embroidery": (
        "embroidered; needlework; stitched; in thread; cross-stitch; sewn; needle and thread; stitches; "
        "satin stitch; sewing; handkerchief",
        "",
    ),
    "tapestry": (
        "a tapestry; woven; weaving; loom; wool; a woven hanging; carpet; rug; textile; knitted; warp and weft; kilim",
        "",
    ),
    "led wall": (
        "led screen; led lights; pixel wall; a wall of lamps; billboard; scoreboard; light bulbs; "
        "digital screen; jumbotron; times square; lit pixels",
        "",
    ),
    "film": (
        "photograph; a photograph; old photograph; film grain; analogue photo; polaroid; photo; cinema; "
        "vintage photo; on film; super 8; snapshot; movie; home movie",
        "",
    ),
    "soft focus": (
        "out of focus; blurred; bokeh; blurry; hazy picture; a blur; unfocused; dream focus; melted light; "
        "impression; half seen",
        "",
    ),
    "shadow play": (
        "shadow theatre; shadow puppets; silhouettes; shadows on a screen; shadow puppet; shadows on cloth; "
        "wayang; black silhouette; cut-out shadows; shadow theater",
        "",
    ),
    "batik": (
        "a batik; wax resist; wax and dye; indonesian cloth; dyed cloth; wax cloth; tie-dye; crackled wax; "
        "printed cotton; sarong",
        "",
    ),
}

PALETTE_WORDS: dict[str, tuple[str, str]] = {
    "dawn": (
        "dawn colours; rose and gold; peach and indigo; the colours of morning; apricot light",
        "",
    ),
    "ember": (
        "ember colours; red and orange; the colours of fire; glowing orange; black and orange; hot colours",
        "",
    ),
    "sea-glass": (
        "sea glass; teal; turquoise; aqua; blue-green; sea green; teal and coral",
        "",
    ),
    "ash": (
        "grey; ashen; greys; black and white; ash and bone; colourless; monochrome; grey on grey",
        "",
    ),
    "gold-on-night": (
        "gold on night; gold and blue; blue and gold; midnight blue; gold; navy and gold",
        "",
    ),
    "moss": (
        "green; mossy; greens; olive; moss green; leaf green; green and amber",
        "",
    ),
    "rose": (
        "pink; rose colours; pinks; plum and pink; blush; rose and wine",
        "",
    ),
    "violet": (
        "purple; violet; lavender; mauve; lilac; purples; violet and orange",
        "",
    ),
    "desert": (
        "terracotta; ochre; sand colours; earth colours; brown; clay; sienna; rust and sand",
        "",
    ),
    "frost": (
        "ice blue; pale blue; blue and white; icy; frosted; cold blue; blue",
        "",
    ),
    "vermilion": (
        "black and red; red; vermilion; ink and red; red on white; scarlet; bone and red",
        "",
    ),
    "electric": (
        "magenta; magenta and cyan; hot pink; neon colours; ultraviolet; electric colours; cyan",
        "",
    ),
    "spring": (
        "spring; springtime; spring colours; fresh green and pink; april; may; pastel green; young green; "
        "green and pink; tender green; march",
        "",
    ),
    "summer": (
        "summer; summertime; yellow; yellow and blue; sunny yellow; august; july; lemon; high summer; "
        "summer colours; sky blue and yellow; june",
        "",
    ),
    "autumn": (
        "autumn; autumn colours; fall colours; october; november; russet; amber and brown; chestnut; "
        "september; autumnal; maroon; bronze",
        "",
    ),
    "spectrum": (
        "many-coloured; all colours; colourful; rainbow colours; full of colour; multicoloured; "
        "every colour; bright colours; a riot of colour; motley; harlequin; primary colours",
        "",
    ),
}

TIME_WORDS: dict[str, tuple[str, str]] = {
    "dawn": (
        "at dawn; daybreak; at first light; early morning; sunrise; in the morning",
        "",
    ),
    "noon": (
        "at noon; midday; in full daylight; by day; bright day; at midday",
        "",
    ),
    "dusk": (
        "at dusk; sunset; evening; at sundown; in the evening; twilight; at nightfall",
        "",
    ),
    "night": (
        "at night; midnight; in the dark; by night; deep night; in the night",
        "",
    ),
}

WEATHER_WORDS: dict[str, tuple[str, str]] = {
    "clear": (
        "clear sky; under a clear sky; clear air",
        "",
    ),
    "misty": (
        "mist; in the mist; fog; foggy; in fog; veiled in mist",
        "",
    ),
    "rainy": (
        "in the rain; rainy; drizzle; under rain; wet weather",
        "",
    ),
    "snowy": (
        "in the snow; snowy; while it snows; in falling snow",
        "",
    ),
    "stormy": (
        "storm; in a storm; stormy sky; under dark clouds; a storm is coming; thunderclouds",
        "",
    ),
    "windy": (
        "wind; in the wind; a windy day; gusts; gale; blown by the wind",
        "",
    ),
}

MOOD_WORDS: dict[str, tuple[str, str]] = {
    "grief": (
        "sorrow; mourning; sadness; sad; grieving; heartbreak; a great grief; weeping; in mourning; tears; "
        "loss; lost love; wept; broken; a wake; sorrows; the weight of it; unhappy; grieving for you",
        "I cannot carry this; everything runs down; we bury what we love; the grief has no floor",
    ),
    "joy": (
        "joyful; happy; delight; a quiet joy; happiness; celebration; laughing; bliss; jubilant; gladness; "
        "cheerful; laughter; gladly; rejoice; a feast; glee; thrilled; we are happy; delighted; singing; "
        "ecstatic",
        "I could sing with my whole skin; the day laughs out loud; come, everything is dancing",
    ),
    "calm": (
        "peace; peaceful; stillness; quiet; serene; at rest; tranquil; silence; a calm hour; ease; quietly; "
        "at peace; slow breath; hush; calming; unhurried; a long quiet; restful; silent; harmony",
        "nothing needs to happen now; the breath goes out and comes back; be quiet with me",
    ),
    "dread": (
        "fear; afraid; foreboding; terror; ominous; menace; nightmare; horror; something is coming; uneasy; "
        "fearful; frightening; dark omens; danger; threat; dreadful; terrified; shadows close in; scary; "
        "evil",
        "something stands behind the door; do not turn around; the dark has teeth",
    ),
    "longing": (
        "yearning; desire; homesick; missing you; ache; wistful; nostalgia; far from home; longing for home; "
        "desiring; i miss you; far away love; wanting; lovesick; homeward; remembering; memory; "
        "the ache of distance",
        "I would walk to where you are; the light is always over there; come back, come back",
    ),
    "anger": (
        "rage; fury; angry; wrath; furious; outrage; violence; war; raging; revolt; mad with rage; fighting; "
        "hate; burning anger; a scream; fierce; battle; revenge; shouting; rebel",
        "I will break every plate; the blood is shouting; no more, I said, no more",
    ),
    "wonder": (
        "awe; amazement; astonished; marvel; magic; a miracle; enchanted; dreamlike; mystery; dream; "
        "marvelling; the marvellous; a wonder; dreaming; enchantment; curious; sublime; astonishment; "
        "the unknown; imagination",
        "look up, look up; the world has just begun; I did not know that it could shine",
    ),
    "tenderness": (
        "tender; gentle; softness; soft; caress; kindness; affection; gently; lullaby; a mother's love; "
        "a kiss; cradle; gentleness; warm; loved; delicate; soft hands; sweet; care",
        "sleep, I will hold the light; your breath against my wrist; touch it as you would a bird",
    ),
    "hope": (
        "hopeful; faith; promise; a new beginning; courage; trust; hoping; light at last; grace; promising; "
        "believe; light ahead; healing; rescue; blessing; a better day; rising; future; freedom",
        "it will be morning after all; somewhere a seed has heard us; the light is on its way",
    ),
    "loneliness": (
        "lonely; alone; solitude; solitary; abandoned; empty; emptiness; isolation; nobody; lost; by myself; "
        "nobody here; desolate; alone again; lonesome; forgotten; left behind; exile; a stranger; "
        "silence and distance",
        "no one calls my name here; a room with only me in it; I set the table for one",
    ),
}

COMPOSITION_WORDS: dict[str, tuple[str, str]] = {
    "centred": (
        "in the centre; in the middle",
        "",
    ),
    "near": (
        "close up; up close; near; very large; filling the picture; seen from near",
        "",
    ),
    "far": (
        "far away; in the distance; distant; small and far; seen from afar",
        "",
    ),
    "left": (
        "on the left; to the left; at the left side",
        "",
    ),
    "right": (
        "on the right; to the right; at the right side",
        "",
    ),
    "high": (
        "high up; above; at the top; high in the picture",
        "",
    ),
    "low": (
        "low down; below; at the bottom; low in the picture",
        "",
    ),
    "two": (
        "two of them; a pair; twice; two",
        "",
    ),
    "many": (
        "many; many of them; a multitude; countless; dozens",
        "",
    ),
    "reflected": (
        "reflected in water; reflected; mirrored; a reflection; mirrored in a lake",
        "",
    ),
}

RELATION_WORDS: dict[str, tuple[str, str]] = {
    "with": (
        "and; with; together with; along with; accompanied by",
        "",
    ),
    "beside": (
        "next to; by; near; at the side of; close to; side by side with",
        "",
    ),
    "on": (
        "on top of; upon; standing on; resting on; balanced on",
        "",
    ),
    "under": (
        "beneath; below; underneath; in the shelter of; at the foot of",
        "",
    ),
    "inside": (
        "in; within; held in; enclosed by; in the heart of",
        "",
    ),
    "between": (
        "between a pair of; flanked by; in between; framed by; with one on each side of",
        "",
    ),
    "above": (
        "over; hovering over; high over; floating over; rising over",
        "",
    ),
    "behind": (
        "half hidden by; in back of; at the back of; beyond; hidden behind",
        "",
    ),
}

LIGHT_WORDS: dict[str, tuple[str, str]] = {
    "even": (
        "in even light; in plain light; flat light; evenly lit",
        "",
    ),
    "backlit": (
        "against the light; a silhouette; in silhouette; dark against the light; contre-jour; "
        "black against the sky; shadow before the light",
        "",
    ),
    "spotlit": (
        "in a spotlight; in the spotlight; a pool of light; lit from above; in the limelight; "
        "picked out by a lamp; alone in the light",
        "",
    ),
    "half in shadow": (
        "in half shadow; chiaroscuro; light and shadow; shadow on one side; half lit; side light; half dark; "
        "deep shadow; shade; shadow; shadows",
        "",
    ),
    "layered": (
        "layer behind layer; depth; deep space behind; hills behind hills; foreground and distance; "
        "parallax; seen through leaves; framed by leaves; in layers",
        "",
    ),
    "glowing": (
        "glowing from within; lit from within; inner light; radiant; luminous; shining; aglow; gleaming; "
        "shining in the dark; lights up; incandescent",
        "",
    ),
}
