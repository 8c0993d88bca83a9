"""The foundation's promises: files are replaced whole, names are shown safely, a control can pause and stop a run."""

import errno
import json
import os
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Finished, Paused, Problem, Resumed, to_json
from tlstudio.foundation.files import write_safely
from tlstudio.foundation.names import path_bytes, path_text, printable
from tlstudio.foundation.randomness import seed_for
from tlstudio.foundation.steps import Steps


def test_that_writing_replaces_the_whole_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "model"
    target.write_bytes(b"old content that is longer")
    write_safely(target, [b"new ", memoryview(b"content")])
    assert target.read_bytes() == b"new content"
    assert list(tmp_path.iterdir()) == [target]


def test_that_a_write_that_fails_keeps_the_old_file_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "model"
    target.write_bytes(b"old")

    def full_disk(descriptor: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full_disk)
    with pytest.raises(StudioError, match="disk is full"):
        write_safely(target, [b"new"])
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_that_what_was_written_is_looked_at_before_it_takes_its_place(tmp_path: Path) -> None:
    target, seen = tmp_path / "model", []
    target.write_bytes(b"old")

    def refuse(written: Path) -> None:
        seen.append(written.read_bytes())
        raise StudioError("That is not what was meant.")

    with pytest.raises(StudioError, match="not what was meant"):
        write_safely(target, [b"new"], refuse)
    assert seen == [b"new"]
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_that_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real_write(descriptor, bytes(data[:3])))
    write_safely(tmp_path / "file", [b"0123456789"])
    assert (tmp_path / "file").read_bytes() == b"0123456789"


def test_that_a_folder_in_the_way_is_an_error_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="Nothing that was there before has been changed"):
        write_safely(tmp_path, [b"x"])


def test_that_tricky_names_are_shown_as_plain_text_on_one_line() -> None:
    assert printable("a\nb\u202egpj.exe\udce9") == "a�b�gpj.exe�"
    assert len(printable("x" * 5000)) <= 200


def test_that_a_name_that_is_not_utf8_travels_as_bytes_too() -> None:
    name = os.fsdecode(b"caf\xe9.png")
    assert path_text(name) == "caf�.png"
    assert path_bytes(name) == "Y2Fm6S5wbmc="
    assert json.loads(to_json(Problem("a", "b"))) == {"event": "problem", "path": "a", "reason": "b", "kind": "refused"}


def test_that_events_are_json_with_null_for_what_is_not_a_number() -> None:
    event = Finished("stopped", None, float("nan"), None, 1.5, None, None)
    line = json.loads(to_json(event))
    assert line["event"] == "finished"
    assert line["validation_accuracy"] is None


def test_that_a_paused_run_waits_says_so_and_goes_on() -> None:
    control = Control()
    control.pause()
    steps = control.wait_while_paused()
    assert isinstance(next(steps), Paused)
    threading.Timer(0.05, control.resume).start()
    assert isinstance(next(steps), Resumed)
    assert list(control.wait_while_paused()) == []


def test_that_stopping_ends_a_pause_and_cannot_be_undone() -> None:
    control = Control()
    control.pause()
    control.stop()
    control.pause()
    assert control.stopped
    assert not control.paused


def test_that_steps_hand_out_each_event_when_it_is_made_and_their_result_at_the_end() -> None:
    made = []

    def work() -> Generator[int, None, str]:
        for number in range(3):
            made.append(number)
            yield number
        return "done"

    steps = Steps(work())
    assert [(event, len(made)) for event in steps] == [(0, 1), (1, 2), (2, 3)]
    assert steps.result == "done"


def test_that_work_whose_loop_is_left_is_ended() -> None:
    ended = []

    def work() -> Generator[int, None, None]:
        try:
            yield 1
            yield 2
        finally:
            ended.append(True)

    for _ in Steps(work()):
        break
    assert ended == [True]


def test_that_seeds_depend_on_every_part_and_on_nothing_else() -> None:
    assert seed_for(1, "a", 2) == seed_for(1, "a", 2)
    assert len({seed_for(1, "a", 2), seed_for(1, "a2"), seed_for(12, "a"), seed_for(1, "a", 3)}) == 4
    assert 0 <= seed_for("x") < 2**63
