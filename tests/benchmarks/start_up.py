"""How long a person waits: from process start to the first painted window, and until training can be started.

    xvfb-run -a python tests/benchmarks/start_up.py [--photos FOLDER] [--repeats N]

Each figure is the median of several fresh processes, beside what the machine needs for the bare imports. The first
process of all is left out: it warms the disk cache.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

from common import Table, median, own_home, sample_photos
from stage import child, wait_until

FIRST_PAINT = 0.7
READY_BEYOND_IMPORTS = 1.0


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, help="what the window opens (the digits sample)")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--started", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.started:
        _one_start(options.photos, options.started)
        return
    photos = options.photos or sample_photos(own_home())
    _imports("torch, torchvision, timm")
    qt = [_imports("PySide6.QtWidgets") for _ in range(options.repeats)]
    heavy = [_imports("torch, torchvision, timm") for _ in range(options.repeats)]
    starts = [_start(photos) for _ in range(options.repeats)]
    table = Table("s")
    table.row("bare import of Qt's widgets", median(qt))
    table.row("process start to first painted window", median([paint for paint, _ in starts]), FIRST_PAINT)
    table.row("bare import of torch, torchvision, timm", median(heavy))
    bar = median(heavy) + READY_BEYOND_IMPORTS
    table.row("process start to ready to train, photos open", median([ready for _, ready in starts]), bar)


def _imports(modules: str) -> float:
    started = time.monotonic()
    subprocess.run([sys.executable, "-P", "-c", f"import {modules}"], check=True)
    return time.monotonic() - started


def _start(photos: Path) -> tuple[float, float]:
    """Seconds from process start to the first paint and to a Start button that can be pressed."""
    command = [sys.executable, __file__, "--photos", str(photos), "--started", str(time.monotonic_ns())]
    words = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(words[-2]), float(words[-1])


def _one_start(photos: Path, started: int) -> None:
    """In the fresh process: what `tlstudio PHOTOS` does, with a look at the clock."""
    import tlstudio.cli.main  # noqa: F401, I001 - the command comes this way, and its imports count
    from tlstudio.gui.app import create_application, create_window
    from PySide6.QtCore import QEvent, QObject, QTimer

    own_home()
    application = create_application([sys.argv[0]])
    window = create_window()
    seconds: list[float] = []

    def look_at_the_clock() -> None:
        seconds.append((time.monotonic_ns() - started) / 1e9)

    class FirstPaint(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
            if event.type() == QEvent.Type.Paint and watched is window:
                window.removeEventFilter(self)
                QTimer.singleShot(0, look_at_the_clock)
            return False

    watcher = FirstPaint()
    window.installEventFilter(watcher)
    window.first_painted.connect(lambda: window.open_photos(photos))
    window.show()
    wait_until(lambda: bool(seconds) and child(window, "trainButton").isEnabled(), "getting ready to train", 120)
    look_at_the_clock()
    print(*seconds)
    window.close()
    application.processEvents()


if __name__ == "__main__":
    main()
