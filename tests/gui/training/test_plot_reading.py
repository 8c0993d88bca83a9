"""Reading the plots: a crosshair by mouse and keys, zoom by wheel, box and keys, everything again."""

import pytest
from epochs import made_epoch, made_epochs
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from tlstudio.gui.training.curves import Curves
from tlstudio.gui.training.plot_parts import CurvePlot


@pytest.fixture
def curves(qtbot: QtBot) -> Curves:
    """Ten of twenty epochs, on screen."""
    shown = Curves()
    qtbot.addWidget(shown)
    shown.resize(900, 300)
    shown.show()
    shown.start(20)
    for epoch in made_epochs(20, learning_rate=0.01)[:10]:
        shown.add(epoch)
    shown.redraw()
    QApplication.processEvents()
    return shown


@pytest.fixture
def loss(curves: Curves) -> CurvePlot:
    assert curves.loss is not None
    return curves.loss


def place_of(plot: CurvePlot, epoch: float) -> QPoint:
    """Where an epoch is in the plot, halfway up."""
    view = plot.getPlotItem().getViewBox()
    _, (low, high) = view.viewRange()
    return plot.mapFromScene(view.mapViewToScene(QPointF(epoch, (low + high) / 2)))


def turn_wheel(plot: CurvePlot, epoch: float, way: int) -> None:
    place = QPointF(place_of(plot, epoch))
    around = QPointF(plot.viewport().mapToGlobal(place.toPoint()))
    nothing, none = QPoint(), Qt.KeyboardModifier.NoModifier
    turned = QPoint(0, 120 * way)
    no_button, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(plot.viewport(), QWheelEvent(place, around, nothing, turned, no_button, none, phase, False))


def in_sight(plot: CurvePlot) -> tuple[float, float]:
    first, last = plot.viewRange()[0]
    return first, last


def test_that_the_line_under_the_plots_says_the_last_epoch_until_somebody_points_at_another(curves: Curves) -> None:
    assert curves.readout.text().startswith(
        "Epoch 10 · training loss 0.100, 62.5 % · validation loss 0.150, 60.0 % · rate 0.01"
    )


def test_that_the_mouse_puts_the_crosshair_in_both_plots(curves: Curves, loss: CurvePlot) -> None:
    QTest.mouseMove(loss.viewport(), place_of(loss, 4.2))
    assert curves.accuracy is not None
    assert (loss.cursor_line.epoch(), curves.accuracy.cursor_line.epoch()) == (4, 4)
    assert curves.readout.text().startswith("Epoch 4 · training loss 0.250, 55.0 % · validation loss 0.375, 54.0 %")
    QApplication.sendEvent(loss, QEvent(QEvent.Type.Leave))
    assert loss.cursor_line.epoch() is None
    assert curves.readout.text().startswith("Epoch 10")


def test_that_the_tool_tip_hides_no_curve(qtbot: QtBot, loss: CurvePlot) -> None:
    def rest_at(place: QPoint) -> None:
        around = loss.viewport().mapToGlobal(place)
        QApplication.sendEvent(loss.viewport(), QHelpEvent(QEvent.Type.ToolTip, place, around))

    rest_at(place_of(loss, 5))
    assert not QToolTip.isVisible()
    rest_at(QPoint(20, 5))
    assert QToolTip.text().startswith("Cross-entropy loss")
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_that_the_mouse_finds_the_nearest_epoch_that_is_over(curves: Curves, loss: CurvePlot) -> None:
    QTest.mouseMove(loss.viewport(), place_of(loss, 17))
    assert loss.cursor_line.epoch() == 10


def test_that_the_keys_walk_from_epoch_to_epoch_and_a_screen_reader_hears_it(curves: Curves, loss: CurvePlot) -> None:
    for key, epoch in (("Left", 10), ("Left", 9), ("Left", 8), ("Right", 9), ("Home", 1), ("End", 10), ("PageUp", 1)):
        QTest.keyClick(loss, getattr(Qt.Key, f"Key_{key}"))
        assert loss.cursor_line.epoch() == epoch
        assert loss.accessibleDescription().startswith(f"Epoch {epoch} ·")
    QTest.keyClick(loss, Qt.Key.Key_Escape)
    assert loss.cursor_line.epoch() is None


def test_that_rings_stand_at_the_values_under_the_crosshair_also_on_a_logarithmic_axis(
    curves: Curves, loss: CurvePlot
) -> None:
    curves.bar.logarithmic.setChecked(True)
    curves.redraw()
    QTest.keyClick(loss, Qt.Key.Key_Left)
    assert loss.logarithmic
    assert list(loss.cursor_line.values()) == pytest.approx([-1, -0.8239], abs=1e-3)
    assert loss.curves()[0].drawn.getData()[1][0] == pytest.approx(0)
    curves.bar.logarithmic.setChecked(False)
    curves.redraw()
    assert list(loss.cursor_line.values()) == pytest.approx([0.1, 0.15])


def test_that_the_wheel_zooms_the_epochs_of_both_plots_and_a_double_click_shows_all_again(
    curves: Curves, loss: CurvePlot
) -> None:
    assert curves.accuracy is not None
    whole = in_sight(loss)
    for _ in range(5):
        turn_wheel(loss, 5, 1)
    first, last = in_sight(loss)
    assert last - first < (whole[1] - whole[0]) / 2
    assert first < 5 < last
    assert in_sight(curves.accuracy) == (first, last)
    for press in (QTest.mouseClick, QTest.mouseDClick, QTest.mouseRelease):
        press(loss.viewport(), Qt.MouseButton.LeftButton, pos=place_of(loss, 5))
    assert in_sight(loss) == in_sight(curves.accuracy) == whole


def test_that_a_box_that_is_dragged_is_shown(qtbot: QtBot, curves: Curves, loss: CurvePlot) -> None:
    begin, end = place_of(loss, 3), place_of(loss, 7) + QPoint(0, 40)
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(loss.viewport(), left, pos=begin)
    for place in (begin + QPoint(20, 20), end):
        QTest.mouseMove(loss.viewport(), place, 30)
    QTest.mouseRelease(loss.viewport(), left, pos=end)
    assert in_sight(loss) == pytest.approx((3, 7), abs=0.5)
    assert not loss.is_whole()
    curves.bar.whole.click()
    assert loss.is_whole()


def test_that_keys_zoom_too(curves: Curves, loss: CurvePlot) -> None:
    whole = in_sight(loss)
    QTest.keyClick(loss, Qt.Key.Key_Plus)
    assert in_sight(loss)[1] < whole[1]
    QTest.keyClick(loss, Qt.Key.Key_0)
    assert in_sight(loss) == whole


def test_that_epochs_that_come_in_do_not_move_what_somebody_looks_at(curves: Curves, loss: CurvePlot) -> None:
    turn_wheel(loss, 5, 3)
    before = in_sight(loss)
    curves.add(made_epoch(11, 40))
    curves.redraw()
    assert in_sight(loss) == before
    curves.bar.whole.click()
    assert in_sight(loss)[1] > 40


def test_that_nobody_gets_lost_beyond_the_epochs(loss: CurvePlot) -> None:
    whole = in_sight(loss)
    turn_wheel(loss, 5, -30)
    assert in_sight(loss)[0] >= 0.5
    assert in_sight(loss)[1] <= whole[1] + 1


def test_that_a_run_whose_loss_is_no_number_is_drawn_all_the_same(curves: Curves, loss: CurvePlot) -> None:
    nothing = float("nan")
    curves.start(3)
    for number in (1, 2):
        curves.add(made_epoch(number, 3, train_loss=nothing, validation_loss=nothing, validation_accuracy=nothing))
    curves.redraw()
    loss.grab()
    curves.bar.logarithmic.setChecked(True)
    curves.redraw()
    loss.grab()
    assert curves.readout.text().startswith("Epoch 2 · training loss nan")
