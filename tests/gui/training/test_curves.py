"""The live curves: the right numbers, drawn late, in both themes."""

import pytest
from epochs import made_epoch, made_epochs
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from pytestqt.qtbot import QtBot

from tlstudio.foundation.events import Changed, Thawing
from tlstudio.gui.training.curves import Curves
from tlstudio.gui.training.plot_lines import Line
from tlstudio.gui.training.plot_runs import OtherRun


@pytest.fixture
def curves(qtbot: QtBot) -> Curves:
    shown = Curves()
    qtbot.addWidget(shown)
    return shown


def lines_of(plot: object) -> dict[str, Line]:
    """The curves of a plot by their names."""
    return {line.name: line for line in plot.lines()}


def dark() -> QPalette:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor("#242424"))
    palette.setColor(QPalette.ColorRole.Text, QColor("#eeeeee"))
    return palette


def test_that_nothing_is_drawn_before_the_first_run(curves: Curves) -> None:
    assert curves.loss is None
    assert curves.latest().startswith("Curves appear here")


def test_that_each_plot_gets_its_epochs_and_values(curves: Curves) -> None:
    curves.start(5)
    for number in (1, 2):
        curves.add(made_epoch(number))
    curves.redraw()
    assert curves.loss is not None
    assert curves.accuracy is not None
    loss, accuracy = lines_of(curves.loss), lines_of(curves.accuracy)
    assert (loss["training"].epochs, loss["training"].values) == ([1, 2], [1.0, 0.5])
    assert loss["validation"].values == [1.5, 0.75]
    assert accuracy["training"].values == pytest.approx([55.0, 60.0])
    assert accuracy["validation"].values == pytest.approx([54.0, 58.0])
    assert "Epoch 2 of 5: loss 0.500 in training" in curves.latest()


def test_that_epochs_are_drawn_by_the_timer_and_not_one_by_one(qtbot: QtBot, curves: Curves) -> None:
    curves.start(5)
    curves.add(made_epoch(1))
    assert curves.loss is not None
    drawn = curves.loss.curves()[0].drawn
    assert drawn.getData()[0].size == 0
    qtbot.waitUntil(lambda: list(drawn.getData()[1]) == [1.0])


def test_that_the_best_epoch_is_marked_while_the_run_goes_on_and_the_kept_one_after_it(curves: Curves) -> None:
    curves.start(5)
    for epoch in (made_epoch(1), made_epoch(2), made_epoch(3, validation_loss=9.0)):
        curves.add(epoch)
    curves.redraw()
    assert curves.loss is not None
    assert [(mark.at, mark.words) for mark in curves.loss.marks.marks()] == [(2, "best so far")]
    curves.finish(1)
    assert [(mark.at, mark.words) for mark in curves.loss.marks.marks()] == [(1, "kept")]
    curves.start(5)
    assert curves.loss.marks.marks() == []


def test_that_lines_stand_where_layers_begin_to_learn_and_where_a_person_changed_the_run(curves: Curves) -> None:
    curves.start(5, [Thawing(3, ["blocks.6"]), Thawing(4, ["blocks.5", "bn2"])])
    curves.note_change(Changed(2, 7, 0.0003, None))
    curves.redraw()
    assert curves.loss is not None
    assert [(mark.at, mark.words, mark.kind) for mark in curves.loss.marks.marks()] == [
        (1.5, "rate 0.0003", "change"),
        (2.5, "blocks.6", "thaw"),
        (3.5, "blocks.5 and 1 more", "thaw"),
    ]
    curves.start(5)
    assert curves.loss.marks.marks() == []


def test_that_a_run_that_goes_on_begins_with_the_epochs_it_had_behind_it(curves: Curves) -> None:
    curves.start(5, before=made_epochs(5)[:3])
    curves.add(made_epoch(4))
    curves.redraw()
    assert curves.loss is not None
    assert lines_of(curves.loss)["training"].epochs == [1, 2, 3, 4]


def test_that_other_runs_are_laid_over_the_one_at_hand_each_in_its_own_sign(curves: Curves) -> None:
    curves.start(5)
    curves.add(made_epoch(1))
    curves.show_others([OtherRun("Run 1", made_epochs(8)), OtherRun("<b>Run 2</b>", made_epochs(3), best_epoch=2)])
    curves.redraw()
    assert curves.loss is not None
    assert curves.legend.names() == [
        "this run, training",
        "this run, validation",
        "Run 1, validation",
        "<b>Run 2</b>, validation",
    ]
    assert [(line.sign, len(line.epochs), line.best) for line in curves.loss.lines()] == [
        (0, 1, None),
        (1, 1, 1),
        (2, 8, 8),
        (3, 3, 2),
    ]
    assert curves.loss.viewRange()[0][1] >= 8
    curves.show_others([])
    curves.redraw()
    assert curves.legend.names() == ["training", "validation"]


def test_that_other_runs_are_seen_where_there_is_no_run_at_hand(curves: Curves) -> None:
    curves.build_plots()
    curves.show_others([OtherRun("Run 1", made_epochs(8))])
    curves.redraw()
    assert curves.legend.names() == ["Run 1, training", "Run 1, validation"]
    assert curves.readout.text() == "Epoch 8 · Run 1: 0.188, 70.0 %"


def test_that_the_worst_classes_are_drawn_with_their_names_when_asked_for(curves: Curves) -> None:
    classes = [f"class {number}" for number in range(9)]
    shares = [None, 0.1, 0.9, 0.3, 0.8, 0.4, 0.7, 0.6, 0.5]
    curves.start(5, classes=classes)
    curves.bar.classes.setChecked(True)
    curves.add(made_epoch(1, class_accuracy=shares))
    curves.redraw()
    assert curves.accuracy is not None
    assert [line.name for line in curves.accuracy.lines()] == [
        "validation",
        *(f"class {number}" for number in (1, 3, 5, 8, 7, 6)),
    ]
    assert curves.accuracy.quantity == "worst 6 of 9 classes, %"
    assert "class 1 10 %" in curves.readout.text()


def test_that_a_screen_reader_is_not_told_more_often_than_it_can_say(curves: Curves) -> None:
    curves.start(50)
    for number in range(1, 31):
        curves.add(made_epoch(number, 50))
        curves.redraw()
    assert curves.loss is not None
    assert "Epoch 30" not in curves.accessibleDescription()
    curves.finish(30)
    for part in (curves, curves.loss):
        assert part.accessibleDescription().startswith("Epoch 30 of 50: loss 0.033 in training")
        assert part.accessibleDescription().endswith("Kept: epoch 30, validation loss 0.050.")


def test_that_everything_is_reached_with_the_keyboard_and_has_a_name(curves: Curves) -> None:
    curves.build_plots()
    bar = curves.bar
    for part in (
        curves.loss,
        curves.accuracy,
        bar.smoothing,
        bar.logarithmic,
        bar.rates,
        bar.classes,
        bar.whole,
        bar.save,
    ):
        assert part is not None
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert part.accessibleName()


def test_that_smoothing_leaves_what_was_measured_behind_the_curve(curves: Curves) -> None:
    curves.start(5)
    curves.bar.smoothing.setValue(3)
    for epoch in made_epochs(5):
        curves.add(epoch)
    curves.redraw()
    assert curves.loss is not None
    line = lines_of(curves.loss)["training"]
    assert list(line.raw) == [epoch.train_loss for epoch in made_epochs(5)]
    assert line.values[0] == pytest.approx(1.0)
    assert line.values[-1] > line.raw[-1]


def test_that_the_rates_are_drawn_where_they_are_known_until_they_are_switched_off(curves: Curves) -> None:
    curves.start(5)
    curves.add(made_epoch(1))
    curves.redraw()
    assert curves.loss is not None
    assert not curves.loss.rates.is_shown()
    assert not curves.bar.rates.isEnabled()
    curves.add(made_epoch(2, learning_rate=0.01, lowest_rate=0.001))
    curves.redraw()
    assert curves.loss.rates.is_shown()
    assert list(curves.loss.rates.lines[0].getOriginalDataset()[1])[1:] == [-2]
    assert list(curves.loss.rates.lines[1].getOriginalDataset()[1])[1:] == [-3]
    curves.bar.rates.setChecked(False)
    curves.redraw()
    assert not curves.loss.rates.is_shown()


def test_that_colours_follow_the_theme_and_lines_differ_without_colour(curves: Curves) -> None:
    curves.start(3)
    curves.add(made_epoch(1))
    curves.redraw()
    assert curves.loss is not None
    for palette, colours in ((dark(), ("#56b4e9", "#e69f00")), (QPalette(), ("#0072b2", "#d55e00"))):
        curves.apply_theme(palette)
        pens = [curve.drawn.opts["pen"] for curve in curves.loss.curves()]
        assert tuple(pen.color().name() for pen in pens) == colours
        assert pens[0].style() != pens[1].style()
