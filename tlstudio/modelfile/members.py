"""Files of the studio: a ZIP of stored members, and a manifest with the size and SHA-256 of each."""

import contextlib
import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import safetensors

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.files import write_safely
from tlstudio.foundation.names import printable

MANIFEST = "manifest.json"
_MOST_MANIFEST = 64 * 1024
_NONE: Mapping[str, int] = {}
# What the readers of ZIP, JSON and safetensors raise on hostile bytes: RuntimeError is an encrypted member or nesting
# too deep, KeyError an unknown kind of number.
_MALFORMED = (
    zipfile.BadZipFile, zlib.error, struct.error, safetensors.SafetensorError,
    EOFError, ValueError, RuntimeError, KeyError, OverflowError, MemoryError,
)  # fmt: skip
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_NOT_WHAT_WAS_WRITTEN = "the disk gives back something else than was written. Save somewhere else and check the disk."


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the manifest."""

    sha256: str
    size: int


class _DamagedError(Exception):
    """The file is not what it says; the text ends the sentence "… cannot be opened: "."""


def write_members(path: Path, members: Mapping[str, bytes], limits: Mapping[str, int]) -> dict[str, bytes]:
    """Write the members in one step, and read them back, every hash checked, before the file takes its place.

    Returns them as they were read. StudioError when the disk refuses, or gives back something else.
    """
    manifest = {name: Member(hashlib.sha256(data).hexdigest(), len(data)) for name, data in members.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in {MANIFEST: msgspec.json.encode(manifest), **members}.items():
            archive.writestr(zipfile.ZipInfo(name, _FIXED_TIME), data)
    read_back: dict[str, bytes] = {}

    def check(written: Path) -> None:
        try:
            with reading(written), zipfile.ZipFile(written) as read:
                found = manifest_of(read, limits)
                read_back.update({name: read_member(read, name, found[name]) for name in found})
        except StudioError as error:
            raise StudioError(f"{printable(str(path))} was not saved: {_NOT_WHAT_WAS_WRITTEN}") from error

    write_safely(path, [buffer.getbuffer()], check)
    return read_back


@contextlib.contextmanager
def reading(path: Path, kind: str = "tlstudio model") -> Iterator[None]:
    """Whatever is wrong with the file inside becomes a StudioError with the reason; `kind` is what it should be."""
    try:
        yield
    except _DamagedError as error:
        raise StudioError(f"{printable(str(path))} cannot be opened: {error}.") from error
    except FileNotFoundError as error:
        raise StudioError(f"{printable(str(path))} cannot be opened: there is no such file.") from error
    except _MALFORMED as error:
        raise StudioError(f"{printable(str(path))} cannot be opened: {_why_not(error, kind)}.") from error
    except OSError as error:
        raise StudioError(
            f"{printable(str(path))} cannot be read: {error.strerror or 'the disk refused it'}."
        ) from error


def manifest_of(
    archive: zipfile.ZipFile, limits: Mapping[str, int], optional: Mapping[str, int] = _NONE
) -> dict[str, Member]:
    """The list of what is in it: exactly what `limits` name, and maybe what `optional` does, none larger than they
    say."""
    infos = {info.filename: info for info in archive.infolist()}
    limits = {**limits, **{name: size for name, size in optional.items() if name in infos}}
    sizes = {**limits, MANIFEST: _MOST_MANIFEST}
    if sorted(info.filename for info in archive.infolist()) != sorted(sizes):
        raise _DamagedError("it is not a tlstudio model, or one of a newer version of the studio")
    for name, info in infos.items():
        if info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size:
            raise _DamagedError("a part of it is compressed, which the studio never does")
        if info.file_size > sizes[name]:
            raise _DamagedError("a part of it is larger than any model's")
    manifest = msgspec.json.decode(archive.read(MANIFEST), type=dict[str, Member])
    if sorted(manifest) != sorted(limits):
        raise _DamagedError("its list of contents is wrong")
    return manifest


def read_member(archive: zipfile.ZipFile, name: str, entry: Member) -> bytes:
    """A member's bytes, checked."""
    data = archive.read(name)
    if len(data) != entry.size or hashlib.sha256(data).hexdigest() != entry.sha256:
        raise _DamagedError("it is damaged: its checksums do not match. Copy it again from its source")
    return data


def _why_not(error: Exception, kind: str) -> str:
    if isinstance(error, msgspec.ValidationError):
        return "its description has a field that is missing, unknown or of the wrong kind; a newer studio may read it"
    if isinstance(error, zipfile.BadZipFile) and "CRC" not in str(error):
        return f"it is not a {kind}, or it is incomplete"
    return "it is damaged. Copy it again from its source"
