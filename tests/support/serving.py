"""A web server on this very computer, with the habits and the bad habits of the real ones."""

import contextlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Server:
    """What it serves, under any path. `cut_at`: the connection breaks after so many bytes of an answer."""

    url: str = ""
    data: bytes = b""
    etag: str = '"one"'
    linked_etag: str = ""
    kind: str = "application/octet-stream"
    status: int = 200
    ranges: bool = True
    cut_at: int | None = None
    redirect: str = ""
    pause: threading.Event = field(default_factory=threading.Event)
    held_at: int | None = None
    asked: list[dict[str, str]] = field(default_factory=list)


@contextlib.contextmanager
def serving(data: bytes = b"", **habits: Any) -> Iterator[Server]:
    """The server, until the block is left."""
    server = Server(data=data, **habits)
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"about": server}))
    http.daemon_threads = False
    server.url = f"http://127.0.0.1:{http.server_port}/weights.bin"
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.pause.set()
        http.shutdown()
        http.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    about: Server

    def do_GET(self) -> None:
        about = self.about
        about.asked.append(dict(self.headers))
        if about.redirect and self.path == "/weights.bin":
            self.send_response(302)
            self.send_header("Location", about.redirect)
            if about.linked_etag:
                self.send_header("X-Linked-ETag", about.linked_etag)
            self.end_headers()
            return
        start = self._start()
        partial = start > 0
        status = 206 if partial else about.status
        if partial and start >= len(about.data):
            status, start = 416, len(about.data)
        self.send_response(status)
        self.send_header("Content-Type", about.kind)
        self.send_header("Content-Length", str(len(about.data) - start))
        if about.etag:
            self.send_header("ETag", about.etag)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{len(about.data) - 1}/{len(about.data)}")
        self.end_headers()
        with contextlib.suppress(OSError):
            self._send(about.data[start:])

    def _start(self) -> int:
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        same = self.headers.get("If-Range") == self.about.etag
        return int(wanted.group(1)) if wanted and same and self.about.ranges and self.about.status == 200 else 0

    def _send(self, data: bytes) -> None:
        about = self.about
        if about.held_at is not None:
            self.wfile.write(data[: about.held_at])
            about.pause.wait(20)
            data = data[about.held_at :]
        self.wfile.write(data if about.cut_at is None else data[: about.cut_at])

    def log_message(self, *_args: Any) -> None:
        """Says nothing."""
