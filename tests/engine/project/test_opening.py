"""Opening what is locked, newer, damaged, foreign or read-only: one sentence each, and the file stays as it is."""

import errno
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.project.database import journal_of
from tlstudio.project.edits import LeaveOut, NewClass, Relabel
from tlstudio.project.errors import DamagedProjectError, InUseError, NewerProjectError, ReadOnlyProjectError
from tlstudio.project.lock import ProjectLock
from tlstudio.project.opening import create, open_project, rescue
from tlstudio.project.project import Project
from tlstudio.project.schema import VERSION
from tlstudio.project.settings import Source

HOLD = """
import sys, time
from pathlib import Path
from tlstudio.project.edits import NewClass
from tlstudio.project.opening import open_project
project = open_project(Path(sys.argv[1]))
print("open", flush=True)
if len(sys.argv) > 2:  # be killed in the middle of writing, with the journal on the disk
    with project._database.writing() as database:
        database.execute("PRAGMA cache_size = 1")
        database.execute("UPDATE photo SET left_out = 1, path = path || hex(zeroblob(2000))")
        print("half", flush=True)
        time.sleep(60)
time.sleep(60)
"""


@pytest.fixture
def start() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts another studio that holds a project open; it is killed at the end."""
    started: list[subprocess.Popen[str]] = []

    def run(project: Path, *more: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", HOLD, str(project), *more]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout
        for expected in ("open\n", "half\n")[: 1 + len(more)]:
            assert process.stdout.readline() == expected
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


def _lock_file(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")


def test_that_a_second_studio_is_told_and_may_come_when_the_first_was_killed(
    project: Project, start: Callable[..., "subprocess.Popen[str]"]
) -> None:
    project.close()
    other = start(project.path)
    for _ in range(2):
        with pytest.raises(InUseError, match=f"open in another studio .{socket.gethostname()}, process {other.pid}"):
            open_project(project.path)
    other.kill()
    other.wait()
    assert _lock_file(project.path).exists()
    with open_project(project.path) as again:
        again.apply(NewClass("blue"))
    assert not _lock_file(project.path).exists()


def test_that_a_project_that_is_open_can_be_read_but_not_changed(project: Project) -> None:
    with open_project(project.path, read_only=True) as reader:
        project.apply(NewClass("blue"))
        assert reader.classes() == {"green": 10, "red": 10}
        for change in (lambda: reader.apply(NewClass("x")), reader.undo, lambda: reader.set_state("a", 1)):
            with pytest.raises(ReadOnlyProjectError, match="open for reading only"):
                change()


def test_that_the_same_studio_does_not_open_a_project_twice(project: Project) -> None:
    with pytest.raises(InUseError):
        open_project(project.path)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not copied here")
def test_that_a_process_that_was_just_copied_holds_nothing_up(project: Project) -> None:
    child = os.fork()
    if not child:
        signal.pause()
    project.close()
    with open_project(project.path) as again:
        assert again.classes()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_that_two_threads_that_close_a_project_at_once_release_it_once(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    released: list[ProjectLock] = []
    release = ProjectLock.release

    def slowly(lock: ProjectLock) -> None:
        released.append(lock)
        time.sleep(0.1)
        release(lock)

    monkeypatch.setattr(ProjectLock, "release", slowly)
    with ThreadPoolExecutor(4) as threads:
        for closing in [threads.submit(project.close) for _ in range(4)]:
            closing.result()
    assert len(released) == 1


def test_that_a_note_from_another_computer_is_believed_until_somebody_says_otherwise(project: Project) -> None:
    project.close()
    _lock_file(project.path).write_text("far-away\n77\n")
    with pytest.raises(InUseError, match="on the computer far-away"):
        open_project(project.path)
    assert _lock_file(project.path).read_text() == "far-away\n77\n"
    open_project(project.path, take_over=True).close()
    open_project(project.path).close()


def test_that_rubbish_in_the_lock_file_stops_nobody(project: Project) -> None:
    project.close()
    _lock_file(project.path).write_bytes(b"")
    open_project(project.path).close()


def test_that_a_studio_killed_while_it_writes_leaves_what_was_confirmed(
    project: Project, start: Callable[..., "subprocess.Popen[str]"], tmp_path: Path
) -> None:
    before = project.dataset()
    project.close()
    other = start(project.path, "half")
    other.kill()
    other.wait()
    assert journal_of(project.path).exists()
    shutil.copytree(tmp_path, tmp_path.with_name("aside"))
    with open_project(project.path) as again:
        assert again.dataset() == before
    assert not journal_of(project.path).exists()


def test_that_a_newer_project_is_refused_and_not_touched(project: Project) -> None:
    project.close()
    with closing(sqlite3.connect(project.path)) as database:
        database.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = project.path.read_bytes()
    with pytest.raises(NewerProjectError, match="made by a newer studio") as caught:
        open_project(project.path)
    assert "Update the studio" in str(caught.value)
    assert project.path.read_bytes() == before


def _cut(data: bytearray) -> None:
    del data[len(data) // 2 :]


def _header(data: bytearray) -> None:
    data[:40] = b"x" * 40


def _page(data: bytearray) -> None:
    data[8192:9000] = bytes(808)


def _all(data: bytearray) -> None:
    data[100:] = random.Random(0).randbytes(len(data) - 100)


def _nothing(data: bytearray) -> None:
    data.clear()


@pytest.mark.parametrize("damage", [_cut, _header, _page, _all, _nothing])
@pytest.mark.parametrize("read_only", [False, True])
def test_that_a_damaged_project_is_said_in_words_and_left_as_it_is(
    project: Project, damage: Callable[[bytearray], None], read_only: bool
) -> None:
    project.close()
    data = bytearray(project.path.read_bytes())
    damage(data)
    project.path.write_bytes(data)
    with pytest.raises(DamagedProjectError) as caught:
        open_project(project.path, read_only=read_only)
    assert "left as it is" in str(caught.value)
    assert project.path.read_bytes() == data
    assert not _lock_file(project.path).exists()


def test_that_flipped_bits_are_found_or_do_no_harm(project: Project) -> None:
    project.close()
    pristine, chance = project.path.read_bytes(), random.Random(1)
    for _ in range(150):
        data = bytearray(pristine)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        project.path.write_bytes(data)
        try:
            with open_project(project.path) as opened:
                opened.dataset()
                opened.undo()
                opened.runs()
        except StudioError:
            continue


def test_that_what_can_still_be_read_is_named_and_rescued(project: Project, photos: Path, tmp_path: Path) -> None:
    project.apply(Relabel((photos / "red" / "red000.jpg",), "blue"))
    project.apply(LeaveOut((photos / "red" / "red001.jpg",)))
    project.begin_run(project.recipe())
    before = project.dataset()
    project.close()
    with closing(sqlite3.connect(project.path)) as database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'edit'").fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    data = bytearray(project.path.read_bytes())
    data[(page - 1) * size : page * size] = b"\xff" * size
    project.path.write_bytes(data)
    with pytest.raises(DamagedProjectError, match="can still be read: 20; runs: 1"):
        open_project(project.path)
    rescued = rescue(project.path, tmp_path / "rescued.tlproject")
    assert (rescued.photos, rescued.runs) == (20, 1)
    assert project.path.read_bytes() == data
    with open_project(tmp_path / "rescued.tlproject") as again:
        assert again.dataset() == before
        assert again.history() == ()
        assert len(again.runs()) == 1
        again.apply(NewClass("violet"))
        assert again.undo()


@pytest.mark.parametrize("kind", ["missing", "folder", "picture", "other database", "pipe"])
def test_that_what_is_no_project_is_refused(kind: str, photos: Path, tmp_path: Path) -> None:
    path = {"folder": photos, "picture": photos / "red" / "red000.jpg"}.get(kind, tmp_path / "a.tlproject")
    if kind == "other database":
        with closing(sqlite3.connect(path)) as database:
            database.execute("CREATE TABLE project (number)")
    if kind == "pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("no pipes with names here")
        os.mkfifo(path)
    with pytest.raises((UsageError, DamagedProjectError)):
        open_project(path)
    assert not _lock_file(path).exists()


def test_that_no_file_is_ever_overwritten(project: Project, photos: Path, tmp_path: Path) -> None:
    before = project.path.read_bytes()
    project.close()
    with pytest.raises(UsageError, match="is there already"):
        create(project.path, Source((photos,)))
    with pytest.raises(UsageError, match="is there already"):
        rescue(project.path, project.path)
    assert project.path.read_bytes() == before
    with pytest.raises(StudioError, match="does not exist"):
        create(tmp_path / "nowhere" / "a.tlproject", Source((photos,)))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.tlproject", "photos"]


def test_that_a_journal_without_its_project_never_spoils_a_new_one(photos: Path, tmp_path: Path) -> None:
    journal_of(tmp_path / "new.tlproject").write_bytes(b"left behind")
    with pytest.raises(UsageError, match=r"new\.tlproject-journal is there already"):
        create(tmp_path / "new.tlproject", Source((photos,)))
    assert not (tmp_path / "new.tlproject").exists()


def test_that_a_drive_without_locks_is_opened_for_reading_only(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    project.close()
    monkeypatch.setattr("tlstudio.project.lock._lock", refuse)
    with open_project(project.path) as opened:
        assert opened.read_only
        assert opened.classes() == {"green": 10, "red": 10}


@pytest.mark.skipif(sys.platform != "linux", reason="not every system has such limits")
def test_that_a_project_that_cannot_be_made_leaves_nothing_behind(photos: Path, tmp_path: Path) -> None:
    program = """
import resource, sys
from pathlib import Path
from tlstudio.project.opening import create
from tlstudio.project.settings import Source
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
try:
    create(Path(sys.argv[1]), Source((Path(sys.argv[2]),)))
except Exception as error:
    print(error)
"""
    command = [sys.executable, "-c", program, str(tmp_path / "new.tlproject"), str(photos)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stdout.startswith(f"Cannot write {tmp_path / 'new.tlproject'}: ")
    assert [path.name for path in tmp_path.iterdir()] == ["photos"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
@pytest.mark.parametrize("half", ["", "half"])
def test_that_a_project_in_a_read_only_folder_is_read(
    half: str, project: Project, tmp_path: Path, start: Callable[..., "subprocess.Popen[str]"]
) -> None:
    project.close()
    if half:  # a journal is left that cannot be taken back in place
        other = start(project.path, half)
        other.kill()
        other.wait()
    _lock_file(project.path).unlink(missing_ok=True)
    program = f"""
import os
from pathlib import Path
from tlstudio.project.edits import NewClass
from tlstudio.project.opening import open_project
if os.geteuid() == 0:  # whom no permission stops
    for path in {[str(path) for path in (tmp_path.parent, tmp_path.parent.parent)]}:
        os.chmod(path, 0o755)
    os.seteuid(65534)
project = open_project(Path({str(project.path)!r}))
print(project.read_only, project.classes())
try:
    project.apply(NewClass("blue"))
except Exception as error:
    print(error)
"""
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    try:
        for path in files:
            path.chmod(0o444)
        tmp_path.chmod(0o555)
        result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    finally:
        tmp_path.chmod(0o755)
    assert result.stdout.startswith("True {'green': 10, 'red': 10}\n"), result.stderr
    assert "open for reading only" in result.stdout


def test_that_a_file_from_elsewhere_can_change_nothing_but_what_edits_change(project: Project) -> None:
    project.apply(NewClass("blue"))
    project.close()
    with closing(sqlite3.connect(project.path, isolation_level=None)) as database:
        database.execute("CREATE TRIGGER evil AFTER UPDATE ON photo BEGIN DELETE FROM class; END")
    with pytest.raises(DamagedProjectError):
        open_project(project.path)
