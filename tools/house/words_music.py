"""The wordings of instruments, abstract fields, air and water: name -> ('words; ...', 'whole lines; ...')."""

from __future__ import annotations

MUSIC_WORDS: dict[str, tuple[str, str]] = {
    "guitar": (
        "a guitar; the guitar; guitars; acoustic guitar; strumming; six strings; flamenco; bass guitar; "
        "ukulele; banjo; chords; a guitarist; lute; rock and roll",
        "the guitar is a room with one window; six wires and a summer; strum until the dark comes closer",
    ),
    "violin": (
        "a violin; the violin; violins; fiddle; cello; viola; violinist; bow and strings; string quartet; "
        "orchestra; symphony; sonata; strings and bow; bowing",
        "the violin knows where it hurts; a bow drawn over the late hour; wood that remembers leaves, and says so",
    ),
    "piano": (
        "a piano; the piano; pianos; keyboard; piano keys; black and white keys; pianist; organ; a nocturne; "
        "harpsichord; ivory keys; grand piano; melody; chopin; scales",
        "the piano has all its teeth tonight; eighty-eight small doors; someone upstairs practises forgiveness",
    ),
    "drum": (
        "a drum; the drum; drums; drumming; drumbeat; percussion; snare; drummer; the beat; rhythm; beat; "
        "drumsticks; tambourine; a marching drum; beating",
        "the drum says here, here, here; skin over the first thing we knew; march, said the sticks, and the blood did",
    ),
    "pulse": (
        "a pulse; the pulse; sound wave; soundwave; waveform; oscillation; frequency; vibration; signal; "
        "audio; sine wave; the voice as a wave; sound; amplitude; oscilloscope; tremor; hertz",
        "the pulse draws itself and is gone; a voice is a hill that moves; up, down, the whole of it",
    ),
    "equalizer": (
        "an equalizer; equaliser; level meter; sound bars; bars of sound; volume; columns of sound; "
        "loudness; the mix; spectrum bars; decibels; loud; techno; disco; bass and treble",
        "the bars jump where the bass is; columns of noise learn to dance; loud is a city at night",
    ),
    "stage lights": (
        "stage light; spotlights; stage lights; spotlight; beams of light; beams; floodlights; show lights; "
        "light beams; limelight; laser; lasers; theatre lights; a light show; projector; headlights",
        "the beams cross and mean it; light comes down the smoke like stairs; all at once the floor is chosen",
    ),
    "particles": (
        "particle; particles; a swarm of points; dust; sparks; explosion; burst; confetti of light; glitter; "
        "specks; dust in the light; an explosion; fireworks; firework; big bang; scattering; "
        "atoms flung apart; spray of light",
        "everything flew out and is still flying; dust with a plan; sparks that have left the fire",
    ),
    "resonance": (
        "resonance; standing waves; wave pattern; two waves cross; moire; vibrating; harmonics; overtones; "
        "cymatics; sounding; reverberation; wave upon wave crossing; chord; consonance; two sources",
        "two stones, and the pond does arithmetic; where they meet it doubles or is still; "
        "the room hums its own number",
    ),
    "currents": (
        "currents; streams of lines; flow; flowing lines; flow lines; wood grain; streaming; drift; "
        "wind map; contours; flowing; fluid; isobars; undercurrent; smooth lines; turbulence; grain of wood",
        "lines that have agreed to go; the air shows what it meant; everything leans where it is going",
    ),
    "atom": (
        "an atom; the atom; atoms; nucleus; electron; electrons; orbiting; molecule; physics; orbits; "
        "science; nuclear; quantum; a kernel and its orbits; chemistry; energy; proton",
        "the smallest thing is mostly round; around a nothing they keep their appointment; energy with its hat off",
    ),
    "network": (
        "a network; the network; networks; nodes; connected; connections; links; connection; internet; "
        "nodes and links; computer; neurons; neural; synapse; brain; mind; thoughts; linked; "
        "a mesh of threads; technology; mapped",
        "every point has heard of every other; the mind is the threads and not the knots; one tug and all of it knows",
    ),
    "mandala": (
        "a mandala; the mandala; mandalas; ornament; round ornament; kaleidoscope; symmetry; symmetrical; "
        "pattern; rosette; petal pattern; lace; sacred geometry; ornamental; decoration; arabesque; "
        "symmetries",
        "petal within ring within petal; a patience with a centre; sand, to be swept away when done",
    ),
    "labyrinth": (
        "a labyrinth; the labyrinth; maze; a maze; labyrinths; minotaur; confusion; lost in a maze; "
        "ariadne's thread; puzzle; riddle; dead end; confused; wrong turn; hedges",
        "the labyrinth is one long door; left, left, and the bull's breath; I dropped my thread in the plot",
    ),
    "cubes": (
        "cube; a cube; the cubes; cubes; stacked cubes; blocks; boxes; isometric; building blocks; box; "
        "cubic; cubism; a pile of boxes; dice; crates; bricks; stacked boxes",
        "boxes full of being boxes; up or in, the cubes won't say; three faces and each is right",
    ),
    "triangles": (
        "triangle; a triangle; the triangles; triangles; sharp shapes; flat shapes; abstract shapes; "
        "geometric; triangular; abstract; shapes; angles; abstraction; constructivism; bauhaus; "
        "points and edges",
        "three sides and an opinion; points that have not met a hand; shape upon shape, and none of it sorry",
    ),
    "rainbow": (
        "a rainbow; the rainbow; rainbows; bow in the sky; arc of colours; seven colours; after the rain; "
        "over the rainbow; a bow of light; iris; colourful arc; pot of gold",
        "the rain resolved into a bridge; seven words for sun; nobody arrives where it comes down",
    ),
    "comet": (
        "a comet; the comet; comets; falling star; a shooting star; meteor; tail of light; meteorite; "
        "halley; asteroid; a star with a tail; falling from the sky; meteors",
        "the comet keeps its long appointment; a wish with its hair on fire; it was here before, and so were we",
    ),
    "planet": (
        "a planet; the planet; planets; saturn; ringed planet; jupiter; mars; venus; a distant world; world; "
        "earth; globe; rings of saturn; solar system; the world; another world",
        "a planet wears its own weather; far off, a world with a hat of ice; round and round the idea of warm",
    ),
    "eclipse": (
        "an eclipse; the eclipse; solar eclipse; black sun; corona; eclipsed; the sun goes dark; totality; "
        "darkness at noon; a dark disc; blotted out; black disc",
        "noon closed its one eye; a black coin on the sun; the birds went quiet in the wrong hour",
    ),
    "tornado": (
        "a tornado; the tornado; twister; whirlwind; funnel; tornadoes; hurricane; a funnel of wind; "
        "dust devil; typhoon; a spinning storm; devastation; destruction; disaster",
        "the sky put one finger down; it took the barn and left the cup; a rope of weather dances the field",
    ),
    "hot air balloon": (
        "a hot air balloon; the hot air balloon; balloon flight; montgolfier; airship; floating; "
        "hot-air balloon; a striped balloon; basket and balloon; zeppelin; aloft; levitation; float; "
        "weightless",
        "up we went on a warm argument; the basket creaks, the fields are cards; a breath of fire and the hill lets go",
    ),
    "kite": (
        "a kite; the kite; kites; paper kite; flying a kite; kite and string; kite tail; a kite on the wind; "
        "kite flying; autumn kites; paper dragon",
        "the kite pulls like a small god; a string between me and the weather; paper that believes",
    ),
    "waterfall": (
        "a waterfall; the waterfall; cascade; falls; falling water; waterfalls; niagara; cataract; "
        "a mountain fall; plunging water; plunge; water pours over the edge; torrent",
        "the water has decided; it falls and is not hurt; white noise with a rainbow in it",
    ),
    "island": (
        "an island; the island; islands; isle; a lonely island; desert island; archipelago; castaway; atoll; "
        "a rock in the sea; crete; hawaii; robinson; treasure island",
        "an island is a mountain that waded in; sea on all sides of the thought; one rock, and gulls to own it",
    ),
    "iceberg": (
        "an iceberg; the iceberg; icebergs; ice; floating ice; glacier; the tip of the iceberg; frozen sea; "
        "drifting ice; antarctica; titanic; greenland; floe; melting ice; polar ice; arctic",
        "most of it is what I didn't say; a white tooth of the north; it leans, and the ship is a sentence",
    ),
    "fountain": (
        "a fountain; the fountain; fountains; spring water; jets of water; fountain in the square; "
        "water jets; wellspring; piazza; wishing well; the fountain of youth; gush; spout; well",
        "the fountain spends the same coin; water climbs to see and comes back; a tree of drops, and no shade",
    ),
    "bubbles": (
        "bubble; a bubble; the bubbles; bubbles; soap bubbles; soap; foam bubbles; floating bubbles; froth; "
        "fizz; iridescent bubbles; lather; sparkling water",
        "a bubble holds its breath around the room; gone, and not even a noise; "
        "round, trembling, on its way to nothing",
    ),
    "volcano": (
        "a volcano; the volcano; volcanoes; eruption; lava; erupting; vesuvius; crater; magma; etna; "
        "the mountain burns; pompeii; erupt; lava flow",
        "the mountain says its red thing; under us a kettle of stone; ash for a week, then gardeners",
    ),
    "cave": (
        "a cave; the cave; caves; cavern; grotto; stalactites; a dark cave; den; mouth of a cave; hollow; "
        "underworld; bats' cave; plato's cave; hideout",
        "the cave keeps one room of night; drip, says the roof, a thousand years; "
        "we painted bulls and went out hunting",
    ),
    "roots": (
        "roots; the roots; root; a root; rooted; under the earth; soil; tree roots; seedling; "
        "shoot and root; earth; planting; growth; sprout; origin; grow; ancestry; growing",
        "roots write in the dark for no one; down is also a direction of light; a green hand up, a white hand under",
    ),
}
