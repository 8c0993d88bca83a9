"""What test.py does: an environment with the development tools, Qt's system libraries, then pytest."""

import os
import subprocess

import environment
import system_libraries
from steps import ROOT, say


def main(arguments: list[str]) -> int:
    """Set up, run the tests with `arguments` handed to pytest, and return pytest's exit code."""
    python = environment.prepare("dev")
    system_libraries.require()
    say("Running the tests.")
    variables = {"QT_QPA_PLATFORM": "offscreen"} | os.environ
    return subprocess.run([str(python), "-m", "pytest", *arguments], cwd=ROOT, env=variables, check=False).returncode
