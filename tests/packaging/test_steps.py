"""How the set-up speaks: one clear sentence when it cannot go on, and a sign of life in a long silence."""

import ast
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Load = Callable[[str], ModuleType]


@pytest.mark.parametrize("name", ["run.py", "test.py", "python_version.py"])
def test_that_an_old_python_can_read_the_first_files(scripts: Path, name: str) -> None:
    ast.parse((scripts / name).read_text(encoding="ascii"), feature_version=(3, 4))


def test_that_an_old_python_is_told_so_in_a_sentence(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 8, 18, "final", 0))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer, and this is Python 3\.8\. Get a newer one"):
        load("python_version").require()


def test_that_what_stops_the_set_up_is_said_and_has_an_exit_code(
    load: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = load("steps")

    def stopped_by(reason: BaseException) -> int:
        def main(arguments: list[str]) -> int:
            raise reason

        return int(steps.guarded(main, []))

    assert stopped_by(steps.CannotGoOn("the moon is full.")) == 1
    assert stopped_by(KeyboardInterrupt()) == 130
    assert capsys.readouterr().out.splitlines()[1] == "Cannot go on: the moon is full."
    assert steps.guarded(lambda arguments: len(arguments), ["a", "b"]) == 2


def test_that_a_long_silence_is_broken_by_a_sign_of_life(
    load: Load, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = load("steps")
    monkeypatch.setattr(steps, "SILENCE", 0.1)
    shown: list[str] = []
    code = "import sys, time; print('begin', flush=True); time.sleep(0.5); print('end', file=sys.stderr); sys.exit(3)"
    assert steps.stream([sys.executable, "-c", code], shown.append) == (3, ["begin", "end"])
    assert shown == ["begin", "end"]
    assert "still working" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "the disk is full"),
        ("ERROR: No matching distribution found for hatchling", "Check the internet connection"),
        ("error: something nobody foresaw", "something nobody foresaw"),
    ],
)
def test_that_a_failure_of_pip_becomes_a_sentence(load: Load, line: str, sentence: str) -> None:
    assert sentence in load("pip_install")._reason(["Collecting hatchling", line])


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("  Downloading torch-2.15.0-cp311-cp311-manylinux_2_28_x86_64.whl (900.1 MB)", "torch 2.15.0 (900.1 MB)"),
        ("Using cached scipy-1.17.1-cp311.whl (35.3 MB)", "kept from before: scipy 1.17.1 (35.3 MB)"),
        ("Installing collected packages: nvidia, torch, timm", "unpacking 3 packages"),
        ("  Downloading timm-1.0.31-py3-none-any.whl.metadata (62 kB)", ""),
        ("  Downloading timm-1.0.31-py3-none-any.whl (2.8 MB)", ""),
        ("Requirement already satisfied: numpy", ""),
    ],
)
def test_that_of_what_pip_says_only_the_news_are_shown(
    load: Load, capsys: pytest.CaptureFixture[str], line: str, shown: str
) -> None:
    load("pip_install")._show(line)
    said = capsys.readouterr().out
    assert shown in said
    assert bool(shown) == bool(said)
