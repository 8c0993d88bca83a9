"""Proxy and weights folder: set in the preferences, remembered, and told to the engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tlstudio.foundation.folders import weights_folder
from tlstudio.gui.connection import checked_proxy, remembered_proxy, use_folder, use_remembered_folder
from tlstudio.gui.connection_form import ConnectionForm


@pytest.fixture
def form(application: QApplication, qtbot: QtBot) -> Iterator[ConnectionForm]:
    shown = ConnectionForm()
    qtbot.addWidget(shown)
    shown.show()
    yield shown
    use_folder(None)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("", ""),
        (" proxy.example.org:8080 ", "http://proxy.example.org:8080"),
        ("https://me:secret@proxy:3128", "https://me:secret@proxy:3128"),
    ],
)
def test_that_a_proxy_may_be_typed_as_people_know_it(typed: str, address: str) -> None:
    assert checked_proxy(typed) == address


@pytest.mark.parametrize("typed", ["socks5://proxy:1", "http://", "proxy:port", "http://a b:1", "http://[::1"])
def test_that_what_is_no_proxy_is_refused_in_words(typed: str) -> None:
    with pytest.raises(ValueError, match="A proxy looks like http://"):
        checked_proxy(typed)


def test_that_a_proxy_is_remembered_once_it_is_a_proxy(form: ConnectionForm, qtbot: QtBot) -> None:
    field, problem = form.findChild(QLineEdit, "proxyField"), form.findChild(QLabel, "proxyProblem")
    assert remembered_proxy() is None
    qtbot.keyClicks(field, "proxy:port")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert problem.isVisible()
    assert remembered_proxy() is None
    field.setText("proxy:80")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (problem.isVisible(), remembered_proxy()) == (False, "http://proxy:80")


def test_that_the_engine_uses_the_chosen_folder_now_and_at_the_next_start(
    form: ConnectionForm, home: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    field, reset = form.findChild(QLineEdit, "weightsFolder"), form.findChild(QPushButton, "resetWeightsFolder")
    assert field.text() == str(home / "data" / "weights")
    assert not reset.isEnabled()
    qtbot.mouseClick(form.findChild(QPushButton, "chooseWeightsFolder"), Qt.MouseButton.LeftButton)
    form.findChild(QFileDialog).fileSelected.emit(str(tmp_path / "caf\u00e9"))
    assert weights_folder() == use_remembered_folder() == tmp_path / "caf\u00e9"
    assert field.text() == str(tmp_path / "caf\u00e9")
    qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert weights_folder() == home / "data" / "weights"
