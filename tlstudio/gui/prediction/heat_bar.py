"""The line below the picture: where the heat is, in words; what the colours mean; how strong they are; what to do."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush, QLinearGradient, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QSlider, QToolButton, QVBoxLayout, QWidget

from tlstudio.gui import icons
from tlstudio.gui.prediction.heat_overlay import key_colours

_USUAL = 80
_STEPS = 8


class HeatBar(QWidget):
    """`strength_changed(share)` when the heat is to be stronger or weaker over the picture, from 0 to 1."""

    strength_changed = Signal(float)

    def __init__(self, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setObjectName("heatSentence")
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.strength = QSlider(Qt.Orientation.Horizontal)
        self.strength.setRange(0, 100)
        self.strength.setPageStep(20)
        self.strength.setValue(_USUAL)
        self.strength.setObjectName("heatStrength")
        self.strength.setAccessibleName("Strength of the heat map over the picture")
        self.strength.setToolTip("How strong the heat map is over the picture; at the left end it is off")
        self.strength.valueChanged.connect(self._on_value_changed)
        self.more = QToolButton(autoRaise=True, popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setAccessibleName("Save or copy the picture with its heat map")
        self.more.setToolTip("Save or copy the picture with its heat map")
        self.more.setMenu(menu)
        self._key = QWidget()
        self._lay_out()
        self.show_sentence("")

    @property
    def value(self) -> float:
        """How strong the heat is to be, from 0 to 1."""
        return self.strength.value() / 100

    def show_sentence(self, sentence: str, with_map: bool = False) -> None:
        """Say where the heat is, or why there is none; the rest is only there for a map. "" puts all of it away."""
        self.sentence.setText(sentence)
        self._key.setVisible(with_map)
        self.setVisible(bool(sentence))

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icon again in the palette's colours."""
        self.more.setIcon(icons.icon("dots-horizontal", palette))

    def _on_value_changed(self) -> None:
        self.strength_changed.emit(self.value)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._key)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (QLabel("Less"), HeatKey(), QLabel("More")):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self.strength, 1)
        row.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.sentence)
        column.addWidget(self._key)


class HeatKey(QWidget):
    """The colours from cold to hot, as they are over a grey photo."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A strip."""
        return QSize(64, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A grey photo, and heat over it that grows from left to right."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.lightGray)
        heat, colours = QLinearGradient(0, 0, self.width(), 0), key_colours()
        for step in range(_STEPS + 1):
            heat.setColorAt(step / _STEPS, colours[step * 255 // _STEPS])
        painter.fillRect(self.rect(), QBrush(heat))
