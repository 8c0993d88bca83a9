"""A quick look at folders of photos: has anything come, gone or changed since? No file is opened."""

import hashlib
import os
import time
from collections.abc import Generator
from pathlib import Path

import msgspec

from tlstudio.dataset.layout import Labelled, Layout
from tlstudio.dataset.sample import Skipped
from tlstudio.dataset.walk import walk
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress

SETTLED_SECONDS = 2.0


class Glance(msgspec.Struct, frozen=True):
    """What a quick look saw: another `signature` than before means that something came, went or changed.

    `folders` are all those in which that can happen, the outermost first. `changed` is when somebody last wrote there,
    in seconds since 1970. `settled`: that is a while ago, so that what was being copied is whole.
    """

    signature: bytes
    folders: tuple[Path, ...]
    changed: float
    settled: bool


def glance(layout: Layout, control: Control) -> Generator[Event, None, Glance]:
    """Look at what a search would look through; a stopped look is worth nothing."""
    yield Progress("scan", 0, 0)
    seen = _Seen()
    entered: list[Path] = []
    if layout.root.is_file():
        seen.file(layout.root)
    for file in layout.files:
        seen.file(file.path)  # its label stands in the table
    for _, found in walk([folder.path for folder in layout.folders], layout.roots, entered):
        if control.stopped:
            break
        if isinstance(found, Skipped):
            seen.skipped(found)
        else:
            seen.file(found)
    for skipped in layout.skipped:
        seen.skipped(skipped)
    for each in layout.folders:
        seen.class_folder(each)
    folders = tuple(dict.fromkeys([*_around(layout), *entered]))
    for folder in folders:
        seen.folder(folder)
    return Glance(seen.digest(), folders, seen.changed, seen.is_settled())


def _around(layout: Layout) -> list[Path]:
    """The folders in which class folders, or the files that a table names, come and go."""
    inside = [folder.path.parent for folder in layout.folders if folder.path not in layout.roots]
    return [*layout.roots, *inside, *(file.path.parent for file in layout.files)]


class _Seen:
    """All that was seen so far, as a hash, and when the last of it changed."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=16)
        self._now = time.time()
        self.changed = 0.0

    def file(self, path: Path) -> None:
        """A file: where it lies, and what tells that it is unchanged."""
        status = self._look(path)
        facts = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns) if status else ()
        self._hash.update(repr((os.fsencode(path), facts)).encode())

    def class_folder(self, folder: Labelled) -> None:
        """A class, also one that has no photo yet."""
        self._hash.update(repr((os.fsencode(folder.path), folder.label, folder.part)).encode())

    def folder(self, path: Path) -> None:
        """Any folder counts by what is in it; when that changed says whether somebody is at work in it."""
        self._look(path)

    def skipped(self, skipped: Skipped) -> None:
        """Something that is not used, by its name: hidden files come and go with every program."""
        if skipped.kind != "hidden":
            self._hash.update(repr((os.fsencode(skipped.path), skipped.reason)).encode())

    def digest(self) -> bytes:
        """The signature."""
        return self._hash.digest()

    def is_settled(self) -> bool:
        """Whether the last change is over for a while; times that lie in the future say nothing."""
        return self._now - self.changed > SETTLED_SECONDS

    def _look(self, path: Path) -> os.stat_result | None:
        try:
            status = os.stat(path)  # noqa: PTH116 - the fastest, and it is asked for every photo
        except (OSError, ValueError):
            return None
        for moment in (status.st_mtime, status.st_ctime):
            if moment <= self._now + SETTLED_SECONDS:
                self.changed = max(self.changed, moment)
        return status
