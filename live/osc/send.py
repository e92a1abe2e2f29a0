"""A small OSC client: how the desk page, the ears and the benches speak to the stage."""

from __future__ import annotations

import socket
from types import TracebackType

from pythonosc.osc_message_builder import OscMessageBuilder

from live.events import Value

_TAGS: dict[type, str] = {int: "h", float: "d", str: "s"}


class SendError(OSError):
    """The host can't be reached by name; the text names it and the way out."""


def encode(address: str, *args: Value) -> bytes:
    """The datagram of one message: 32-bit integers where they fit, doubles, UTF-8 strings, T and F."""
    builder = OscMessageBuilder(address)
    for value in args:
        builder.add_arg(value, _tag(value))
    return builder.build().dgram


def _tag(value: Value) -> str:
    if isinstance(value, bool):
        return "T" if value else "F"
    if isinstance(value, int) and -(2**31) <= value < 2**31:
        return "i"
    return _TAGS[type(value)]


class Sender:
    """Sends OSC to host:port over UDP; nobody listening there is no error, as ever with datagrams."""

    def __init__(self, host: str, port: int) -> None:
        try:
            family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        except OSError as error:
            raise SendError(error.errno, f"OSC {host}:{port}: {error.strerror}; correct the host") from None
        self._to = where
        self._socket = socket.socket(family, kind, protocol)

    def send(self, address: str, *args: Value) -> None:
        """Send one message now."""
        self._socket.sendto(encode(address, *args), self._to)

    def close(self) -> None:
        """Give the socket back."""
        self._socket.close()

    def __enter__(self) -> Sender:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
