"""Write live/ears/common_words.txt: the commonest English words, with their probabilities, for script mode.

    python -m tools.common_words

They come from the language model inside the pocketsphinx package (BSD licence). Swear words are left out:
script mode must not put them on a wall because of a cough.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

from pocketsphinx import Config, LogMath, NGramModel, get_model_path

COUNT = 1000
TARGET = Path(__file__).parent.parent / "live" / "ears" / "common_words.txt"
LOG10 = math.log10(1.0001)
"""pocketsphinx counts in logarithms to this base."""
COARSE = ("fuck", "shit", "bitch", "crap", "damn", "bastard", "dick", "whore", "slut", "nigg", "fag", "cunt")
COARSE_WORDS = {"ass", "cock", "sex", "porn", "rape", "pussy"}
HEAD = """\
# The {count} commonest English words and their log10 probabilities in conversation, commonest first.
# Made by tools/common_words.py from the language model of the pocketsphinx package (BSD licence).
"""


def main() -> int:
    """Write the file; returns the exit status."""
    model = NGramModel(Config(lm=None), LogMath(), get_model_path("en-us/en-us.lm.bin"))
    entries = Path(get_model_path("en-us/cmudict-en-us.dict")).read_text("utf-8").splitlines()
    words = {entry.split()[0] for entry in entries if "(" not in entry.split()[0]}
    scored = sorted((-model.prob([word]), word) for word in words if _fit(word))
    lines = [f"{word} {-score * LOG10:.3f}" for score, word in scored[:COUNT]]
    TARGET.write_text(HEAD.format(count=COUNT) + "\n".join(lines) + "\n", "utf-8")
    print(f"{TARGET}: {len(lines)} words")
    return 0


def _fit(word: str) -> bool:
    """A whole word of more than one letter (or 'a', 'i') that may be said in public."""
    plain = word.replace("'", "").isalpha() and (len(word) > 1 or word in "ai")
    return plain and word not in COARSE_WORDS and not any(part in word for part in COARSE)


if __name__ == "__main__":
    sys.exit(main())
