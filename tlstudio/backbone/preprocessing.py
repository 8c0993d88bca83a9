"""How weights want to be shown a photo: it travels with them, into the recipe, the features and the model."""

from typing import Literal

import msgspec


class Preprocessing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The input a network was pre-trained on: `size` × `size` pixels, then (pixel / 255 - mean) / std per channel."""

    size: int
    crop_fraction: float
    interpolation: Literal["bilinear", "bicubic"]
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    fit: Literal["crop", "pad", "stretch"] = "crop"
