"""The weights of one network of the catalogue, from its publisher's server to the weights folder."""

import contextlib
import functools
import shutil
import urllib.error
from collections.abc import Generator
from http import HTTPStatus
from pathlib import Path

from filelock import FileLock, Timeout

from tlstudio.backbone.catalogue import find
from tlstudio.backbone.download.connection import Reply, receive
from tlstudio.backbone.download.failures import NETWORK_ERRORS, WrongAnswerError, explained
from tlstudio.backbone.download.part import Part, file_sha256
from tlstudio.backbone.pretrained import Pretrained
from tlstudio.backbone.seals import Seal, write_seal
from tlstudio.foundation.background import in_background
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.files import cannot_write
from tlstudio.foundation.folders import weights_folder
from tlstudio.foundation.names import printable, size_text
from tlstudio.foundation.pace import Pace

_POLL_SECONDS = 0.1


def download(name: str, control: Control, proxy: str | None = None) -> Generator[Event, None, Path | None]:
    """Fetch a network's weights unless they are here; returns the file, its hash checked, or None when stopped.

    What has come when it is stopped, or the connection breaks, is kept, and the next download goes on from there. A
    second program waits for the first. `proxy` is a URL; None takes the one of the system. StudioError, in one
    sentence, when there is no connection, the server gives something else, the hash is wrong, or the disk is full.
    """
    pretrained = find(name)
    target = weights_folder() / pretrained.file
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudioError(cannot_write(target, error)) from error
    with contextlib.ExitStack() as stack:
        part = Part(target, pretrained.url)
        yield from _wait_for_turn(target, part, pretrained, control, stack)
        ready = None if control.stopped else _intact(pretrained)
        if ready or control.stopped:
            return ready
        if not pretrained.url:
            raise UsageError(f"The weights of {pretrained.name} come with the studio: install it again.")
        return (yield from _fetch(pretrained, part, target, control, proxy))


def _wait_for_turn(
    target: Path, part: Part, pretrained: Pretrained, control: Control, stack: contextlib.ExitStack
) -> Generator[Event, None, None]:
    """Hold the file's lock; while another program has it, show how far that one is."""
    lock = FileLock(target.with_name(f".{target.name}.lock"))
    while not control.stopped:
        try:
            stack.enter_context(lock.acquire(timeout=_POLL_SECONDS))
            return
        except Timeout:
            yield Progress("download", part.size, pretrained.bytes)
        except OSError as error:
            raise StudioError(cannot_write(target, error)) from error


def _intact(pretrained: Pretrained) -> Path | None:
    path = pretrained.located()
    try:
        return path if path and pretrained.is_genuine(path, file_sha256(path)) else None
    except OSError:  # cannot be read: then a new one is fetched, or the disk says why not
        return None


def _fetch(
    pretrained: Pretrained, part: Part, target: Path, control: Control, proxy: str | None
) -> Generator[Event, None, Path | None]:
    what = f"The weights file of {pretrained.name}"
    try:
        reply = yield from _receive(pretrained, part, control, proxy)
    except (*NETWORK_ERRORS, WrongAnswerError) as error:
        raise explained(what, pretrained.url, error) from error
    finally:
        part.close()
    if reply is None:
        return None
    digest = part.sha256()
    if not digest.startswith(pretrained.sha256 or reply.sha256 or ""):
        part.discard()
        raise StudioError(
            f"{what} came differently from how its publisher made it (its hash is wrong), and was thrown away. Try "
            "again; if that does not help, something between this computer and the server changes files."
        )
    write_seal(target, Seal(digest, pretrained.url))
    part.put_in_place()
    return target


def _receive(
    pretrained: Pretrained, part: Part, control: Control, proxy: str | None
) -> Generator[Event, None, Reply | None]:
    """The rest of the file, or all of it where the server will not go on from what is there."""
    start, validator = part.beginning()
    try:
        return (yield from _receive_from(start, validator, pretrained, part, control, proxy))
    except urllib.error.HTTPError as error:
        if not start or error.code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise
    part.discard()
    return (yield from _receive_from(0, "", pretrained, part, control, proxy))


def _receive_from(
    start: int, validator: str, pretrained: Pretrained, part: Part, control: Control, proxy: str | None
) -> Generator[Event, None, Reply | None]:
    """Write what comes into the part file; the server's reply, or None when it was stopped first."""
    reply: Reply | None = None
    total, done = pretrained.bytes, start
    pace = Pace(total - start)
    for item in in_background(functools.partial(receive, pretrained.url, start, validator, proxy), _POLL_SECONDS):
        if control.stopped:
            return None
        if isinstance(item, Reply):
            reply = item
            _check(pretrained, reply, start, part)
            part.open(reply.start, reply.validator)
            total, done, start = reply.total or total, reply.start, reply.start
            pace = Pace(total - start)
        elif item:
            done += len(item)
            _check_size(pretrained, done)
            part.write(item)
        if pace.due():
            yield Progress("download", done, total, seconds_left=pace.seconds_left(done - start))
    if reply is None or done < (reply.total or 0):
        raise ConnectionError
    return reply


def _check(pretrained: Pretrained, reply: Reply, start: int, part: Part) -> None:
    """Raise unless what the server is about to send can be the file, and has room on the disk."""
    if reply.start not in (0, start):
        raise WrongAnswerError("it sent another part of the file than it was asked for")
    if not (pretrained.sha256 or reply.sha256):
        raise WrongAnswerError("it does not say which hash the file has, so that nobody could check it")
    total = reply.total or pretrained.bytes
    _check_size(pretrained, total)
    free = shutil.disk_usage(part.path.parent).free
    if total - reply.start > free:
        raise StudioError(
            f"The weights of {pretrained.name} take {size_text(total)}, and the disk of "
            f"{printable(str(part.path.parent))} has only {size_text(free)} left: free some space and try again."
        )


def _check_size(pretrained: Pretrained, count: int) -> None:
    if count > pretrained.most_bytes:
        raise WrongAnswerError("what it sends is larger than this file can be")
