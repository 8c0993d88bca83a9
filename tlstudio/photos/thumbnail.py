"""A photo small, for the screen: from what is kept of it where there is something, else from the photo itself."""

import dataclasses
from pathlib import Path

from tlstudio.photos import kept, shared
from tlstudio.photos.decode import decode, encode
from tlstudio.photos.reading import read_bytes
from tlstudio.photos.request import Picture, PixelRequest, Refusal
from tlstudio.photos.view import View


def thumbnail(path: Path, request: PixelRequest, view: View | None = None) -> Picture | Refusal:
    """The photo as request and view ask. One that is worth keeping and had to be read comes with `encoded`."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        status = None
    if status is None or status.st_size < kept.WORTH_KEEPING:
        return _from_photo(path, request, view)
    side = max(request.width, request.height)
    name = kept.name_of(status, side, view)
    for data in (kept.find(name), None if view else shared.find(path, status, side)):
        found = decode(data, request) if data else None
        if isinstance(found, Picture):
            return found
    made = _from_photo(path, request, view)
    return dataclasses.replace(made, encoded=encode(made), name=name) if isinstance(made, Picture) else made


def _from_photo(path: Path, request: PixelRequest, view: View | None) -> Picture | Refusal:
    data = read_bytes(path)
    return data if isinstance(data, Refusal) else decode(data, request, view)
