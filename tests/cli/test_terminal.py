"""The terminal: JSON lines and nothing else, one clear line on failure, and exit codes that tell."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from tlstudio.cli.main import run_command_line
from tlstudio.cli.signals import stopped_by_signals
from tlstudio.foundation.control import Control
from tlstudio.modelfile.container import read_contents, write_model

FAST = ["--epochs", "3", "--set", "input.size=64", "--device", "cpu"]


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def photos(draw_photos: Callable[..., Path]) -> Path:
    return draw_photos()


@pytest.fixture(scope="module")
def model_bytes() -> dict[str, bytes]:
    """The model of the drawn photos, trained once for all tests of this file."""
    return {}


@pytest.fixture
def model(photos: Path, tmp_path: Path, model_bytes: dict[str, bytes], capsys: pytest.CaptureFixture[str]) -> Path:
    out = tmp_path / "model.tlmodel"
    if not model_bytes:
        assert run_command_line(["train", str(photos), "--out", str(out), *FAST]) == 0
        model_bytes["model"] = out.read_bytes()
        assert "frozen layers unchanged, bit for bit" in capsys.readouterr().out
    out.write_bytes(model_bytes["model"])
    return out


def test_that_training_speaks_json_and_ends_with_finished(
    draw_photos: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "model.tlmodel"
    assert run_command_line(["train", str(draw_photos()), "--out", str(out), *FAST, "--json"]) == 0
    events = lines(capsys)
    assert {event["event"] for event in events} >= {"started", "progress", "epoch", "finished"}
    assert events[-1]["event"] == "finished"
    assert events[-1]["model"] == str(out)
    assert events[-1]["frozen_unchanged"] is True


def test_that_the_end_says_which_parts_moved_most_of_those_that_could(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trained = ["--unfreeze", "conv_head", "--unfreeze", "blocks.6", "--epochs", "1", *FAST[2:]]
    assert run_command_line(["train", str(photos), "--out", str(tmp_path / "model.tlmodel"), *trained]) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("moved most: "))
    named = dict(part.rsplit(" ", 1) for part in line.removeprefix("moved most: ").split(", "))
    assert named.keys() == {"conv_head", "blocks.6"}
    shares = [float(share.rstrip("%")) for share in named.values()]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] > 0


def test_that_predict_answers_every_file_below_a_folder(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "photos" / "notes.txt").write_text("not a photo")
    table = tmp_path / "answers.csv"
    command = ["predict", str(model), str(tmp_path / "photos"), "--json", "--top", "1", "--csv", str(table)]
    assert run_command_line(command) == 0
    answers = lines(capsys)
    assert len(answers) == 21
    refused = [answer for answer in answers if "error" in answer]
    assert [Path(str(answer["path"])).name for answer in refused] == ["notes.txt"]
    right = [answer for answer in answers if Path(str(answer["path"])).parent.name == answer.get("label")]
    assert len(right) == 20
    assert all(answer["top"] == [[answer["label"], answer["confidence"]]] for answer in right)
    assert len(table.read_text(encoding="utf-8").splitlines()) == 22


def test_that_predict_says_neither_of_what_is_unlike_all_photos_unless_everything_is_to_be_kept(
    model: Path, tmp_path: Path, draw_scene: Callable[..., Image.Image], capsys: pytest.CaptureFixture[str]
) -> None:
    stranger, table = tmp_path / "stranger.png", tmp_path / "answers.csv"
    draw_scene(1).save(stranger)
    ask = ["predict", str(model), str(stranger)]
    assert run_command_line([*ask, "--neither", "0.9", "--json"]) == 0
    [answer] = lines(capsys)
    assert (answer["label"], answer["neither"]) == (None, True)
    assert answer["confidence"] == pytest.approx(1 - float(str(answer["typicality"])))
    assert run_command_line([*ask, "--neither", "1", "--json"]) == 0
    [answer] = lines(capsys)
    assert answer["neither"] is False
    assert [answer["label"], answer["confidence"]] == answer["top"][0]  # type: ignore[index]
    assert run_command_line([*ask, "--neither", "0.9", "--csv", str(table)]) == 0
    assert "stranger.png: neither 9" in capsys.readouterr().out
    assert ",,0.9" in table.read_text(encoding="utf-8").splitlines()[1]
    assert run_command_line([*ask, "--neither", "0"]) == 2


def test_that_predict_says_why_nothing_is_called_neither(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = str(tmp_path / "photos" / "red" / "red000.jpg")
    assert run_command_line(["predict", str(model), photo, "--neither", "0.99", "--json"]) == 0
    said = capsys.readouterr()
    assert "to keep 0.99 takes at least 99 photos; this model knows 1" in said.err
    assert len(said.out.splitlines()) == 1
    contents = read_contents(model)
    write_model(model, msgspec.structs.replace(contents.description, reference=None), contents.weights)
    assert run_command_line(["predict", str(model), photo, "--neither", "0.9"]) == 0
    assert "remembers none of its training photos" in capsys.readouterr().err
    for calm in ([], ["--neither", "1"]):
        assert run_command_line(["predict", str(model), photo, *calm]) == 0
        assert capsys.readouterr().err == ""


def test_that_predict_sorts_copies_into_the_folders_of_their_classes(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["predict", str(model), str(tmp_path / "photos"), "--json", "--sort-into"]
    assert run_command_line([*command, str(tmp_path / "sorted")]) == 0
    last = lines(capsys)[-1]
    counts = {folder.name: len(list(folder.iterdir())) for folder in (tmp_path / "sorted").iterdir()}
    assert counts == last["folders"]
    assert (last["event"], last["photos"], sum(counts.values())) == ("sorted", 20, 20)
    assert run_command_line([*command, str(tmp_path / "photos" / "sorted")]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Choose another folder" in shown.err


def test_that_evaluate_reports_all_photos_of_plain_class_folders(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["evaluate", str(model), str(tmp_path / "photos"), "--json"]) == 0
    report = lines(capsys)[-1]
    assert report["classes"] == ["green", "red"]
    assert sum(map(sum, report["confusion"])) == 20
    assert report["per_class"]["red"]["photos"] == 10
    low, high = report["interval"]
    assert low < report["accuracy"] <= high


def test_that_a_class_the_model_does_not_know_is_an_error(
    model: Path, tmp_path: Path, draw_photos: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    other = draw_photos(("blue", "red"), 2, "other")
    assert run_command_line(["evaluate", str(model), str(other)]) == 1
    assert "“blue”" in capsys.readouterr().err


def test_that_failures_are_one_line_without_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "no.tlmodel").write_bytes(b"hello")
    assert run_command_line(["predict", str(tmp_path / "no.tlmodel"), str(tmp_path), "--json"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert "not a tlstudio model" in shown.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["train"],
        ["train", "."],
        ["train", "/no/such/folder", "--out", "x.tlmodel"],
        ["train", ".", "--out", "x.tlmodel", "--epochs", "0"],
        ["train", ".", "--out", "x.tlmodel", "--strategy", "most"],
        ["train", ".", "--out", "x.tlmodel", "--set", "what=ever"],
        ["layers", "resnet19"],
        ["predict"],
        ["no such file or command"],
    ],
)
def test_that_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(arguments) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_that_layers_and_backbones_have_the_documented_fields(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["layers", "efficientnet_lite0", "--json"]) == 0
    rows = lines(capsys)
    assert all(set(row) == {"path", "type", "stage", "parameters", "output", "children"} for row in rows)
    assert rows[0]["path"] == "conv_stem"
    assert rows[-1]["path"] == "head"
    assert run_command_line(["backbones", "--json"]) == 0
    entries = lines(capsys)
    fields = {"name", "source", "parameters", "bytes", "state", "licence", "top1", "family", "size"}
    assert all(set(entry) == fields for entry in entries)
    assert entries[0]["name"] == "efficientnet_lite0"
    assert entries[0]["state"] == "embedded"


def test_that_layers_show_a_network_as_it_will_be_trained(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["layers", "efficientnet_lite0", "--hidden", "64", "--cut", "blocks.4", "--json"]) == 0
    rows = {row["path"]: row for row in lines(capsys)}
    assert rows["blocks"]["output"] == [112, 14, 14]
    assert not {"blocks.5", "conv_head"} & rows.keys()
    assert rows["head"]["parameters"] == 113 * 64 + 65 * 2
    assert run_command_line(["layers", "efficientnet_lite0", "--cut", "blocks.7"]) == 2
    assert "cannot be cut behind blocks.7" in capsys.readouterr().err
    assert run_command_line(["layers", "efficientnet_lite0", *["--hidden", "4"] * 9]) == 2


def test_that_layers_say_what_they_know_about_photos(
    draw_photos: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    photos = str(draw_photos(count=6))
    assert run_command_line(["layers", "efficientnet_lite0", "--photos", photos, "--device", "cpu", "--json"]) == 0
    rows = lines(capsys)
    probed = {row["path"]: row["probe"] for row in rows if row["probe"]}
    assert list(probed) == ["bn1", *(f"blocks.{number}" for number in range(7)), "bn2"]
    assert [path for path, probe in probed.items() if probe["best"]] == ["bn1"]
    assert probed["bn1"]["photos"] == 12
    assert run_command_line(["layers", "efficientnet_lite0", "--photos", photos, "--device", "cpu"]) == 0
    assert "knows 100.0% of 12 photos" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize(("number", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_that_a_signal_ends_a_run_with_what_was_learned_saved(
    draw_photos: Callable[..., Path], tmp_path: Path, number: str, code: int
) -> None:
    out = tmp_path / "model.tlmodel"
    command = [sys.executable, "-m", "tlstudio", "train", str(draw_photos()), "--out", str(out), "--json"]
    options = ["--set", "input.size=64", "--epochs", "100000", "--device", "cpu"]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if '"event":"epoch"' in line:
                process.send_signal(signal.Signals[number])
                break
        rest = process.stdout.read().splitlines()
        deadline = time.monotonic() + 20
        assert process.wait(timeout=max(1, deadline - time.monotonic())) == code
    end = json.loads(rest[-1])
    assert end["event"] == "finished"
    assert end["reason"] == "stopped"
    assert out.is_file()


@pytest.mark.skipif(os.name == "nt", reason="POSIX terminals")
def test_that_a_terminal_that_is_closed_costs_nothing_of_what_was_learned(
    draw_photos: Callable[..., Path], tmp_path: Path
) -> None:
    out = tmp_path / "model.tlmodel"
    command = [sys.executable, "-m", "tlstudio", "train", str(draw_photos()), "--out", str(out), "--json"]
    options = ["--set", "input.size=64", "--epochs", "100000", "--device", "cpu"]
    ours, theirs = os.openpty()
    process = subprocess.Popen([*command, *options], stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    said = b""
    while b'"event":"epoch"' not in said:
        said += os.read(ours, 65536)
    os.close(ours)
    process.send_signal(signal.SIGHUP)
    assert process.wait(timeout=20) == 129, said
    assert out.is_file()


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_that_a_signal_that_was_to_be_ignored_stays_ignored() -> None:
    control = Control()
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopped_by_signals(control) as interruption:
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
    assert not control.stopped
    assert interruption.exit_code == 0
