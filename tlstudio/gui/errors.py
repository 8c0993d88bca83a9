"""The one way an unforeseen exception takes: to the log in full, to the person as a sentence."""

import logging
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Signal

_SENTENCE = (
    "Something unexpected went wrong in the studio itself. Photos and finished models are untouched; "
    "you can go on, or start the studio again."
)
_log = logging.getLogger(__name__)


class ErrorReporter(QObject):
    """`reported(sentence, details)` for each exception that nobody caught, in the window's thread."""

    reported = Signal(str, str)

    def install(self) -> None:
        """Take over: Qt and Python would only print, and go on as if all was well."""
        sys.excepthook = self.report
        threading.excepthook = self._report_of_thread

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log it and say so."""
        if issubclass(kind, KeyboardInterrupt):
            return
        _log.critical("An exception that nobody caught", exc_info=(kind, error, trace))
        self.reported.emit(_SENTENCE, "".join(traceback.format_exception(kind, error, trace)))

    def _report_of_thread(self, hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None:
            self.report(hook.exc_type, hook.exc_value, hook.exc_traceback)
