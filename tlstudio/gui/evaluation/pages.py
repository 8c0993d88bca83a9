"""The figures of an evaluation: the matrix, the classes, and the confidence, a tab each."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from tlstudio.evaluation.outcomes import Evaluation
from tlstudio.evaluation.report import Report
from tlstudio.gui.evaluation.class_table import ClassTable
from tlstudio.gui.evaluation.confidence_page import ConfidencePage
from tlstudio.gui.evaluation.matrix_model import MatrixModel
from tlstudio.gui.evaluation.matrix_view import ConfusionMatrix
from tlstudio.gui.evaluation.wording import CLASSES_HELP, MATRIX_HELP
from tlstudio.gui.judged.photos import quiet_label


class EvaluationPages(QTabWidget):
    """`cell_chosen(true, said)` and `class_chosen(number)`, class numbers; `photos_wanted` on Enter in the matrix."""

    cell_chosen = Signal(int, int)
    class_chosen = Signal(int)
    photos_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evaluationPages")
        self.setAccessibleName("Figures")
        self.setDocumentMode(True)
        self.counts = MatrixModel(self)
        self.matrix = ConfusionMatrix(self.counts)
        self.classes = ClassTable()
        self.confidence = ConfidencePage()
        self.addTab(_page(self.matrix, "matrixHelp", MATRIX_HELP), "&Matrix")
        self.addTab(_page(self.classes, "classesHelp", CLASSES_HELP), "C&lasses")
        self.addTab(self.confidence, "Con&fidence")
        self.matrix.cell_chosen.connect(self.cell_chosen)
        self.matrix.photos_wanted.connect(self.photos_wanted)
        self.classes.class_chosen.connect(self.class_chosen)

    def show_evaluation(self, evaluation: Evaluation, report: Report) -> None:
        """Show these figures on all tabs."""
        self.counts.show_report(report)
        self.classes.show_report(report)
        self.confidence.show_evaluation(evaluation, report)

    def apply_theme(self, palette: QPalette) -> None:
        """The plots do not follow the palette by themselves."""
        self.confidence.apply_theme(palette)


def _page(view: QWidget, name: str, explanation: str) -> QWidget:
    page, label = QWidget(), quiet_label(name)
    label.setText(explanation)
    column = QVBoxLayout(page)
    column.addWidget(label)
    column.addWidget(view, 1)
    return page
