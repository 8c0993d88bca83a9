"""timm's networks that classify ImageNet's 1000 classes, as `timm_networks.json` lists them: read without loading timm.

`packaging/timm_networks.py` writes that file. A name here is timm's own full one, architecture and tag with a dot
between (`resnet50.a1_in1k`); torchvision's names have no dot, so that none can be mistaken for another.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.pretrained import Pretrained
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.folders import weights_folder

if TYPE_CHECKING:
    from torch import Tensor, nn

_FILE = Path(__file__).with_name("timm_networks.json")


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One set of weights. `parameters` and `bytes` were counted, the rest is what timm says."""

    name: str
    family: str
    repository: str
    licence: str
    parameters: int
    bytes: int
    size: int
    crop: float
    interpolation: Literal["bilinear", "bicubic"]
    fit: Literal["crop", "pad", "stretch"]
    mean: tuple[float, float, float]
    std: tuple[float, float, float]


def architecture_of(name: str) -> str:
    """The part of timm's name in front of the tag."""
    return name.partition(".")[0]


@functools.cache
def timm_networks() -> dict[str, Pretrained]:
    """All of them by name, those of one architecture together, the one that timm prefers first."""
    return {line.name: _pretrained(line) for line in msgspec.json.decode(_FILE.read_bytes(), type=list[Line])}


def preferred_names() -> list[str]:
    """One name per architecture: the weights that timm prefers."""
    grouped = itertools.groupby(timm_networks(), key=architecture_of)
    return [next(names) for _, names in grouped]


def _pretrained(line: Line) -> Pretrained:
    return Pretrained(
        name=line.name,
        source="timm",
        parameters=line.parameters,
        licence=line.licence,
        top1=None,
        preprocessing=Preprocessing(line.size, line.crop, line.interpolation, line.mean, line.std, line.fit),
        file=f"{line.name}.safetensors",
        bytes=line.bytes,
        sha256="",
        folders=_folders,
        build=functools.partial(_build, line.name),
        url=_url(line.repository),
        family=line.family,
        sealed=True,
        adapted=functools.partial(_adapted, line.name),
    )


def _url(repository: str) -> str:
    from huggingface_hub.constants import ENDPOINT  # follows the variable HF_ENDPOINT, for those who have a mirror

    return f"{ENDPOINT}/{repository}/resolve/main/model.safetensors"


def _folders() -> tuple[Path, ...]:
    return (weights_folder(),)


def _build(name: str) -> nn.Module:
    import timm

    if not timm.is_model(name):
        raise StudioError(
            f"The installed timm {timm.__version__} does not know the network {name}: install a newer one."
        )
    network: nn.Module = timm.create_model(name, pretrained=False)
    return network


def _adapted(name: str, tensors: Mapping[str, Tensor]) -> Mapping[str, Tensor]:
    """What timm makes of tensors that carry the names of one of its older versions."""
    import timm

    given = {"state_dict": dict(tensors)}
    network: nn.Module = timm.create_model(name, pretrained=True, pretrained_cfg_overlay=given)
    return network.state_dict()
