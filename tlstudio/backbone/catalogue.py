"""The catalogue of pre-trained networks. A network is looked up here by name, and nowhere else."""

import difflib
import functools
from typing import Literal

import msgspec

from tlstudio.backbone import embedded
from tlstudio.backbone.freezing import with_classes
from tlstudio.backbone.pretrained import Pretrained
from tlstudio.backbone.tree import LayerTree
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.names import printable


class Entry(msgspec.Struct, frozen=True):
    """A network of the catalogue.

    `parameters` counts it with its 1000 ImageNet classes, `bytes` is the size of its weights file, `licence` is the
    weights' (a name or a link). `top1` is the ImageNet accuracy that its publisher states, 0 to 1, None when not known.
    """

    name: str
    source: str
    parameters: int
    bytes: int
    state: Literal["embedded", "on disk", "download"]
    licence: str
    top1: float | None


def entries() -> list[Entry]:
    """All networks, the embedded one first, then by name. Imports torchvision the first time."""
    return [_entry(pretrained) for pretrained in _known().values()]


def find(name: str) -> Pretrained:
    """The network of that name. UsageError, with names that are near, when the catalogue has none."""
    if name == embedded.NAME:
        return _embedded()
    known = _known()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3)
        advice = f"Near it: {', '.join(near)}." if near else "List them with the command backbones."
        raise UsageError(f"There is no network {printable(name)} in the catalogue. {advice}")
    return known[name]


def layer_tree(name: str, classes: int) -> LayerTree:
    """The layers of a network with a new head for that many classes; no weights are read."""
    from tlstudio.backbone.survey import survey

    return with_classes(survey(find(name)).tree, classes)


@functools.cache
def _embedded() -> Pretrained:
    return embedded.efficientnet_lite0()


@functools.cache
def _known() -> dict[str, Pretrained]:
    from tlstudio.backbone.torchvision_networks import torchvision_networks

    return {embedded.NAME: _embedded(), **torchvision_networks()}


def _entry(pretrained: Pretrained) -> Entry:
    located = pretrained.located()
    state: Literal["embedded", "on disk", "download"] = "on disk" if located else "download"
    return Entry(
        name=pretrained.name,
        source=pretrained.source,
        parameters=pretrained.parameters,
        bytes=located.stat().st_size if located else pretrained.bytes,
        state="embedded" if pretrained.embedded else state,
        licence=pretrained.licence,
        top1=pretrained.top1,
    )
