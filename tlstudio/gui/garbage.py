"""Python's collection of reference cycles, kept to the thread that may destroy widgets.

Left alone, Python collects in whatever thread happens to allocate. A cycle that holds a widget, a timer or a plot is
then destroyed in a background thread, where Qt crashes or waits for ever.
"""

import atexit
import gc

from PySide6.QtCore import QObject, QTimer, Slot

_LOOK_MILLISECONDS = 100


class GarbageCollector(QObject):
    """Turns Python's own collection off and does it in the thread of the window, as often as Python would.

    What a background thread leaves in cycles waits for the next look, a tenth of a second at most while the window
    is not busy. Objects without cycles are freed at once, as ever.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that is due, if any."""
        due = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if any(due):
            gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))


def leave_libraries_alone() -> None:
    """Never look at what is loaded now again: half a million objects of torch, a long pause each time. Once only."""
    if not gc.get_freeze_count():
        gc.freeze()
        atexit.register(gc.unfreeze)  # some libraries complain on the terminal about what outlives them
