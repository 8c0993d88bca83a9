"""The only place that reads weights files: whole-file hash first, then data only, then names and shapes.

A weights file of torch is a pickle, and a pickle can run code. So the file is read into memory once, hashed at every
load (not only when it was downloaded), and unpickled with `weights_only`, which builds tensors and calls nothing.
Safetensors are read in memory, too: a mapped file that is cut off later would end the process.
"""

import hashlib
import io
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor, nn

from tlstudio.backbone.construction import build_unallocated, take_off_classifier
from tlstudio.backbone.heads import HEAD
from tlstudio.backbone.layers import owners
from tlstudio.backbone.pretrained import Pretrained
from tlstudio.backbone.survey import survey
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.names import printable
from tlstudio.modelfile.container import read_contents

Tensors = OrderedDict[str, Tensor]
Adapt = Callable[[Mapping[str, Tensor]], Mapping[str, Tensor]]


def load_weights(network: nn.Module, pretrained: Pretrained) -> str:
    """Put the pre-trained weights into the network; returns the SHA-256 (hex) of the whole file.

    `network` is as `pretrained.build` makes it; its tensors are replaced. StudioError when the file is missing, was
    changed, or does not hold exactly this network.
    """
    path = pretrained.weights_file()
    data = read_bytes(path, at_most=pretrained.most_bytes)
    digest = hashlib.sha256(data).hexdigest()
    if not pretrained.is_genuine(path, digest):
        raise StudioError(_broken(path))
    tensors = parse_safetensors(data, path) if path.suffix == ".safetensors" else parse(data, path)
    fill(network, pretrained, tensors, path)
    return digest


def load_body(pretrained: Pretrained) -> tuple[nn.Module, str]:
    """The network without its classifier, with its weights, and the SHA-256 (hex) of the whole weights file, or of a
    model's weights.

    What stood behind the cut of a cut model is zeros, for the caller to take out. StudioError when the file is missing,
    was changed, or does not hold exactly this network.
    """
    body = build_unallocated(pretrained.build)
    if pretrained.model is None:
        digest = load_weights(body, pretrained)
        take_off_classifier(body)
        return body, digest
    take_off_classifier(body)
    return body, _load_model(body, pretrained, pretrained.weights_file())


def _load_model(body: nn.Module, pretrained: Pretrained, path: Path) -> str:
    """Put a model's weights into a network without classifier; the model's own head stays behind."""
    contents = read_contents(path)
    tensors = OrderedDict((name, value) for name, value in contents.weights.items() if not name.startswith(f"{HEAD}."))
    if pretrained.cut:
        zeros = _zeros_behind_the_cut(body, pretrained)
        if zeros.keys() & tensors.keys():
            raise StudioError(_broken(path))
        tensors |= zeros
    _fill(body, tensors, path)
    return contents.weights_sha256


def _zeros_behind_the_cut(body: nn.Module, pretrained: Pretrained) -> Tensors:
    rows = {row.path for row in survey(pretrained).tree.rows}
    rows_of = owners(body)
    return OrderedDict(
        (name, torch.zeros_like(value)) for name, value in body.state_dict().items() if rows_of[name] not in rows
    )


def fill(network: nn.Module, pretrained: Pretrained, tensors: Tensors, path: Path) -> None:
    """Put tensors that were read from `path` into the network; StudioError unless they are exactly this network's."""
    if pretrained.by_order:
        names = dict(zip(tensors, network.state_dict(), strict=False))
        tensors = _renamed(tensors, lambda name: names.get(name, name))
    tensors = _renamed(tensors, pretrained.renamed)
    if pretrained.adapted:
        tensors = _adapted(network, pretrained.adapted, tensors, path)
    _fill(network, tensors, path)


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


def parse_safetensors(data: bytes, path: Path) -> Tensors:
    """The same for the bytes of a safetensors file, which has no code to begin with."""
    try:
        loaded = safetensors.torch.load(data)
    except Exception as error:  # whatever a damaged or hostile file makes safetensors and torch raise
        raise StudioError(_broken(path)) from error
    if not all(_is_plain(name, value) for name, value in loaded.items()):
        raise StudioError(_broken(path))
    return OrderedDict(loaded)


def read_bytes(path: Path, at_most: int) -> bytes:
    """The whole file, in memory, so that nobody changes it between looking and using. StudioError when it is too long
    or cannot be read."""
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


def _adapted(network: nn.Module, adapt: Adapt, tensors: Tensors, path: Path) -> Tensors:
    """The tensors under today's names, floating point ones in the network's own precision."""
    own = network.state_dict()
    try:
        if _shapes(tensors) != _shapes(own):
            tensors = OrderedDict(adapt(tensors))
        return with_precision(tensors, own)
    except Exception as error:  # the library's code on a stranger's tensors
        raise StudioError(_broken(path)) from error


def with_precision(tensors: Tensors, own: Mapping[str, Tensor]) -> Tensors:
    """Floating point tensors in the precision that the network has under the same name."""
    wanted = {name: tensor.dtype for name, tensor in own.items() if tensor.is_floating_point()}
    items = ((name, tensor, wanted.get(name, tensor.dtype)) for name, tensor in tensors.items())
    made = ((name, tensor.to(dtype) if tensor.is_floating_point() else tensor) for name, tensor, dtype in items)
    return _with_versions(made, tensors)


def _shapes(tensors: Mapping[str, Tensor]) -> dict[str, tuple[int, ...]]:
    return {name: tuple(tensor.shape) for name, tensor in tensors.items()}


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
