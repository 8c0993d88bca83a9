"""A process that edits a project is killed at random moments: every edit that it had confirmed is there afterwards.

Run by hand (ten minutes): `python tests/campaigns/project_kills.py > tests/campaigns/project_kills.md`. A number as
argument makes it that many kills; the tests run a few.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from project_edits import Marks, do_edit, judge, make_project, marks_after

from tlstudio.project.opening import open_project

_LONGEST_SECONDS = 0.25
_COLUMNS = ("kills", "edits confirmed", "kept", "more", "lost", "torn")


def main() -> None:
    """Print the table; the exit code is 1 when anything was lost or torn. With “edit” and a project, be the victim."""
    if sys.argv[1:2] == ["edit"]:
        _edit_for_ever(Path(sys.argv[2]))
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"# Kills while a project is edited\n\n{__doc__.splitlines()[0]}\n")
    print(
        "It relabels, merges, moves, leaves out, takes back, undoes and redoes in one project of 200 photos, and says"
    )
    print("so after each edit. Then the project is opened, checked (integrity_check) and compared with an independent")
    print(
        "account of the same edits. *Kept*: exactly what was confirmed; *more*: and one edit, whole, whose confirmation"
    )
    print("the kill cut off. Seed 0.\n")
    with tempfile.TemporaryDirectory() as folder:
        counter = _kill_often(make_project(Path(folder)), count)
    print(f"| {' | '.join(_COLUMNS)} |\n|{'---|' * len(_COLUMNS)}")
    print(f"| {' | '.join(f'{counter[column]:,}' for column in _COLUMNS)} |")
    sys.exit(bool(counter["lost"] or counter["torn"]))


def _kill_often(project: Path, count: int) -> Counter[str]:
    """Kill one child after the other, always at the same project; what came of it."""
    chance = random.Random(0)
    counter: Counter[str] = Counter()
    marks = Marks()
    while counter["kills"] < count and not counter["lost"] + counter["torn"]:
        confirmed = _edit_and_kill(project, chance.uniform(0, _LONGEST_SECONDS), marks.revision)
        counter += Counter({"kills": 1, "edits confirmed": confirmed - marks.revision})
        marks, verdict = judge(project, marks_after(marks, confirmed))
        counter[verdict] += 1
    return counter


def _edit_and_kill(project: Path, seconds: float, before: int) -> int:
    """The last revision that was confirmed; `before` when there was none."""
    command = [sys.executable, __file__, "edit", str(project)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
        time.sleep(seconds)
        child.kill()
        whole = [line for line in child.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    return int(whole[-1]) if whole else before


def _edit_for_ever(path: Path) -> None:
    with open_project(path) as project:
        print("ready", flush=True)
        while True:
            print(do_edit(project), flush=True)


if __name__ == "__main__":
    main()
