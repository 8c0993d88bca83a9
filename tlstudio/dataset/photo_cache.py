"""What is kept of photos between runs: thumbnails, and what is remembered of each. All of it can be made again."""

from typing import NamedTuple

from tlstudio.foundation.cache_file import begin_anew, bytes_of
from tlstudio.photos.kept import thumbnails_file


class PhotoCache(NamedTuple):
    """How many bytes it has on the disk: `remembered` are hashes, sights and flaws."""

    thumbnails: int
    remembered: int


def photo_cache() -> PhotoCache:
    """How large it is."""
    thumbnails = thumbnails_file()
    others = [file for file in thumbnails.parent.glob("*.sqlite") if file != thumbnails]
    return PhotoCache(bytes_of(thumbnails), sum(map(bytes_of, others)))


def clear_photo_cache() -> int:
    """Remove all of it; the bytes that are free now. What another program holds (on Windows) stays."""
    before = sum(photo_cache())
    for file in thumbnails_file().parent.glob("*.sqlite"):
        begin_anew(file)
    return before - sum(photo_cache())
