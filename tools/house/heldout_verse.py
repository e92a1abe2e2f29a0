"""A hundred lines of verse written for the evaluation, each with what it should bring; none is a caption's line.

Their words may occur in captions, their turns may not: no run of four words of a line occurs in any caption line.
"""

from __future__ import annotations

# "attribute: name, attribute: name | line"
_LINES = """
subject: sea, mood: longing | grey salt between my window and your country
subject: sea, mood: calm | the tide breathed out and forgot to be anything
subject: waves, mood: anger | seven breakers shouldering the mole like bulls
subject: moon, palette: gold-on-night | a coin of light held under the tongue of midnight
subject: moon, mood: loneliness | she rises late tonight and nobody looks up
subject: sun, mood: joy | morning threw its yellow hat over the fence
subject: stars, mood: wonder | we lay in the meadow and named what burned above
subject: clouds | white elephants wandered over the county all afternoon
subject: rain, mood: grief | it has been pouring since we lowered him
subject: rain | the gutters learned a new language by evening
subject: snow, mood: calm | flake upon flake the yard forgave us
subject: snow, palette: frost | the first white of december on the sill
subject: lightning, mood: dread | for one breath the whole valley was bone
subject: mountains | above the last hut only peaks and ravens
subject: dunes, palette: desert | a camel's width of shade and then the sand again
subject: forest, mood: dread | the firs stepped closer when we stopped talking
subject: forest, palette: moss | under the pines the light went green and kneeling
subject: tree | grandfather's oak still argues with the west wind
subject: flowers, palette: spring | poppies ran ahead of the children down the bank
subject: fire, mood: anger | let it burn, let the rafters say what we could not
subject: fire, palette: ember | we told it everything, and the logs fell in
subject: smoke | thin and blue it climbed from the last chimney
subject: river, mood: calm | it goes by slowly and takes the willows with it
subject: city, weather: rainy | ten thousand lamps lay down in the wet avenue
subject: city, mood: loneliness | all those lit squares and none of them mine
subject: window, mood: longing | I keep a pane clear with my sleeve for your coming
subject: door, mood: hope | the handle turned and it was morning on the other side
subject: boat | tarred hull, patched canvas, a boy at the tiller
subject: boat, mood: loneliness | one sail, and the whole bay too big for it
subject: bird, mood: hope | a small brown thing sang on the wire regardless
subject: birds, palette: autumn | in october the sky fills with departures
subject: fish | silver under the ice, a thought that turned
subject: eye | her pupil widened until I fell in
subject: hand, mood: tenderness | five warm fingers found mine under the table
subject: face | I drew your brow from memory and got the sorrow right
subject: heart, mood: joy | something red drummed in me all the way home
subject: heart, palette: vermilion | here, take it, it is only muscle and you
subject: candle, mood: hope | a wick no longer than a sigh held off the cellar
subject: bridge | halfway across the arches I dropped your ring
subject: road, mood: longing | the highway narrowed to a hair and still no you
subject: house, mood: tenderness | there was bread in it, and a lamp, and my mother humming
subject: galaxy, mood: wonder | milk spilled by a god across the black table
subject: aurora, palette: sea-glass | green curtains shook above the frozen lake
subject: crystal | facets, each with its own cold little noon
subject: spiral | inward it wound, and inward, like a shell's one thought
subject: feather | a white plume let go and took its time
subject: leaf, palette: autumn | a red maple hand on the wet step
subject: butterfly, mood: tenderness | it dried its wings on the baby's sleeve
subject: lighthouse, mood: hope | all night the beam went round like someone counting us
subject: stairs | forty steps up to a locked attic
subject: dancer, mood: joy | her heel struck and the floor answered with sparks
subject: dancer | she spun until the skirt was a bell
subject: clock, mood: dread | tick, said the hallway, and again, and nearer
subject: horse | mane in my teeth, we took the wall at a gallop
subject: horse, mood: wonder | a white mare stood in the fog as if drawn there
subject: cat | nine pounds of velvet judged me from the sill
subject: dog, mood: grief | old hound, who will you wait for now
subject: wolf, mood: loneliness | on the ridge one throat opened to the moon
subject: deer | antlers among the trunks, and the clearing held its breath
subject: elephant | slow grey aunts, they buried their dead with branches
subject: lion, mood: anger | the mane shook and the savanna went flat with fear
subject: owl, time: night | two gold coins blinked in the barn rafters
subject: swan, mood: grief | the long white neck bent and did not lift again
subject: snake, mood: dread | something poured itself between the stones
subject: whale, mood: wonder | a hill rose from the water and breathed
subject: jellyfish, style: soft focus | bells of milk drifting in a blurred blue
subject: spider | dew on her wheel, eight feet on the silk
subject: bee, palette: summer | a heavy hum in the lavender at noon
subject: sunflower, palette: summer | brown faces in yellow bonnets, following
subject: rosebud, mood: longing | I pressed your thorn and the thorn pressed back
subject: apple | one bite was missing when the angel came
subject: wheat, palette: gold-on-night | the ears bow down as far as the road
subject: bare tree, mood: grief | november hung its black wires over the grave
subject: walker, weather: rainy | a man in a long coat counting puddles
subject: runner, mood: dread | feet behind mine, and the alley not ending
subject: embrace, mood: tenderness | on the platform two coats became one
subject: crowd, mood: anger | the square was throats and fists by noon
subject: singer | she leaned to the microphone and the bar went still
subject: sleeper, mood: calm | breath like a tide beneath the quilt
subject: angel, style: fresco | a cracked saint with wings on the chapel ceiling
subject: child, mood: joy | he ran at the puddle with his whole small life
subject: skull | behind the smile a better smile, and patient
subject: mask, mood: dread | the painted grin did not come off with the string
subject: castle, mood: wonder | battlements, pennants, a stair inside the air
subject: church | a steeple, a rook, and a bell for nobody
subject: train, mood: longing | the last carriage took its lit window round the bend
subject: grave, mood: grief | we left the stone with your two dates in the rain
subject: umbrella, weather: rainy | black silk mushrooms opened down the boulevard
subject: key | iron, cold, cut for a lock they bricked up
subject: letter, mood: longing | the envelope still smells of your coast
subject: mirror, mood: loneliness | I lift my hand and only he lifts his
subject: guitar | strings and a porch and all of august humming
subject: violin, mood: grief | the bow dragged its sorrow over the gut
subject: drum, mood: anger | skin and stick, skin and stick, the street is coming
subject: pulse, palette: electric | the bass drew its magenta hill across the dark
subject: rainbow, mood: hope | seven ribbons tied the storm to the hill
subject: volcano, mood: anger | the peak coughed red and the goats ran
subject: waterfall | it leapt the ledge in a thousand white ropes
subject: iceberg, palette: frost | a cathedral of cold turning in the strait
subject: eclipse, mood: dread | at midday the cocks crowed and then were quiet
"""


def _read(line: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """'attribute: name, ... | verse' -> (verse, ((attribute, name), ...))."""
    marks, verse = line.split(" | ")
    pairs = (mark.split(": ") for mark in marks.split(", "))
    return verse, tuple((attribute, name) for attribute, name in pairs)


VERSE: dict[str, tuple[tuple[str, str], ...]] = dict(_read(line) for line in _LINES.strip().splitlines())
