"""The child process that opens photos: `python -P -m tlstudio.photos.worker`.

A decoder fed with hostile bytes may crash, hang or eat memory; here that costs one photo and not the program. It reads
jobs on standard input and answers on standard output until standard input ends.
"""

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from tlstudio.photos.decode import decode
from tlstudio.photos.frames import Job, Ready, read_job, write_reply
from tlstudio.photos.reading import CHANGED, LARGEST_FILE, content_digest, read_bytes
from tlstudio.photos.request import Picture, Refusal

MEMORY_BYTES = 2**30
_MOST_JOB_BYTES = LARGEST_FILE + 2**20
_ORPHAN_SECONDS = 60
_ANSWER_BYTES = 2**20  # a whole photo goes out in one piece, and the program wakes up once for it


def main() -> None:
    """Answer every job in turn, then end with the pool."""
    answers = _protect_standard_output()
    _limit_resources()
    write_reply(answers, Ready())
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            job = read_job(sys.stdin.buffer, _MOST_JOB_BYTES)
            _end_when_stuck(_ORPHAN_SECONDS)
            reply = _reply(job)
            _end_when_stuck(0)
            write_reply(answers, reply)


def _reply(job: Job) -> Picture | Refusal:
    if not job.is_path:
        return decode(job.source, job.request, job.view)
    path = Path(os.fsdecode(job.source))
    if job.request.keep:
        from tlstudio.photos.thumbnail import thumbnail  # SQLite is for the screen's readers alone

        return thumbnail(path, job.request, job.view)
    data = read_bytes(path)
    if job.digest and isinstance(data, bytes) and content_digest(data) != job.digest:
        return CHANGED
    return data if isinstance(data, Refusal) else decode(data, job.request, job.view)


def _protect_standard_output() -> BinaryIO:
    """A stream of our own to the pool; whatever a library prints goes where errors go and cannot garble it."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", _ANSWER_BYTES)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def _limit_resources() -> None:
    """1 GB of memory, no file written, no core dump, where the system can promise it (not on Windows)."""
    if sys.platform == "win32":
        return
    import resource

    limits = {resource.RLIMIT_AS: MEMORY_BYTES, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0}
    for kind, limit in limits.items():
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(kind, (limit, limit))


def _end_when_stuck(seconds: int) -> None:
    """Should the program die while a photo hangs here, nobody is left to end this process but the system's alarm."""
    if sys.platform != "win32":
        signal.alarm(seconds)


if __name__ == "__main__":
    main()
