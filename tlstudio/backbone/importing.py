"""Weights from a file that a person has: read as tensors only, fitted to a network, kept as safetensors."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from tlstudio.backbone.catalogue import find
from tlstudio.backbone.pretrained import Pretrained
from tlstudio.backbone.seals import Seal, write_seal
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.files import cannot_write, write_safely
from tlstudio.foundation.names import path_text, printable

if TYPE_CHECKING:
    from tlstudio.backbone.weights import Tensors


def import_weights(path: Path, name: str, control: Control) -> Generator[Event, None, Path | None]:
    """Take the weights in `path`, a safetensors file or a state dict saved by torch, for the network `name`.

    Returns the copy in the weights folder, or None when stopped. From then on the network has these weights; the file
    itself is not needed any more. Its classifier may be for any classes, or missing: it is taken off anyway. UsageError
    for an unknown network, StudioError when the file is not only tensors or
    they are not this network's.
    """
    pretrained = find(name)
    if pretrained.embedded:
        raise UsageError(f"The weights of {pretrained.name} come with the studio and are not replaced.")
    yield Progress("prepare", 0, 2)
    tensors = _read(path, pretrained)
    yield Progress("prepare", 1, 2)
    if control.stopped:
        return None
    data = _fitted(tensors, pretrained, path)
    target = pretrained.imported_file
    seal = Seal(hashlib.sha256(data).hexdigest(), path_text(path.name))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudioError(cannot_write(target, error)) from error
    write_safely(target, [data], check=lambda _written: write_seal(target, seal))  # sealed when the disk has it all
    yield Progress("prepare", 2, 2)
    return target


def _read(path: Path, pretrained: Pretrained) -> Tensors:
    """What the file holds, whatever its name ends in; nothing in it is executed."""
    from tlstudio.backbone.weights import parse, parse_safetensors, read_bytes

    try:
        data = read_bytes(path, at_most=pretrained.most_bytes)
        return parse_safetensors(data, path) if data[8:9] == b"{" else parse(data, path)
    except StudioError as error:
        raise StudioError(
            f"{printable(str(path))} cannot be imported: it is no safetensors file or state dict of this size that "
            "holds tensors of finite numbers and nothing else."
        ) from error


def _fitted(tensors: Tensors, pretrained: Pretrained, path: Path) -> bytes:
    """The tensors under the network's own names, as a safetensors file."""
    import safetensors.torch
    import torch

    from tlstudio.backbone.construction import build_unallocated, classifiers
    from tlstudio.backbone.weights import fill, with_precision

    network = build_unallocated(pretrained.build)
    own = network.state_dict()
    for name in (name for layer in classifiers(network) for name in own if name.startswith(f"{layer}.")):
        if name not in tensors or tensors[name].shape != own[name].shape:
            tensors[name] = torch.zeros_like(own[name])
    try:
        fill(network, pretrained, with_precision(tensors, own), path)
    except StudioError as error:
        raise StudioError(
            f"{printable(str(path))} cannot be imported as {pretrained.name}: its tensors have other names or shapes "
            "than this network's. Choose the network that the weights were trained in."
        ) from error
    state = {name: tensor.detach().clone().contiguous() for name, tensor in network.state_dict().items()}
    data: bytes = safetensors.torch.save(state, {"format": "pt"})
    return data
