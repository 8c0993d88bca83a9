"""Photos from the pool, brought into the window's thread as images."""

from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from tlstudio.photos.pool import PhotoPool, Priority, Source
from tlstudio.photos.request import Photo, PixelRequest, Refusal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def image_of(photo: Photo) -> QImage:
    """The photo's pixels as an image that owns its memory."""
    return image_from(photo.pixels)


def image_from(pixels: "NDArray[np.uint8]") -> QImage:
    """RGB pixels of shape (height, width, 3) as an image that owns its memory."""
    height, width, _channels = pixels.shape
    return QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


class PixelFetcher(QObject):
    """Asks the pool for pixels and says `fetched(key, Photo | Refusal)` in this object's own thread."""

    fetched = Signal(object, object)
    _arrived = Signal(object, object)

    def __init__(self, pool: PhotoPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def fetch(
        self, key: Hashable, source: Source, request: PixelRequest, priority: Priority
    ) -> "Future[Photo | Refusal]":
        """Ask for one photo; `fetched` brings the answer with the same key, unless the future was cancelled first."""
        future = self._pool.submit(source, request, priority)
        future.add_done_callback(partial(_hand_over, self._arrived.emit, key))
        return future

    @Slot(object, object)
    def _on_arrived(self, key: Hashable, outcome: Photo | Refusal) -> None:
        self.fetched.emit(key, outcome)


def _hand_over(
    emit: Callable[[Hashable, Photo | Refusal], None], key: Hashable, future: "Future[Photo | Refusal]"
) -> None:
    """Runs in the pool's thread: the signal crosses over by itself. A window that is gone wants nothing any more."""
    try:
        emit(key, future.result())
    except (CancelledError, RuntimeError):
        return
