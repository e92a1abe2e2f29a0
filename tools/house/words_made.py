"""The wordings of buildings and of things: name -> ('words and noun phrases; ...', 'whole lines; ...')."""

from __future__ import annotations

MADE_WORDS: dict[str, tuple[str, str]] = {
    "castle": (
        "a castle; the castle; castles; fortress; battlements; a castle on a hill; palace; towers and flags; "
        "citadel; turrets; knights; kingdom; medieval; fairy tale",
        "the castle kept its princess and its damp; every tower a stone no; once upon a wall",
    ),
    "church": (
        "a church; the church; steeple; a church on a hill; bell tower; cathedral; village church; spire; "
        "parish; god; religion; sunday; mass",
        "the church points and does not say; sunday leans on a small hill; a roof over the word",
    ),
    "temple": (
        "a temple; the temple; pagoda; shrine; temples; curved roofs; buddhist temple; monastery; "
        "zen temple; sanctuary; kyoto; five roofs",
        "the temple counts its roofs to heaven; a gong, then more of nothing; incense has moved in",
    ),
    "circus": (
        "a circus; the circus; circus tent; big top; striped tent; tent; a tent; fairground; clown; "
        "acrobats; the ring master; juggler; fair; camping",
        "the circus left a circle in the grass; stripes and a smell of lions; tonight everybody falls on purpose",
    ),
    "windmill": (
        "a windmill; the windmill; windmills; mill; sails of a mill; the old mill; holland; a turning mill; "
        "miller; turbine; don quixote",
        "the mill tells the wind to wait; four arms and no hands; a giant, if you have been reading",
    ),
    "pyramid": (
        "a pyramid; the pyramid; pyramids; egypt; giza; pharaoh; pyramids in the sand; a tomb of stone; "
        "sphinx; ancient egypt; the nile",
        "the pyramid points at a dead idea; stone upon stone upon thirst; a king asleep in a triangle",
    ),
    "ferris wheel": (
        "a ferris wheel; the ferris wheel; big wheel; fairground wheel; amusement park; lit cabins; "
        "a wheel of lights; carousel; merry-go-round; funfair; roundabout",
        "the great wheel lifts us out of the noise; up there I said it; round goes the sugar and the light",
    ),
    "train": (
        "a train; the train; steam train; locomotive; railway; trains; steam engine; rails; railroad; "
        "station; the night train; departure; carriage; leaving",
        "the train takes the long word home; departure has a whistle; a lit window full of strangers goes by",
    ),
    "grave": (
        "a grave; the grave; gravestone; graveyard; tombstone; cemetery; graves; tomb; a headstone; burial; "
        "a cross; buried; churchyard; rest in peace",
        "the grave has a short biography; grass is the last reader; here lies the end of the question",
    ),
    "ruins": (
        "ruins; the ruins; columns; broken columns; ancient ruins; antiquity; acropolis; a ruined temple; "
        "marble; decay; collapse; a fallen empire; column; greek temple; rome",
        "the columns hold up the absence; empires end in good light; what fell is still arriving",
    ),
    "tunnel": (
        "a tunnel; the tunnel; tunnels; light at the end of the tunnel; underground; passage; subway; "
        "corridor; a long corridor; metro; pipe; underpass",
        "the tunnel keeps a coin of day; go on, it narrows into light; round walls around a hum",
    ),
    "umbrella": (
        "an umbrella; the umbrella; umbrellas; parasol; a red umbrella; under an umbrella; brolly; sunshade; "
        "open umbrella; a wet umbrella",
        "an umbrella is a small private sky; share it, and both get half wet; black flowers open on the street",
    ),
    "key": (
        "a key; the key; keys; an old key; iron key; lock; locked; a rusty key; unlock; padlock; latchkey; the answer",
        "the key has outlived its door; I turned the key in a word; what opens also shuts",
    ),
    "book": (
        "a book; the book; books; open book; pages; a page; library; reading; writing; novel; poem; story; "
        "words; the poet; poetry; bible; diary; read",
        "the book closes over its river; a page turns and the room is older; I read until I was written",
    ),
    "letter": (
        "a letter; the letter; letters; envelope; a sealed letter; mail; love letter; wax seal; post; "
        "message; postcard; stamp; an unopened letter",
        "the letter knows and lies there; I wrote to you and sent the rain; sealed, with all its weather inside",
    ),
    "chair": (
        "a chair; the chair; an empty chair; chairs; wooden chair; a seat; the vacant seat; stool; armchair; "
        "throne; sit down; absence; furniture",
        "the chair keeps your shape; nobody sits there so loudly; a chair drawn up to the missing",
    ),
    "street lamp": (
        "a street lamp; the street lamp; lamp post; lamp; lamplight; streetlight; gas lamp; a lit lamp; "
        "lamps; lamps in the street; light bulb; electric lamp",
        "the lamp gives its circle to whoever; under the light a patch of when; night with a pin through it",
    ),
    "mirror": (
        "a mirror; the mirror; mirrors; looking-glass; a hand mirror; my reflection; reflection in a mirror; "
        "self; identity; narcissus; a silver mirror; looking glass",
        "the mirror takes my side and reverses it; who is that, older by a look; silver, and no one home in it",
    ),
    "cup": (
        "a cup; the cup; coffee; tea; a cup of tea; cup of coffee; teacup; mug; breakfast; cups; "
        "a hot drink; saucer; drink; kettle",
        "the cup is the warm half of morning; two cups and one of them yours; sugar goes down like a small moon",
    ),
    "wine glass": (
        "a glass of wine; wine; the wine; red wine; goblet; drunk; wine glass; a toast; champagne; chalice; "
        "drinking; drunkenness; bottle; tavern; vineyard",
        "the wine remembers a hillside; raise it to whoever is gone; red to the brim with evening",
    ),
    "crown": (
        "a crown; the crown; king; queen; royal; crowns; the king's crown; coronation; a golden crown; "
        "emperor; prince; tiara; throne and crown; power; princess",
        "the crown outlasts the head; heavy, said the king, and gold; a ring of teeth to rule with",
    ),
    "sword": (
        "a sword; the sword; swords; blade; a drawn sword; dagger; knife; sabre; soldier; weapon; steel; "
        "duel; warrior; a sharp blade; knight; spear",
        "the sword is a straight sentence; steel that wanted to be a plough; who lives by it sleeps by it",
    ),
    "bell": (
        "a bell; the bell; bells; ringing; ringing bells; church bell; chime; toll; the tolling bell; "
        "ring the bell; alarm; jingle; for whom the bell tolls",
        "the bell lets go of noon; bronze says it and the valley repeats; one stroke and the pigeons are sky",
    ),
    "lantern": (
        "a lantern; the lantern; lanterns; paper lantern; chinese lantern; a hanging lantern; lampion; "
        "festival of lights; lit paper; a red lantern; lampshade",
        "a lantern carries its own room; paper around a small yes; lanterns go down the river like towns",
    ),
    "balloons": (
        "balloon; a balloon; balloons; toy balloons; a bunch of balloons; party; birthday; red balloon; "
        "helium; confetti; a birthday party; child's balloon",
        "let go, said the string; three bright breaths on a thread; the balloon has gone to be a dot",
    ),
    "hourglass": (
        "an hourglass; the hourglass; sand clock; running sand; sandglass; running out of time; "
        "sands of time; patience; waiting; egg timer; egg-timer; deadline",
        "the sand has no second thoughts; turn me over, says the hour; time with a narrow waist",
    ),
    "wheel": (
        "a wheel; the wheel; wheels; cart wheel; spokes; a wagon wheel; fortune's wheel; hub and spoke; "
        "the mill wheel; carriage wheel; rolling; wagon; cart; machine",
        "the wheel agrees with every road; what goes under comes up; spokes around a nothing that holds",
    ),
    "bicycle": (
        "a bicycle; the bicycle; bike; cycling; bicycles; two wheels; cyclist; tandem; an old bicycle; "
        "pedal; handlebars; pedals",
        "the bicycle leans on the summer; no hands, I shouted, no years; two wheels and the hill's consent",
    ),
    "cage": (
        "a cage; the cage; bird cage; empty cage; caged; prison; captivity; captive; aviary; bars of a cage; "
        "imprisoned; jail; locked up; prisoner; birdcage",
        "the cage went looking for a bird; open, and still it stays; bars that learned to sing",
    ),
    "anchor": (
        "an anchor; the anchor; anchors; anchored; rope and anchor; harbour; port; moored; navy; heavy iron; "
        "the anchor holds; haven; docks",
        "the anchor is a promise to mud; iron asleep on the sea floor; hold, said the rope, and held",
    ),
    "hat": (
        "a hat; the hat; hats; top hat; a broad hat; straw hat; cap; feathered hat; bowler; bonnet; "
        "a magician's hat; fedora; beret",
        "the hat tips itself to the wind; a rabbit's address, size seven; under the hat, the man's weather",
    ),
}
