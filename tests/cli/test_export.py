"""`tlstudio export` refuses in one line; what it writes, tests/stories/test_other_programs.py has."""

from pathlib import Path

import pytest

from tlstudio.cli.main import run_command_line
from tlstudio.sharing.exporting import Exported, exported_text


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["photo.tlmodel"], 2, "Missing option '--out'"),
        (["photo.tlmodel", "--out", "m.tflite", "--format", "tflite"], 2, "'tflite' is not"),
        (["gone.tlmodel", "--out", "m.onnx"], 2, "does not exist"),
        (["photo.tlmodel", "--out", "photo.tlmodel"], 2, "photo.tlmodel is the model itself"),
        (["photo.tlmodel", "--out", "m.onnx"], 1, "tlstudio: photo.tlmodel "),
    ],
)
def test_that_what_cannot_be_exported_is_refused_in_one_sentence(
    arguments: list[str],
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("photo.tlmodel").write_bytes(b"no model")
    assert run_command_line(["export", *arguments]) == code
    assert said in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["photo.tlmodel"]


def test_that_people_read_where_it_lies_and_that_it_was_tried() -> None:
    said = "m.onnx, 14 MB. It answers as the studio does: the probabilities of 2 classes are the same to {} decimals."
    assert exported_text(Exported("m.onnx", "onnx", 13_800_000, 2, 1.9e-7)) == said.format(6)
    assert exported_text(Exported("m.onnx", "onnx", 13_800_000, 2, 0.0)) == said.format(7)
