"""`group.json`: which group a folder of shards holds."""

import contextlib
import math
from pathlib import Path

import msgspec

from tlstudio.features.key import GroupKey
from tlstudio.features.store.own_files import read_small, write_whole
from tlstudio.features.store.room import DESCRIPTION

_LARGEST = 64 * 1024
_MOST_NUMBERS = 2**30


def read_description(folder: Path) -> GroupKey | None:
    """The key of the group in a folder; None when it cannot be read or is not this folder's."""
    # What JSON of a stranger can raise: RecursionError is nesting too deep.
    with contextlib.suppress(OSError, ValueError, RecursionError, msgspec.MsgspecError):
        key = msgspec.json.decode(read_small(folder / DESCRIPTION, _LARGEST), type=GroupKey)
        if key.identity == folder.name and min(key.shape, default=1) > 0 and math.prod(key.shape) <= _MOST_NUMBERS:
            return key
    return None


def describe(folder: Path, key: GroupKey) -> None:
    """Write the key, unless it is there. OSError when the disk refuses."""
    if read_description(folder) != key:
        write_whole(folder / DESCRIPTION, [msgspec.json.encode(key)])
