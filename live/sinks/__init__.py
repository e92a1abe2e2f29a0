"""Sinks: where finished pictures go besides the wall."""
