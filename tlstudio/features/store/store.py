"""The cache as a whole: its groups, its size and limit, and clearing it."""

import threading
from pathlib import Path

import msgspec

from tlstudio.features.key import GroupKey
from tlstudio.features.store.description import read_description
from tlstudio.features.store.group import Group
from tlstudio.features.store.open_files import OpenFiles
from tlstudio.features.store.room import SHARD, Room
from tlstudio.features.store.shard import Layout
from tlstudio.foundation.folders import cache_folder


class GroupInfo(msgspec.Struct, frozen=True):
    """What a group takes: bytes on the disk, records (photos or views of them), when it was last used (Unix time)."""

    key: GroupKey
    bytes: int
    records: int
    last_used: float


class Store:
    """The cache in `folder`, the user's own when None. Several programs may use it at once."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or cache_folder() / "features"
        self._files = OpenFiles()
        self._room = Room(self.folder, self._files)
        self._groups: dict[str, Group] = {}
        self._lock = threading.RLock()

    @property
    def limit(self) -> int:
        """How many bytes it may have: as chosen, else 20 GB or a tenth of the free disk, whichever is less."""
        return self._room.limit

    def set_limit(self, limit: int) -> None:
        """Choose the limit in bytes for all programs; what is beyond it goes now. StoreFullError if that fails."""
        with self._lock:
            self._room.set_limit(limit)

    def bytes(self) -> int:
        """How many bytes it has."""
        return self._room.used()

    def room_for(self, wanted: int) -> bool:
        """Whether so many bytes more fit under limit and disk, when what this program has not asked for has left."""
        return self._room.fits(wanted)

    def clear(self) -> int:
        """Remove everything, also under programs that read it. Returns the bytes freed."""
        with self._lock:
            return self._room.clear()

    def group(self, key: GroupKey) -> Group:
        """The records with that key, the same object each time; creates nothing."""
        with self._lock:
            return self._groups.setdefault(key.identity, Group(key, self._room, self._files, self._lock))

    def groups(self) -> list[GroupInfo]:
        """All groups that have records, the one used last first."""
        found = (self._info(folder) for folder in self._room.group_folders())
        return sorted((info for info in found if info), key=lambda info: -info.last_used)

    def _info(self, folder: Path) -> GroupInfo | None:
        key = read_description(folder)
        files = list(self._room.files_of(folder, SHARD))
        if key is None or not files:
            return None
        records = sum(Layout(key).count(file.size) for file in files)
        return GroupInfo(key, sum(file.size for file in files), records, max(file.used_at for file in files))
