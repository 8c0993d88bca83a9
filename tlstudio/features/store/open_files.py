"""A few files kept open for reading, so that reading a batch does not open its shards again."""

import contextlib
import os
from collections import OrderedDict
from pathlib import Path

from tlstudio.features.store.own_files import open_own

_MOST = 64


class OpenFiles:
    """The files used last stay open; the others are closed, and all of them when this goes away."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._open: OrderedDict[Path, int] = OrderedDict()

    def descriptor(self, path: Path) -> int:
        """An open descriptor, good until the next call. OSError when there is no such file of ours."""
        if path not in self._open:
            self._open[path] = open_own(path)
            if len(self._open) > self._most:
                os.close(self._open.popitem(last=False)[1])
        self._open.move_to_end(path)
        return self._open[path]

    def close(self, path: Path) -> None:
        """Close one file, if it is open."""
        descriptor = self._open.pop(path, None)
        if descriptor is not None:
            os.close(descriptor)

    def __del__(self) -> None:
        for descriptor in self._open.values():
            with contextlib.suppress(OSError):
                os.close(descriptor)
