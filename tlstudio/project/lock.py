"""One studio at a time writes to a project: the system holds the lock, and lets it go when a studio is killed."""

import contextlib
import errno
import os
import socket
import sys
from pathlib import Path

from tlstudio.foundation.names import printable
from tlstudio.project.errors import InUseError, name_of

_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
_LOCKED_BYTE = 2**30  # far behind the note, which Windows would otherwise let nobody read


class ProjectLock:
    """The lock on one project, held until `release`.

    It is a hidden file beside the project that says who holds it. On this computer the system decides who does,
    so what a killed studio left behind never stands in the way. A note from another computer is believed, because not
    every network drive passes locks on: InUseError, unless `take_over`.
    """

    def __init__(self, project: Path, take_over: bool = False) -> None:
        self.file = project.with_name(f".{project.name[:200]}.lock")
        self._descriptor = _take(project, self.file)
        note = _read(self._descriptor)
        host = note.partition("\n")[0]
        if host and host != socket.gethostname() and not take_over:
            os.close(self._descriptor)
            raise InUseError(
                f"The project {name_of(project)} may be open in another studio, on the computer {printable(host)}. "
                "Close it there; if that computer is off, take the project over."
            )
        _write(self._descriptor, f"{socket.gethostname()}\n{os.getpid()}\n")

    def release(self) -> None:
        """Let the next one have it; the file is removed while it is still ours.

        Closing it is not enough: a process that is just being started has it open, too, for a moment.
        """
        if os.name != "nt":
            with contextlib.suppress(OSError):
                self.file.unlink()
        with contextlib.suppress(OSError):
            _unlock(self._descriptor)
        os.close(self._descriptor)
        if os.name == "nt":
            with contextlib.suppress(OSError):
                self.file.unlink()


def _take(project: Path, file: Path) -> int:
    """A locked descriptor of the file that is there now. OSError where there can be no such file, or no locks."""
    while True:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            _lock(descriptor)
            if _is_at(descriptor, file):
                return descriptor
        except OSError as error:
            note = _read(descriptor)
            os.close(descriptor)
            raise _in_use(project, note) if error.errno in _TAKEN else error from error
        os.close(descriptor)  # its holder removed it between our opening and locking it


def _in_use(project: Path, note: str) -> InUseError:
    host, _, number = note.strip().partition("\n")
    who = f" ({printable(host, 60)}, process {printable(number, 20)})" if host and number else ""
    return InUseError(
        f"The project {name_of(project)} is open in another studio{who}. Close it there, then open it here again."
    )


def _is_at(descriptor: int, file: Path) -> bool:
    with contextlib.suppress(OSError):
        return os.path.samestat(os.fstat(descriptor), file.stat())
    return False


def _read(descriptor: int) -> str:
    with contextlib.suppress(OSError):
        os.lseek(descriptor, 0, os.SEEK_SET)
        return os.read(descriptor, 300).decode("utf-8", "replace")
    return ""


def _write(descriptor: int, note: str) -> None:
    """A disk that is full keeps no note; the lock holds all the same."""
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, note.encode())


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
