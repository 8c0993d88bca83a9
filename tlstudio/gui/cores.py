"""Leaving one core free: fewer threads that compute, fewer processes that read, from this moment on."""

from PySide6.QtCore import QObject, Slot

from tlstudio.foundation.cores import working_cores
from tlstudio.gui.state import AppState
from tlstudio.gui.threads import THREADS


class Cores(QObject):
    """Follows `state.leave_core_free` and `state.threads`."""

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._most_readers = state.pool.workers
        state.leave_core_free_changed.connect(self.apply)
        state.threads_changed.connect(self.apply)
        self.apply()

    @Slot()
    def apply(self) -> None:
        """Say to torch and to the readers how many of each may work."""
        free = int(self._state.leave_core_free)
        THREADS.use(self._state.threads, free)
        self._state.pool.use(min(self._most_readers, working_cores(free)) if free else self._most_readers)
