"""Where this machine keeps models: $RHAPSODE_MODELS, or the platform's folder for a user's data."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from engine.errors import ModelError

VARIABLE = "RHAPSODE_MODELS"
PARTLY = ".part"
"""Ends the name of a folder that is still being fetched."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


def models_home(environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> Path:
    """The folder of models; it need not exist yet."""
    env = os.environ if environment is None else environment
    if env.get(VARIABLE):
        return Path(env[VARIABLE]).expanduser()
    if platform == "darwin":
        data = Path.home() / "Library" / "Application Support"
    elif platform == "win32":
        data = Path(env.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        data = Path(env.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return data / "rhapsode" / "models"


def place_of(name: str, home: Path | None = None) -> Path:
    """The folder of a name on the shelf, there or not; ModelError where the name can't be one."""
    if not _NAME.fullmatch(name) or name.endswith(PARTLY):
        raise ModelError(f"model name {name!r}: use small letters, digits, dots and dashes, at most 63 of them")
    return (home or models_home()) / name


def on_shelf(home: Path | None = None) -> tuple[str, ...]:
    """Names of what lies whole on the shelf, in order."""
    folder = home or models_home()
    if not folder.is_dir():
        return ()
    return tuple(sorted(child.name for child in folder.iterdir() if child.is_dir() and _NAME.fullmatch(child.name)
                        and not child.name.endswith(PARTLY)))  # fmt: skip
