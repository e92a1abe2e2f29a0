"""The kit: what a show needs beside its file and never changes while it plays: the script, its follower, the filter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from live.ears.heard import EarsError
from live.filter.files import DEFAULT_ARTISTS, read_list
from live.filter.filter import Filter, Rules, Verdict
from live.follow.follower import Follower
from live.follow.phones import Phones
from live.follow.script import Script, read_script_file
from live.meaning import sentiment
from live.show import Show, ShowError

_JUDGED = 1024
"""Verdicts kept: each text is judged once, however often it is mixed."""


@dataclass(frozen=True, slots=True)
class Kit:
    """All of it; what a show doesn't use is None."""

    script: Script | None = None
    follower: Follower | None = None
    judge: Callable[[str], Verdict] | None = None
    """Whether a text that doesn't come from the show's own files may be painted."""


NO_KIT = Kit()


def load_kit(show: Show) -> Kit:
    """Read what the show names: a few tenths of a second. Raises ShowError."""
    sentiment.ready()
    judge = lru_cache(_JUDGED)(_filter(show).judge) if show.public.filter else None
    if not show.ears.script:
        return Kit(judge=judge)
    try:
        script = read_script_file(show.path(show.ears.script))
        _check_cues(show, script)
        return Kit(script, Follower(script, Phones()), judge)
    except EarsError as error:
        raise ShowError(str(error)) from None


def _filter(show: Show) -> Filter:
    public = show.public
    named = (("public.allow", public.allow), ("public.deny", public.deny), ("public.artists", public.artists))
    allow, deny, artists = (read_list(show.path(file), called) if file else () for called, file in named)
    return Filter(
        Rules(
            language="en" if show.ears.language == "auto" else show.ears.language,
            allow=allow,
            deny=deny,
            artists=artists + read_list(DEFAULT_ARTISTS, "the default list of artists"),
        )
    )


def _check_cues(show: Show, script: Script) -> None:
    """Every cue that a line fires is one of the show's."""
    names = [cue.name for cue in show.cue]
    for line in script.lines:
        if line.cue and line.cue not in names:
            there = f"the show has {', '.join(map(repr, names))}" if names else "the show has no cues"
            raise ShowError(f"{show.path(show.ears.script)}: @cue {line.cue}: no such cue; {there}")
