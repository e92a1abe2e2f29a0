"""A hub on this machine: enough of the public protocol to list a repository and give its files, or to fail at it."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Hub:
    """What it serves, how it misbehaves, and what it was asked."""

    def __init__(self) -> None:
        self.files: dict[str, dict[str, bytes]] = {}
        """Repository -> path -> bytes."""
        self.cut_after: int | None = None
        """The next file request is cut off after so many bytes; those after it are refused."""
        self.refuse = False
        self.alter: str = ""
        """Path whose bytes are not those that the listing hashes."""
        self.ranges: list[tuple[str, str]] = []
        """(path, Range header) of each file request."""
        self.address = ""

    def serve_folder(self, repository: str, folder: Path) -> None:
        self.files[repository] = {
            path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }

    def listing(self, repository: str) -> bytes:
        siblings = []
        for path, data in self.files[repository].items():
            blob = hashlib.sha1(f"blob {len(data)}\0".encode() + data).hexdigest()
            row: dict[str, object] = {"rfilename": path, "size": len(data), "blobId": blob}
            if path.endswith((".safetensors", ".bin")):
                row["lfs"] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "pointerSize": 130}
            siblings.append(row)
        return json.dumps({"_id": "1", "id": repository, "sha": COMMIT, "siblings": siblings}).encode()


@contextmanager
def serve(hub: Hub) -> Iterator[Hub]:
    """The hub, listening on a port of its own until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            place = self.path.split("?")[0].strip("/").split("/")
            if place[:2] == ["api", "models"]:
                self.list("/".join(place[2:4]), place[5] if len(place) > 5 else "main")
            elif place[0] == "store":
                self.give("/".join(place[1:3]), "/".join(place[3:]))
            elif place[-1].endswith(".safetensors"):  # as the hub does with large files
                self.answer(302, b"", {"Location": f"{hub.address}/store/{'/'.join(place[:2] + place[4:])}"})
            else:
                self.give("/".join(place[:2]), "/".join(place[4:]))

        def list(self, repository: str, revision: str) -> None:
            if repository not in hub.files:
                self.answer(404, b"", {"X-Error-Code": "RepoNotFound"})
            elif revision not in ("main", COMMIT):
                self.answer(404, b"", {"X-Error-Code": "RevisionNotFound"})
            else:
                self.answer(200, hub.listing(repository), {"Content-Type": "application/json"})

        def give(self, repository: str, path: str) -> None:
            wanted = self.headers.get("Range", "")
            hub.ranges.append((path, wanted))
            if hub.refuse:
                self.answer(403, b"", {})
                return
            data = hub.files[repository][path]
            if path == hub.alter:
                data = data[:-1] + bytes([data[-1] ^ 1])
            begin = int(wanted.removeprefix("bytes=").split("-")[0]) if wanted else 0
            total, data = len(data), data[begin:]
            more = {"Content-Range": f"bytes {begin}-{total - 1}/{total}"} if wanted else {}
            if hub.cut_after is not None:
                data, hub.refuse = data[: hub.cut_after], True
                more["Content-Length"] = str(total - begin)
                hub.cut_after = None
            self.answer(206 if wanted else 200, data, more)

        def answer(self, status: int, data: bytes, more: dict[str, str]) -> None:
            self.send_response(status)
            self.send_header("Connection", "close")
            for name, value in ({"Content-Length": str(len(data))} | more).items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)
            self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    hub.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
