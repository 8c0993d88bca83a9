"""Reading and writing `.tlmodel` files: a ZIP of a few stored members, each with its size and SHA-256."""

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import safetensors.torch

from tlstudio.modelfile.description import Description
from tlstudio.modelfile.members import manifest_of, read_member, reading, write_members

if TYPE_CHECKING:
    import torch

_DESCRIPTION, _WEIGHTS = "model.json", "weights.safetensors"
_REFERENCE = "reference.safetensors"
_LIMITS = {_DESCRIPTION: 64 * 1024**2, _WEIGHTS: 16 * 1024**3}
_OPTIONAL = {_REFERENCE: 1024**3}
Tensors = dict[str, "torch.Tensor"]


class Contents(NamedTuple):
    """All that is in a model; `weights_sha256` is the hash (hex) of its member `weights.safetensors`.

    `reference` is what it remembers of its training photos; None when it remembers none.
    """

    description: Description
    weights: Tensors
    weights_sha256: str
    reference: Tensors | None


def write_model(path: Path, description: Description, weights: Tensors, reference: Tensors | None = None) -> Tensors:
    """Write a model in one step, and read it back, every hash checked, before it takes its place. Returns the weights
    as they were read.

    Tensors must be dense and contiguous; one that has two names is written twice. StudioError when the disk refuses,
    or gives back something else.
    """
    members = {
        _DESCRIPTION: msgspec.json.format(msgspec.json.encode(description), indent=1),
        _WEIGHTS: tensors_as_bytes(weights),
    }
    limits = _LIMITS
    if reference is not None:
        members[_REFERENCE] = tensors_as_bytes(reference)
        limits = _LIMITS | _OPTIONAL
    read_back: Tensors = safetensors.torch.load(write_members(path, members, limits)[_WEIGHTS])
    return read_back


def tensors_as_bytes(tensors: Tensors) -> bytes:
    """Tensors as a safetensors file; one that shares its memory with another is written twice."""
    data: bytes = safetensors.torch.save(_apart(tensors), {"format": "pt"})
    return data


def _apart(weights: Tensors) -> Tensors:
    """The same, none in the same memory as another, which safetensors refuses to write."""
    own: dict[int, str] = {}
    first = {name: own.setdefault(tensor.data_ptr(), name) == name for name, tensor in weights.items()}
    return {name: tensor if first[name] else tensor.clone() for name, tensor in weights.items()}


def read_model(path: Path) -> tuple[Description, Tensors]:
    """A model's description and weights, every hash checked before anything is parsed. StudioError with the reason.

    The tensors own their memory: the file may change or go away afterwards.
    """
    contents = read_contents(path)
    return contents.description, contents.weights


def read_contents(path: Path) -> Contents:
    """All of it, read in the same way."""
    with reading(path), zipfile.ZipFile(path) as archive:
        manifest = manifest_of(archive, _LIMITS, _OPTIONAL)
        members = {name: read_member(archive, name, entry) for name, entry in manifest.items()}
        description = msgspec.json.decode(members[_DESCRIPTION], type=Description)
        reference = safetensors.torch.load(members[_REFERENCE]) if _REFERENCE in members else None
        weights = safetensors.torch.load(members[_WEIGHTS])
        return Contents(description, weights, manifest[_WEIGHTS].sha256, reference)


def read_description(path: Path) -> Description:
    """What a model says about itself, its hash checked; the weights are not read. StudioError with the reason."""
    with reading(path), zipfile.ZipFile(path) as archive:
        data = read_member(archive, _DESCRIPTION, manifest_of(archive, _LIMITS, _OPTIONAL)[_DESCRIPTION])
        return msgspec.json.decode(data, type=Description)
