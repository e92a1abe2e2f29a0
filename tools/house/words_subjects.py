"""The wordings of the subjects: name -> ('words and noun phrases; ...', 'whole lines; ...')."""

from __future__ import annotations

SUBJECT_WORDS: dict[str, tuple[str, str]] = {
    "sea": (
        "the sea; ocean; the open sea; open water; wide water; the deep; salt water; a horizon of water; "
        "still sea; black water; the great water; a calm ocean; shore and sea; seawater; the ocean at rest; "
        "shoreline; saltwater; an endless sea; blue water; sea level; the seven seas; coast",
        "the sea keeps its own counsel; salt as far as I can see; the water goes on without us; "
        "all that blue and nothing written on it",
    ),
    "waves": (
        "wave; breaking waves; the surf; breakers; rolling waves; whitecaps; a tall wave; foam; "
        "the crest of a wave; crashing waves; the tide; sea foam; rollers; a curling wave; spray; undertow; "
        "high tide; ebb and flow; the swash",
        "the waves come in like questions; wave after wave breaks over my name; "
        "the tide takes back its word; foam writes and forgets",
    ),
    "moon": (
        "the moon; full moon; crescent; half moon; moonlight; moonrise; a pale moon; lunar; the sickle moon; "
        "new moon; moonshine; a white moon; moon over the hill; crescent moon; half a moon; the moon's face; "
        "moon of bone",
        "the moon drowns in black water; the moon has lost its other half; a moon as thin as a promise; "
        "all night the moon reads over my shoulder",
    ),
    "sun": (
        "the sun; sunlight; sunshine; a burning sun; the solar disc; a golden sun; noon sun; sunburst; "
        "the day star; sunrise on the hill; sun and rays; the sun at its height; bright sun; radiance; "
        "the sun's wheel; sun god",
        "the sun opens like a hand; the sun climbs out of the field; one sun for all of us; "
        "the light has a source and I am looking at it",
    ),
    "stars": (
        "star; starlight; starry sky; a sky full of stars; constellation; constellations; night of stars; "
        "the stars above; scattered stars; starry night; a handful of stars; shooting stars; evening star; "
        "star map; bright stars; pole star",
        "the stars were there before the word; count the stars until you sleep; every star is an old letter",
    ),
    "clouds": (
        "cloud; white clouds; a bank of clouds; drifting clouds; heaped clouds; cloudscape; towering clouds; "
        "high clouds; cloudbank; a cloud; cotton clouds; puffy clouds; grey clouds; summer clouds; "
        "cloud upon cloud",
        "the clouds carry nothing and go far; a cloud the shape of leaving; clouds like unmade beds",
    ),
    "rain": (
        "the rain; falling rain; raindrops; a shower; heavy rain; rain on stone; slanting rain; "
        "rain all night; wet streets; rainy day; pouring rain; rainwater; it is pouring; cloudburst; "
        "rain and rain; summer rain; a wet day",
        "rain says one thing over and over; it rained until the names ran; the rain has come to listen",
    ),
    "snow": (
        "the snow; snowfall; snowflakes; falling snow; drifts of snow; white winter; first snow; "
        "a field of snow; snowflake; deep snow; snowdrift; winter; white flakes; ice and snow; "
        "snow in the air; december",
        "snow covers every argument; the snow is falling on the unsaid; it snowed and the world held its breath",
    ),
    "lightning": (
        "a bolt of lightning; lightning bolt; a flash; lightning strike; forked lightning; electric sky; "
        "the sky splits; a white bolt; a lightning flash; storm light; the bolt; white fire from the sky; "
        "sudden light; discharge",
        "the sky cracks like a plate; lightning signs its name once; for a second everything is true",
    ),
    "mountains": (
        "mountain; the mountains; peaks; a mountain range; high peaks; snow-capped peaks; ridges; alps; "
        "far mountains; a stone ridge; mountain tops; the high mountains; crags; rocky peaks; a peak; "
        "highlands; blue ridges; the massif; mountainside",
        "the mountains do not answer; behind the mountain, a mountain; the peaks keep last year's snow",
    ),
    "dunes": (
        "dune; sand dunes; desert; the desert; sand; a sea of sand; waves of sand; drifting sand; "
        "golden sand; the dunes; wind on sand; dry land; sandhills; the empty quarter; drought; hot sand; "
        "caravan country",
        "the desert is a clock that broke; sand forgets each foot; dune upon dune, the slow sea",
    ),
    "forest": (
        "the forest; woods; the woods; fir trees; pines; a dark forest; among the pines; deep woods; "
        "a wall of trees; evergreens; a forest; conifers; spruce; a stand of firs; the dark wood; "
        "forest edge; thicket; pine forest; timber",
        "the forest closes behind us; between the trunks, someone's breath; go into the trees and be no one",
    ),
    "tree": (
        "a tree; the tree; lone tree; an oak; a single tree; old tree; a tree on a hill; branches and crown; "
        "the old oak; trunk and branches; a great tree; treetop; apple tree; the tree of life; "
        "bark and bough; oak tree; branches",
        "one tree holds up the whole sky; the tree is a river standing; I leaned my years against the oak",
    ),
    "flowers": (
        "flower; a flower; petals; poppies; wildflowers; daisies; blooms; three flowers; a bouquet; "
        "in bloom; petal; stems and petals; a flower bed; poppy; meadow flowers; the bloom; daisy; "
        "bunch of flowers",
        "the flowers open without permission; what the poppies know; petals fall from the sentence",
    ),
    "fire": (
        "the fire; flames; flame; a bonfire; burning; a campfire; embers; tongues of flame; it burns; "
        "campfire; burning wood; fireside; the flames; fire in the dark; on fire; pyre",
        "the fire eats the evening; everything I wrote is burning; the flame bows and goes on",
    ),
    "smoke": (
        "the smoke; a plume of smoke; rising smoke; a column of smoke; smoke curls; thin smoke; "
        "drifting smoke; smoky air; smoke and ash; chimney smoke; a curl of smoke; incense; smoke signal",
        "smoke climbs its own stairs; what is left is smoke; the smoke remembers the wood",
    ),
    "river": (
        "the river; a winding river; stream; a brook; flowing water; a bend in the river; the current; "
        "river valley; riverbed; a slow river; the stream; meander; upstream; valley and river; rivers; "
        "the ford",
        "the river carries our faces away; follow the river to its first word; a river is the land thinking",
    ),
    "city": (
        "the city; skyline; a city skyline; skyscrapers; towers; lit windows; buildings; downtown; "
        "city lights; the metropolis; a city at the river; high-rise; skyscraper; the towers; streetlights; "
        "rooftops; office towers; big city; blocks and towers",
        "the city never lowers its eyes; ten thousand windows, no face; towers full of sleepers",
    ),
    "window": (
        "a window; the window; window pane; a lit window; an open window; window frame; "
        "light through the window; the casement; glass pane; four panes; a lighted window; windowpane; "
        "window at night; looking out; the sash",
        "a window is a small sky; somebody left the window burning; through the glass, another life",
    ),
    "door": (
        "a door; the door; an open door; doorway; a closed door; threshold; a lit doorway; the arched door; "
        "wooden door; the door ajar; entry; a way out; front door; doors; portal; exit; open door; "
        "a door of light",
        "the door is open and no one comes; knock, said the door; light leaks from under the door",
    ),
    "boat": (
        "a boat; the boat; sailing boat; a sailboat; a ship; sails; a small boat; sailing; a white sail; "
        "sailor; a ship at sea; yawl; fishing boat; regatta; sail; sloop; drifting boat; ship; the mast",
        "a boat with no one in it; the sail takes the wind's side; I send a small boat out",
    ),
    "bird": (
        "a bird; the bird; a single bird; a bird in flight; a swallow; wings; a raven; outstretched wings; "
        "a gull; flying bird; a dark bird; songbird; blackbird; bird on the wing; beak and wing; winged; "
        "flight; a crow; nightingale",
        "the bird lets go of the branch; a bird is a thought with bones; one wing writes on the air",
    ),
    "birds": (
        "the birds; a flock of birds; flock; a flight of birds; geese; crows; swallows; migrating birds; "
        "birds in the sky; wild geese; many wings; flying birds; a skein of geese; the flock; wing and wing; "
        "migration",
        "the birds are leaving in one sentence; a flock turns like a page; they go south without me",
    ),
    "fish": (
        "a fish; the fish; a swimming fish; carp; koi; a silver fish; fins and scales; a goldfish; fishes; "
        "fishing; herring; a red fish; swimming; scales; underwater; gill and fin",
        "the fish has no word for water; silver turns beneath the surface; a fish the size of a secret",
    ),
    "eye": (
        "an eye; the eye; an open eye; a gaze; watching eye; iris and pupil; eyes; looking; the pupil; "
        "eyesight; the all-seeing eye; eye and lashes; a look; a single eye; seeing; witness; the watcher",
        "an eye that has seen the sea; somebody watches from the paint; look at me until I am here",
    ),
    "hand": (
        "a hand; the hand; an open hand; fingers; a raised hand; five fingers; hands; an outstretched hand; "
        "handprint; my hand; finger; high five; a wave of the hand; touch; reaching; grasp",
        "your hand is a map of rain; I open my hand and nothing falls; five fingers, one farewell",
    ),
    "face": (
        "a face; face in profile; a profile; the face; a human head; silhouette of a face; portrait; "
        "head in profile; a woman's profile; faces; her face; his face; profile; human face; a bust; "
        "brow and neck; a head; somebody's face; woman",
        "your face turned to the window; a profile cut from the night; I know that face from a dream",
    ),
    "heart": (
        "a heart; the heart; my heart; beating heart; a red heart; the shape of a heart; hearts; love; "
        "heartbeat; in love; beloved; true love; the red heart; sacred heart; lovers; passion",
        "the heart is a clumsy drum; love is the red one; my heart has left the room",
    ),
    "candle": (
        "a candle; the candle; candlelight; a burning candle; candle flame; a wick; wax and flame; "
        "by candlelight; a lit candle; candles; a small flame; wax; candle in the window; vigil; wax light",
        "one candle holds the dark back; the wick leans toward its end; light a candle for the absent",
    ),
    "bridge": (
        "a bridge; the bridge; a stone bridge; arches; an arched bridge; viaduct; bridge over water; "
        "the old bridge; crossing; the span; stone arches; an arch; bridges; bridge and river; roman bridge",
        "the bridge remembers both shores; halfway over, I forgot why; arch after arch, the crossing",
    ),
    "road": (
        "a road; the road; highway; an empty road; a long road; the path; a way; the road ahead; "
        "vanishing road; the open road; street; the highway; a straight road; travel; journey; the track; "
        "roadside; a country road",
        "the road unrolls its one idea; I took the road and it took me; all roads thin to a thread",
    ),
    "house": (
        "a house; the house; a small house; home; a farmhouse; a house with a lit window; roof and chimney; "
        "our house; a little house; roof; chimney; at home; my house; a home; the old house; farmhouse; "
        "dwelling; shelter",
        "the house keeps a light on; home is a shape in the rain; my mother's house, its one lamp",
    ),
    "galaxy": (
        "a galaxy; the galaxy; spiral galaxy; the milky way; the cosmos; deep space; a wheel of stars; "
        "the universe; outer space; space; stars and dust; a distant galaxy; universe; cosmos; a far galaxy; "
        "among the stars; heavens; infinity",
        "a galaxy turns in the cup; the universe has nowhere else to be; far suns stirred with a spoon",
    ),
    "aurora": (
        "the aurora; northern lights; polar lights; curtains of light; aurora borealis; "
        "green light in the sky; light over the pole; aurora over snow; arctic lights; veils of light; "
        "the polar sky; polar light; arctic night; dancing lights; light curtains",
        "the sky hangs its curtains out; the north is breathing light; light walks over the pole",
    ),
    "crystal": (
        "a crystal; crystals; quartz; a gem; facets; an amethyst; shards of quartz; a cluster of crystals; "
        "mineral; crystalline; a sharp crystal; rock crystal; facet; ice crystal; minerals; precious stone; "
        "glassy stone",
        "the stone has learned to be clear; light breaks its knees in the crystal; a thousand years to make one edge",
    ),
    "spiral": (
        "a spiral; the spiral; a coil; winding inward; a whorl; spirals; a turning line; round and round; "
        "a vortex; winding; a curl; coiled; nautilus; whirling; screw thread",
        "round and round to the one still point; the line winds into itself; down the stair of the shell",
    ),
    "rings": (
        "ring; the rings; concentric circles; circles; ripples; circle within circle; rings on the water; "
        "concentric rings; circle; a ring; round; bullseye; target; echoes; round and whole; ripple",
        "a stone falls and the circles go; ring inside ring, the years; the echo draws itself",
    ),
    "lines": (
        "line; parallel lines; stripes; bands; vertical lines; threads; strings; bars; running lines; "
        "bars of colour; barcode; vertical bars; strands; line by line; ribbons; rods",
        "lines that never meet; the strings are waiting for a hand; thread by thread the day",
    ),
    "grid": (
        "a grid; the grid; squares; a lattice; checkered; a chessboard; mesh; tiles; a net of squares; "
        "geometry; square; chequered; chess; a net; windows of a tower; graph paper; squared; "
        "mosaic squares; checks",
        "the world in little boxes; square after square, no door; a net to hold the hour",
    ),
    "ink drops": (
        "ink; drops of ink; ink in water; a drop of ink; blots; ink blots; stains; a spreading stain; "
        "spilled ink; inkblot; dripping ink; a blot; black ink; drops; droplets; stain; spots of ink; "
        "ink spreading",
        "ink lets down its hair in water; one drop and the glass is night; the stain has made up its mind",
    ),
    "glass shards": (
        "shards; broken glass; shattered glass; splinters; a shattered mirror; fragments; shards of glass; "
        "broken mirror; the glass breaks; shard; a broken window; shattered; splinter; broken; cracks; "
        "in pieces; breaking; shattering",
        "the mirror comes apart in faces; everything broke along the light; splinters where the word was",
    ),
    "feather": (
        "a feather; the feather; plume; a falling feather; quill; a white feather; feathers; down; "
        "a single feather; quill pen; plumes; downy; falling like a feather; swan's feather",
        "a feather comes down through the years; all that is left of flight; light as the thing I meant",
    ),
    "leaf": (
        "a leaf; the leaf; an autumn leaf; fallen leaf; leaves; foliage; a green leaf; autumn leaves; "
        "leaf and vein; a brown leaf; green leaves; autumn; leaf on the ground; falling leaves; beech leaf",
        "one leaf lets go; the leaf is a small hand; autumn signs with a leaf",
    ),
    "butterfly": (
        "a butterfly; the butterfly; a moth; butterflies; painted wings; moth at the lamp; two bright wings; "
        "butterfly wings; chrysalis; cocoon; fluttering; a bright butterfly; flutter",
        "a butterfly folds the afternoon; the moth has chosen its lamp; wings thin as a lie",
    ),
    "lighthouse": (
        "a lighthouse; the lighthouse; beacon; a tower of light; light over the rocks; the beam; "
        "lamp on the cliff; pharos; harbour light; the light tower; a beacon; coastal light; lamp and rocks; "
        "guiding light; the lamp of the bay",
        "the beam goes round like a thought; a tower that speaks in light; come home, says the lamp",
    ),
    "stairs": (
        "stair; the stairs; staircase; steps; a flight of steps; climbing steps; stairway; "
        "a stone staircase; going up; climb; staircases; climbing; the steps; up the steps; ascending; "
        "descent; step by step",
        "the stairs go up without us; one more step and then the dark; a stair to no floor",
    ),
    "dancer": (
        "a dancer; the dancer; a figure; dancing; a dancing figure; someone dancing; a body in motion; "
        "ballerina; ballet; a human figure; dance; the dance; dancers; a leap; leaping; a bow and a turn; "
        "a turning body; performer; on tiptoe; movement; she dances; body",
        "the dancer leaves her weight behind; a body asks the floor a question; turn, and the room turns",
    ),
    "clock": (
        "a clock; the clock; clock face; hours; a clock with two hands; time; the hour; clockwork; ticking; "
        "midnight hour; dial; watch; the clock hands; seconds; a pocket watch; clocks; half past; "
        "ticking clock; past and future",
        "the clock has only one story; it is later than the song; time with its two thin arms",
    ),
}
