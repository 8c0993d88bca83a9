"""The photo and a layer's maps as a list model: one tile each."""

import functools
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from tlstudio.gui.activations.wording import map_text
from tlstudio.gui.colour_maps import colour_map
from tlstudio.gui.pixels import image_from

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tlstudio.evaluation.activations import Seen

FILTER_ROLE = Qt.ItemDataRole.UserRole
PEAK_ROLE = Qt.ItemDataRole.UserRole + 1
_PHOTO = "The photo as the network is shown it"
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class MapModel(QAbstractListModel):
    """The first tile is the photo. FILTER_ROLE is the filter's picture or None, PEAK_ROLE where the map is strongest,
    as shares of its width and height, or None."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen: Seen | None = None
        self._images: list[QImage] = []
        self._filters: list[QImage] = []

    def show(self, seen: "Seen | None") -> None:
        """Show these maps instead; None: nothing."""
        self.beginResetModel()
        self._seen = seen if seen is not None and len(seen.maps) else None
        self._images = [image_from(seen.photo), *map(_map_image, seen.maps)] if self._seen and seen else []
        self._filters = [image_from(one) for one in seen.filters] if seen and seen.filters is not None else []
        self.endResetModel()

    @property
    def has_filters(self) -> bool:
        """Whether maps have a filter's picture beside them."""
        return bool(self._filters)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """The photo and the maps."""
        return 0 if parent.isValid() else len(self._images)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the view asks for."""
        seen, tile = self._seen, index.row()
        if seen is None or not index.isValid():
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            return self._images[tile]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return map_text(seen, tile - 1) if tile else _PHOTO
        if role == FILTER_ROLE:
            return self._filters[tile - 1] if tile and self._filters else None
        if role == PEAK_ROLE and tile:
            (row, column), (height, width) = seen.peaks[tile - 1], seen.maps.shape[1:]
            return ((column + 0.5) / width, (row + 0.5) / height)
        return None


def _map_image(values: "NDArray[np.uint8]") -> QImage:
    height, width = values.shape
    image = QImage(values.tobytes(), width, height, width, QImage.Format.Format_Indexed8).copy()
    image.setColorTable(_viridis())
    return image


@functools.cache
def _viridis() -> list[int]:
    return [0xFF000000 | red << 16 | green << 8 | blue for red, green, blue in colour_map("viridis")]
