"""How many cores the work takes."""

import os
import subprocess
import sys

import pytest

from tlstudio.foundation import cores
from tlstudio.foundation.cores import usable_cores, working_cores
from tlstudio.photos.pool import PhotoPool


def test_that_all_cores_work_unless_some_are_to_be_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TLSTUDIO_FREE_CORES", raising=False)
    monkeypatch.setattr(cores, "usable_cores", lambda: 4)
    assert [working_cores(free) for free in (0, 1, 3, 4, 99)] == [4, 3, 1, 1, 1]


@pytest.mark.parametrize(("text", "left"), [("1", 3), ("9", 1), ("", 4), ("-1", 4), ("many", 4), ("²", 4)])
def test_that_the_environment_can_leave_some_free(text: str, left: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TLSTUDIO_FREE_CORES", text)
    monkeypatch.setattr(cores, "usable_cores", lambda: 4)
    assert working_cores() == left
    with PhotoPool() as pool:
        assert pool.workers == left


@pytest.mark.skipif(usable_cores() < 2, reason="needs two cores to leave one free")
def test_that_torch_in_the_terminal_leaves_them_free_too() -> None:
    code = (
        "import sys; from tlstudio.cli.main import run_command_line; run_command_line(['sample', '--help'])\n"
        "import torch; print('threads', torch.get_num_threads(), file=sys.stderr)"
    )
    without = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    variables = without | {"TLSTUDIO_FREE_CORES": str(usable_cores() - 1)}
    ended = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True)
    assert ended.stderr.splitlines()[-1] == "threads 1"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there torch has GNU's OpenMP")
@pytest.mark.parametrize(
    ("given", "spins"), [({}, "10000"), ({"GOMP_SPINCOUNT": "77"}, "77"), ({"OMP_WAIT_POLICY": "PASSIVE"}, "0")]
)
def test_that_threads_that_wait_are_soon_asleep_unless_the_environment_says_otherwise(
    given: dict[str, str], spins: str
) -> None:
    code = "import sys; sys.argv[1:] = ['--version']; from tlstudio.__main__ import main; main(); import torch"
    names = ("GOMP_SPINCOUNT", "OMP_WAIT_POLICY")
    without = {name: value for name, value in os.environ.items() if name not in names}
    variables = without | given | {"OMP_DISPLAY_ENV": "VERBOSE"}
    said = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True)
    assert f"GOMP_SPINCOUNT = '{spins}'" in said.stderr
