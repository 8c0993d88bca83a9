"""Reading and writing `.tlmodel` files: a ZIP of three stored members, each with its size and SHA-256."""

import contextlib
import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import safetensors
import safetensors.torch

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.files import write_safely
from tlstudio.foundation.names import printable
from tlstudio.modelfile.description import Description

if TYPE_CHECKING:
    import torch

_MANIFEST, _DESCRIPTION, _WEIGHTS = "manifest.json", "model.json", "weights.safetensors"
_LIMITS = {_MANIFEST: 64 * 1024, _DESCRIPTION: 64 * 1024**2, _WEIGHTS: 16 * 1024**3}
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


class Contents(NamedTuple):
    """All that is in a model; `weights_sha256` is the hash (hex) of its member `weights.safetensors`."""

    description: Description
    weights: "dict[str, torch.Tensor]"
    weights_sha256: str


class _DamagedError(Exception):
    """The container is not what it says; the text ends the sentence "… cannot be opened: "."""


def write_model(path: Path, description: Description, weights: dict[str, "torch.Tensor"]) -> dict[str, "torch.Tensor"]:
    """Write a model in one step, and read it back, every hash checked, before it takes its place. Returns the weights
    as they were read.

    Tensors must be dense and contiguous; one that has two names is written twice. StudioError when the disk refuses,
    or gives back something else.
    """
    members = {
        _DESCRIPTION: msgspec.json.format(msgspec.json.encode(description), indent=1),
        _WEIGHTS: safetensors.torch.save(_apart(weights), {"format": "pt"}),
    }
    manifest = {name: Member(hashlib.sha256(data).hexdigest(), len(data)) for name, data in members.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in {_MANIFEST: msgspec.json.encode(manifest), **members}.items():
            archive.writestr(zipfile.ZipInfo(name, _FIXED_TIME), data)
    read_back: dict[str, torch.Tensor] = {}

    def check(written: Path) -> None:
        try:
            read_back.update(read_model(written)[1])
        except StudioError as error:
            raise StudioError(f"{printable(str(path))} was not saved: {_NOT_WHAT_WAS_WRITTEN}") from error

    write_safely(path, [buffer.getbuffer()], check)
    return read_back


def _apart(weights: dict[str, "torch.Tensor"]) -> dict[str, "torch.Tensor"]:
    """The same, none in the same memory as another, which safetensors refuses to write."""
    own: dict[int, str] = {}
    first = {name: own.setdefault(tensor.data_ptr(), name) == name for name, tensor in weights.items()}
    return {name: tensor if first[name] else tensor.clone() for name, tensor in weights.items()}


def read_model(path: Path) -> tuple[Description, dict[str, "torch.Tensor"]]:
    """A model's description and weights, every hash checked before anything is parsed. StudioError with the reason.

    The tensors own their memory: the file may change or go away afterwards.
    """
    description, weights, _ = read_contents(path)
    return description, weights


def read_contents(path: Path) -> Contents:
    """The same, with the hash of the weights."""
    with _in_words(path), zipfile.ZipFile(path) as archive:
        manifest = _manifest(archive)
        members = {name: _read_member(archive, name, entry) for name, entry in manifest.items()}
        description = msgspec.json.decode(members[_DESCRIPTION], type=Description)
        return Contents(description, safetensors.torch.load(members[_WEIGHTS]), manifest[_WEIGHTS].sha256)


def read_description(path: Path) -> Description:
    """What a model says about itself, its hash checked; the weights are not read. StudioError with the reason."""
    with _in_words(path), zipfile.ZipFile(path) as archive:
        data = _read_member(archive, _DESCRIPTION, _manifest(archive)[_DESCRIPTION])
        return msgspec.json.decode(data, type=Description)


@contextlib.contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except _DamagedError as error:
        raise StudioError(f"{printable(str(path))} cannot be opened: {error}.") from error
    except FileNotFoundError as error:
        raise StudioError(f"{printable(str(path))} cannot be opened: there is no such file.") from error
    except _MALFORMED as error:
        raise StudioError(f"{printable(str(path))} cannot be opened: {_why_not(error)}.") from error
    except OSError as error:
        raise StudioError(
            f"{printable(str(path))} cannot be read: {error.strerror or 'the disk refused it'}."
        ) from error


def _manifest(archive: zipfile.ZipFile) -> dict[str, Member]:
    infos = {info.filename: info for info in archive.infolist()}
    if sorted(info.filename for info in archive.infolist()) != sorted(_LIMITS):
        raise _DamagedError("it is not a tlstudio model, or one of a newer version of the studio")
    for name, info in infos.items():
        if info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size:
            raise _DamagedError("a part of it is compressed, which the studio never does")
        if info.file_size > _LIMITS[name]:
            raise _DamagedError("a part of it is larger than any model's")
    manifest = msgspec.json.decode(archive.read(_MANIFEST), type=dict[str, Member])
    if sorted(manifest) != sorted(name for name in _LIMITS if name != _MANIFEST):
        raise _DamagedError("its list of contents is wrong")
    return manifest


def _read_member(archive: zipfile.ZipFile, name: str, entry: Member) -> bytes:
    data = archive.read(name)
    if len(data) != entry.size or hashlib.sha256(data).hexdigest() != entry.sha256:
        raise _DamagedError("it is damaged: its checksums do not match. Copy it again from its source")
    return data


def _why_not(error: Exception) -> str:
    if isinstance(error, msgspec.ValidationError):
        return "its description has a field that is missing, unknown or of the wrong kind; a newer studio may read it"
    if isinstance(error, zipfile.BadZipFile) and "CRC" not in str(error):
        return "it is not a tlstudio model, or it is incomplete"
    return "it is damaged. Copy it again from its source"
