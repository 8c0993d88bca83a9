"""Exported networks on disk: made once per network and input size in a child process, checked before they are read."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Generator, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from tlstudio.foundation.child import run_module
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.files import write_safely
from tlstudio.foundation.folders import cache_folder

if TYPE_CHECKING:
    import onnx

_DIGEST_BYTES = 32
_POLL_SECONDS = 0.1
_FORMAT = "1"
_MADE_BY = ("torch", "torchvision", "timm", "onnx", "onnxscript")


def runtimes_folder() -> Path:
    """Where exports and measurements are kept."""
    return cache_folder() / "runtimes"


def export_path(backbone: str, size: int) -> Path:
    """Where the export of that network for photos of `size` lies; other versions of the libraries make another one."""
    versions = "\x1f".join([_FORMAT, *(version(library) for library in _MADE_BY)])
    return runtimes_folder() / f"{backbone} {size} {hashlib.sha256(versions.encode()).hexdigest()[:12]}.network"


def is_exported(backbone: str, size: int) -> bool:
    """Whether that was done before; says nothing about the file's health."""
    return export_path(backbone, size).is_file()


def write_export(path: Path, data: bytes) -> None:
    """Keep an export, empty for a network that cannot be exported, behind its SHA-256; StudioError when full."""
    write_safely(path, [hashlib.sha256(data).digest(), data])


def read_export(path: Path) -> bytes | None:
    """The export, empty for a network that cannot be exported; None when there is none, or it was damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, data = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    return data if hashlib.sha256(data).digest() == digest else None


def exported(backbone: str, size: int, control: Control) -> Generator[Event, None, onnx.ModelProto | None]:
    """The exported network, made now if need be; None when it cannot be made or kept, or the control was stopped."""
    yield from make_export(backbone, size, control)
    data = read_export(export_path(backbone, size))
    if not data:
        return None
    import onnx

    return onnx.load_model_from_string(data)


def make_export(backbone: str, size: int, control: Control) -> Generator[Event, None, None]:
    """Make the export unless it is there; where another program or thread is at it, wait until that is done."""
    path = export_path(backbone, size)
    if read_export(path) is not None:
        return
    yield Progress("prepare", 0, 1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _turn(path, control) as is_ours:
            if is_ours and read_export(path) is None:
                run_module("tlstudio.features.runtime.export", [backbone, str(size), str(path)], control)
    except OSError:  # no place to keep it, or no process to be had: then there is no export
        return
    yield Progress("prepare", 1, 1)


@contextlib.contextmanager
def _turn(path: Path, control: Control) -> Iterator[bool]:
    """Hold the lock on that export; False when the control was stopped first."""
    lock = FileLock(path.with_suffix(".lock"))
    while not control.stopped:
        try:
            with lock.acquire(timeout=_POLL_SECONDS):
                yield True
                return
        except Timeout:
            continue
    yield False
