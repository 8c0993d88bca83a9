"""One picture and what it is: large, with the class's name and bars for the most likely classes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from tlstudio.gui import icons
from tlstudio.gui.prediction.confidence_bars import ConfidenceBars, percent
from tlstudio.gui.prediction.picture_view import PictureView
from tlstudio.gui.prediction.wording import answer_text
from tlstudio.prediction.answer import Answer, NoAnswer

_CLASSES_SHOWN = 5
_ICON_SIDE = 48


class AnswerView(QWidget):
    """The drop zone, the answer's name, its sentence, its bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = PictureView()
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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.picture, 1)
        for widget in (self.answer, self.sentence, self.bars):
            column.addWidget(widget)
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
        if isinstance(outcome, NoAnswer):
            self.picture.show_text(outcome.error)
            self._say("", f"{name}: no usable photo." if name else "No usable photo.")
            return
        self._say(answer_text(outcome, 80), name)
        self.answer.setAccessibleDescription(f"{percent(outcome.confidence)} sure")
        self.bars.show_top(outcome.top[:_CLASSES_SHOWN])

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icon again in the palette's colours."""
        self.picture.set_icon(icons.pixmap("image-plus-outline", palette, _ICON_SIDE))

    def _say(self, answer: str, sentence: str) -> None:
        self.answer.setText(answer)
        self.answer.setVisible(bool(answer))
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.bars.show_top(())
