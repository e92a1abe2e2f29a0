"""The one door for events: a UDP socket and a thread that stamps, decodes, checks and queues what arrives."""

from __future__ import annotations

import socket
import threading
import time

from live.events import Event
from live.osc.check import to_event
from live.osc.decode import MAX_PACKET, OscError, decode
from live.osc.flood import Budget, Complaints
from live.osc.queue import EventQueue

_RECEIVE_BYTES = 1 << 20  # so that a burst waits in the kernel while the interpreter is busy elsewhere


class InboxError(OSError):
    """The OSC port can't be had; the text names it and the way out."""


class Inbox:
    """Listens on host:port (UDP) from construction to `close`; `zero_s` is time.monotonic() at show time 0.

    The thread takes some 10 microseconds a message. Port 0 takes any free port. Raises InboxError.
    """

    def __init__(
        self, host: str = "127.0.0.1", port: int = 9000, zero_s: float = 0.0, capacity: int = 1024
    ) -> None:
        self._socket = _bind(host, port)
        self.host, self.port = self._socket.getsockname()[:2]
        self.rejected = 0
        """Packets refused, since the start."""
        self._zero_s = zero_s
        self._queue = EventQueue(capacity)
        self._budget = Budget()
        self._complaints = Complaints()
        self._closing = False
        self._thread = threading.Thread(target=self._listen, name="osc-inbox", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Good events that found the queue full and were not kept, since the start."""
        return self._queue.dropped

    def drain(self) -> list[Event]:
        """All events since the last call, in order of arrival; never waits."""
        return self._queue.drain()

    def problems(self) -> list[str]:
        """What was refused since the last call, for people: a few distinct texts, oldest first."""
        return self._complaints.take()

    def put(self, event: Event) -> None:
        """An event that came by another way (a key, the command line): the same queue, the same log."""
        self._queue.put(event)

    def close(self) -> None:
        """Stop listening and free the port; more calls do nothing."""
        if self._closing:
            return
        self._closing = True
        anyone = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        with socket.socket(self._socket.family, socket.SOCK_DGRAM) as poke:
            poke.sendto(
                b"", (anyone, self.port)
            )  # closing a socket does not wake its reader; a datagram does
        self._thread.join(1.0)
        self._socket.close()

    def _listen(self) -> None:
        while True:
            try:
                packet, peer = self._socket.recvfrom(MAX_PACKET + 1)
            except OSError as error:
                if self._closing:
                    return
                self._complaints.add(f"OSC {self.host}:{self.port}: {error}; still listening", self._now_s())
                time.sleep(0.05)  # whatever ails the socket, don't spin on it
                continue
            if self._closing:
                return
            self._take(packet, peer)

    def _take(self, packet: bytes, peer: tuple[str, int]) -> None:
        now_s = self._now_s()
        if self._budget.spent(peer, now_s):
            self.rejected += 1
            return
        source = f"{peer[0]}:{peer[1]}"
        try:
            events = [to_event(message, now_s, source) for message in decode(packet)]
        except OscError as error:
            self.rejected += 1
            self._complaints.add(f"OSC from {source}: {error}", now_s)
            if self._budget.charge(peer):
                why = (
                    f"{self._budget.each} bad packets in a second; all it sends is dropped for the rest of it"
                )
                self._complaints.add(f"OSC from {source}: {why}; check what it sends", now_s)
            return
        for event in events:
            self._queue.put(event)

    def _now_s(self) -> float:
        return time.monotonic() - self._zero_s


def _bind(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        sock = socket.socket(family, kind, protocol)
    except OSError as error:
        raise InboxError(error.errno, _explain(host, port, error)) from None
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BYTES)
        sock.bind(where)
    except OSError as error:
        sock.close()
        raise InboxError(error.errno, _explain(host, port, error)) from None
    return sock


def _explain(host: str, port: int, error: OSError) -> str:
    way_out = "give another osc.host or osc.port in the venue file, or end the program that has it"
    return f"OSC {host}:{port}: {error.strerror}; {way_out}"
