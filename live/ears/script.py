"""Where reading a script used to live; see live.follow.script."""

from live.follow.script import read_script, words_of

__all__ = ["read_script", "words_of"]
