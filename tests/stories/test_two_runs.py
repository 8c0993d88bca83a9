"""Someone trains twice and wants to know what the second run has made better, photo by photo: told in the window and in
the terminal, with the same figures."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain
from pytestqt.qtbot import QtBot

from tlstudio.cli.main import run_command_line
from tlstudio.evaluation.comparison import GROUPS
from tlstudio.foundation.control import Control
from tlstudio.gui.compare.window import ComparisonWindow
from tlstudio.gui.window import MainWindow
from tlstudio.project.opening import create
from tlstudio.project.settings import Source

MINUTE = 60_000


@pytest.fixture
def project(draw_photos: Callable[..., Path], tmp_path: Path) -> Path:
    """A project with two runs: from random numbers, which learns next to nothing in an epoch, and pre-trained."""
    path = tmp_path / "twice.tlproject"
    with create(path, Source((draw_photos(count=15),))) as made:
        drain(made.scan(Control()))
    for name, strategy in (("first", "scratch"), ("second", "features")):
        train = ["train", str(path), "--out", str(tmp_path / f"{name}.tlmodel"), "--strategy", strategy]
        settings = ["--epochs", "1", "--set", "input.size=64", "--validation-fraction", "0.4", "--device", "cpu"]
        assert run_command_line([*train, *settings]) == 0
    return path


def test_that_window_and_terminal_put_each_photo_into_the_same_group(
    project: Path, window: MainWindow, tmp_path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    models = [str(tmp_path / f"{name}.tlmodel") for name in ("first", "second")]
    assert run_command_line(["compare", *models, str(project), "--device", "cpu", "--json"]) == 0
    *_, summary = map(json.loads, capsys.readouterr().out.splitlines())

    window.state.device = "cpu"
    with qtbot.waitSignal(window.opener.opened, timeout=MINUTE):
        window.open_project(project)
    qtbot.waitUntil(lambda: len(window.runs.runs()) == 2, timeout=MINUTE)
    assert not window.menu_actions["run_compare"].isEnabled()
    window.runs.view.selectAll()
    assert window.menu_actions["run_compare"].isEnabled()
    window.menu_actions["run_compare"].trigger()
    (shown,) = window.findChildren(ComparisonWindow)
    qtbot.waitUntil(lambda: bool(shown.figures.text()), timeout=2 * MINUTE)
    counts = [int(shown.groups.tabs.tabText(number).split(" · ")[1]) for number in range(len(GROUPS))]
    assert counts == [summary[group] for group in GROUPS]
    assert sum(counts) == summary["photos"] > 0

    shown.groups.tabs.setCurrentIndex(next(number for number, count in enumerate(counts) if count))
    shown.groups.view.select_row(0)
    shown.show_button.click()
    assert window.photos.selected_paths() == shown.chosen_paths()
    assert shown.windowHandle().transientParent() is None, "else the browser would stay behind it"
    window.commands.close_comparisons()
    assert not shown.isVisible()
