"""Saving the plots as a picture and their values as a table."""

import csv
import io
from pathlib import Path

import pytest
from epochs import made_epoch
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tlstudio.gui.training.curves import Curves
from tlstudio.gui.training.plot_runs import OtherRun, RunValues
from tlstudio.gui.training.plot_table import table_of


@pytest.fixture
def curves(qtbot: QtBot) -> Curves:
    shown = Curves()
    qtbot.addWidget(shown)
    shown.resize(600, 240)
    shown.show()
    shown.start(2, classes=["ants", "bees"])
    shown.add(made_epoch(1, 2, class_accuracy=[0.25, None], learning_rate=0.01))
    shown.finish(1)
    return shown


def test_that_the_table_has_a_row_for_each_epoch_and_no_formula() -> None:
    one = RunValues("=1+1", ("ants", "bees"), [made_epoch(1, class_accuracy=[0.25, None], memory=5)])
    two = RunValues("two", ("wasps", "ants"), [made_epoch(1, class_accuracy=[1.0, 0.5], train_loss=float("nan"))])
    header, first, second = csv.reader(io.StringIO(table_of([one, two]).decode()))
    rows = [dict(zip(header, row, strict=True)) for row in (first, second)]
    assert [row["run"] for row in rows] == ["'=1+1", "two"]
    assert [row["accuracy of ants"] for row in rows] == ["0.25", "0.5"]
    assert [row["accuracy of bees"] for row in rows] == ["", ""]
    assert [row["accuracy of wasps"] for row in rows] == ["", "1.0"]
    assert [row["train_loss"] for row in rows] == ["1.0", ""]
    assert (rows[0]["epoch"], rows[0]["best"], rows[0]["memory"], rows[0]["learning_rate"]) == ("1", "yes", "5", "")


def test_that_the_values_are_saved_where_a_person_wants_them(qtbot: QtBot, curves: Curves, tmp_path: Path) -> None:
    curves.show_others([OtherRun("Run 1", [made_epoch(1)])])
    curves.bar.table_wanted.emit()
    with qtbot.waitSignal(curves.saver.saved):
        curves.findChild(QFileDialog).fileSelected.emit(str(tmp_path / "values.csv"))
    lines = (tmp_path / "values.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ["run", "this run", "Run 1"]
    assert curves.readout.text() == "Saved as values.csv."


def test_that_the_picture_is_sharp_and_shows_something(qtbot: QtBot, curves: Curves, tmp_path: Path) -> None:
    curves.bar.picture_wanted.emit()
    with qtbot.waitSignal(curves.saver.saved):
        curves.findChild(QFileDialog).fileSelected.emit(str(tmp_path / "curves.png"))
    picture = QImage.fromData((tmp_path / "curves.png").read_bytes())
    assert picture.width() == 2 * curves.width()
    colours = {
        picture.pixelColor(x, y).name() for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)
    }
    assert "#0072b2" in colours


def test_that_a_disk_that_refuses_is_told_in_a_sentence(qtbot: QtBot, curves: Curves, tmp_path: Path) -> None:
    with qtbot.waitSignal(curves.saver.failed) as failed:
        curves.saver.save_table(tmp_path / "nowhere" / "values.csv")
    assert "the folder does not exist" in failed.args[0]
