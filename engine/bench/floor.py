"""The floor of a frame: what its operations and its bytes cost at least, on a machine of known ceilings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """What must be done: floating-point operations (a multiplication and an addition are two) and bytes moved.

    Bytes are the fewest possible: each weight, input and output passes through memory once; what a layer hands to the
    next one may stay in a cache.
    """

    flops: float = 0.0
    bytes: float = 0.0

    def __add__(self, other: Work) -> Work:
        return Work(self.flops + other.flops, self.bytes + other.bytes)

    def __mul__(self, times: int) -> Work:
        """The same work so many times, one after the other."""
        return Work(self.flops * times, self.bytes * times)


@dataclass(frozen=True, slots=True)
class Ceilings:
    """What a machine can do at most, as measured on it."""

    flops_hz: float
    """Floating-point operations a second, in large matrix products."""
    bytes_hz: float
    """Bytes read plus bytes written a second, in a large copy."""
    what: str
    """Library, device and dtype of the measuring."""


def floor_ms(work: Work, ceilings: Ceilings) -> float:
    """The least time for the work: the longer of its arithmetic and its memory traffic, as if they overlapped."""
    return 1e3 * max(work.flops / ceilings.flops_hz, work.bytes / ceilings.bytes_hz)


def share_of_floor(took_ms: float, work: Work, ceilings: Ceilings) -> float:
    """Floor over time taken, 0..1: 1 is as fast as can be, 0.5 twice as slow."""
    return floor_ms(work, ceilings) / took_ms
