"""Reading and writing `.tlmodel` files: a ZIP of three stored members, each with its size and SHA-256."""

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
_LIMITS = {_DESCRIPTION: 64 * 1024**2, _WEIGHTS: 16 * 1024**3}


class Contents(NamedTuple):
    """All that is in a model; `weights_sha256` is the hash (hex) of its member `weights.safetensors`."""

    description: Description
    weights: "dict[str, torch.Tensor]"
    weights_sha256: str


def write_model(path: Path, description: Description, weights: dict[str, "torch.Tensor"]) -> dict[str, "torch.Tensor"]:
    """Write a model in one step, and read it back, every hash checked, before it takes its place. Returns the weights
    as they were read.

    Tensors must be dense and contiguous; one that has two names is written twice. StudioError when the disk refuses,
    or gives back something else.
    """
    members = {
        _DESCRIPTION: msgspec.json.format(msgspec.json.encode(description), indent=1),
        _WEIGHTS: tensors_as_bytes(weights),
    }
    read_back: dict[str, torch.Tensor] = safetensors.torch.load(write_members(path, members, _LIMITS)[_WEIGHTS])
    return read_back


def tensors_as_bytes(tensors: dict[str, "torch.Tensor"]) -> bytes:
    """Tensors as a safetensors file; one that shares its memory with another is written twice."""
    data: bytes = safetensors.torch.save(_apart(tensors), {"format": "pt"})
    return data


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
    with reading(path), zipfile.ZipFile(path) as archive:
        manifest = manifest_of(archive, _LIMITS)
        members = {name: read_member(archive, name, entry) for name, entry in manifest.items()}
        description = msgspec.json.decode(members[_DESCRIPTION], type=Description)
        return Contents(description, safetensors.torch.load(members[_WEIGHTS]), manifest[_WEIGHTS].sha256)


def read_description(path: Path) -> Description:
    """What a model says about itself, its hash checked; the weights are not read. StudioError with the reason."""
    with reading(path), zipfile.ZipFile(path) as archive:
        data = read_member(archive, _DESCRIPTION, manifest_of(archive, _LIMITS)[_DESCRIPTION])
        return msgspec.json.decode(data, type=Description)
