"""A strict OSC 1.0 decoder: all that strangers send passes here first, in linear time, or is refused whole.

Written to the OpenSoundControl Specification 1.0 (Wright, 2002), with limits that it leaves open and without
its address patterns: an address is taken literally. Time tags are read over: a message is meant for now.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from live.events import Value

MAX_PACKET = 8192
"""Bytes of a datagram."""
MAX_DEPTH = 4
"""Bundles within bundles, the outermost counted."""
MAX_ELEMENTS = 64
"""Elements of all bundles of one packet together, and arguments of one message."""
MAX_STRING = 1024
"""Bytes of a string or an address."""

_BUNDLE = b"#bundle\0"
_HEADER = 16  # "#bundle\0" and its time tag
_LITERAL = frozenset(chr(code) for code in range(0x21, 0x7F)) - frozenset("#*,?[]{}")
_NUMBERS: dict[str, Callable[[bytes, int], tuple[int | float]]] = {
    "i": struct.Struct(">i").unpack_from,
    "h": struct.Struct(">q").unpack_from,
    "f": struct.Struct(">f").unpack_from,
    "d": struct.Struct(">d").unpack_from,
}
_SIZES = {"i": 4, "f": 4, "h": 8, "d": 8}
_WORDS = {"T": True, "F": False}


class OscError(Exception):
    """A packet or message that is not taken; the text names the place, the value and the way out."""


@dataclass(frozen=True, slots=True)
class Message:
    """One decoded message. Numbers are finite; nothing is said yet about whether the address exists."""

    address: str
    args: tuple[Value, ...] = ()


def decode(packet: bytes) -> tuple[Message, ...]:
    """The messages of one datagram, bundles flattened in order; raises OscError, and nothing else."""
    if not 4 <= len(packet) <= MAX_PACKET or len(packet) % 4:
        raise OscError(f"packet of {len(packet)} bytes; send a multiple of 4, from 4 to {MAX_PACKET}")
    walk = _Walk(packet)
    walk.element(0, len(packet), 1)
    return tuple(walk.messages)


def short(value: object) -> str:
    """The value for an error text: printable ASCII, and never long."""
    text = ascii(value)
    return text if len(text) <= 48 else text[:45] + "..."


class _Walk:
    """One pass over one packet. Offsets are absolute, and always multiples of 4 at the start of a field."""

    __slots__ = ("address", "argument", "data", "elements", "messages")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.messages: list[Message] = []
        self.elements = 0
        self.address = ""  # what is being read, for error texts
        self.argument = 0

    def element(self, start: int, end: int, depth: int) -> None:
        """A message or a bundle in bytes start..end."""
        if self.data.startswith(_BUNDLE, start, end):
            self._bundle(start, end, depth)
        else:
            self.messages.append(self._message(start, end))

    def _bundle(self, start: int, end: int, depth: int) -> None:
        if depth > MAX_DEPTH:
            self._refuse(start, f"bundle at depth {depth}; nest at most {MAX_DEPTH}")
        at = start + _HEADER
        if at > end:
            self._refuse(start, f"bundle of {end - start} bytes; its header alone takes {_HEADER}")
        while at < end:
            self.elements += 1
            if self.elements > MAX_ELEMENTS:
                self._refuse(at, f"more than {MAX_ELEMENTS} bundle elements; send several packets")
            size = int(_NUMBERS["i"](self.data, at)[0])
            left = end - at - 4
            if size < 4 or size % 4 or size > left:
                self._refuse(at, f"element size {size}; use a multiple of 4 from 4 to the {left} bytes left")
            at += 4
            self.element(at, at + size, depth + 1)
            self.address = ""
            at += size

    def _message(self, start: int, end: int) -> Message:
        address, at = self._string(start, end)
        if address[:1] != "/" or not _LITERAL.issuperset(address):
            self._refuse(start, f"address {short(address)}; start with / and use no space or # * , ? [ ] {{ }}")
        self.address, self.argument = address, 0
        if at == end:  # old senders leave out the type tags where there are no arguments
            return Message(address)
        tags, after = self._string(at, end)
        if tags[:1] != ",":
            self._refuse(at, f"type tags {short(tags)}; start them with a comma")
        if len(tags) - 1 > MAX_ELEMENTS:
            self._refuse(at, f"{len(tags) - 1} arguments; send at most {MAX_ELEMENTS}")
        return Message(address, self._arguments(tags[1:], after, end))

    def _arguments(self, tags: str, at: int, end: int) -> tuple[Value, ...]:
        args: list[Value] = []
        for tag in tags:
            self.argument += 1
            value: Value
            if tag in _NUMBERS:
                value, at = self._number(tag, at, end)
            elif tag in ("s", "S"):
                value, at = self._string(at, end)
            elif tag in _WORDS:
                value = _WORDS[tag]
            else:
                self._refuse(at, f"type {short(tag)}; use i h f d s S T F")
            args.append(value)
        if at != end:
            self._refuse(at, f"{end - at} bytes that no type tag describes; describe them or leave them out")
        return tuple(args)

    def _number(self, tag: str, at: int, end: int) -> tuple[int | float, int]:
        after = at + _SIZES[tag]
        if after > end:
            self._refuse(at, f"{end - at} bytes left; type {tag} takes {_SIZES[tag]}")
        value = _NUMBERS[tag](self.data, at)[0]
        if not math.isfinite(value):
            self._refuse(at, f"{value}; send a finite number")
        return value, after

    def _string(self, at: int, end: int) -> tuple[str, int]:
        """The UTF-8 text at `at`, and where the next field starts."""
        stop = self.data.find(0, at, min(end, at + MAX_STRING + 1))
        if stop < 0:
            self._refuse(at, f"text without end; close it with a zero byte, after at most {MAX_STRING} bytes")
        after = stop + 4 - stop % 4
        if any(self.data[stop:after]):
            self._refuse(stop, f"padding {short(self.data[stop:after])}; pad with zeros to a multiple of 4")
        try:
            return str(self.data[at:stop], "utf-8"), after
        except UnicodeDecodeError as error:
            wrong = at + error.start
        self._refuse(wrong, f"{self.data[wrong]:#04x} is not UTF-8; send text as UTF-8")

    def _refuse(self, at: int, why: str) -> NoReturn:
        place = f"byte {at}: "
        if self.address:
            argument = f"argument {self.argument}: " if self.argument else ""
            place = f"{short(self.address)[1:-1]}: {argument}{place}"
        raise OscError(place + why)
