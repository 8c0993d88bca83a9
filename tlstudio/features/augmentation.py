"""The same photo a little different each time: where it is cut out, and whether it is mirrored."""

from collections.abc import Sequence
from typing import Literal

import msgspec
import torch

from tlstudio.backbone.preprocessing import Preprocessing

AugmentationName = Literal["none", "crop", "crop and mirror"]
_MARGIN = 1.15


def with_margin(preprocessing: Preprocessing, augmentation: AugmentationName) -> Preprocessing:
    """The preprocessing to read photos with: larger by a margin of 15 % where they will be cut."""
    if augmentation == "none":
        return preprocessing
    larger = round(preprocessing.size * _MARGIN)
    fraction = min(1.0, preprocessing.crop_fraction * larger / preprocessing.size)
    return msgspec.structs.replace(preprocessing, size=larger, crop_fraction=fraction)


def augmented(inputs: torch.Tensor, augmentation: AugmentationName, size: int, numbers: Sequence[int]) -> torch.Tensor:
    """Inputs of shape (photos, 3, larger, larger) → (photos, 3, size, size), channels last in memory.

    Each photo has a number (63 random bits) from which its cut follows, and whether it is mirrored.
    """
    if augmentation == "none":
        return inputs
    mirrored = augmentation == "crop and mirror"
    cuts = [_cut(image, size, mirrored, number) for image, number in zip(inputs, numbers, strict=True)]
    return torch.stack(cuts).contiguous(memory_format=torch.channels_last)


def _cut(image: torch.Tensor, size: int, mirrored: bool, number: int) -> torch.Tensor:
    room = image.shape[-1] - size + 1
    number, left = divmod(number, room)
    number, top = divmod(number, room)
    cut = image[:, top : top + size, left : left + size]
    return cut.flip(-1) if mirrored and number % 2 else cut
