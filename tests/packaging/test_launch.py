"""What run.py starts: the window where there is a display, else the same job in the terminal."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Load = Callable[[str], ModuleType]
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")


@pytest.fixture
def launch(load: Load, monkeypatch: pytest.MonkeyPatch, home: Path) -> ModuleType:
    """The module with this Python as the environment; instead of starting the studio, it writes down the arguments."""
    module = load("launch")
    module.started = []

    def studio(python: Path, arguments: list[str]) -> int:
        module.started.append(arguments)
        if arguments[0] == "sample":
            (Path(arguments[2]) / "7").mkdir(parents=True)
            (Path(arguments[2]) / "7" / "seven.png").touch()
        return 0

    monkeypatch.setattr(module, "_studio", studio)
    monkeypatch.setattr(load("environment"), "prepare", lambda: Path(sys.executable))
    monkeypatch.setattr(load("system_libraries"), "missing", list)
    return module


@LINUX
def test_that_without_a_display_the_main_job_is_done_in_the_terminal(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert launch.main([]) == 0
    assert [arguments[0] for arguments in launch.started] == ["sample", "train", "predict"]
    assert launch.started[2][-1].endswith(os.path.join("7", "seven.png"))  # noqa: PTH118 - text, not a path
    assert Path(launch.started[0][2]).is_relative_to(home)
    assert "because there is no display here" in capsys.readouterr().out


def test_that_with_a_display_the_window_opens_on_the_sample(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":1")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert launch.main([]) == 0
    assert launch.started[-1] == [launch.started[0][2]]


def test_that_a_failed_step_ends_the_job(launch: ModuleType, load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "_studio", lambda python, arguments: 1)
    with pytest.raises(load("steps").CannotGoOn, match="tlstudio sample"):
        launch.main(["--terminal"])
