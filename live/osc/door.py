"""The UDP socket of the inbox, and what the kernel knows of each datagram: when it came, and how many were lost."""

from __future__ import annotations

import socket
import struct
import sys
import time
from dataclasses import dataclass

from live.osc.decode import MAX_PACKET

_RECEIVE_BYTES = 1 << 20  # so that a burst waits in the kernel while the interpreter is busy elsewhere
_LINUX = sys.platform == "linux"
_TIMESTAMP_NS, _OVERFLOW = 35, 40  # SO_TIMESTAMPNS and SO_RXQ_OVFL of <asm-generic/socket.h>; Python names neither
_TIMESPEC, _COUNT = struct.Struct("@qq"), struct.Struct("@I")
_ANCILLARY = socket.CMSG_SPACE(_TIMESPEC.size) + socket.CMSG_SPACE(_COUNT.size)
_LONGEST_WAIT_S = 1.0


class InboxError(OSError):
    """The OSC port can't be had; the text names it and the way out."""


@dataclass(frozen=True, slots=True)
class Datagram:
    """What came, from whom, when (time.monotonic()), and how many the kernel has had to drop since the start.

    `packet` holds at most one byte more than the decoder takes. Where the kernel tells neither time nor losses
    (anything but Linux), `arrived_s` is when it was read and `lost` stays 0.
    """

    packet: bytes
    peer: tuple[str, int]
    arrived_s: float
    lost: int


def bind(host: str, port: int) -> socket.socket:
    """A bound UDP socket; port 0 takes any free one. Raises InboxError."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        sock = socket.socket(family, kind, protocol)
    except OSError as error:
        raise InboxError(error.errno, _explain(host, port, error)) from None
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BYTES)
        if _LINUX:
            sock.setsockopt(socket.SOL_SOCKET, _TIMESTAMP_NS, 1)
            sock.setsockopt(socket.SOL_SOCKET, _OVERFLOW, 1)
        sock.bind(where)
    except OSError as error:
        sock.close()
        raise InboxError(error.errno, _explain(host, port, error)) from None
    return sock


def receive(sock: socket.socket) -> Datagram:
    """Wait for the next datagram; raises OSError."""
    if not _LINUX:
        packet, peer = sock.recvfrom(MAX_PACKET + 1)
        return Datagram(packet, peer[:2], time.monotonic(), 0)
    packet, ancillary, _, peer = sock.recvmsg(MAX_PACKET + 1, _ANCILLARY)
    waited_s, lost = 0.0, 0
    for _, kind, data in ancillary:
        if kind == _TIMESTAMP_NS:
            seconds, nanoseconds = _TIMESPEC.unpack(data)
            waited_s = time.time() - seconds - nanoseconds * 1e-9
        elif kind == _OVERFLOW:
            (lost,) = _COUNT.unpack(data)
    # The stamp is of the wall clock, which somebody may set meanwhile: then it is worth nothing.
    waited_s = waited_s if 0.0 <= waited_s <= _LONGEST_WAIT_S else 0.0
    return Datagram(packet, peer[:2], time.monotonic() - waited_s, lost)


def _explain(host: str, port: int, error: OSError) -> str:
    way_out = "give another osc.host or osc.port in the venue file, or end the program that has it"
    return f"OSC {host}:{port}: {error.strerror}; {way_out}"
