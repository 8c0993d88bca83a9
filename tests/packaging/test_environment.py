"""The virtual environment: made once, made again when broken, brought up to date when the requirements change."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Load = Callable[[str], ModuleType]


@pytest.fixture
def environment(load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module at work in a checkout of its own; instead of installing, it writes down what it would install."""
    module = load("environment")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    module.installed = []
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "MARKER", tmp_path / ".venv" / "marker.json")
    monkeypatch.setattr(module, "LIBRARIES", ("json",))
    monkeypatch.setattr(load("pip_install"), "SPACE", 0)
    monkeypatch.setattr(
        load("pip_install"), "install", lambda python, extra, first_time: module.installed.append(extra)
    )
    return module


def test_that_a_half_made_environment_is_made_again_and_a_finished_one_is_kept(
    environment: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.VENV.mkdir()
    (environment.VENV / "pyvenv.cfg").touch()
    assert environment.prepare() == environment.python()
    assert "making it again" in capsys.readouterr().out
    assert environment.python().exists()
    environment.prepare()
    assert environment.installed == [""]
    environment.prepare("dev")
    environment.prepare()
    assert environment.installed == ["", "dev"]
    (environment.ROOT / "pyproject.toml").write_text("[project]\nname='another'\n")
    environment.prepare()
    assert environment.installed == ["", "dev", ""]


def test_that_an_interrupted_installation_is_done_again(
    environment: ModuleType, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "_is_sound", lambda: True)
    environment.VENV.mkdir()
    monkeypatch.setattr(environment, "_libraries_are_there", lambda: True)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(load("pip_install"), "install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            environment.prepare()
    environment.prepare()
    assert environment.installed == [""]


def test_that_a_folder_that_is_no_environment_is_not_deleted(environment: ModuleType, load: Load) -> None:
    environment.VENV.mkdir()
    (environment.VENV / "thesis.txt").write_text("years of work")
    with pytest.raises(load("steps").CannotGoOn, match="Move it away"):
        environment.prepare()
    assert (environment.VENV / "thesis.txt").read_text() == "years of work"


def test_that_a_disk_that_is_too_small_is_noticed_before_anything_is_made(environment: ModuleType, load: Load) -> None:
    load("pip_install").SPACE = 1e9
    with pytest.raises(load("steps").CannotGoOn, match="GB of disk space"):
        environment.prepare()
    assert not environment.VENV.exists()


def test_that_a_python_without_venv_is_told_which_package_brings_it(
    environment: ModuleType, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "_can_make", lambda: False)
    monkeypatch.setattr(load("system_libraries"), "can_install", lambda: False)
    with pytest.raises(load("steps").CannotGoOn, match=r"sudo apt-get install -y python3\.\d+-venv"):
        environment.prepare()
