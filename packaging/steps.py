"""What every set-up step uses: where the checkout is, how to speak, how to run a long command and how to give up."""

import queue
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SILENCE = 30.0  # seconds without a line before a sign of life


class CannotGoOn(Exception):  # noqa: N818 - it is caught by that meaning, not as an error of the program
    """The set-up cannot go on; the text says what is missing and what to do."""


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    print(text, flush=True)


def guarded(main: Callable[[list[str]], int], arguments: list[str]) -> int:
    """The exit code of `main(arguments)`; what stops it becomes a sentence: 1 cannot go on, 130 Ctrl-C."""
    try:
        return main(arguments)
    except CannotGoOn as reason:
        say(f"\nCannot go on: {reason}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. Run the same command again to go on from here.")
        return 130


def stream(command: Sequence[str | Path], show: Callable[[str], None]) -> tuple[int, list[str]]:
    """Run a long command; `show` gets each line of its output. Returns its exit code and all lines.

    After every 30 seconds of silence a line says that it still works.
    """
    started = time.monotonic()
    lines: list[str] = []
    incoming: queue.Queue[str | None] = queue.Queue()
    with _start(command) as process:
        threading.Thread(target=_read, args=(process, incoming), daemon=True).start()
        while (line := _next_line(incoming, started)) is not None:
            lines.append(line)
            show(line)
    return process.returncode, lines


def _start(command: Sequence[str | Path]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        list(map(str, command)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def _read(process: "subprocess.Popen[str]", incoming: "queue.Queue[str | None]") -> None:
    assert process.stdout is not None
    for line in process.stdout:
        incoming.put(line.rstrip())
    incoming.put(None)


def _next_line(incoming: "queue.Queue[str | None]", started: float) -> str | None:
    while True:
        try:
            return incoming.get(timeout=SILENCE)
        except queue.Empty:
            say(f"  ... still working, {(time.monotonic() - started) / 60:.1f} minutes so far")
