"""Which files a path stands for."""

import os
from collections.abc import Iterator
from pathlib import Path


def regular_files(path: Path) -> Iterator[Path]:
    """The path itself, or every regular file below it, folder by folder; links to folders are not followed."""
    if not path.is_dir():
        yield path
        return
    for folder, below, names in os.walk(path):
        below.sort()
        for name in sorted(names):
            if (file := Path(folder, name)).is_file():
                yield file
