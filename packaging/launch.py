"""What run.py does: set up, write the sample photos, then open the window on them, or do the same in the terminal."""

import argparse
import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import environment
import system_libraries
from steps import CannotGoOn, say

DESCRIPTION = "Sets the studio up in this folder and opens it on the sample photos. Can be run again at any time."


def main(arguments: list[str]) -> int:
    """Set up and start; returns the studio's exit code."""
    parser = argparse.ArgumentParser(prog="run.py", description=DESCRIPTION)
    parser.add_argument("--terminal", action="store_true", help="do the main job in the terminal, open no window")
    options = parser.parse_args(arguments)
    python = environment.prepare()
    if options.terminal or not _has_display():
        return _main_job(python, "as asked" if options.terminal else "because there is no display here")
    system_libraries.require()
    if not _window_opens(python):
        return _main_job(python, "because no window can be opened on this display")
    return _window(python)


def _has_display() -> bool:
    return not sys.platform.startswith("linux") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def _window_opens(python: Path) -> bool:
    """Try it with an empty program: Qt ends the whole process when it cannot reach the display."""
    probe = "from PySide6.QtWidgets import QApplication; QApplication([])"
    try:
        subprocess.run([python, "-P", "-c", probe], capture_output=True, timeout=120, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return False
    return True


def _window(python: Path) -> int:
    sample = _sample(python)
    say("Opening the window. This terminal stays busy until it is closed.")
    return _studio(python, [str(sample)])


def _main_job(python: Path, why: str) -> int:
    """Sample photos, training, prediction: what the window is for, each step shown as it can be typed."""
    say(f"Doing the main job in the terminal, {why}: train on the sample photos, then classify some of them.")
    sample = _sample(python)
    model = sample.parent / "digits.tlmodel"
    _step(python, ["train", str(sample), "--out", str(model)])
    _step(python, ["predict", str(model), *map(str, _one_of_each(sample))])
    say(f"\nDone. The model is in {model}. Your own photos work the same way: one folder per class.")
    return 0


def _sample(python: Path) -> Path:
    """The folder of sample photos, in the user's own data folder; what is there already is not written again."""
    question = "from tlstudio.foundation.folders import models_folder; print(models_folder().parent / 'samples')"
    answer = subprocess.run([python, "-P", "-c", question], capture_output=True, text=True, check=True).stdout
    folder = Path(answer.strip()) / "digits"
    _step(python, ["sample", "digits", str(folder)])
    return folder


def _one_of_each(sample: Path) -> list[Path]:
    folders = sorted(path for path in sample.iterdir() if path.is_dir())
    return [min(folder.glob("*.png")) for folder in folders]


def _step(python: Path, arguments: Sequence[str]) -> None:
    say(f"\n$ {shlex.join(['tlstudio', *arguments])}")
    if _studio(python, arguments):
        raise CannotGoOn(f"the step above failed: tlstudio {arguments[0]}.")


def _studio(python: Path, arguments: Sequence[str]) -> int:
    return subprocess.run([python, "-P", "-m", "tlstudio", *arguments], check=False).returncode
