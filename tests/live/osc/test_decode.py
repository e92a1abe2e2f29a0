"""The decoder against what real clients send, what hostile ones send, and what nobody would send."""

from __future__ import annotations

import math
import struct

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from live.osc.decode import MAX_ELEMENTS, MAX_PACKET, MAX_STRING, Message, OscError, decode


def text(value: str | bytes) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return raw + b"\0" * (4 - len(raw) % 4)


def bundle(*elements: bytes, time_tag: int = 1) -> bytes:
    sized = b"".join(struct.pack(">i", len(element)) + element for element in elements)
    return b"#bundle\0" + struct.pack(">Q", time_tag) + sized


def nested(depth: int) -> bytes:
    packet = text("/go") + text(",")
    for _ in range(depth):
        packet = bundle(packet)
    return packet


GO = text("/go") + text(",")


def test_every_type_it_knows():
    packet = text("/a/b") + text(",ihfdsSTF") + struct.pack(">iqfd", -7, 2**40, 0.5, 0.1)
    packet += text("Über dem Meer") + text("symbol")
    expected = (-7, 2**40, 0.5, 0.1, "Über dem Meer", "symbol", True, False)
    assert decode(packet) == (Message("/a/b", expected),)


def test_old_senders_leave_out_type_tags():
    assert decode(text("/go")) == (Message("/go"),)


def test_bundles_are_flattened_in_order_and_time_tags_do_not_delay():
    in_a_century = struct.unpack(">Q", struct.pack(">II", 2**32 - 1, 0))[0]
    packet = bundle(GO, bundle(text("/back")), GO, time_tag=in_a_century)
    assert [message.address for message in decode(packet)] == ["/go", "/back", "/go"]
    assert decode(bundle()) == ()


def test_what_python_osc_builds():
    whole = OscBundleBuilder(IMMEDIATELY)
    for address in ("/prompt", "/slot"):
        message = OscMessageBuilder(address)
        for value in (3, "a red moon", 0.25, True, False):
            message.add_arg(value)
        whole.add_content(message.build())
    args = (3, "a red moon", 0.25, True, False)
    assert decode(whole.build().dgram) == (Message("/prompt", args), Message("/slot", args))


KILLERS = {
    "python-osc 1.10.2 loops for ever": (b"#bundle\0" + bytes(8) + struct.pack(">i", -4), "element size -4"),
    "python-osc 1.10.2 backtracks": (text("/" + "*a" * 14 + "b") + text(","), "address"),
}


@pytest.mark.parametrize(("packet", "names"), KILLERS.values(), ids=KILLERS.keys())
@pytest.mark.timeout(5)
def test_packets_that_hang_others_are_refused_at_once(packet: bytes, names: str):
    with pytest.raises(OscError, match=names):
        decode(packet)


BAD = {
    "empty": (b"", "packet of 0 bytes"),
    "not a multiple of 4": (b"/go\0\0", "packet of 5 bytes"),
    "too long": (text("/" + "a" * MAX_PACKET), f"packet of {MAX_PACKET + 4} bytes"),
    "no slash": (text("go") + text(","), "byte 0: address 'go'"),
    "space": (text("/a b") + text(","), "address '/a b'"),
    "control character": (text("/a\x1b[2J") + text(","), r"address '/a\\x1b"),
    "not ASCII": (text("/ä") + text(","), "address"),
    "address not UTF-8": (text(b"/\xff") + text(","), "byte 1: 0xff is not UTF-8"),
    "address without end": (b"/abc" * 4, "byte 0: text without end"),
    "no comma": (text("/go") + text("i") + bytes(4), "/go: byte 4: type tags 'i'"),
    "unknown type": (text("/a") + text(",b") + bytes(4), "/a: argument 1: byte 8: type 'b'"),
    "array": (text("/a") + text(",[i]") + bytes(4), r"type '\['"),
    "number cut off": (text("/a") + text(",d") + bytes(4), "4 bytes left; type d takes 8"),
    "string cut off": (text("/a") + text(",s"), "text without end"),
    "string too long": (text("/a") + text(",s") + text("x" * (MAX_STRING + 1)), "text without end"),
    "string not UTF-8": (text("/a") + text(",is") + bytes(4) + text(b"ab\xe4"), "argument 2: byte 14: 0xe4"),
    "dirty padding": (text("/a") + text(",s") + b"ab\0x", "argument 1: byte 10: padding"),
    "left over": (text("/a") + text(",i") + bytes(8), "4 bytes that no type tag describes"),
    "nan": (text("/a") + text(",f") + struct.pack(">f", math.nan), "nan; send a finite number"),
    "infinity": (text("/a") + text(",d") + struct.pack(">d", -math.inf), "-inf; send a finite number"),
    "many arguments": (text("/a") + text("," + "T" * (MAX_ELEMENTS + 1)), "65 arguments; send at most 64"),
    "deep bundle": (nested(5), "bundle at depth 5; nest at most 4"),
    "many elements": (bundle(*[GO] * (MAX_ELEMENTS + 1)), "more than 64 bundle elements"),
    "many elements, spread": (bundle(bundle(*[GO] * 40), bundle(*[GO] * 40)), "more than 64 bundle elements"),
    "bundle cut off": (b"#bundle\0" + bytes(4), "bundle of 12 bytes"),
    "size cut off": (bundle(GO)[:20], "element size 8; use a multiple of 4 from 4 to the 0 bytes left"),
    "size 0": (bundle(b"", GO), "element size 0"),
    "size 3": (b"#bundle\0" + bytes(8) + struct.pack(">i", 3) + bytes(4), "element size 3"),
    "size huge": (b"#bundle\0" + bytes(8) + struct.pack(">i", 2**31 - 1) + GO, "element size 2147483647"),
}


@pytest.mark.parametrize(("packet", "names"), BAD.values(), ids=BAD.keys())
def test_what_is_refused_is_named(packet: bytes, names: str):
    with pytest.raises(OscError, match=names):
        decode(packet)


def test_limits_are_reached_before_they_are_passed():
    assert decode(text("/a") + text(",s") + text("x" * MAX_STRING))[0].args == ("x" * MAX_STRING,)
    assert len(decode(text("/a") + text("," + "T" * MAX_ELEMENTS))[0].args) == MAX_ELEMENTS
    assert decode(nested(4)) == (Message("/go"),)
    assert len(decode(bundle(*[GO] * MAX_ELEMENTS))) == MAX_ELEMENTS
    eight = text("/a") + text("," + "s" * 8) + text("x" * 1020) * 7
    largest = eight + text("y" * (MAX_PACKET - len(eight) - 4))
    assert len(largest) == MAX_PACKET
    assert len(decode(largest)[0].args) == 8


def test_one_bad_message_refuses_its_whole_bundle():
    with pytest.raises(OscError, match=r"^/a: argument 1: byte 40"):
        decode(bundle(GO, text("/a") + text(",b") + bytes(4)))


def test_error_texts_stay_short_and_printable():
    for packet in (text("/" + "\x1b" * 900) + text(","), text("/" + "a" * 1000) + text(",N")):
        with pytest.raises(OscError) as caught:
            decode(packet)
        assert len(str(caught.value)) < 200
        assert str(caught.value).isascii()
        assert str(caught.value).isprintable()


def taken(packet: bytes) -> None:
    """Decodes, or refuses with OscError; anything else fails the test. What it gives keeps the promises."""
    try:
        messages = decode(packet)
    except OscError:
        return
    assert len(messages) <= MAX_ELEMENTS
    for message in messages:
        assert message.address.startswith("/")
        assert all(not isinstance(value, float) or math.isfinite(value) for value in message.args)


@given(st.binary(max_size=256))
@settings(max_examples=1000)
def test_any_bytes(packet: bytes):
    taken(packet)
    taken(packet[: len(packet) // 4 * 4])


VALUES = st.one_of(
    st.integers(-(2**31), 2**31 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40),
)
NAMES = st.from_regex(r"/[a-z0-9/_]{1,12}", fullmatch=True)


def built(address: str, values: list[int | float | bool | str]) -> bytes:
    builder = OscMessageBuilder(address)
    for value in values:
        builder.add_arg(value, "d" if isinstance(value, float) else None)
    return builder.build().dgram


@given(NAMES, st.lists(VALUES, max_size=8))
@settings(max_examples=500)
def test_what_python_osc_encodes_we_decode(address: str, values: list[int | float | bool | str]):
    assert decode(built(address, values)) == (Message(address, tuple(values)),)


TREES = st.recursive(
    st.builds(built, NAMES, st.lists(VALUES, max_size=4)),
    lambda inner: st.lists(inner, max_size=4).map(lambda elements: bundle(*elements)),
    max_leaves=8,
)


@given(TREES, st.data())
@settings(max_examples=1000)
@example(packet=bundle(bundle(GO)), data=None)
def test_packets_with_wrong_bytes(packet: bytes, data: st.DataObject | None):
    taken(packet)
    if data is None:
        return
    spoilt = bytearray(packet)
    for _ in range(data.draw(st.integers(1, 4))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    taken(bytes(spoilt))
    taken(bytes(spoilt[: data.draw(st.integers(0, len(spoilt) // 4)) * 4]))
