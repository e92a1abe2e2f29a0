"""The one door for events: a UDP socket and a thread that stamps, decodes, checks and queues what arrives."""

from __future__ import annotations

import socket
import threading
import time

from live.events import Event
from live.osc.check import to_event
from live.osc.decode import OscError, decode
from live.osc.door import Datagram, InboxError, bind, receive
from live.osc.flood import Budget, Complaints
from live.osc.queue import EventQueue

__all__ = ["Inbox", "InboxError"]


class Inbox:
    """Listens on host:port (UDP) from construction to `close`; `zero_s` is time.monotonic() at show time 0.

    An event's `at_s` is when the kernel had its datagram. Port 0 takes any free port. Raises InboxError.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 9000, zero_s: float = 0.0, capacity: int = 1024) -> None:
        self._socket = bind(host, port)
        self.host, self.port = self._socket.getsockname()[:2]
        self.rejected = 0
        """Packets refused, since the start."""
        self._zero_s = zero_s
        self._queue = EventQueue(capacity)
        self._budget = Budget()
        self._complaints = Complaints()
        self._lost = 0
        self._closing = False
        self._thread = threading.Thread(target=self._listen, name="osc-inbox", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Good events that found the queue full and datagrams that found the socket full, since the start."""
        return self._queue.dropped + self._lost

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
            poke.sendto(b"", (anyone, self.port))  # closing a socket does not wake its reader; a datagram does
        self._thread.join(1.0)
        self._socket.close()

    def _listen(self) -> None:
        while True:
            try:
                datagram = receive(self._socket)
            except OSError as error:
                if self._closing:
                    return
                self._complaints.add(f"OSC {self.host}:{self.port}: {error}; still listening", self._now_s())
                time.sleep(0.05)  # whatever ails the socket, don't spin on it
                continue
            if self._closing:
                return
            self._take(datagram)

    def _take(self, datagram: Datagram) -> None:
        peer, now_s = datagram.peer, datagram.arrived_s - self._zero_s
        self._lost = max(self._lost, datagram.lost)
        if self._budget.spent(peer, now_s):
            self.rejected += 1
            return
        source = f"{peer[0]}:{peer[1]}"
        try:
            events = [to_event(message, now_s, source) for message in decode(datagram.packet)]
        except OscError as error:
            self.rejected += 1
            self._complaints.add(f"OSC from {source}: {error}", now_s)
            if self._budget.charge(peer):
                why = f"{self._budget.each} bad packets in a second; all it sends is dropped for the rest of it"
                self._complaints.add(f"OSC from {source}: {why}; check what it sends", now_s)
            return
        for event in events:
            self._queue.put(event)

    def _now_s(self) -> float:
        return time.monotonic() - self._zero_s
