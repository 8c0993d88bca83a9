"""Small pictures of the photos in sight: asked for when they come into sight, forgotten when there are too many."""

from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QPixmap

from tlstudio.dataset.sample import Sample
from tlstudio.gui.pixels import PixelFetcher, image_of
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo, PixelRequest, Refusal
from tlstudio.photos.view import PhotoFile

_MOST_BYTES = 96_000_000
_MOST_REFUSALS = 10_000
_BYTES_PER_PIXEL = 4
_SIDES = (96, 192, 384)


class Thumbnails(QObject):
    """`arrived(PhotoFile)` when a picture, or the reason why there is none, is there to be shown. The least recently
    shown are forgotten beyond `most_bytes`."""

    arrived = Signal(object)

    def __init__(self, pool: PhotoPool, parent: QObject | None = None, most_bytes: int = _MOST_BYTES) -> None:
        super().__init__(parent)
        self._most_bytes = most_bytes
        self._side = _SIDES[1]
        self._kept: OrderedDict[PhotoFile, QPixmap] = OrderedDict()
        self._bytes = 0
        self._refusals: dict[PhotoFile, str] = {}
        self._pending: dict[PhotoFile, Future[Photo | Refusal]] = {}
        self._digests: dict[PhotoFile, str] = {}
        self._fetcher = PixelFetcher(pool, self)
        self._fetcher.fetched.connect(self._on_fetched)

    def get(self, photo: PhotoFile) -> QPixmap | None:
        """The picture if it is there; asks for nothing."""
        if photo in self._kept:
            self._kept.move_to_end(photo)
        return self._kept.get(photo)

    def refusal(self, photo: PhotoFile) -> str | None:
        """Why there is no picture, in a sentence, if that is known."""
        return self._refusals.get(photo)

    def want(self, photos: Sequence[PhotoFile]) -> None:
        """These are in sight: fetch what is missing, and no longer fetch what has gone out of sight."""
        for photo in self._pending.keys() - set(photos):
            self._pending.pop(photo).cancel()
        for photo in photos:
            if photo not in self._kept and photo not in self._refusals and photo not in self._pending:
                request = PixelRequest(self._side, self._side, fit="inside", interpolation="bilinear", keep=True)
                self._pending[photo] = self._fetcher.fetch((photo, self._side), photo, request, Priority.THUMBNAIL)

    def check(self, samples: Sequence[Sample]) -> None:
        """Forget what is known of these photos where their content is no longer what it was."""
        for sample in samples:
            if self._digests.get(sample.source, sample.digest) != sample.digest:
                self._drop(sample.source)
            self._digests[sample.source] = sample.digest

    def set_side(self, pixels: int) -> None:
        """How large they are shown, in the screen's own pixels; the next larger of a few sizes is fetched."""
        side = next((side for side in _SIDES if side >= pixels), _SIDES[-1])
        if side != self._side:
            self._side = side
            self.forget()

    def forget(self) -> None:
        """Forget all pictures."""
        for future in self._pending.values():
            future.cancel()
        self._pending.clear()
        self._kept.clear()
        self._refusals.clear()
        self._digests.clear()
        self._bytes = 0

    @Slot(object, object)
    def _on_fetched(self, key: tuple[PhotoFile, int], outcome: Photo | Refusal) -> None:
        photo, side = key
        if side != self._side or self._pending.pop(photo, None) is None:
            return
        if isinstance(outcome, Photo):
            self._keep(photo, QPixmap.fromImage(image_of(outcome)))
        elif len(self._refusals) < _MOST_REFUSALS:
            self._refusals[photo] = outcome.reason
        self.arrived.emit(photo)

    def _drop(self, photo: PhotoFile) -> None:
        if photo in self._pending:
            self._pending.pop(photo).cancel()
        if photo in self._kept:
            self._bytes -= _size(self._kept.pop(photo))
        self._refusals.pop(photo, None)

    def _keep(self, photo: PhotoFile, picture: QPixmap) -> None:
        self._kept[photo] = picture
        self._bytes += _size(picture)
        while self._bytes > self._most_bytes:
            oldest, gone = self._kept.popitem(last=False)
            self._digests.pop(oldest, None)
            self._bytes -= _size(gone)


def _size(picture: QPixmap) -> int:
    return picture.width() * picture.height() * _BYTES_PER_PIXEL
