"""The DESK process: serves the desk page; `python -m live.desk --slots DIR --osc HOST:PORT [--host H] [--port P]`."""

from __future__ import annotations

import argparse
import socket
import sys
from pathlib import Path

from engine import lifeline

BAD_SETUP = 2
"""Exit status when what was asked for can't be had; starting again soon would not help."""
_LOOPBACK = ("127.0.0.1", "localhost")


def main(words: list[str] | None = None) -> int:
    """Serve until ended; gives the exit status."""
    options = _options(words)
    try:
        door = _listen(options.host, options.port)
    except OSError as error:
        way_out = "give another desk.host or desk.port in the venue file, or end the program that has it"
        print(f"desk {options.host}:{options.port}: {error.strerror}; {way_out}", file=sys.stderr)
        return BAD_SETUP
    lifeline.hold()
    _serve(options, door)
    return 0


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m live.desk", description="The desk page of a running stage.")
    parser.add_argument("--slots", type=Path, required=True, help="folder of the stage's slots")
    parser.add_argument("--osc", type=_address, required=True, metavar="HOST:PORT", help="where the stage hears OSC")
    parser.add_argument("--host", default="127.0.0.1", help="interface to serve on; there is no password")
    parser.add_argument("--port", type=int, default=8300)
    return parser.parse_args(words)


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r}: write it as 127.0.0.1:9000")
    return host.strip("[]"), int(port)


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket, before anything slow is imported: whoever comes early waits instead of being turned away."""
    family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    door = socket.socket(family, kind, protocol)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(where)
        door.listen()
    except OSError:
        door.close()
        raise
    return door


def _serve(options: argparse.Namespace, door: socket.socket) -> None:
    import uvicorn
    from fastapi import FastAPI, Response
    from nicegui import ui
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from live.desk.page import Desk, build
    from live.desk.preview import Preview
    from live.desk.reports import Reports
    from live.desk.watch import SlotWatch
    from live.osc.send import Sender

    desk = Desk(Sender(*options.osc), Reports(SlotWatch(options.slots / "status")))
    preview = Preview(SlotWatch(options.slots / "picture"))
    server = FastAPI(openapi_url=None)
    if options.host in _LOOPBACK:  # else a web page could have its own name lead here, and press our buttons
        server.add_middleware(TrustedHostMiddleware, allowed_hosts=list(_LOOPBACK))

    @server.get("/picture.jpg")
    async def picture(after: str = "") -> Response:
        return await preview.respond(after)

    ui.run_with(
        server,
        root=lambda: build(desk),
        title="Rhapsode desk",
        dark=True,
        tailwind=False,
        show_welcome_message=False,
        binding_refresh_interval=None,
    )
    uvicorn.Server(uvicorn.Config(server, log_level="warning", ws="wsproto")).run(sockets=[door])


if __name__ == "__main__":
    sys.exit(main())
