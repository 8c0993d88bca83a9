"""Kills, full disks and many photos: a small one of each campaign, and of each limit."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tlstudio.dataset.sample import Sample
from tlstudio.foundation.errors import StudioError
from tlstudio.project.edits import Edit, LeaveOut, NewClass, Relabel
from tlstudio.project.opening import create, open_project
from tlstudio.project.project import Project
from tlstudio.project.settings import Source

CAMPAIGNS = Path(__file__).resolve().parents[2] / "campaigns"
LIMITED = """
import resource, sys
from pathlib import Path
from tlstudio.project.edits import NewClass, Relabel
from tlstudio.project.opening import open_project
path = Path(sys.argv[1])
project, confirmed = open_project(path), 0
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20_000,) * 2)
try:
    while True:
        project.apply(NewClass(f"class {confirmed}"))
        confirmed += 1
except Exception as error:
    print(type(error).__name__, error)
    print(confirmed, len(project.classes()))
"""


def _run(campaign: str, count: int) -> str:
    command = [sys.executable, str(CAMPAIGNS / campaign), str(count)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_that_a_killed_studio_loses_nothing_that_was_confirmed() -> None:
    assert _run("project_kills.py", 6).splitlines()[-1].startswith("| 6 |")


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("gcc"), reason="needs Linux and a C compiler")
def test_that_a_call_of_the_system_that_fails_loses_and_tears_nothing() -> None:
    rows = [row.split(" | ") for row in _run("project_faults.py", 1).splitlines()[-5:]]
    assert all(int(row[1]) > 20 and row[-2:] == ["0", "0 |"] for row in rows)


@pytest.mark.skipif(sys.platform != "linux", reason="not every system has such limits")
def test_that_a_disk_that_takes_no_more_is_said_and_harms_nothing(project: Project) -> None:
    project.close()
    result = subprocess.run(
        [sys.executable, "-c", LIMITED, str(project.path)], capture_output=True, text=True, check=False
    )
    sentence, counts = result.stdout.splitlines()
    assert sentence.startswith("StudioError Cannot write")
    confirmed, classes = map(int, counts.split())
    assert classes == confirmed + 2 > 2
    with open_project(project.path) as again:
        assert len(again.classes()) == classes


def test_that_many_photos_are_edited_in_one_step_that_is_kept_small(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    samples = [Sample(folder / f"{number:06}.jpg", "cat", "train", f"{number:040x}") for number in range(20_000)]
    with create(tmp_path / "many.tlproject", Source((folder,))) as project:
        project.take_in(samples)
        before, size = project.dataset(), project.path.stat().st_size
        paths = tuple(sample.path for sample in samples)
        edits: list[Edit] = [Relabel(paths[::2], "dog"), LeaveOut(paths[5:]), NewClass("bird")]
        for edit in edits:
            project.apply(edit)
        assert project.classes() == {"bird": 0, "cat": 2, "dog": 3}
        assert project.path.stat().st_size - size < 0.15 * size
        for _ in edits:
            project.undo()
        assert project.dataset() == before


def test_that_threads_take_turns(project: Project) -> None:
    errors: list[StudioError] = []

    def edit(first: int) -> None:
        try:
            for number in range(first, first + 10):
                project.apply(NewClass(f"class {number}"))
                project.classes()
        except StudioError as error:
            errors.append(error)

    threads = [threading.Thread(target=edit, args=(10 * number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(project.classes()) == 42
    assert project.revision() == 41
