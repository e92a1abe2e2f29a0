"""The wordings of creatures, plants and people: name -> ('words and noun phrases; ...', 'whole lines; ...')."""

from __future__ import annotations

LIVING_WORDS: dict[str, tuple[str, str]] = {
    "horse": (
        "a horse; the horse; a galloping horse; mare; stallion; wild horses; horses; mane and hooves; "
        "gallop; foal; a white horse; hoof",
        "a horse runs out of the war; hooves in my sleep; the mare knows the way",
    ),
    "cat": (
        "a cat; the cat; a black cat; kitten; cats; whiskers; a sitting cat; the cat's eyes; a purring cat; "
        "tomcat; house cat",
        "the cat keeps its own hours; a cat looks through me at the wall; nine lives and none for me",
    ),
    "dog": (
        "a dog; the dog; hound; puppy; dogs; a barking dog; a faithful dog; old dog; sheepdog; a stray dog; "
        "the barking",
        "the dog waits at a name; a dog barks at last year; faithful as the dog at noon",
    ),
    "wolf": (
        "a wolf; the wolf; a howling wolf; wolves; the howl; howling; grey wolf; the pack; she-wolf; werewolf",
        "the wolf tells the hill everything; I have a wolf for a winter; one howl and the valley listens",
    ),
    "deer": (
        "a deer; the deer; stag; antlers; doe; a roe; a stag in the clearing; reindeer; fawn; a proud stag; elk",
        "the stag carries a bare wood on his head; a deer stepped out of the silence; antlers, a prayer in bone",
    ),
    "elephant": (
        "an elephant; the elephant; elephants; trunk and tusk; ivory tusk; great ears; a grey giant; mammoth; tusks",
        "the elephant remembers for us; slow as the elephant goes home; a grey patience with ears",
    ),
    "rabbit": (
        "a rabbit; the rabbit; hare; a hare; bunny; long ears; rabbits; the white rabbit; burrow; a frightened hare",
        "the hare sleeps with open eyes; follow the rabbit under the year; ears up, the field holds still",
    ),
    "bear": (
        "a bear; the bear; a brown bear; bears; polar bear; grizzly; bear cub; a heavy bear; bear's paw; "
        "a walking bear",
        "the bear dreams under the snow of its back; a bear leans into spring; slow paws, no hurry",
    ),
    "lion": (
        "a lion; the lion; lions; a roaring lion; lion's head; the mane; king of beasts; lioness; roar; a golden lion",
        "the lion wears the noon; a roar behind the teeth; the lion yawns at empires",
    ),
    "fox": (
        "a fox; the fox; red fox; foxes; vixen; a sly fox; fox tail; cunning; a fox in the stubble; the brush of a fox",
        "a fox crosses like a lit match; the vixen takes the moon home; red goes the thief",
    ),
    "owl": (
        "an owl; the owl; barn owl; owls; a hooting owl; night bird; wise owl; owl on a branch; tawny owl; "
        "two round eyes",
        "the owl asks only who; an owl wears the dark as down; wisdom blinks once",
    ),
    "swan": (
        "a swan; the swan; swans; a white swan; cygnet; swan on the lake; the swan's neck; swan song; a gliding swan",
        "the swan is a question on the water; a white silence glides; last of all, the swan sang",
    ),
    "snake": (
        "a snake; the snake; serpent; a coiled serpent; viper; snakes; adder; the hissing snake; python; "
        "hiss; forked tongue",
        "the snake writes its own letter; something without hands undid the day; a hiss in the apple's leaves",
    ),
    "whale": (
        "a whale; the whale; whales; whale song; a blue whale; the great whale; fluke and spout; leviathan; "
        "humpback; the white whale",
        "the whale sings to a far wall; a whale turns over in its year; huge, and all of it listening",
    ),
    "jellyfish": (
        "a jellyfish; the jellyfish; medusa; sea jelly; a glowing jellyfish; drifting bells; tentacles; "
        "stinging arms; jellyfishes; moon jelly",
        "a jellyfish opens like a lamp; bells that ring under water; clear as a fear and as soft",
    ),
    "octopus": (
        "an octopus; the octopus; eight arms; kraken; squid; suckers; cuttlefish; a sea monster; "
        "an octopus in its den; octopuses",
        "eight arms and no embrace; the octopus thinks with its skin; something in the wreck is awake",
    ),
    "turtle": (
        "a turtle; the turtle; tortoise; sea turtle; turtles; a shelled swimmer; the old tortoise; carapace; "
        "slow turtle; turtle shell",
        "the turtle carries its own roof; slow is another kind of far; a hundred years in one shell",
    ),
    "spider": (
        "a spider; the spider; web; spider web; cobweb; spiders; a spider in its web; gossamer; tarantula; "
        "the weaver; spun silk",
        "the spider waits in its own drawing; a web holds the morning up; thread by thread, patience",
    ),
    "bee": (
        "a bee; the bee; bees; honey; honeybee; bumblebee; a buzzing bee; beehive; wasp; the hum of bees; "
        "swarm of bees; hive",
        "the bee reads the clover aloud; honey is a summer that waited; a small hum and all of july",
    ),
    "snail": (
        "a snail; the snail; snails; slow snail; a snail's trail; slug; a snail and its house; creeping; "
        "slow as a snail; slowness",
        "the snail signs in silver; no hurry, says the snail; home is what I carry",
    ),
    "peacock": (
        "a peacock; the peacock; peacocks; a fan of eyes; vanity; pride; tail of eyes; proud bird; "
        "strutting; the peacock's tail",
        "the peacock opens all its eyes; vanity has a thousand lids; look, says the tail, look",
    ),
    "bat": (
        "a bat; the bat; bats; vampire; night wings; leather wings; a bat at dusk; flying fox; vampires; dracula",
        "a bat is a torn glove; they fly by what comes back; leather on the dusk",
    ),
    "crab": (
        "a crab; the crab; crabs; claws; pincers; lobster; hermit crab; a sideways walker; crayfish; shellfish; claw",
        "the crab leaves the argument sideways; pincers closed on nothing; armour walks the beach",
    ),
    "sunflower": (
        "a sunflower; the sunflower; sunflowers; a field of sunflowers; sunflower seeds; a yellow flower; "
        "tall sunflower; helianthus; a turning flower",
        "the sunflower turns its one face; a seed for every hour of light; heavy head, late august",
    ),
    "mushroom": (
        "a mushroom; the mushroom; toadstool; mushrooms; fungus; fly agaric; a spotted cap; fungi; spores; truffle",
        "mushrooms come up like rumours; the wood's small umbrellas; a red cap for no king",
    ),
    "cactus": (
        "a cactus; the cactus; cacti; prickly; spines; saguaro; thorny; a desert plant; succulent; "
        "a prickly pear; agave",
        "the cactus keeps its water and its word; do not touch, said the green; a saint of thorns with both arms up",
    ),
    "palm tree": (
        "a palm tree; the palm; palms; coconut; tropical; oasis; palm trees; coconut tree; tropics; "
        "date palm; a palm on the beach",
        "a palm tree combs the heat; somewhere warm a palm is bowing; the oasis keeps one green promise",
    ),
    "bare tree": (
        "a bare tree; the bare tree; leafless tree; bare branches; dead tree; naked branches; twigs; "
        "winter tree; a withered tree; a dry branch; twig",
        "the tree has put down every leaf; bare as a hand that gave; branches, the cracks in the sky",
    ),
    "wheat": (
        "wheat; the wheat; wheat field; corn; barley; grain; ears of wheat; harvest; field of grain; rye; "
        "cornfield; ripe grain; straw; oats; crops",
        "the wheat goes on its knees; bread is asleep in the field; the harvest counts us",
    ),
    "dandelion": (
        "a dandelion; the dandelion; dandelions; dandelion seeds; a puff of seeds; blowball; "
        "seeds on the wind; thistledown; a wish; seeds; seed",
        "one breath and the clock is gone; I blew a wish to pieces; seeds go out like small tents",
    ),
    "lotus": (
        "a lotus; the lotus; water lily; lotus flower; lotuses; lily pad; water lilies; a pond flower; "
        "nirvana; lotus pond; pond",
        "the lotus comes clean out of mud; a cup of quiet on the pond; petal by petal, the mind",
    ),
    "apple": (
        "an apple; the apple; apples; a red apple; fruit; orchard fruit; ripe fruit; a bite; eve's apple; "
        "pear; fruits; temptation",
        "the apple knew before we did; one bite, and the orchard closed; a red thing round with time",
    ),
    "bamboo": (
        "bamboo; the bamboo; bamboo grove leaves; canes; bamboo stalks; reeds; reed; a cane; bamboo wood; "
        "rushes; stalks; sugarcane",
        "bamboo bends and means no; hollow, and therefore a flute; green bars around the wind",
    ),
    "rosebud": (
        "a rose; roses; the rose and its thorns; a rose with thorns; thorns; thorn; rosebuds; a single rose; "
        "rose bush; briar; dog rose",
        "a rose is armed to the lips; the thorn has the last word; it opened, and that was all its reason",
    ),
    "cherry branch": (
        "cherry tree; cherry branch; a cherry branch; sakura; spring branch; plum branch; flowering branch; "
        "almond tree; petals in the wind; hanami; budding branch",
        "the cherry branch spends it all at once; three days of white, then green; petals, the snow that is glad",
    ),
    "walker": (
        "a walker; the walker; a wanderer; walking; pedestrian; someone walks; a man with a hat; traveller; "
        "a passer-by; walks; wandering; pilgrim; a man; footsteps; strolling",
        "someone walks and the street agrees; the traveller has a coat full of rain; step, step, the long sentence",
    ),
    "runner": (
        "a runner; the runner; running; sprint; someone runs; race; runs; racing; marathon; "
        "a fleeing figure; escape; jogging; fleeing; hurry; athlete",
        "run, said the legs, and were ahead of me; I ran until I was the road; breath behind breath, the finish far",
    ),
    "prayer": (
        "a prayer; the prayer; praying; someone kneeling; kneeling; on my knees; devotion; worship; amen; "
        "prayers; pray; kneel; pious; plea; begging",
        "I kneel because the floor is honest; hands closed around a hope; a prayer leaves and forgets the address",
    ),
    "embrace": (
        "the embrace; an embrace; two people hold each other; hugging; hug; in each other's arms; a hug; "
        "arms around you; holding each other; reunion; arms; togetherness; hold me",
        "hold me until I have edges; two coats and one warmth; in your arms the station disappears",
    ),
    "crowd": (
        "a crowd; the crowd; people; masses; audience; a mass of people; protest; spectators; marching; "
        "everyone; a demonstration; public; society; gathering; the people",
        "the crowd has one throat; a thousand heads, one weather; all of us came and nobody was late",
    ),
    "singer": (
        "a singer; the singer; a voice; song; someone sings; microphone; vocalist; soprano; a song; sings; "
        "on stage; concert; opera; performance; stage; karaoke; chorus",
        "the singer opens her coat of air; a voice stands in the light; sing it as if it were the last door",
    ),
    "sleeper": (
        "a sleeper; sleeping; asleep; a bed; sleep; bed; bedroom; pillow; blanket; someone asleep; nap; "
        "a sleeping figure; slumber; insomnia; deep sleep; tired",
        "the bed is a boat that stays; asleep, you weigh as much as water; the pillow keeps one thought",
    ),
    "angel": (
        "an angel; the angel; angels; halo; seraph; guardian angel; wings and halo; archangel; heavenly; "
        "cherub; saint; holy; a winged figure; divine",
        "an angel with nothing to announce; wings folded like a letter; the saint of unopened doors",
    ),
    "child": (
        "a child; the child; children; mother and child; hand in hand; childhood; little girl; little boy; "
        "a father and his son; daughter; kid; kids; a small hand in mine; parent; family; baby",
        "the child asks where the river sleeps; hand in hand and late for nothing; childhood, a coat that shrank",
    ),
    "skull": (
        "a skull; the skull; skulls; death; bones; skeleton; bone; dead; dying; death's head; mortality; "
        "the dead; a hollow head; die; ossuary; memento mori",
        "the skull has stopped pretending; we are all this under the talk; death has perfect teeth",
    ),
    "mask": (
        "a mask; the mask; masks; theatre mask; theatre; masquerade; comedy; carnival; an actor; disguise; "
        "drama; hidden face; tragedy; pretending; lie; actors",
        "the mask smiles so that I need not; behind this face another waits its turn; all the world wears its string",
    ),
    "lips": (
        "lips; the lips; mouth; a mouth; red lips; a kiss on the mouth; lipstick; teeth; open mouth; tongue; "
        "whisper; speaking; speech; kissing; kisses; word of mouth",
        "your lips around a vowel; the mouth is a door with teeth; say it, and let it be wet",
    ),
}
