"""The log: a file that starts anew when it is full, and the lines of this session for the window."""

import contextlib
import logging
import logging.handlers
import platform
from collections import deque

from PySide6.QtCore import QObject, Signal, qVersion

import tlstudio
from tlstudio.foundation.folders import log_folder

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_FILE_BYTES = 1_000_000
_LINES_KEPT = 2000


class SessionLog(logging.Handler):
    """Keeps this session's last lines; `added(line)` may come from any thread and arrives in the window's."""

    class _Signals(QObject):
        added = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._signals = self._Signals()
        self.added = self._signals.added
        self.lines: deque[str] = deque(maxlen=_LINES_KEPT)
        self.setFormatter(logging.Formatter(_FORMAT))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line and pass it on."""
        line = self.format(record)
        self.lines.append(line)
        with contextlib.suppress(RuntimeError):  # the window is gone already
            self.added.emit(line)


def start_logging() -> SessionLog:
    """Send what the studio logs to the file and the window. A log that cannot be written must not stop anybody."""
    logger = logging.getLogger("tlstudio")
    _forget_earlier(logger)
    logger.setLevel(logging.INFO)
    session = SessionLog()
    logger.addHandler(session)
    try:
        logger.addHandler(_file_handler())
    except OSError as error:
        logger.warning("No log file: %s", error)
    logger.info("Started. %s", system_text())
    return session


def _forget_earlier(logger: logging.Logger) -> None:
    """One window at a time: what an earlier one of this process has left is closed."""
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


def system_text() -> str:
    """What anyone who helps wants to know first."""
    return (
        f"tlstudio {tlstudio.__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
    )


def _file_handler() -> logging.Handler:
    folder = log_folder()
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / "tlstudio.log", maxBytes=_FILE_BYTES, backupCount=2, encoding="utf-8", errors="backslashreplace"
    )
    handler.setFormatter(logging.Formatter(_FORMAT))
    return handler
