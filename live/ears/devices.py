"""Find a microphone by its name among the sound devices there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from live.ears.heard import EarsError


@dataclass(frozen=True, slots=True)
class Device:
    """A sound device that can record; `index` is PortAudio's."""

    index: int
    name: str
    channels: int
    rate_hz: float
    default: bool = False

    @property
    def taken_channels(self) -> int:
        """Channels that are recorded: 1, or 2 that are averaged."""
        return min(2, self.channels)


def find_device(name: str, devices: Sequence[Device], called: str = "microphone.name") -> Device:
    """The device called so, or else the first whose name holds `name`, whatever the case; empty: the default.

    Raises EarsError that names the setting, which is `called` so, and the devices there are.
    """
    wanted = name.casefold()
    exact = [device for device in devices if device.name.casefold() == wanted]
    alike = [device for device in devices if wanted in device.name.casefold()]
    default = [device for device in devices if device.default]
    found = (exact or alike) if wanted else (default or list(devices))
    if found:
        return found[0]
    there_are = "; ".join(device.name for device in devices)
    way_out = f"there are: {there_are}" if there_are else "no microphone is connected, or no sound server runs"
    raise EarsError(f"{called} = {name!r}: no such microphone; {way_out}")
