"""Heavy work in a Python process of its own, at low priority: it stops nothing else, and can be given up at once."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence

from tlstudio.foundation.control import Control

_POLL_SECONDS = 0.1
_LOW_PRIORITY = 10


def run_module(module: str, arguments: Sequence[str], control: Control) -> None:
    """Run `python -m MODULE ARGUMENTS` to its end, or until the control is stopped, which kills it. What it
    prints, and its exit status, are seen by nobody. OSError where no process is to be had."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0 if os.name == "posix" else None,  # Ctrl-C in the terminal is the program's, not ours
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)
        | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
    )
    while process.poll() is None:
        if control.stopped:
            process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_POLL_SECONDS)


def step_back() -> None:
    """In the child: let everything else on the machine go first."""
    if hasattr(os, "nice"):
        os.nice(_LOW_PRIORITY)
