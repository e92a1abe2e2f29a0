"""The door, knocked at by real clients over UDP: liblo's oscsend, python-osc, our own sender, vandals."""

from __future__ import annotations

import random
import socket
import struct
import subprocess
import time
from collections.abc import Iterator

import pytest
from pythonosc.udp_client import SimpleUDPClient

from live.events import Event
from live.osc.inbox import Inbox, InboxError
from live.osc.queue import EventQueue
from live.osc.send import Sender, SendError


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    inbox = Inbox(port=0, zero_s=time.monotonic())
    yield inbox
    inbox.close()


def wait_for(inbox: Inbox, count: int, patience_s: float = 10.0) -> list[Event]:
    events: list[Event] = []
    until = time.monotonic() + patience_s
    while len(events) < count and time.monotonic() < until:
        events += inbox.drain()
        time.sleep(0.002)
    assert len(events) == count
    return events


def oscsend(inbox: Inbox, *words: str) -> None:
    subprocess.run(["oscsend", inbox.host, str(inbox.port), *words], check=True, timeout=10)


def test_liblo(inbox: Inbox):
    oscsend(inbox, "/prompt", "sf", "a boat in the rain", "2.5")
    oscsend(inbox, "/slot", "hsd", "3", "fire", "0.5")
    oscsend(inbox, "/blackout", "T")
    oscsend(inbox, "/go")
    events = wait_for(inbox, 4)
    assert [(event.address, event.args) for event in events] == [
        ("/prompt", ("a boat in the rain", 2.5)),
        ("/slot", (3, "fire", 0.5, -1.0)),
        ("/blackout", (True,)),
        ("/go", ()),
    ]
    assert all(event.source.startswith("127.0.0.1:") for event in events)
    assert 0.0 < events[0].at_s <= events[-1].at_s < 60.0
    assert inbox.rejected == 0
    assert inbox.problems() == []


def test_liblo_types_that_are_not_taken(inbox: Inbox):
    oscsend(inbox, "/prompt", "c", "x")
    oscsend(inbox, "/blackout", "N")
    oscsend(inbox, "/seed", "I")
    oscsend(inbox, "/go")
    wait_for(inbox, 1)
    assert inbox.rejected == 3
    assert ["type 'c'" in text for text in inbox.problems()] == [True, False, False]


def test_python_osc(inbox: Inbox):
    with SimpleUDPClient(inbox.host, inbox.port) as client:
        client.send_message("/prompt", ["Morgenröte über dem Meer", 1])
        client.send_message("/heard/level", 0.5)
    events = wait_for(inbox, 2)
    assert events[0].args == ("Morgenröte über dem Meer", 1.0)
    assert events[1].args == (0.5,)


def test_our_own_sender_keeps_every_value(inbox: Inbox):
    with Sender("localhost", inbox.port) as sender:
        sender.send("/prompt", "eine Ä", 0.1)
        sender.send("/seed", 2**31 - 1)
        sender.send("/seed", 2**40)
        sender.send("/freeze", False)
    events = wait_for(inbox, 4)
    assert [event.args for event in events] == [
        ("eine Ä", 0.1),
        (2**31 - 1, -1.0),
        (2**31 - 1, -1.0),
        (False,),
    ]


def test_sender_names_a_host_it_cannot_find():
    with pytest.raises(SendError, match="no-such-host"):
        Sender("no-such-host.invalid", 9000)


def test_port_taken_says_which_and_what_to_do(inbox: Inbox):
    with pytest.raises(InboxError, match=rf"127\.0\.0\.1:{inbox.port}: .*osc\.port in the venue file") as caught:
        Inbox(port=inbox.port)
    assert caught.value.errno is not None


def test_host_that_is_not_ours():
    with pytest.raises(InboxError, match=r"192\.0\.2\.1:9000"):
        Inbox("192.0.2.1", 9000)


def test_port_is_free_again_after_close():
    first = Inbox(port=0)
    first.close()
    first.close()
    second = Inbox(port=first.port)
    second.close()


def test_closes_when_bound_to_every_interface():
    inbox = Inbox("0.0.0.0", 0)
    with Sender("127.0.0.1", inbox.port) as sender:
        sender.send("/go")
    wait_for(inbox, 1)
    inbox.close()


def vandal_packets(count: int) -> Iterator[bytes]:
    chance = random.Random(7)
    for _ in range(count):
        yield chance.choice(
            (
                chance.randbytes(chance.randrange(0, 200)),
                b"#bundle\0" + bytes(8) + struct.pack(">i", -4),
                b"/" + b"*a" * 14 + b"\0\0\0,\0\0\0",
                b"/nothing\0\0\0\0,\0\0\0",
                bytes(chance.randrange(0, 9000)),
            )
        )


def test_flood_of_garbage_lets_others_through(inbox: Inbox):
    """20,000 bad packets as fast as they can be sent, while another client goes on working."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as vandal,
        Sender(inbox.host, inbox.port) as sender,
    ):
        for number, packet in enumerate(vandal_packets(20_000)):
            vandal.sendto(packet, (inbox.host, inbox.port))
            if number % 100 == 0:
                time.sleep(0.005)  # 20 kHz at most: what is measured is the door, not the kernel's buffer
                sender.send("/seed", number)
    events = wait_for(inbox, 200)
    assert [event.args[0] for event in events] == list(range(0, 20_000, 100))
    assert inbox.rejected > 15_000
    assert inbox.dropped == 0
    problems = inbox.problems()
    assert 1 <= len(problems) <= 8
    assert len(set(problems)) == len(problems)


def test_flood_that_nobody_drains_stays_bounded_and_keeps_what_matters():
    inbox = Inbox(port=0, capacity=64)
    try:
        with Sender(inbox.host, inbox.port) as sender:
            for number in range(1000):
                sender.send("/prompt", f"prompt {number}")
                time.sleep(0.0002)
            sender.send("/blackout")
            until = time.monotonic() + 10
            while inbox.dropped < 937 and time.monotonic() < until:
                time.sleep(0.01)
        events = inbox.drain()
        assert len(events) == 64
        assert events[-1].address == "/blackout"
        assert inbox.dropped == 1001 - 64
    finally:
        inbox.close()


def test_same_complaint_is_said_once(inbox: Inbox):
    with Sender(inbox.host, inbox.port) as sender:
        for _ in range(50):
            sender.send("/promt", "x")
        sender.send("/go")
        wait_for(inbox, 1)
    assert inbox.rejected == 50
    problems = inbox.problems()
    assert len(problems) == 1
    assert "/promt: unknown address; did you mean /prompt" in problems[0]
    assert inbox.problems() == []


def test_events_of_other_ways_join_the_queue(inbox: Inbox):
    inbox.put(Event("/go", (), 1.0, "key"))
    assert [event.source for event in inbox.drain()] == ["key"]


def test_queue_drops_loudness_first_then_words():
    queue = EventQueue(4)
    for event in ("/heard/level", "/heard/partial", "/prompt", "/go", "/seed", "/blackout", "/panic"):
        queue.put(Event(event))
    assert [event.address for event in queue.drain()] == ["/go", "/seed", "/blackout", "/panic"]
    assert queue.dropped == 3
    assert queue.drain() == []


def test_queue_of_equals_drops_the_newest():
    queue = EventQueue(2)
    for number in range(4):
        queue.put(Event("/seed", (number,)))
    assert [event.args for event in queue.drain()] == [(0,), (1,)]
    queue.put(Event("/seed", (9,)))
    assert [event.args for event in queue.drain()] == [(9,)]


def test_arrival_is_stamped_when_it_comes_and_not_when_it_is_drained():
    inbox = Inbox(port=0)  # zero_s = 0: at_s is time.monotonic()
    with Sender(inbox.host, inbox.port) as sender:
        before_s = time.monotonic()
        sender.send("/go")
        time.sleep(1.0)
        (event,) = inbox.drain()
    inbox.close()
    assert before_s <= event.at_s < before_s + 0.9
