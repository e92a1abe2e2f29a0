"""Lines of verse written for the tests, each with how it feels: 1 pleasant, 0 neither, -1 unpleasant.

The same hand wrote VERSE and rated the words of verse. FRESH was written afterwards, of plain things, to see how
far the ratings carry; no word was rated for the sake of one of its lines.
"""

from __future__ import annotations

VERSE: tuple[tuple[int, str], ...] = (
    (1, "The bells ran down the hill to meet the morning"),
    (1, "We laughed until the kettle sang along"),
    (1, "A swallow stitches summer to the roof"),
    (1, "Your hand in mine, the orchard full of bees"),
    (1, "Bread on the table and the lamp still warm"),
    (1, "The child asleep, the whole house breathing gold"),
    (1, "And every door we knocked on came wide open"),
    (1, "I could sing with my whole skin"),
    (1, "Spring climbs the stairs with flowers in her arms"),
    (1, "The light came back and called us each by name"),
    (1, "She kissed the snow and it forgave her mouth"),
    (1, "We danced until the river learned the tune"),
    (-1, "They lowered him in rain without a song"),
    (-1, "The cradle holds a folded shirt and dust"),
    (-1, "No one calls my name here any more"),
    (-1, "Ash on the sill, ash in the wedding glass"),
    (-1, "Something with teeth is breathing on the stair"),
    (-1, "I set the table for the one who drowned"),
    (-1, "The war came in and sat down in your chair"),
    (-1, "My mother's coat still hanging, thin as smoke"),
    (-1, "I will break every plate, the blood is shouting"),
    (-1, "The field is full of what they would not bury"),
    (-1, "Winter has eaten all the names of birds"),
    (-1, "I miss you like a floor that isn't there"),
    (0, "The road runs on between the two grey walls"),
    (0, "A train goes by at four and then at five"),
    (0, "The table has four legs, the page has lines"),
    (0, "Across the bridge and up the second street"),
    (0, "The tide comes in, the tide goes out again"),
    (0, "He reads the paper, then he folds it twice"),
)

FRESH: tuple[tuple[int, str], ...] = (
    (1, "The whole street smelled of oranges and rain"),
    (1, "My father whistles, and the dog comes home"),
    (1, "There is enough, she said, and filled my bowl"),
    (1, "A kite goes up, and all the children with it"),
    (1, "The ice lets go, the boats remember water"),
    (1, "I woke and I was not afraid of it"),
    (1, "He wrote at last: the harvest and the baby"),
    (1, "Come in, come in, the soup is on the fire"),
    (1, "The sun lies down beside me like a cat"),
    (1, "What luck to have two eyes and such a sky"),
    (-1, "The doctor looked a long time at his shoes"),
    (-1, "Her number rings and rings inside a drawer"),
    (-1, "They burned the library to warm their hands"),
    (-1, "I cannot carry this, it has no handle"),
    (-1, "A wolf has learned to knock the way you do"),
    (-1, "The swing moves by itself above the mud"),
    (-1, "We sold the piano, then we sold the house"),
    (-1, "Nothing grows now where the soldiers slept"),
    (-1, "The letter starts with sorry and then stops"),
    (-1, "I count the empty beds and turn the light off"),
    (0, "The clock is on the wall above the stairs"),
    (0, "Two boats, a crane, a man who sells the tickets"),
    (0, "It takes an hour from the lake to the town"),
    (0, "The letters of the alphabet in order"),
    (0, "I wear a coat, you wear a coat as well"),
)
