"""What stands where photos will be: what to do next, in one sentence, and the buttons for it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tlstudio.gui.icons import icon, pixmap
from tlstudio.gui.recent import Opened, recent_icon, recent_text

INVITATION = "Drop a folder of photos here: one sub-folder for each class, or photos that have no class yet."
_ICON_SIDE = 72
_MOST_RECENT = 4


class EmptyState(QWidget):
    """An icon, a sentence, Open Photos…, Try the Sample, and what was opened lately."""

    open_clicked = Signal()
    sample_clicked = Signal()
    recent_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._sentence = QLabel(INVITATION, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setObjectName("emptySentence")
        self._open = QPushButton("Open Photos…", default=True)
        self._open.setObjectName("emptyOpenButton")
        self._sample = QPushButton("Try the Sample")
        self._sample.setObjectName("emptySampleButton")
        self._sample.setToolTip("Handwritten digits that come with the studio; no internet needed.")
        self._recent_title = QLabel("Opened lately", alignment=Qt.AlignmentFlag.AlignCenter)
        self._recent = QVBoxLayout()
        self._entries: tuple[Opened, ...] = ()
        self._recent_buttons: list[QPushButton] = []
        self._open.clicked.connect(self.open_clicked)
        self._sample.clicked.connect(self.sample_clicked)
        self._lay_out()
        self.show_recent([])

    def show_sentence(self, sentence: str) -> None:
        """Say this instead of the invitation."""
        self._sentence.setText(sentence)

    def show_recent(self, entries: Sequence[Opened]) -> None:
        """A button for each of the newest of these."""
        for button in self._recent_buttons:
            button.deleteLater()
        self._recent_title.setVisible(bool(entries))
        self._entries = tuple(entries[:_MOST_RECENT])
        self._recent_buttons = [self._recent_button(entry) for entry in self._entries]
        for button in self._recent_buttons:
            self._recent.addWidget(button, alignment=Qt.AlignmentFlag.AlignCenter)

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icons again in the palette's colours."""
        self._icon.setPixmap(pixmap("image-multiple-outline", palette, _ICON_SIDE))
        self._open.setIcon(icon("folder-open-outline", palette))
        self._sample.setIcon(icon("school-outline", palette))
        for entry, button in zip(self._entries, self._recent_buttons, strict=True):
            button.setIcon(icon(recent_icon(entry), palette))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dashed frame: something can be dropped here."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 8, 8)

    def _recent_button(self, entry: Opened) -> QPushButton:
        text = recent_text(entry)
        button = QPushButton(text.replace("&", "&&"), flat=True)
        button.setIcon(icon(recent_icon(entry), self.palette()))
        button.setAccessibleName(f"Open {text}")
        button.clicked.connect(lambda: self.recent_clicked.emit(entry))
        return button

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._open)
        buttons.addWidget(self._sample)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(14)
        column.addStretch(2)
        column.addWidget(self._icon)
        column.addWidget(self._sentence)
        column.addLayout(buttons)
        column.addSpacing(8)
        column.addWidget(self._recent_title)
        column.addLayout(self._recent)
        column.addStretch(3)
