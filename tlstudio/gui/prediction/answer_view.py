"""One picture and what it is: large, with what speaks for it, the class's name, bars for the most likely classes, and
the training photos most like it. Below each other in a narrow dock, side by side in a wide one."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from tlstudio.gui import icons
from tlstudio.gui.prediction.confidence_bars import ConfidenceBars, percent
from tlstudio.gui.prediction.heat_bar import HeatBar
from tlstudio.gui.prediction.nearest_row import NearestRow
from tlstudio.gui.prediction.neither_wording import far_text
from tlstudio.gui.prediction.picture_out import PictureOut
from tlstudio.gui.prediction.picture_view import PictureView
from tlstudio.gui.prediction.wording import answer_text
from tlstudio.photos.pool import PhotoPool
from tlstudio.prediction.answer import Answer, NoAnswer

_CLASSES_SHOWN = 5
_ICON_SIDE = 48
_WIDE = 620
_LEAST_HEIGHT = 290


class AnswerView(QWidget):
    """The drop zone with its heat map; the answer's name, its sentence, its bars; photos that are alike.

    Whatever else belongs to the answer finds room at the end of `about`.
    """

    def __init__(self, pool: PhotoPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = PictureView()
        self.picture_out = PictureOut(self.picture)
        self.heat = HeatBar(self.picture.menu)
        self.picture.set_strength(self.heat.value)
        self.heat.strength_changed.connect(self.picture.set_strength)
        self.answer = QLabel(wordWrap=True)
        self.answer.setObjectName("predictionAnswer")
        self.answer.setTextFormat(Qt.TextFormat.PlainText)
        self.answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        font = self.answer.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setBold(True)
        self.answer.setFont(font)
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setObjectName("predictionSentence")
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.bars = ConfidenceBars()
        self.nearest = NearestRow(pool)
        self.about = QVBoxLayout()
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._lay_out()
        self.show_invitation("")

    def show_invitation(self, text: str) -> None:
        """Nothing to show yet: say what to do."""
        self.picture.show_text(text)
        self._say("", "")

    def show_picture(self, image: QImage) -> None:
        """The picture itself, when it is there."""
        self.picture.show_picture(image)

    def show_sentence(self, sentence: str) -> None:
        """A sentence instead of an answer; the picture stays."""
        self._say("", sentence)

    def show_outcome(self, outcome: Answer | NoAnswer, name: str) -> None:
        """The class and its confidence, or why there is none."""
        self.picture_out.name = name
        if isinstance(outcome, NoAnswer):
            self.picture.show_text(outcome.error)
            self._say("", f"{name}: no usable photo." if name else "No usable photo.")
            return
        far = far_text(outcome) if outcome.neither else ""
        self._say(answer_text(outcome, 80), "\n".join(filter(None, (far, name))))
        self.answer.setAccessibleDescription(far or f"{percent(outcome.confidence)} sure")
        self.bars.show_top(outcome.top[:_CLASSES_SHOWN])

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icons again in the palette's colours."""
        self.picture.set_icon(icons.pixmap("image-plus-outline", palette, _ICON_SIDE))
        self.heat.apply_theme(palette)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below each other, or side by side."""
        super().resizeEvent(event)
        wide = event.size().width() >= _WIDE
        self._parts.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _say(self, answer: str, sentence: str) -> None:
        self.answer.setText(answer)
        self.answer.setVisible(bool(answer))
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.bars.show_top(())

    def _lay_out(self) -> None:
        seen = QVBoxLayout()
        seen.addWidget(self.picture, 1)
        seen.addWidget(self.heat)
        for widget in (self.answer, self.sentence, self.bars, self.nearest):
            self.about.addWidget(widget)
        self.about.addSpacerItem(QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.MinimumExpanding))
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.addLayout(seen, 1)
        self._parts.addLayout(self.about)


def scrollable(view: AnswerView) -> QScrollArea:
    """The view in a frame that scrolls where there is too little room for all of it, as above a long table."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumHeight(_LEAST_HEIGHT)
    area.setWidget(view)
    return area
