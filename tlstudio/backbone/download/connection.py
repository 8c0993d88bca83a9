"""Asking a server for a file, or for the rest of it: over https only, redirects included.

Standard library only: `urllib` takes a proxy from HTTP_PROXY and HTTPS_PROXY, or from its caller.
"""

import contextlib
import http.client
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Generator
from dataclasses import dataclass
from email.message import Message
from typing import IO

from tlstudio.backbone.download.failures import WrongAnswerError

_TIMEOUT_SECONDS = 20
_CHUNK_BYTES = 256 * 1024
_THIS_COMPUTER = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Reply:
    """What the server says before the file: where in it the bytes start, how many it has (None: not said), what
    changes when the file changes ("" when nothing does), and its SHA-256 in hex, where the server states one."""

    start: int
    total: int | None
    validator: str
    sha256: str | None


def receive(url: str, start: int, validator: str, proxy: str | None) -> Generator[Reply | bytes, None, None]:
    """The reply, then the bytes from `start` on, or from 0 where the server wants it so; blocks while it waits.

    `validator` is that of an earlier reply: when the file has changed since, it begins anew. Raises what `explained`
    in the module failures puts into words.
    """
    request = urllib.request.Request(url, headers={"User-Agent": "tlstudio", "Accept-Encoding": "identity"})
    if start:
        request.add_header("Range", f"bytes={start}-")
        request.add_header("If-Range", validator)
    stated: dict[str, str] = {}
    _check_scheme(url)
    try:
        response = _opener(proxy, stated).open(request, timeout=_TIMEOUT_SECONDS)
    except urllib.error.HTTPError as error:
        error.close()  # it is the answer, too, and holds the connection
        raise
    with contextlib.closing(response):
        yield _reply(response, stated)
        while chunk := response.read1(_CHUNK_BYTES):
            yield chunk


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects to secure places only, and remembers the hash that the first server states."""

    def __init__(self, stated: dict[str, str]) -> None:
        self._stated = stated

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        with contextlib.closing(fp):
            _check_scheme(newurl)
        _remember_hash(headers, self._stated)
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _opener(proxy: str | None, stated: dict[str, str]) -> urllib.request.OpenerDirector:
    proxies = urllib.request.ProxyHandler({"http": proxy, "https": proxy} if proxy else None)
    return urllib.request.build_opener(proxies, _Redirects(stated))


def _check_scheme(url: str) -> None:
    """Only https, whose answers nobody on the way can change; http to this very computer passes."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _THIS_COMPUTER):
        raise WrongAnswerError("it leads to an address without encryption")


def _reply(response: http.client.HTTPResponse, stated: dict[str, str]) -> Reply:
    headers = response.headers
    if headers.get_content_type() in ("text/html", "application/xhtml+xml"):
        raise WrongAnswerError("a web page came instead. Perhaps this network first wants you to sign in in a browser")
    _remember_hash(headers, stated)
    start, total = 0, _number(headers.get("Content-Length", ""))
    if response.status == http.HTTPStatus.PARTIAL_CONTENT:
        start, total = _range(headers.get("Content-Range", ""))
    validator = headers.get("ETag") or headers.get("Last-Modified") or ""
    return Reply(start, total, "" if validator.startswith("W/") else validator, stated.get("sha256"))


def _remember_hash(headers: Message, stated: dict[str, str]) -> None:
    """A model hub states the SHA-256 of a large file as its ETag, or that of what it redirects to."""
    for name in ("X-Linked-ETag", "ETag"):
        found = re.fullmatch(r'"?([0-9a-f]{64})"?', headers.get(name, ""))
        if found:
            stated.setdefault("sha256", found.group(1))


def _range(text: str) -> tuple[int, int | None]:
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", text)
    if not found:
        raise WrongAnswerError("it sent another part of the file than it was asked for")
    return int(found.group(1)), _number(found.group(2))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None
