"""Every file below some folders, each once: loops end, links stay inside, and what is left out is said."""

import errno
import os
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from tlstudio.dataset.sample import Skipped

_SYSTEM_NAMES = {
    "__macosx", "@eadir", "thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "system volume information",
    "lost+found", "__pycache__",
}  # fmt: skip

_Identity = tuple[int, int]  # device and inode
_GONE = "It is no longer there. If it was moved or its drive was taken out, bring it back and scan again."
_NO_ANSWER = "The drive or network it lies on does not answer. Reconnect it and scan again."
_REASONS = {
    errno.EACCES: "Permission to read it is missing. Change its permissions and scan again.",
    errno.EPERM: "Permission to read it is missing. Change its permissions and scan again.",
    errno.ELOOP: "It is a link that leads back to itself.",
    errno.ENAMETOOLONG: "Its path is too long for this system. Move it further up, or shorten the folders' names.",
    errno.ENOENT: _GONE,
    errno.ENOTDIR: _GONE,
    errno.EIO: _NO_ANSWER,
    errno.ENXIO: _NO_ANSWER,
    errno.ENODEV: _NO_ANSWER,
    errno.ESTALE: _NO_ANSWER,
    errno.ETIMEDOUT: _NO_ANSWER,
}


def is_system_name(name: str) -> bool:
    """True for hidden files and folders and for what systems and tools leave between photos."""
    return name.startswith(".") or name.casefold() in _SYSTEM_NAMES


def left_out(path: Path, is_folder: bool) -> Skipped:
    """What is said of a file or folder with a system name."""
    kind, what = ("folder", "folder") if is_folder else ("hidden", "file")
    return Skipped(path, kind, f"A hidden {what}, or one that the system made for itself: it is left out.")


def unreadable(path: Path, error: OSError, kind: str = "unreadable") -> Skipped:
    """What is said of a file or folder that the system would not open."""
    return Skipped(path, kind, _REASONS.get(error.errno or 0, "The system would not open it."))


def not_a_file(path: Path) -> Skipped:
    """What is said of something that is neither a folder nor a regular file."""
    if path.is_symlink() and not path.exists():
        return Skipped(path, "link", "A link that leads to nothing.")
    return Skipped(path, "special", "Not a file but a pipe, a socket or a device: it is not opened.")


def walk(
    folders: Sequence[Path], roots: Sequence[Path], entered: list[Path] | None = None
) -> Iterator[tuple[int, Path | Skipped]]:
    """The files below each folder, with the folder's number in `folders`; a caller may stop at any one.

    Real folders come first, in order of names, then links to folders, so that a photo belongs where it really lies.
    Each folder is entered once, and then stands in `entered`. Links are followed only to what lies inside one of
    `roots`. The files given are regular at the time of looking. Nothing is raised for what cannot be read: it becomes a
    `Skipped`, of the kind "folder" when it stands for everything below.
    """
    inside = [os.path.realpath(root) for root in roots]
    visited = _above(folders, roots)
    real: deque[tuple[int, Path]] = deque()
    links: deque[tuple[int, Path]] = deque()
    for number, folder in enumerate(folders):
        is_link = os.path.islink(folder)  # noqa: PTH114 - False, not an error, where it cannot be told
        (links if is_link else real).append((number, folder))
    while real or links:
        number, folder = real.popleft() if real else links.popleft()
        refused = _enter(folder, inside, visited)
        if refused:
            yield number, refused
            continue
        if entered is not None:
            entered.append(folder)
        entries, broken_off = entries_of(folder)
        for entry in entries:
            found = _judge(entry, inside)
            if found:
                yield number, found
            else:
                (links if entry.is_symlink() else real).append((number, Path(entry.path)))
        if broken_off:
            yield number, broken_off


def entries_of(folder: Path) -> tuple[list["os.DirEntry[str]"], Skipped | None]:
    """What lies in a folder, in order of names, and what is said when reading it broke off."""
    entries: list[os.DirEntry[str]] = []
    broken_off = None
    try:
        with os.scandir(folder) as listing:
            entries.extend(listing)
    except OSError as error:
        broken_off = unreadable(folder, error, kind="folder")
    return sorted(entries, key=lambda entry: entry.name), broken_off


def _above(folders: Sequence[Path], roots: Sequence[Path]) -> set[_Identity]:
    """The folders that hold the ones to walk: a link back up to them would give every photo to one class."""
    above = {identity for path in (*(folder.parent for folder in folders), *roots) if (identity := _identity(path))}
    return above - {_identity(folder) for folder in folders}


def _identity(folder: Path) -> _Identity | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _enter(folder: Path, inside: list[str], visited: set[_Identity]) -> Skipped | None:
    """Note the folder as visited, or say why it is not entered."""
    try:
        status = folder.stat()
    except OSError as error:
        return unreadable(folder, error, kind="folder")
    if not _lies_inside(folder, inside):
        return Skipped(folder, "link", "A link that leads out of the chosen folder: it is not followed.")
    identity = (status.st_dev, status.st_ino)
    if identity in visited:
        return Skipped(folder, "link", "A link to a folder that is already part of this collection.")
    visited.add(identity)
    return None


def _judge(entry: "os.DirEntry[str]", inside: list[str]) -> Path | Skipped | None:
    """The file's path, why it is not used, or None for a folder that is to be entered."""
    path = Path(entry.path)
    try:
        is_folder = entry.is_dir()
        if is_system_name(entry.name):
            return left_out(path, is_folder)
        if is_folder:
            return None
        if entry.is_file():
            return path if not entry.is_symlink() or _lies_inside(path, inside) else _leads_out(path)
        return not_a_file(path)
    except OSError as error:
        return unreadable(path, error)


def _leads_out(path: Path) -> Skipped:
    return Skipped(path, "link", "A link that leads out of the chosen folder: it is not followed.")


def _lies_inside(path: Path, inside: list[str]) -> bool:
    real = os.path.realpath(path)
    return any(real == root or real.startswith(os.path.join(root, "")) for root in inside)  # noqa: PTH118 - text
