"""The part of the preferences about the cache: how large it is, how large it may be, where it lies, and a way out."""

from PySide6.QtCore import QSignalBlocker, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QPalette
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from tlstudio.foundation.names import printable, size_text
from tlstudio.gui.buttons import push_button
from tlstudio.gui.cache import FeatureCache
from tlstudio.gui.labels import plain_label

_GIGABYTE = 10**9
_LEAST, _MOST = 0.1, 100_000.0
_EXPLAINED = (
    "What comes out of the frozen layers is kept here, so that training again takes seconds; beside it thumbnails, and "
    "what is remembered of each photo. Clearing loses no photo, label or model: what is needed again is made again."
)


class CacheForm(QGroupBox):
    """Shows a FeatureCache and changes it at once."""

    def __init__(self, cache: FeatureCache, parent: QWidget | None = None) -> None:
        super().__init__("Cache", parent)
        self.setObjectName("cacheForm")
        self._cache = cache
        self._size = plain_label("cacheSize", selectable=True)
        self._photos = plain_label("cachePhotos", selectable=True)
        self._result = plain_label("cacheResult", selectable=True)
        self._folder = QLineEdit(printable(str(cache.folder), 4000), readOnly=True)
        self._folder.setObjectName("cacheFolder")
        self._folder.setAccessibleName("Folder of the features cache")
        self._clear = push_button("clearCacheButton", "Clear", _EXPLAINED, spoken="Clear the cache")
        self._open = push_button("openCacheButton", "Open Folder", spoken="Open the folder of the features cache")
        self._limit = _limit_box()
        self._lay_out()
        self._clear.clicked.connect(self._on_clear_clicked)
        self._open.clicked.connect(self._on_open_clicked)
        self._limit.valueChanged.connect(self._on_limit_changed)
        cache.changed.connect(self._show)
        cache.cleared.connect(self._on_cleared)
        cache.failed.connect(self._result.setText)
        self._show()
        cache.refresh()

    @Slot()
    def _show(self) -> None:
        facts, folder = self._cache.facts, self._cache.folder
        self._open.setEnabled(facts is not None and folder.is_dir())
        self._limit.setEnabled(facts is not None)
        self._clear.setEnabled(facts is not None and facts.used + facts.thumbnails + facts.remembered > 0)
        if facts is None:
            self._size.setText("…")
            self._photos.setText("…")
            return
        self._size.setText(size_text(facts.used) if facts.used else "empty")
        self._photos.setText(f"{size_text(facts.thumbnails)} of thumbnails, {size_text(facts.remembered)} remembered")
        if not self._limit.hasFocus():
            with QSignalBlocker(self._limit):
                self._limit.setValue(facts.limit / _GIGABYTE)

    @Slot(float)
    def _on_limit_changed(self, gigabytes: float) -> None:
        self._result.setText("")
        self._cache.set_limit(round(gigabytes * _GIGABYTE))

    @Slot()
    def _on_clear_clicked(self) -> None:
        self._clear.setEnabled(False)
        self._cache.clear()

    @Slot(object)
    def _on_cleared(self, freed: int) -> None:
        self._result.setText(f"Cleared: {size_text(freed)} are free again.")

    @Slot()
    def _on_open_clicked(self) -> None:
        QDesktopServices.openUrl(QUrl.fromEncoded(self._cache.folder.as_uri().encode()))

    def _lay_out(self) -> None:
        explanation = QLabel(_EXPLAINED, wordWrap=True)
        explanation.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        form = QFormLayout(self)
        form.addRow("Features", self._size)
        form.addRow("&Limit", self._limit)
        form.addRow("Photos", self._photos)
        form.addRow("", _row(self._result, self._clear))
        folder = QLabel("&Folder")
        folder.setBuddy(self._folder)
        form.addRow(folder, _row(self._folder, self._open))
        form.addRow(explanation)


def _row(text: QWidget, button: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(text, 1)
    row.addWidget(button)
    return row


def _limit_box() -> QDoubleSpinBox:
    """Gigabytes; a number that is being typed counts when it is complete."""
    box = QDoubleSpinBox(minimum=_LEAST, maximum=_MOST, decimals=1, singleStep=1.0, suffix=" GB")
    box.setObjectName("cacheLimitBox")
    box.setAccessibleName("Limit of the features cache in gigabytes")
    box.setKeyboardTracking(False)
    return box
