"""The live curves: the right numbers, drawn late, in both themes."""

import pytest
from PySide6.QtGui import QColor, QPalette
from pytestqt.qtbot import QtBot

from tlstudio.foundation.events import EpochEnded, Thawing
from tlstudio.gui.training.curves import Curves


def _epoch(number: int) -> EpochEnded:
    return EpochEnded(
        epoch=number,
        epochs=5,
        train_loss=1.0 / number,
        train_accuracy=0.5 + number / 20,
        validation_loss=1.5 / number,
        validation_accuracy=0.5 + number / 25,
        photos_per_second=100.0,
    )


def _dark() -> QPalette:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor("#242424"))
    palette.setColor(QPalette.ColorRole.Text, QColor("#eeeeee"))
    return palette


def test_that_nothing_is_drawn_before_the_first_run(qtbot: QtBot) -> None:
    curves = Curves()
    qtbot.addWidget(curves)
    assert curves.loss is None
    assert curves.latest().startswith("Curves appear here")


def test_that_each_plot_gets_its_epochs_and_values(qtbot: QtBot) -> None:
    curves = Curves()
    qtbot.addWidget(curves)
    curves.start(5)
    for number in (1, 2):
        curves.add(_epoch(number))
    curves.redraw()
    assert curves.loss is not None
    assert curves.accuracy is not None
    assert [list(values) for values in curves.loss.training.getData()] == [[1, 2], [1.0, 0.5]]
    assert [list(values) for values in curves.loss.validation.getData()] == [[1, 2], [1.5, 0.75]]
    assert list(curves.accuracy.training.getData()[1]) == pytest.approx([55.0, 60.0])
    assert list(curves.accuracy.validation.getData()[1]) == pytest.approx([54.0, 58.0])
    assert "Epoch 2 of 5: loss 0.500 in training" in curves.accessibleDescription()


def test_that_epochs_are_drawn_by_the_timer_and_not_one_by_one(qtbot: QtBot) -> None:
    curves = Curves()
    qtbot.addWidget(curves)
    curves.start(5)
    assert curves.loss is not None
    curves.add(_epoch(1))
    assert curves.loss.training.getData()[0] is None
    qtbot.waitUntil(lambda: curves.loss.training.getData()[0] is not None)
    curves.finish(1)


def test_that_the_kept_epoch_is_marked_when_the_run_is_over(qtbot: QtBot) -> None:
    curves = Curves()
    qtbot.addWidget(curves)
    curves.start(5)
    for number in range(1, 4):
        curves.add(_epoch(number))
    curves.finish(2)
    assert curves.loss is not None
    assert curves.loss.best_epoch() == 2
    curves.start(5)
    assert curves.loss.best_epoch() is None


def test_that_the_epoch_axis_counts_whole_epochs(qtbot: QtBot) -> None:
    curves = Curves()
    qtbot.addWidget(curves)
    curves.start(3)
    assert curves.loss is not None
    axis = curves.loss.getPlotItem().getAxis("bottom")
    for last in (2, 3, 10, 500):
        assert all(step == round(step) >= 1 for step, _offset in axis.tickSpacing(1, last, 300))


def test_that_colours_follow_the_theme_and_lines_differ_without_colour(qtbot: QtBot) -> None:
    curves = Curves()
    qtbot.addWidget(curves)
    curves.start(3)
    assert curves.loss is not None
    for palette, colours in ((_dark(), ("#56b4e9", "#e69f00")), (QPalette(), ("#0072b2", "#d55e00"))):
        curves.apply_theme(palette)
        pens = [curve.opts["pen"] for curve in (curves.loss.training, curves.loss.validation)]
        assert tuple(pen.color().name() for pen in pens) == colours
        assert pens[0].style() != pens[1].style()


def test_that_a_line_shows_where_layers_begin_to_learn(qtbot: QtBot) -> None:
    curves = Curves()
    qtbot.addWidget(curves)
    curves.start(5, [Thawing(3, ["blocks.6"]), Thawing(4, ["blocks.5", "bn2"])])
    assert curves.loss
    assert curves.loss.thawing() == [(3, "+ blocks.6"), (4, "+ blocks.5 and 1 more")]
    curves.start(5)
    assert curves.loss.thawing() == []
