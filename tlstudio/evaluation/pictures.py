"""Small pictures of photos, for a page that is to show them."""

from collections.abc import Sequence

from tlstudio.evaluation.outcomes import Outcome
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo, Picture, PixelRequest

_SMALL = PixelRequest(112, 112, fit="inside", keep=True)


def small_pictures(outcomes: Sequence[Outcome], pool: PhotoPool) -> dict[int, bytes]:
    """JPEGs by the photos' places among these; of those that can be read."""
    photos = pool.in_order([each.sample.source for each in outcomes], _SMALL, Priority.THUMBNAIL)
    return {number: _jpeg(photo) for number, photo in enumerate(photos) if isinstance(photo, Photo)}


def _jpeg(photo: Photo) -> bytes:
    from tlstudio.photos.decode import encode

    rows, columns, _ = photo.pixels.shape
    return encode(Picture(photo.pixels.tobytes(), rows, columns, photo.width, photo.height))
