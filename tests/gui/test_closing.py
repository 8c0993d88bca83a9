"""Closing a window while it trains: asked first, then saved, then closed, with no thread left behind."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from draining import drain
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tlstudio.backbone.freezing import freeze_map
from tlstudio.backbone.tree import Cut, LayerTree, Row
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import EpochEnded, Finished
from tlstudio.gui import worker
from tlstudio.gui.closing import Closing
from tlstudio.gui.closing_dialog import ClosingDialog
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel
from tlstudio.gui.window import MainWindow

_LONG = 180_000
_TRAIN_AND_KILL = """
import os, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit
import tlstudio.gui.app as app, tlstudio.gui.window as parts

def begin(window):
    if window.training.start_problem():
        QTimer.singleShot(50, lambda: begin(window))
        return
    for name, text in (("epochs", "100000"), ("learning_rate", "0.001")):  # small steps: they never come to an end
        window.training.form.findChild(QLineEdit, f"{name}Edit").setText(text)
    window.training.events_came.connect(lambda events: kill(window))
    window.training.start()

def kill(window):
    if "of 100000" in window.training.curves.latest() and window.isVisible() and window.closing.ask():
        os.kill(os.getpid(), signal.SIGTERM)

first = parts.MainWindow._on_first_painted
parts.MainWindow._on_first_painted = lambda self: (first(self), begin(self))
raise SystemExit(app.run_window(sys.argv[1]))
"""


class Host(QWidget):
    """A window with a run under way, and nothing else."""

    def __init__(self, state: AppState) -> None:
        super().__init__()
        self.training = TrainingPanel(state, self)
        self.closing = Closing(self.training, self)
        self.said: list[object] = []
        self.training.events_came.connect(self.said.extend)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(not self.closing.ask())

    def goes_on(self, qtbot: QtBot) -> None:
        """Waits until another epoch is complete."""
        before = self._epochs()
        qtbot.waitUntil(lambda: self._epochs() > before, timeout=_LONG)

    def _epochs(self) -> int:
        return sum(isinstance(event, EpochEnded) for event in self.said)


@pytest.fixture
def host(state: AppState, photos: Path, qtbot: QtBot) -> Iterator[Host]:
    dataset, _ = drain(scan(photos, Control()))
    state.photos, state.dataset = str(photos), dataset
    rows = tuple(
        Row(name, "", "Linear", place, 8, (2,), 0, stateful=True) for place, name in enumerate(("stem", "head"))
    )
    state.tree = LayerTree("hand-made", rows, (Cut("stem", "stem", frozenset({"stem"}), (4,)),), 3)
    state.frozen = freeze_map(state.tree, "features")
    shown = Host(state)
    qtbot.addWidget(shown)
    shown.show()
    for name, text in (("epochs", "100000"), ("learning_rate", "0.001")):  # small steps: they never come to an end
        shown.training.form.findChild(QLineEdit, f"{name}Edit").setText(text)
    shown.training.start()
    shown.goes_on(qtbot)
    yield shown
    assert shown.training.stop_and_wait(_LONG)
    assert worker.stop_all(_LONG)


def _question(window: QWidget) -> ClosingDialog:
    window.close()
    assert window.isVisible()
    return window.findChild(ClosingDialog, "closingDialog")


@pytest.mark.parametrize("name", ["interruptButton", "stopAndKeepButton"])
def test_that_the_window_closes_by_itself_once_the_run_is_saved(name: str, host: Host, qtbot: QtBot) -> None:
    dialog = _question(host)
    dialog.findChild(QPushButton, name).click()
    assert host.isVisible(), "it says that it is saving"
    assert "closes by itself" in dialog.text.text()
    dialog.reject()
    assert dialog.isVisible(), "nothing is left to be decided"
    qtbot.waitUntil(host.isHidden, timeout=_LONG)
    end = host.said[-1]
    assert isinstance(end, Finished)
    assert end.model is not None
    assert Path(end.model).is_file()
    assert bool(end.resume) == (name == "interruptButton")


def test_that_return_and_escape_keep_on_training(host: Host, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        dialog = _question(host)
        qtbot.waitExposed(dialog)
        qtbot.keyClick(dialog, key)
        assert not dialog.isVisible()
        assert not host.training.is_stopping()
    host.goes_on(qtbot)


def test_that_the_question_is_asked_once_and_goes_when_the_run_ends_by_itself(host: Host, qtbot: QtBot) -> None:
    dialog = _question(host)
    assert _question(host) is dialog
    with qtbot.waitSignal(host.training.training_ended, timeout=_LONG):
        host.training.current.control.stop()
    assert not dialog.isVisible()
    qtbot.wait(10)
    assert host.isVisible()


def test_that_a_run_that_was_told_to_stop_is_waited_for_without_a_question(host: Host, qtbot: QtBot) -> None:
    host.training.stop()
    assert "closes by itself" in _question(host).text.text()
    qtbot.waitUntil(host.isHidden, timeout=_LONG)


def test_that_a_logout_saves_at_once_and_asks_nothing_afterwards(host: Host) -> None:
    _question(host)
    host.closing.save_for_logout()
    assert isinstance(host.said[-1], Finished)
    host.close()
    assert host.isHidden()
    assert host.findChild(ClosingDialog, "closingDialog").isHidden()


def test_that_the_next_run_is_asked_about_again(host: Host, qtbot: QtBot) -> None:
    with qtbot.waitSignal(host.training.training_ended, timeout=_LONG):
        host.closing.interrupt()
    host.training.start()
    assert _question(host).isVisible()


def test_that_a_window_without_a_run_just_closes(window: MainWindow) -> None:
    window.show()
    window.close()
    assert window.isHidden()


def test_that_the_question_says_what_stopping_keeps(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ClosingDialog(0, parent)
    stop = dialog.findChild(QPushButton, "stopAndKeepButton")
    assert "No epoch is complete yet" in dialog.text.text()
    assert stop.text() == "&Stop Without a Model"
    dialog.show_epochs(1)
    assert "1 epoch is complete" in dialog.text.text()
    assert stop.text() == "&Stop and Keep the Best Epoch"
    dialog.show_epochs(1200)
    assert "1,200 epochs are complete" in dialog.text.text()


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_that_a_kill_while_the_question_stands_saves_the_run_and_ends_well(photos: Path, home: Path) -> None:
    command = [sys.executable, "-P", "-c", _TRAIN_AND_KILL, str(photos)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert ended.returncode == 143, ended.stderr
    assert "Traceback" not in ended.stderr
    assert "QThread" not in ended.stderr
    assert list(home.rglob("*.tlmodel")) != []
