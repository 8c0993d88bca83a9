"""How large the cache may grow, and what leaves first when it is to hold something new.

A limit of its own and the disk's free space bound it; the shards that were read longest ago leave first. Another
program that reads one meanwhile finds its records missing, nothing worse. Two programs that write at once can exceed
the limit by one shard each.
"""

import contextlib
import errno
import os
import re
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import filelock

from tlstudio.features.store.open_files import OpenFiles
from tlstudio.features.store.own_files import UNFINISHED, is_own_folder, read_small, write_whole
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.names import printable, size_text

SHARD = ".shard"
LOCK = "group.lock"
DESCRIPTION = "group.json"
_LARGEST_DEFAULT = 20 * 10**9
_ABANDONED_AFTER = 600.0
_IDENTITY = re.compile("[0-9a-f]{40}")
_REASONS = {
    errno.ENOSPC: "the disk is full. Free some space, or clear the cache",
    errno.EDQUOT: "the disk quota is used up. Free some space, or clear the cache",
    errno.EFBIG: "files may not be that large there. Choose another folder for the cache",
    errno.EROFS: "the disk is read-only. Choose another folder for the cache",
    errno.EACCES: "permission is missing. Change the folder's permissions, or choose another folder for the cache",
    errno.EPERM: "permission is missing. Change the folder's permissions, or choose another folder for the cache",
    errno.ENOTDIR: "a file is in the way. Choose another folder for the cache",
    errno.EEXIST: "a file is in the way. Choose another folder for the cache",
}


class StoreFullError(StudioError):
    """The cache takes no more: its limit, the disk or a permission is in the way. What it had is still there."""


class ShardFile(NamedTuple):
    """A shard on the disk, or an unfinished one: its size in bytes, and when it was last used (Unix time)."""

    path: Path
    size: int
    used_at: float


def cannot_keep(folder: Path, error: OSError) -> str:
    """The sentence for a person when the disk takes no more."""
    reason = _REASONS.get(error.errno or 0, "the disk refused it. Check it, or choose another folder for the cache")
    return f"Features cannot be kept in {printable(str(folder))}: {reason}."


class Room:
    """The space below the cache's folder. `in_use` are the shards that this program needs: they leave last."""

    def __init__(self, folder: Path, files: OpenFiles) -> None:
        self.folder = folder
        self.in_use: set[Path] = set()
        self._files = files

    @property
    def limit(self) -> int:
        """In bytes: what a person chose, or else 20 GB or a tenth of the disk that is free but for the cache."""
        with contextlib.suppress(OSError, ValueError):
            return max(0, int(read_small(self._limit_file, 32)))
        return min(_LARGEST_DEFAULT, (self.used() + self._free()) // 10)

    def set_limit(self, limit: int) -> None:
        """Remember the limit, and let go what is beyond it. StoreFullError when the disk refuses."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._limit_file, [str(limit).encode()])
        except OSError as error:
            raise StoreFullError(cannot_keep(self.folder, error)) from error
        self._shrink(self._shards(), limit)

    def used(self) -> int:
        """Bytes of all shards, unfinished ones too."""
        return sum(file.size for file in self._shards())

    def fits(self, wanted: int) -> bool:
        """Whether so many bytes more have room, when what this program does not need has left."""
        files = self._shards()
        return self._needed(files) + wanted <= self._most(files)

    def make(self, wanted: int) -> None:
        """Let the shards used longest ago go until `wanted` bytes fit. StoreFullError when they cannot."""
        files = self._shards()
        most = self._most(files)
        left = [file for file in files if not self._removed_as_abandoned(file)]
        if self._needed(left) + wanted > most or self._shrink(left, most - wanted, keep_needed=True) > most - wanted:
            raise StoreFullError(self._full())

    def clear(self) -> int:
        """Remove everything that is the cache's own. Returns the bytes freed."""
        before = self.used()
        self._shrink(self._shards(), 0)
        for folder in self.group_folders():
            for file in self.files_of(folder, UNFINISHED):
                self._remove(file.path)
            self._remove_if_empty(folder)
        return before - self.used()

    def group_folders(self) -> list[Path]:
        """The folders of the groups."""
        with contextlib.suppress(OSError):
            return [path for path in self.folder.iterdir() if _IDENTITY.fullmatch(path.name) and is_own_folder(path)]
        return []

    def files_of(self, folder: Path, *kinds: str) -> Iterator[ShardFile]:
        """The files of these kinds in a group's folder."""
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(kinds):
                    with contextlib.suppress(FileNotFoundError):
                        status = entry.stat(follow_symlinks=False)
                        if stat.S_ISREG(status.st_mode):
                            yield ShardFile(folder / entry.name, status.st_size, status.st_mtime)

    @property
    def _limit_file(self) -> Path:
        return self.folder / "limit"

    def _shards(self) -> list[ShardFile]:
        return [file for folder in self.group_folders() for file in self.files_of(folder, SHARD, UNFINISHED)]

    def _needed(self, files: list[ShardFile]) -> int:
        return sum(file.size for file in files if file.path in self.in_use)

    def _most(self, files: list[ShardFile]) -> int:
        """How large the cache may be now."""
        return min(self.limit, sum(file.size for file in files) + self._free())

    def _free(self) -> int:
        there = next(folder for folder in (self.folder, *self.folder.absolute().parents) if folder.exists())
        return shutil.disk_usage(there).free

    def _full(self) -> str:
        if self._most(self._shards()) < self.limit:
            return cannot_keep(self.folder, OSError(errno.ENOSPC, ""))
        limit = size_text(self.limit)
        return f"The cache for features is full: its limit is {limit}. Raise the limit, or clear the cache."

    def _shrink(self, files: list[ShardFile], most: int, keep_needed: bool = False) -> int:
        """Remove shards, needed ones last or never, until no more than `most` bytes are left. Returns what is left."""
        used = sum(file.size for file in files)
        complete = [file for file in files if file.path.suffix == SHARD]
        for file in sorted(complete, key=lambda file: (file.path in self.in_use, file.used_at)):
            if used <= most or (keep_needed and file.path in self.in_use):
                break
            if self._remove(file.path):
                used -= file.size
                self._remove_if_empty(file.path.parent)
        return used

    def _removed_as_abandoned(self, file: ShardFile) -> bool:
        """Remove an unfinished shard whose writer must have died: none takes minutes to write."""
        abandoned = file.path.suffix == UNFINISHED and time.time() - file.used_at > _ABANDONED_AFTER
        return abandoned and self._remove(file.path)

    def _remove(self, path: Path) -> bool:
        self._files.close(path)
        self.in_use.discard(path)
        try:
            path.unlink(missing_ok=True)
        except OSError:  # Windows, while another program reads it
            return False
        return True

    def _remove_if_empty(self, folder: Path) -> None:
        """Remove a group's folder without shards, unless a program is about to fill it."""
        if any(self.files_of(folder, SHARD, UNFINISHED)):
            return
        lock = filelock.FileLock(folder / LOCK)
        with contextlib.suppress(OSError, filelock.Timeout), lock.acquire(blocking=False):
            (folder / DESCRIPTION).unlink(missing_ok=True)
            (folder / LOCK).unlink()
        with contextlib.suppress(OSError):
            folder.rmdir()
