"""torchvision's classification networks, with what torchvision says about their best weights."""

from __future__ import annotations

import functools
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.pretrained import Pretrained
from tlstudio.foundation.folders import weights_folder

if TYPE_CHECKING:
    from torch import nn

_WITH_HELPERS = ("googlenet", "inception_v3")


def torchvision_networks() -> dict[str, Pretrained]:
    """All of them by name. Imports torchvision (a second or two the first time)."""
    from torchvision import models

    return {name: _pretrained(name) for name in models.list_models(module=models)}


def checkpoints_folder() -> Path:
    """Where torch's own tools keep downloaded weights, so that a file is shared with them."""
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    home = os.environ.get("TORCH_HOME") or f"{cache}/torch"
    return Path(home).expanduser() / "hub" / "checkpoints"


def _folders() -> tuple[Path, ...]:
    return weights_folder(), checkpoints_folder()


def _pretrained(name: str) -> Pretrained:
    from torchvision import models

    weights: Any = models.get_model_weights(name).DEFAULT
    file = weights.url.rpartition("/")[2]
    return Pretrained(
        name=name,
        source="torchvision",
        parameters=weights.meta["num_params"],
        licence=weights.meta.get("license", "BSD-3-Clause"),
        top1=round(weights.meta["_metrics"]["ImageNet-1K"]["acc@1"] / 100, 5),
        preprocessing=_preprocessing(weights.transforms()),
        file=file,
        bytes=round(weights.meta["_file_size"] * 1024 * 1024),
        sha256=_pinned_digits(file),
        folders=_folders,
        build=functools.partial(_build, name, weights.meta["min_size"][0]),
        url=weights.url,
        family=models.get_model_builder(name).__module__.rpartition(".")[2],
        renamed=_today,
    )


def _build(name: str, smallest: int) -> nn.Module:
    from torchvision import models

    options: dict[str, Any] = {}
    if name.startswith("vit_"):
        options = {"image_size": smallest}  # its position embedding has one place per patch
    if name in _WITH_HELPERS:
        options = {"init_weights": True, "transform_input": True}  # the weights want this input
    network: nn.Module = models.get_model(name, weights=None, **options)
    return network


def _preprocessing(transforms: Any) -> Preprocessing:
    crop, resized = transforms.crop_size[0], transforms.resize_size[0]
    mean, std = tuple(transforms.mean), tuple(transforms.std)
    return Preprocessing(crop, crop / resized, transforms.interpolation.value, mean=mean, std=std)


def _pinned_digits(file: str) -> str:
    """The leading digits of the file's SHA-256, which torchvision writes into its name: all that it pins."""
    found = re.search(r"-([0-9a-f]{8,})\.pth$", file)
    if found is None:
        raise ValueError(f"{file} carries no hash")
    return found.group(1)


def _today(name: str) -> str:
    """A name as today's DenseNet calls it: its files still say `norm.1` where the network says `norm1`."""
    return re.sub(r"(denselayer\d+\.(?:norm|relu|conv))\.(\d\.)", r"\1\2", name)
