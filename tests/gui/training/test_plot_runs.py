"""The values of a run as columns: best epoch, worst classes, smoothing."""

import math

import pytest
from epochs import made_epoch, made_epochs

from tlstudio.gui.training.plot_runs import OtherRun, RunValues, of_other, smoothed


def test_that_accuracies_are_in_percent_and_epochs_are_found_by_their_number() -> None:
    run = RunValues("run", (), [made_epoch(3), made_epoch(4)])
    assert run.train_accuracy == pytest.approx([65, 70])
    assert run.at(4) == made_epoch(4)
    assert run.at(1) is None
    assert run.at(5) is None


def test_that_the_best_epoch_is_the_one_with_the_lowest_validation_loss_unless_one_is_given() -> None:
    epochs = [made_epoch(1), made_epoch(2, validation_loss=0.1), made_epoch(3)]
    assert RunValues("run", (), epochs).best == 2
    assert RunValues("run", (), [made_epoch(1, validation_loss=math.nan)]).best is None
    assert of_other(OtherRun("run", epochs)).best == 2
    assert of_other(OtherRun("run", epochs, best_epoch=3)).best == 3


def test_that_the_worst_classes_come_first_and_those_never_asked_about_do_not_come() -> None:
    run = RunValues("run", ("a", "b", "c", "d"))
    assert not run.has_classes()
    for shares in ([0.0, 0.5, None, 0.9], [0.9, 0.5, None, 0.8]):
        run.add(made_epoch(1, class_accuracy=shares))
    assert run.worst_classes(9) == [0, 1, 3]
    assert run.worst_classes(1) == [0]
    assert run.class_accuracy(3) == pytest.approx([90, 80])


def test_that_smoothing_begins_with_the_first_value_and_leaves_gaps_where_there_is_none() -> None:
    assert smoothed([4.0, 4.0, 4.0], 0.9) == pytest.approx([4, 4, 4])
    first, gap, last = smoothed([1.0, math.nan, 3.0], 0.5)
    assert first == 1
    assert math.isnan(gap)
    assert last == pytest.approx(7 / 3)
    values = [epoch.train_loss for epoch in made_epochs(3)]
    assert smoothed(values, 0.0) is values
