"""Recent things, settings, preferences, the log, unforeseen exceptions, signals, saving."""

import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QPlainTextEdit, QSpinBox
from pytestqt.qtbot import QtBot

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.folders import log_folder
from tlstudio.gui.cache import FeatureCache
from tlstudio.gui.errors import ErrorReporter
from tlstudio.gui.log_panel import LogPanel
from tlstudio.gui.logs import start_logging
from tlstudio.gui.preferences import PreferencesDialog, readers, recall_preferences, remembered_device
from tlstudio.gui.recent import Recent, recent_text
from tlstudio.gui.resources import app_icon, resource
from tlstudio.gui.saving import copy_model
from tlstudio.gui.settings import remembered_flag, remembered_number, settings
from tlstudio.gui.state import AppState
from tlstudio.gui.theme import Theme
from tlstudio.gui.worker import Worker


def test_that_recent_things_are_newest_first_once_and_few(qapp: QApplication, tmp_path: Path) -> None:
    recent = Recent()
    for number in [*range(12), 5]:
        recent.add((tmp_path / str(number),))
    assert [entry[0].name for entry in recent.entries()] == ["5", "11", "10", "9", "8", "7", "6", "4"]
    recent.clear()
    assert recent.entries() == []


def test_that_any_name_survives_being_remembered(qapp: QApplication, tmp_path: Path) -> None:
    entry = (tmp_path / "caf\udce9, é & 100 %", tmp_path / "two")
    Recent().add(entry)
    assert Recent().entries() == [entry]
    assert "\udce9" not in recent_text(entry)


@pytest.mark.parametrize("stored", ["nonsense", "{}", "[1, [], [2], null]", '[["http://a/b"]]'])
def test_that_a_spoilt_settings_file_does_no_harm(qapp: QApplication, stored: str) -> None:
    settings().setValue("recent/opened", stored)
    settings().setValue("engine/threads", "many")
    settings().setValue("engine/device", "abacus")
    settings().setValue("engine/awake", "perhaps")
    assert Recent().entries() == []
    assert remembered_number("engine/threads") == 0
    assert remembered_device() == "auto"
    assert remembered_flag("engine/awake", usual=True)


def test_that_settings_lie_in_the_studios_own_folder(qapp: QApplication, home: Path) -> None:
    settings().setValue("a", 1)
    assert (home / "data" / "window.ini").is_file()


def test_that_preferences_count_at_once_and_are_kept(application: QApplication, state: AppState, qtbot: QtBot) -> None:
    devices = {"auto": "H200", "cuda": "H200", "cpu": "CPU"}
    dialog = PreferencesDialog(state, Theme(application), devices, FeatureCache())
    qtbot.addWidget(dialog)
    box = dialog.findChild(QComboBox, "deviceBox")
    assert [box.itemText(place) for place in range(box.count())][0:1] == ["Automatic (H200)"]
    box.setCurrentIndex(box.findData("cpu"))
    dialog.findChild(QSpinBox, "readersBox").setValue(3)
    dialog.findChild(QSpinBox, "threadsBox").setValue(2)
    assert not dialog.findChild(QCheckBox, "freeCoreTick").isChecked()
    dialog.findChild(QCheckBox, "freeCoreTick").click()
    assert dialog.findChild(QCheckBox, "awakeTick").isChecked()
    dialog.findChild(QCheckBox, "awakeTick").click()
    assert (state.threads, state.leave_core_free, state.keep_awake) == (2, True, False)
    again = AppState(state.pool)
    assert (again.threads, again.leave_core_free, again.keep_awake) == (0, False, True)
    recall_preferences(again)
    assert (again.threads, again.leave_core_free, again.keep_awake) == (2, True, False)
    assert state.device == remembered_device() == "cpu"
    assert readers() == 3


def test_that_nothing_in_the_preferences_is_cut_off(application: QApplication, state: AppState, qtbot: QtBot) -> None:
    dialog = PreferencesDialog(state, Theme(application), {}, FeatureCache())
    qtbot.addWidget(dialog)
    dialog.show()
    cut = [
        label.text() for label in dialog.findChildren(QLabel) if label.height() < label.heightForWidth(label.width())
    ]
    assert cut == []


def test_that_the_log_reaches_the_file_and_the_window(qapp: QApplication, qtbot: QtBot) -> None:
    session = start_logging()
    panel = LogPanel(session)
    qtbot.addWidget(panel)
    logging.getLogger("tlstudio.somewhere").warning("the <b>cat</b> sat")
    text = panel.findChild(QPlainTextEdit, "logText").toPlainText()
    assert "the <b>cat</b> sat" in text
    assert "the <b>cat</b> sat" in (log_folder() / "tlstudio.log").read_text()


def test_that_a_log_that_cannot_be_written_stops_nobody(qapp: QApplication, home: Path) -> None:
    (home / "log").write_text("in the way")
    assert any("No log file" in line for line in start_logging().lines)


def test_that_an_exception_nobody_caught_is_said_in_a_sentence(qapp: QApplication, qtbot: QtBot) -> None:
    reporter = ErrorReporter()
    with qtbot.waitSignal(reporter.reported) as reported:
        try:
            raise ZeroDivisionError("secret detail")
        except ZeroDivisionError as error:
            reporter.report(type(error), error, error.__traceback__)
    sentence, details = reported.args
    assert "secret" not in sentence
    assert "ZeroDivisionError: secret detail" in details


def test_that_an_exception_in_another_thread_is_said_too(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    reporter = ErrorReporter()
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    reporter.install()
    thread = threading.Thread(target=lambda: 1 / 0)
    with qtbot.waitSignal(reporter.reported) as reported:
        thread.start()
    thread.join()
    assert "ZeroDivisionError" in reported.args[1]


def test_that_a_saved_model_is_the_same_file_with_the_right_ending(tmp_path: Path, qtbot: QtBot) -> None:
    model = tmp_path / "a.tlmodel"
    model.write_bytes(b"weights")
    worker = Worker(copy_model(model, tmp_path / "mine"))
    with qtbot.waitSignal(worker.succeeded) as saved:
        worker.start()
    assert saved.args == [tmp_path / "mine.tlmodel"]
    assert saved.args[0].read_bytes() == b"weights"


def test_that_a_model_that_is_gone_cannot_be_saved(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="Cannot read the model"):
        list(copy_model(tmp_path / "gone.tlmodel", tmp_path / "mine"))


def test_that_the_icon_is_there(qapp: QApplication) -> None:
    assert resource("icons/tlstudio.svg").is_file()
    assert not app_icon().pixmap(64, 64).isNull()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no polite kill")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_that_the_window_closes_when_its_program_is_told_to_end(name: str, home: Path) -> None:
    number = signal.Signals[name]
    code = (
        "import os, tlstudio.gui.app as app, tlstudio.gui.window as window\n"
        f"window.MainWindow._on_first_painted = lambda self: os.kill(os.getpid(), {number.value})\n"
        "raise SystemExit(app.run_window())"
    )
    result = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, timeout=60, check=False)
    assert result.returncode == 128 + number, result.stderr.decode()
    assert (home / "data" / "window.ini").is_file()


def test_that_the_window_can_be_closed_while_everything_still_loads(home: Path) -> None:
    code = (
        "import tlstudio.gui.app as app, tlstudio.gui.window as window\n"
        "begin = window.MainWindow._on_first_painted\n"
        "window.MainWindow._on_first_painted = lambda self: (begin(self), self.close())\n"
        "raise SystemExit(app.run_window(sample=True))"
    )
    result = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, timeout=60, check=False)
    assert (result.returncode, b"QThread" in result.stderr) == (0, False), result.stderr.decode()


def test_that_a_program_that_has_copied_photos_ends_well() -> None:
    code = (
        "from pathlib import Path; import tlstudio.gui.app as app\n"
        "from tlstudio.gui.dataset import photo_model as model\n"
        "application = app.create_application([]); application.clipboard().setMimeData(model.mime_of((Path('a.jpg'),)))"
    )
    result = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, timeout=60, check=False)
    assert (result.returncode, result.stderr) == (0, b"")
