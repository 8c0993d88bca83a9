"""What is known of the photo in the large view: class, part, size, what the camera noted, and where it lies."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QWidget

from tlstudio.dataset.sample import Sample, Split
from tlstudio.foundation.names import printable, size_text
from tlstudio.gui.dataset.photo_model import label_text
from tlstudio.gui.dataset.view_text import view_text
from tlstudio.photos.request import Details, Photo

PARTS: dict[Split, str] = {"train": "Training", "validation": "Validation", "test": "Test"}
_TITLES = ("Class", "Model", "Part", "Seen", "Size", "Camera", "Taken", "Exposure", "Location", "Note")


class PhotoFacts(QWidget):
    """A line for each fact that is known; text can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(2)
        self._values = {title: _value(title) for title in _TITLES}
        for title, value in self._values.items():
            self._form.addRow(title, value)
        self.path = QLineEdit(readOnly=True, frame=False)
        self.path.setAccessibleName("Path")
        self._form.addRow("Path", self.path)

    def show_photo(self, sample: Sample, photo: Photo | None, opinion: str = "") -> None:
        """What is known of it; `photo` is None until it is read, `opinion` is what a model says of it."""
        self.path.setText(printable(str(sample.path), 4000))
        self.path.setCursorPosition(0)
        known = {"Class": label_text(sample), "Part": PARTS[sample.split], "Seen": view_text(sample.view)}
        self._show(known | {"Model": opinion} | (_facts_of(photo) if photo else {}))

    def text(self) -> str:
        """All lines, for a screen reader."""
        shown = [f"{title}: {value.text()}" for title, value in self._values.items() if value.text()]
        return "\n".join(shown)

    def _show(self, texts: dict[str, str]) -> None:
        for title, value in self._values.items():
            value.setText(texts.get(title, ""))
            self._form.setRowVisible(value, bool(texts.get(title)))


def _facts_of(photo: Photo) -> dict[str, str]:
    details = photo.details or Details("", 0)
    return {
        "Size": f"{photo.width:,} × {photo.height:,} pixels, {size_text(details.bytes)} {details.format}",
        "Camera": details.camera,
        "Taken": details.taken,
        "Exposure": details.exposure,
        "Location": "The photo notes where it was taken." if details.has_location else "",
        "Note": photo.note or "",
    }


def _value(title: str) -> QLabel:
    label = QLabel(wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setAccessibleName(title)
    return label
