"""The layout of the window, brought back as it was."""

import os
import subprocess
import sys
from pathlib import Path

_START = """
import os, sys
from PySide6.QtCore import QTimer
from tlstudio.gui.app import create_application, create_window
application = create_application([])
window = create_window()
window.showMaximized() if sys.argv[1] == "first" else window.show()
print(window.isMaximized(), window.docks.log.isVisible(), window.notice.isVisible(), flush=True)
window.docks.log.show()
window.docks.save()
os._exit(0)
"""


def start(which: str) -> str:
    command = [sys.executable, "-P", "-c", _START, which]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120, env=os.environ).stdout


def test_that_a_window_that_was_maximised_comes_back_so(home: Path) -> None:
    assert start("first").split() == ["True", "False", "False"]
    assert start("again").split() == ["True", "True", "False"], "where Qt would crash over a layout it kept for later"
