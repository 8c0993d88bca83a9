"""Someone trains a model and uses it in a program of their own, which knows nothing of the studio: exported in the
terminal and in the window, with the same answers as the studio's."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tlstudio.cli.main import run_command_line
from tlstudio.gui.sharing.export_dialog import ExportDialog
from tlstudio.gui.window import MainWindow

MINUTE = 60_000
PROGRAM = Path(__file__).resolve().parents[2] / "docs" / "examples" / "classify_with_onnx.py"


@pytest.fixture
def photos(draw_photos: Callable[..., Path]) -> Path:
    return draw_photos(count=15)


@pytest.fixture
def model(photos: Path, tmp_path: Path) -> Path:
    path = tmp_path / "colours.tlmodel"
    settings = ["--set", "input.size=64", "--device", "cpu"]
    assert run_command_line(["train", str(photos), "--out", str(path), *settings]) == 0
    return path


def test_that_a_program_without_the_studio_gives_the_same_answers(
    photos: Path, model: Path, window: MainWindow, tmp_path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run_command_line(["export", str(model), "--out", str(tmp_path / "terminal.onnx"), "--json"]) == 0
    *_, exported = map(json.loads, capsys.readouterr().out.splitlines())
    assert exported["event"] == "exported"
    assert exported["largest_difference"] < 1e-4
    assert exported["bytes"] == (tmp_path / "terminal.onnx").stat().st_size

    assert not window.menu_actions["export_model"].isEnabled()
    with qtbot.waitSignal(window.state.predictor_changed, timeout=MINUTE):
        window.open_model(model)
    assert window.menu_actions["export_model"].isEnabled()
    window.files.export_chosen.emit(tmp_path / "window.onnx")
    (dialog,) = window.findChildren(ExportDialog)
    qtbot.waitUntil(lambda: not dialog.is_copying(), timeout=MINUTE)
    assert "answers as the studio does" in dialog.said.text()
    assert not dialog.show_folder.isHidden()
    assert dialog.again.isHidden()

    files = [*sorted(photos.rglob("*.jpg"))[::5], _stranger(photos)]
    assert run_command_line(["predict", str(model), *map(str, files), "--device", "cpu", "--json"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for name in ("terminal", "window"):
        lines = _by_the_program(tmp_path / f"{name}.onnx", files)
        assert [line[0] for line in lines] == [answer["path"] for answer in answers]
        assert [line[1] for line in lines] == [answer["label"] or "neither" for answer in answers]
        assert [float(line[2]) for line in lines] == pytest.approx([each["top"][0][1] for each in answers], abs=0.01)
    assert {answer["label"] for answer in answers} == {"red", "green", None}


def _stranger(photos: Path) -> Path:
    from PIL import Image

    path = photos.parent / "stranger.png"
    Image.linear_gradient("L").convert("RGB").save(path)
    return path


def _by_the_program(model: Path, files: list[Path]) -> list[list[str]]:
    done = subprocess.run([sys.executable, str(PROGRAM), str(model), *map(str, files)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [line.split("\t") for line in done.stdout.splitlines()]
