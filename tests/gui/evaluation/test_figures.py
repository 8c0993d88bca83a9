"""The figures of an evaluation: the matrix, the classes, the plots, in pictures and in words."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tlstudio.evaluation.outcomes import Evaluation
from tlstudio.evaluation.report import report_of
from tlstudio.gui.cross_validation.interval_delegate import SHARE_ROLE as BAR_ROLE
from tlstudio.gui.evaluation.class_table import ClassTable
from tlstudio.gui.evaluation.confidence_page import ConfidencePage
from tlstudio.gui.evaluation.matrix_model import SHARE_ROLE, MatrixModel
from tlstudio.gui.evaluation.matrix_view import ConfusionMatrix
from tlstudio.gui.palettes import palette
from tlstudio.metrics.shares import Share

TEXT = Qt.ItemDataRole.AccessibleTextRole


def test_that_a_cell_says_its_count_its_share_and_both_in_words(said: Evaluation, qapp: QApplication) -> None:
    model = MatrixModel()
    QAbstractItemModelTester(model)
    model.show_report(report_of(said))
    assert [model.index(row, column).data() for row in (0, 1) for column in (0, 1)] == ["4", "2", "1", "3"]
    assert model.index(0, 1).data(SHARE_ROLE) == pytest.approx(2 / 6)
    assert model.index(0, 1).data(TEXT) == "2 cat were called dog · 33.3 % of 6"
    assert model.index(1, 0).data(TEXT) == "1 of the dog was called cat · 25.0 % of 4"
    assert model.index(0, 0).data(TEXT).startswith("4 cat were called cat, which is right")
    assert model.headerData(1, Qt.Orientation.Horizontal) == "called dog"
    assert model.headerData(1, Qt.Orientation.Vertical) == "is dog"


@pytest.mark.parametrize("dark", [False, True])
def test_that_right_and_wrong_cells_differ_by_more_than_a_colour(said: Evaluation, qtbot: QtBot, dark: bool) -> None:
    model = MatrixModel()
    matrix = ConfusionMatrix(model)
    qtbot.addWidget(matrix)
    matrix.setPalette(palette(dark))
    model.show_report(report_of(said))
    matrix.resize(500, 300)
    matrix.show()
    picture = matrix.viewport().grab().toImage()

    def ground(row: int, column: int) -> tuple[int, int, int]:
        place = matrix.visualRect(model.index(row, column)).topLeft()
        colour = picture.pixelColor(place.x() + 8, place.y() + 8)
        return colour.red(), colour.green(), colour.blue()

    assert len(set(ground(0, 0))) == 1, "right answers are grey"
    assert len(set(ground(0, 1))) > 1
    assert ground(0, 1) != ground(1, 0), "the more, the stronger"


def test_that_new_figures_of_the_same_classes_keep_the_chosen_cell(said: Evaluation, qtbot: QtBot) -> None:
    model = MatrixModel()
    matrix = ConfusionMatrix(model)
    qtbot.addWidget(matrix)
    model.show_report(report_of(said))
    matrix.setCurrentIndex(model.index(1, 0))
    model.show_report(report_of(said.unseen()))
    assert (matrix.currentIndex().row(), matrix.currentIndex().column()) == (1, 0)


def test_that_each_class_has_bars_with_intervals_and_words_for_them(said: Evaluation, qtbot: QtBot) -> None:
    table = ClassTable()
    qtbot.addWidget(table)
    report = report_of(said)
    table.show_report(report)
    recall = table.item(0, 2)
    assert recall is not None
    share = recall.data(BAR_ROLE)
    assert isinstance(share, Share)
    assert share.interval == report.per_class["cat"].recall_interval
    assert recall.data(TEXT) == "cat: Recall 66.7 %, 95 % interval 30–90 %"
    table.show()
    assert not table.grab().isNull()


def test_that_the_plots_say_in_words_what_they_show(said: Evaluation, qtbot: QtBot) -> None:
    page = ConfidencePage()
    qtbot.addWidget(page)
    page.show_evaluation(said, report_of(said))
    page.show()
    assert page.calibration is not None
    assert "1 answer with 50 to 60 % confidence: 0.0 % right" in page.calibration.accessibleDescription()
    assert page.calibrated.text().startswith("On average the model is")
    assert page.thresholds is not None
    assert page.threshold.text().replace("\u00a0", " ").startswith("With 90 % confidence or more: 9 of 10 photos")
    page.apply_theme(palette(dark=True))
    assert not page.grab().isNull()


def test_that_the_threshold_is_moved_by_keys(said: Evaluation, qtbot: QtBot) -> None:
    page = ConfidencePage()
    qtbot.addWidget(page)
    page.show_evaluation(said, report_of(said))
    plot = page.thresholds
    assert plot is not None
    for _ in range(10):
        qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.line.value() == 95.0
    assert "6 of 10 photos answered" in plot.accessibleDescription()
    qtbot.keyClick(plot, Qt.Key.Key_End)
    assert "No answer is 100 % sure" in plot.accessibleDescription()
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert "10 of 10 photos answered" in plot.accessibleDescription()
