"""The part of a file that has come so far: it lies beside the file to be, and says what it is a part of."""

import contextlib
import errno
import hashlib
import os
from pathlib import Path
from typing import BinaryIO

import msgspec

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.files import cannot_write, write_safely


class _Note(msgspec.Struct, frozen=True):
    url: str
    validator: str


class Part:
    """`NAME.part`, and `NAME.part.json` that says which file of the server it begins."""

    def __init__(self, target: Path, url: str) -> None:
        self._target = target
        self._url = url
        self.path = target.with_name(f"{target.name}.part")
        self._note = target.with_name(f"{target.name}.part.json")
        self._file: BinaryIO | None = None

    @property
    def size(self) -> int:
        """How many bytes have come."""
        with contextlib.suppress(OSError):
            return self.path.stat().st_size
        return 0

    def beginning(self) -> tuple[int, str]:
        """From which byte on to go on, and the server's mark of the file that this is a part of; (0, "") for anew."""
        with contextlib.suppress(OSError, msgspec.DecodeError):
            note = msgspec.json.decode(self._note.read_bytes(), type=_Note)
            if note.url == self._url and note.validator:
                return self.size, note.validator
        return 0, ""

    def open(self, start: int, validator: str) -> None:
        """Get ready to take bytes from `start` on; what came beyond it is dropped."""
        try:
            if not start:
                self.path.unlink(missing_ok=True)
                write_safely(self._note, [msgspec.json.encode(_Note(self._url, validator))])
            self._file = self.path.open("ab")
            self._file.truncate(start)
        except OSError as error:
            raise self._refused(error) from error

    def write(self, data: bytes) -> None:
        """Take some bytes. On a full disk all of it goes away, to give the room back."""
        assert self._file
        try:
            self._file.write(data)
        except OSError as error:
            raise self._refused(error) from error

    def close(self) -> None:
        """Finish writing; safe to repeat."""
        if self._file:
            try:
                with contextlib.closing(self._file):
                    self._file.flush()
                    os.fsync(self._file.fileno())
            except OSError as error:
                raise self._refused(error) from error
            finally:
                self._file = None

    def sha256(self) -> str:
        """The hash, in hex, of what lies on the disk."""
        return file_sha256(self.path)

    def put_in_place(self) -> None:
        """Make it the file, in one step."""
        try:
            os.replace(self.path, self._target)  # noqa: PTH105 - the one step that must be exactly this system call
        except OSError as error:
            raise self._refused(error) from error
        self._note.unlink(missing_ok=True)

    def discard(self) -> None:
        """Remove it, and the note beside it."""
        with contextlib.suppress(OSError):
            if self._file:
                self._file.close()
        self._file = None
        for path in (self.path, self._note):
            with contextlib.suppress(OSError):
                path.unlink()

    def _refused(self, error: OSError) -> StudioError:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            self.discard()
        return StudioError(cannot_write(self._target, error))


def file_sha256(path: Path) -> str:
    """The SHA-256 (hex) of a file's content, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
