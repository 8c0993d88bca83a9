"""The only place that reads weights files: whole-file hash first, then data only, then names and shapes.

A weights file is a pickle, and a pickle can run code. So the file is read into memory once, hashed at every load (not
only when it was downloaded), and unpickled with `weights_only`, which builds tensors and calls nothing.
"""

import hashlib
import io
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path

import torch
from torch import Tensor, nn

from tlstudio.backbone.pretrained import Pretrained
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.names import printable

Tensors = OrderedDict[str, Tensor]


def load_weights(network: nn.Module, pretrained: Pretrained) -> str:
    """Put the pre-trained weights into the network; returns the SHA-256 (hex) of the whole file.

    `network` is as `pretrained.build` makes it; its tensors are replaced. StudioError when the file is missing, was
    changed, or does not hold exactly this network.
    """
    path = pretrained.weights_file()
    data = _read(path, at_most=pretrained.bytes * 11 // 10 + 1_000_000)
    digest = hashlib.sha256(data).hexdigest()
    if not digest.startswith(pretrained.sha256):
        raise StudioError(_broken(path))
    tensors = parse(data, path)
    if pretrained.by_order:
        names = dict(zip(tensors, network.state_dict(), strict=False))
        tensors = _renamed(tensors, lambda name: names.get(name, name))
    _fill(network, _renamed(tensors, pretrained.renamed), path)
    return digest


def parse(data: bytes, path: Path) -> Tensors:
    """The named tensors in a weights file's bytes; nothing in it is executed.

    StudioError, naming `path`, unless it is a dict of dense, finite tensors.
    """
    try:
        loaded = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True, mmap=False)
    except Exception as error:  # whatever a damaged or hostile file makes torch raise
        raise StudioError(_broken(path)) from error
    if not isinstance(loaded, dict) or not all(_is_plain(name, value) for name, value in loaded.items()):
        raise StudioError(_broken(path))
    return _with_versions(((name, value.detach().contiguous()) for name, value in loaded.items()), loaded)


def _read(path: Path, at_most: int) -> bytes:
    try:
        if path.stat().st_size > at_most:
            raise StudioError(_broken(path))
        return path.read_bytes()
    except OSError as error:
        raise StudioError(
            f"The weights file {printable(str(path))} cannot be read: check its permissions and the disk."
        ) from error


def _is_plain(name: object, value: object) -> bool:
    return (
        isinstance(name, str)
        and isinstance(value, Tensor)
        and value.layout is torch.strided
        and value.device.type == "cpu"
        and not value.is_quantized
        and all(stride > 0 for stride in value.stride())
        and bool(value.isfinite().all())
    )


def _renamed(tensors: Tensors, rename: Callable[[str], str]) -> Tensors:
    return _with_versions(((rename(name), tensor) for name, tensor in tensors.items()), tensors)


def _with_versions(items: Iterable[tuple[str, Tensor]], source: object) -> Tensors:
    """The items, with the version numbers of modules that torch keeps beside the tensors of a state dict."""
    tensors = OrderedDict(items)
    if hasattr(source, "_metadata"):
        tensors._metadata = source._metadata  # type: ignore[attr-defined]
    return tensors


def _fill(network: nn.Module, tensors: Tensors, path: Path) -> None:
    """Let the network's own reader place the tensors (it knows names of older versions), dtypes checked besides."""
    dtypes = {name: tensor.dtype for name, tensor in network.state_dict().items()}
    try:
        network.load_state_dict(tensors, strict=True, assign=True)
    except Exception as error:  # it also trusts the file's version numbers, which may be anything
        raise StudioError(_broken(path)) from error
    if {name: tensor.dtype for name, tensor in network.state_dict().items()} != dtypes:
        raise StudioError(_broken(path))


def _broken(path: Path) -> str:
    return (
        f"The weights file {printable(str(path))} was changed or is incomplete, and is not used: "
        "delete it and get it again."
    )
