"""What stands below a photo that is being cropped: how large it gets, how to go about it, and the two ways out."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

_HOW = (
    "Draw a box, or pull at its edges; arrows move it, with Shift they make it larger or smaller. "
    "Enter crops, Esc leaves it. The file stays as it is."
)


class CropBar(QWidget):
    """`crop_button`, `cancel_button`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.measure = QLabel()
        self.measure.setTextFormat(Qt.TextFormat.PlainText)
        how = QLabel(_HOW, wordWrap=True)
        how.setTextFormat(Qt.TextFormat.PlainText)
        self.crop_button, self.cancel_button = QPushButton("C&rop"), QPushButton("Cancel")
        self.crop_button.setAccessibleName("Crop")
        self.cancel_button.setAccessibleName("Do not crop")
        row = QHBoxLayout()
        row.addWidget(self.measure, 1)
        row.addWidget(self.crop_button)
        row.addWidget(self.cancel_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(how)
        self.hide()
