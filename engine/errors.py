"""Errors of the engine: each text names place, value and way out."""

from __future__ import annotations


class ModelError(Exception):
    """A model can't be used."""


class BackendError(Exception):
    """A backend that was asked for can't be had, or failed to paint; painting on may succeed."""


class BackendFault(BackendError):  # noqa: N818
    """A backend that can't be used any more in this process; only a new process helps."""
