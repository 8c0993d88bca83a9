"""From pixels to what a network reads: one way for training, features and prediction."""

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.features.augmentation import AugmentationName
from tlstudio.foundation.device import to_device
from tlstudio.photos.request import Photo, PixelRequest

if TYPE_CHECKING:
    import torch


def pixel_request(preprocessing: Preprocessing) -> PixelRequest:
    """The pixels that weights with this preprocessing want to see."""
    return PixelRequest(
        width=preprocessing.size,
        height=preprocessing.size,
        fit=preprocessing.fit,
        crop_fraction=preprocessing.crop_fraction,
        interpolation=preprocessing.interpolation,
    )


def network_input(
    photos: Sequence[Photo], preprocessing: Preprocessing, device: "torch.device | str" = "cpu"
) -> "torch.Tensor":
    """Photos as one normalised float32 batch of shape (photos, 3, size, size), channels last in memory."""
    return _normalised(_stacked(photos, device), preprocessing)


def augmented_input(
    photos: Sequence[Photo],
    preprocessing: Preprocessing,
    augmentation: AugmentationName,
    numbers: Sequence[int],
    device: "torch.device | str" = "cpu",
) -> "torch.Tensor":
    """The same, of photos that were read `with_margin`, each varied as its number says."""
    return _normalised(augmented_pixels(photos, preprocessing, augmentation, numbers, device), preprocessing)


def augmented_pixels(
    photos: Sequence[Photo],
    preprocessing: Preprocessing,
    augmentation: AugmentationName,
    numbers: Sequence[int],
    device: "torch.device | str" = "cpu",
) -> "torch.Tensor":
    """What `augmented_input` normalises, to be looked at: uint8 of shape (photos, size, size, 3).

    What lies outside of a turned photo has the mean colour, which is 0 to the network.
    """
    from tlstudio.features.varying import varied

    fill = [255 * mean for mean in preprocessing.mean]
    return varied(_stacked(photos, device), augmentation, preprocessing.size, numbers, fill)


def _stacked(photos: Sequence[Photo], device: "torch.device | str") -> "torch.Tensor":
    """Bytes travel to the device and are changed and normalised there: a quarter of the traffic."""
    import torch

    return to_device(torch.from_numpy(np.stack([photo.pixels for photo in photos])), device)


def _normalised(pixels: "torch.Tensor", preprocessing: Preprocessing) -> "torch.Tensor":
    import torch

    device = pixels.device
    count, height, width, colours = pixels.shape
    # As rows of colours side by side, which is several times as fast as colour by colour with gaps between.
    rows = pixels.to(torch.float32).view(count, height, width * colours)
    mean, deviation = _scale(preprocessing.mean, preprocessing.std, width, str(device))
    rows = rows.sub_(mean).div_(deviation)
    return rows.view(count, height, width, colours).permute(0, 3, 1, 2)  # keeps the strides: channels last


@functools.lru_cache(8)
def _scale(
    mean: tuple[float, ...], std: tuple[float, ...], width: int, device: str
) -> "tuple[torch.Tensor, torch.Tensor]":
    """Both for a row of pixels; kept, because a GPU would be waited for each time."""
    import torch

    return tuple((torch.tensor(figures, device=device) * 255).repeat(width) for figures in (mean, std))  # type: ignore[return-value]
