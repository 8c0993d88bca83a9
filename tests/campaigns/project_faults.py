"""While a project is edited, every call that changes a file fails in turn: nothing confirmed is lost, nothing is torn.

Run by hand (a minute): `python tests/campaigns/project_faults.py > tests/campaigns/project_faults.md`. A number as
argument makes it that many edits; the tests do one. Needs Linux and a C compiler.
"""

import ctypes
import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from project_edits import Marks, do_edit, judge, make_project, marks_after

from tlstudio.foundation.errors import StudioError
from tlstudio.project.opening import open_project

_KILLED = 0
_FAULTS = {
    "no space, once": (errno.ENOSPC, False),
    "no space, from then on": (errno.ENOSPC, True),
    "disk error, once": (errno.EIO, False),
    "disk error, from then on": (errno.EIO, True),
    "half written, then killed": (_KILLED, False),
}
_COLUMNS = ("faults", "edits refused", "kept", "more", "lost", "torn")
_SHIM = Path(__file__).with_name("project_shim.c")

Arm = Callable[[int], int]


def main() -> None:
    """Print the table; the exit code is 1 when anything was lost or torn."""
    if sys.argv[1:2] == ["sweep"]:
        sys.exit(_sweep(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])))
    edits = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    print(f"# Refusals while a project is edited\n\n{__doc__.splitlines()[0]}\n")
    print(
        f"The project of 200 photos is opened, edited {edits} times and closed. Each pwrite, write, fsync, fdatasync,"
    )
    print("ftruncate and unlink of that fails in turn. Then the project is opened again, checked (integrity_check) and")
    print("compared with an independent account. *Kept*: exactly what was confirmed; *more*: and one edit, whole, that")
    print("was on the disk when the confirmation failed.\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        shim = Path(folder) / "shim.so"
        compiler = shutil.which("gcc") or shutil.which("cc") or "cc"
        subprocess.run([compiler, "-shared", "-fPIC", "-o", shim, _SHIM, "-ldl"], check=True)
        command = [sys.executable, __file__, "sweep", folder, str(shim), str(edits)]
        sys.exit(subprocess.run(command, env=os.environ | {"LD_PRELOAD": str(shim)}, check=False).returncode)


def _sweep(folder: Path, shim: str, edits: int) -> bool:
    """Each fault at each call, in a process that finds the shim in front of the system."""
    arm = ctypes.CDLL(shim).arm
    pristine = make_project(folder)
    with open_project(pristine) as project:
        start = marks_after(Marks(), [do_edit(project) for _ in range(3)][-1])
    print(f"| fault | {' | '.join(_COLUMNS)} |\n|{'---|' * (len(_COLUMNS) + 1)}")
    total: Counter[str] = Counter()
    for name, (error, ever) in _FAULTS.items():
        counter: Counter[str] = Counter()
        while verdict := _trial(pristine, _arming(arm, error, ever), start, counter, edits, kills=error == _KILLED):
            counter[verdict] += 1
        print(f"| {name} | {' | '.join(f'{counter[column]:,}' for column in _COLUMNS)} |", flush=True)
        total += counter
    return not total["faults"] or bool(total["lost"] or total["torn"])


def _arming(arm: Callable[[int, int, int], int], error: int, ever: bool) -> Arm:
    return lambda number: arm(number, error, ever)


def _trial(pristine: Path, arm: Arm, start: Marks, counter: Counter[str], edits: int, kills: bool) -> str | None:
    """One fault, at the next call; what came of it, None when there was no such call any more."""
    path = pristine.with_name("faulty.tlproject")
    for left in (path, path.with_name(f"{path.name}-journal"), path.with_name(f".{path.name}.lock")):
        left.unlink(missing_ok=True)
    shutil.copyfile(pristine, path)
    number = counter["faults"] + 1
    confirmed, refused, was_hit = _in_child(path, arm, number, edits) if kills else _edit(path, arm, number, edits)
    if not was_hit:
        return None
    counter["faults"] += 1
    counter["edits refused"] += refused
    return judge(path, marks_after(start, confirmed))[1]


def _edit(path: Path, arm: Arm, number: int, edits: int, tell: Callable[[int], object] = int) -> tuple[int, int, bool]:
    """Open, edit and close; the last revision that was confirmed, how many edits were not, whether the fault came."""
    confirmed = refused = 0
    arm(number)
    try:
        with open_project(path) as project:
            for _ in range(edits):
                try:
                    confirmed = do_edit(project)
                    tell(confirmed)
                except StudioError:
                    refused += 1
    except StudioError:
        refused += 1
    return confirmed, refused, bool(arm(0))


def _in_child(path: Path, arm: Arm, number: int, edits: int) -> tuple[int, int, bool]:
    """The same in a child that is killed by the fault; it tells of each revision through a pipe."""
    ends = os.pipe()
    child = os.fork()
    if child == 0:
        _edit(path, arm, number, edits, lambda revision: os.write(ends[1], b"%d\n" % revision))
        os._exit(0)
    os.close(ends[1])
    with os.fdopen(ends[0]) as told:
        revisions = told.read().split()
    was_killed = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) < 0
    return int(revisions[-1]) if revisions else 0, 0, was_killed


if __name__ == "__main__":
    main()
