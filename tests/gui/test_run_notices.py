"""Calling a person back: only from the background, only after a while, and in plain text."""

import json
import shutil
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tlstudio.foundation.events import Event, Finished, Paused, Progress, Started
from tlstudio.gui import run_notices
from tlstudio.gui.run_notices import RunNotices
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel

_DESKTOP = """
import json, sys
from jeepney import MessageType, message_bus, new_method_return
from jeepney.io.blocking import open_dbus_connection

bus = open_dbus_connection()
bus.send_and_get_reply(message_bus.RequestName("org.freedesktop.Notifications"))
print("ready", flush=True)
while True:
    message = bus.receive()
    if message.header.message_type is not MessageType.method_call:
        continue
    if message.header.fields[3] == "GetCapabilities":
        bus.send(new_method_return(message, "as", (json.loads(sys.argv[1]),)))
    else:
        print(json.dumps(message.body), flush=True)
        bus.send(new_method_return(message, "u", (1,)))
"""
_CALL = """
import subprocess, sys
from tlstudio.gui.desktop_notice import DesktopNotice

desktop = subprocess.Popen([sys.executable, "-c", sys.argv[1], sys.argv[2]], stdout=subprocess.PIPE, text=True)
assert desktop.stdout.readline() == "ready\\n"
DesktopNotice().show("Training has ended", "<b>cats</b> & dogs")
print(desktop.stdout.readline(), end="")
desktop.kill()
desktop.wait()
"""
STARTED = Started(["a", "b"], 80, 20, "tiny", 10, 20, "cpu", epochs=4)
FINISHED = Finished("completed", 3, 0.9, (0.7, 0.97), 83.0, "/models/mine.tlmodel", None)


class Run:
    """A panel whose run is told by the test, a window, and what the desktop was asked to show."""

    def __init__(self, state: AppState, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self.panel = TrainingPanel(state)
        qtbot.addWidget(self.panel)
        self.panel.show()
        self.shown: list[tuple[str, str]] = []
        self.alerted: list[object] = []
        self.badges: list[int] = []
        self.notices = RunNotices(self.panel, self.panel)
        monkeypatch.setattr(self.notices.desktop, "show", lambda *words: self.shown.append(words))
        monkeypatch.setattr(QApplication, "alert", self.alerted.append)
        monkeypatch.setattr(QApplication, "setBadgeNumber", lambda application, number: self.badges.append(number))
        self._monkeypatch = monkeypatch
        self.look_away()

    def look_away(self) -> None:
        self._monkeypatch.setattr(QApplication, "activeWindow", lambda: None)

    def look_here(self) -> None:
        self._monkeypatch.setattr(QApplication, "activeWindow", lambda: self.panel)

    def goes(self, *events: Event, seconds: float = 60) -> None:
        now = 1000.0
        self._monkeypatch.setattr(run_notices.time, "monotonic", lambda: now)
        self.panel.training_started.emit()
        now += seconds
        self.panel.events_came.emit([STARTED, *events])


@pytest.fixture
def run(state: AppState, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(state, qtbot, monkeypatch)


def test_that_the_end_of_a_long_run_is_said_in_plain_words(run: Run) -> None:
    run.goes(FINISHED)
    ((title, text),) = run.shown
    assert title == "Training has ended"
    assert "90.0 % of 20 validation photos right" in text
    assert "Training is complete after 1 min 23 s; epoch 3 is kept." in text
    assert run.alerted == [run.panel]


def test_that_a_failure_is_said_too(run: Run) -> None:
    run.goes()
    run.panel.run_failed.emit("The disk is full.")
    assert run.shown == [("Training has failed", "The disk is full.")]


@pytest.mark.parametrize(("event", "said"), [(Paused("Go on?", asks=True), True), (Paused("paused on request"), False)])
def test_that_a_question_of_the_runs_own_calls_at_once_and_a_pause_on_request_does_not(
    event: Event, said: bool, run: Run
) -> None:
    run.goes(event, seconds=1)
    assert run.shown == ([("Training waits for an answer", "Go on?")] if said else [])


def test_that_who_looks_at_the_window_is_not_called(run: Run) -> None:
    run.look_here()
    run.goes(FINISHED, Paused("Go on?", asks=True))
    run.panel.run_failed.emit("The disk is full.")
    assert (run.shown, run.alerted) == ([], [])


def test_that_a_short_run_calls_nobody(run: Run) -> None:
    run.goes(FINISHED, seconds=9)
    run.panel.run_failed.emit("The disk is full.")
    assert (run.shown, run.alerted) == ([], [])


def test_that_a_window_that_is_being_closed_calls_nobody(run: Run) -> None:
    run.panel.hide()
    run.goes(FINISHED)
    assert run.shown == []


def test_that_the_icon_says_how_far_the_run_is_and_nothing_afterwards(run: Run) -> None:
    run.goes(Progress("features", 5, 10))
    run.goes(Progress("train", 40, 80, epoch=1), Progress("train", 80, 80, epoch=1))
    run.goes(Progress("train", 40, 80, epoch=3))
    run.panel.training_ended.emit()
    assert run.badges == [25, 62, 0]


@pytest.mark.skipif(not shutil.which("dbus-run-session"), reason="needs a D-Bus session of its own")
@pytest.mark.parametrize(
    ("abilities", "text"),
    [(["body", "body-markup"], "&lt;b&gt;cats&lt;/b&gt; &amp; dogs"), (["body"], "<b>cats</b> & dogs")],
)
def test_that_the_desktop_is_told_as_it_understands_plain_text(abilities: list[str], text: str) -> None:
    command = ["dbus-run-session", "--", sys.executable, "-c", _CALL, _DESKTOP, json.dumps(abilities)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    name, replaces, icon, title, body, actions, hints, _ = json.loads(ended.stdout)
    assert (name, replaces, icon, title) == ("Transfer Learning Studio", 0, "tlstudio", "Training has ended")
    assert body == text
    assert (actions, hints) == ([], {"desktop-entry": ["s", "tlstudio"]})


@pytest.mark.skipif(not shutil.which("dbus-run-session"), reason="needs a D-Bus session of its own")
@pytest.mark.parametrize("wrapped", [["dbus-run-session", "--"], []])
def test_that_a_desktop_without_such_notices_is_no_trouble(wrapped: list[str]) -> None:
    code = (
        "import threading; from tlstudio.gui.desktop_notice import DesktopNotice\n"
        "DesktopNotice().show('a', 'b')\n"
        "[thread.join() for thread in threading.enumerate() if thread.name == 'notice']"
    )
    ended = subprocess.run(
        [*wrapped, sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert "Traceback" not in ended.stderr
