"""The catalogue of pre-trained networks. A network is looked up here by name, and nowhere else."""

import contextlib
import difflib
import functools
from pathlib import Path
from typing import Literal

import msgspec

from tlstudio.backbone import embedded, own_model
from tlstudio.backbone.heads import with_classes, with_head
from tlstudio.backbone.pretrained import Pretrained
from tlstudio.backbone.timm_networks import architecture_of, preferred_names, timm_networks
from tlstudio.backbone.tree import LINEAR, HeadDesign, LayerTree
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.folders import models_folder
from tlstudio.foundation.names import printable


class Entry(msgspec.Struct, frozen=True):
    """A network of the catalogue.

    `parameters` counts it with its 1000 ImageNet classes, `bytes` is the size of its weights file, `licence` is the
    weights' (a name or a link). `top1` is the ImageNet accuracy that its publisher states, 0 to 1, None when not known.
    `family` is its library's name for networks of one design, `size` the side, in pixels, of the photos it expects.
    """

    name: str
    source: str
    parameters: int
    bytes: int
    state: Literal["embedded", "on disk", "download"]
    licence: str
    top1: float | None
    family: str = ""
    size: int = 0


def entries(every: bool = False) -> list[Entry]:
    """The networks: the embedded one first, torchvision's, then timm's, by name. Imports torchvision the first time.

    Of timm's, one set of weights per architecture, the one that timm prefers, and those on this computer; with `every`,
    all of them.
    """
    preferred = set(preferred_names())
    found = [_entry(pretrained) for pretrained in _known().values()]
    return [
        entry
        for entry in found
        if every or entry.source != "timm" or entry.name in preferred or entry.state == "on disk"
    ]


def own_models() -> list[Entry]:
    """The models that the studio keeps by itself, newest first: each can be the start of the next, by its path."""
    paths = sorted(models_folder().glob(f"*{own_model.ENDING}"), key=lambda path: path.stat().st_mtime, reverse=True)
    found = []
    for path in paths:
        with contextlib.suppress(StudioError):
            found.append(msgspec.structs.replace(_entry(find(str(path))), name=str(path), source="your model"))
    return found


def find(name: str) -> Pretrained:
    """The network of that name, or the body of the model at that path. UsageError, with names that are near, when the
    catalogue has none, StudioError when the model cannot be read."""
    if name.endswith(own_model.ENDING):
        return own_model.body_of(Path(name), find)
    if name == embedded.NAME:
        return _embedded()
    if name in timm_networks():
        return timm_networks()[name]
    known = _known()
    if name not in known:
        near = [full for full in timm_networks() if architecture_of(full) == name]
        near = (near or difflib.get_close_matches(name, known, n=3))[:3]
        advice = f"Near it: {', '.join(near)}." if near else "List them with the command backbones."
        raise UsageError(f"There is no network {printable(name)} in the catalogue. {advice}")
    return known[name]


def layer_tree(name: str, classes: int, design: HeadDesign = LINEAR) -> LayerTree:
    """The layers of a network, or of a model's body, with a new head for that many classes; no weights are read.

    `backbone` of the result is the name that was asked for. UsageError for an unknown name or a cut that cannot be.
    """
    from tlstudio.backbone.survey import survey

    tree = with_classes(with_head(survey(find(name)).tree, design), classes)
    return msgspec.structs.replace(tree, backbone=name)


@functools.cache
def _embedded() -> Pretrained:
    return embedded.efficientnet_lite0()


@functools.cache
def _known() -> dict[str, Pretrained]:
    from tlstudio.backbone.torchvision_networks import torchvision_networks

    return {embedded.NAME: _embedded(), **torchvision_networks(), **timm_networks()}


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
        family=pretrained.family,
        size=pretrained.preprocessing.size,
    )
