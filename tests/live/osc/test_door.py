"""What the kernel tells of datagrams, on real sockets."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Iterator

import pytest

from live.osc.decode import MAX_PACKET
from live.osc.door import bind, receive
from live.osc.inbox import Inbox
from live.osc.send import Sender, encode

linux_only = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells when a datagram came, and how many were lost"
)


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A door, and a socket that sends to it."""
    with bind("127.0.0.1", 0) as door, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.connect(door.getsockname())
        yield door, sender


@linux_only
def test_arrival_is_when_it_came_and_not_when_it_was_read(pair: tuple[socket.socket, socket.socket]):
    door, sender = pair
    before_s = time.monotonic()
    sender.send(b"/go\0")
    after_s = time.monotonic()
    time.sleep(0.5)
    datagram = receive(door)
    assert datagram.packet == b"/go\0"
    assert datagram.peer == sender.getsockname()
    assert before_s - 0.01 <= datagram.arrived_s <= after_s + 0.01


@linux_only
def test_stamp_of_a_clock_that_was_set_is_not_believed(
    pair: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
):
    door, sender = pair
    real = time.time
    for shift_s in (-3600.0, 3600.0):
        sender.send(b"/go\0")
        monkeypatch.setattr(time, "time", lambda shift_s=shift_s: real() + shift_s)
        before_s = time.monotonic()
        assert receive(door).arrived_s >= before_s


@linux_only
def test_losses_are_counted(pair: tuple[socket.socket, socket.socket]):
    door, sender = pair
    sent, packet = 3000, bytes(8000)
    for _ in range(sent):
        sender.send(packet)
    door.setblocking(False)
    received = 0
    try:
        while True:
            receive(door)
            received += 1
    except BlockingIOError:
        pass
    assert 0 < received < sent
    door.setblocking(True)
    sender.send(b"/go\0")
    assert receive(door).lost == sent - received


def test_what_is_too_long_is_seen_to_be(pair: tuple[socket.socket, socket.socket]):
    door, sender = pair
    sender.send(bytes(MAX_PACKET + 100))
    assert len(receive(door).packet) == MAX_PACKET + 1


@linux_only
def test_inbox_counts_what_the_kernel_dropped(monkeypatch: pytest.MonkeyPatch):
    """While its thread sleeps, more comes than the socket holds."""
    import live.osc.inbox as module

    def slow(sock: socket.socket) -> object:
        datagram = receive(sock)
        if datagram.packet == encode("/back"):
            time.sleep(1.0)
        return datagram

    monkeypatch.setattr(module, "receive", slow)
    inbox = Inbox(port=0)
    with Sender("127.0.0.1", inbox.port) as sender:
        sender.send("/back")
        long = "x" * 1000
        for _ in range(3000):
            sender.send("/prompt", long)
        until_s = time.monotonic() + 20
        while inbox.dropped == 0 and time.monotonic() < until_s:
            sender.send("/go")
            inbox.drain()
            time.sleep(0.05)
    assert inbox.dropped > 0
    inbox.close()
