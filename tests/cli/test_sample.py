"""`tlstudio sample` as people see it."""

from pathlib import Path

import pytest

from tlstudio.cli.main import run_command_line


def test_that_the_digits_are_written_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["sample", "digits", str(tmp_path / "digits")]) == 0
    assert len(list((tmp_path / "digits").glob("*/*.png"))) == 1797
    assert "1,797 photos of handwritten digits" in capsys.readouterr().out


def test_that_a_strangers_folder_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    assert run_command_line(["sample", "digits", str(tmp_path)]) == 1
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 1
    assert "letter.txt" in errors[0]


def test_that_an_unknown_sample_set_is_wrong_usage(tmp_path: Path) -> None:
    assert run_command_line(["sample", "letters", str(tmp_path)]) == 2
