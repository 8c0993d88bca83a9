"""Why that advice: each reason with its figures."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from tlstudio.evaluation.advised import Advice
from tlstudio.gui.dialog_parts import close_button
from tlstudio.gui.labels import plain_label

_WIDTH = 620


class ReasonsDialog(QDialog):
    """The advice, and below it the reasons, the weightiest first; all of it can be copied."""

    def __init__(self, advice: Advice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("adviceReasonsDialog")
        self.setWindowTitle("Why This Advice")
        self.summary = _label(advice.summary, "adviceSummary")
        larger = QFont(self.font())
        larger.setPointSizeF(larger.pointSizeF() * 1.15)
        self.summary.setFont(larger)
        self.reasons = [_label(f"•  {reason}", f"adviceReason{place}") for place, reason in enumerate(advice.reasons)]
        column = QVBoxLayout(self)
        column.setSpacing(10)
        for label in (self.summary, *self.reasons):
            column.addWidget(label)
        column.addStretch(1)
        column.addWidget(close_button(self))
        self.setMinimumWidth(_WIDTH)
        self.resize(_WIDTH, column.totalHeightForWidth(_WIDTH))


def _label(text: str, name: str) -> QLabel:
    label = plain_label(name, selectable=True)
    label.setText(text)
    return label
