"""Where the picture lands on a wall."""

from __future__ import annotations

import msgspec


class Projection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[projection]: how a picture is laid onto the wall."""
