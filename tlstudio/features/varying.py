"""The same photo a little different each time, on its pixels: colours are changed before they are normalised."""

from collections.abc import Callable, Sequence

import torch

from tlstudio.features.augmentation import AugmentationName
from tlstudio.foundation.device import one_thread

Vary = Callable[[torch.Tensor, int, int, Sequence[float]], torch.Tensor]


def varied(
    pixels: torch.Tensor, augmentation: AugmentationName, size: int, numbers: Sequence[int], fill: Sequence[float]
) -> torch.Tensor:
    """Pixels of shape (photos, larger, larger, 3), uint8 → (photos, size, size, 3), uint8, on the same device.

    Each photo has a number (63 random bits) from which all that is done to it follows, whatever stands beside it in
    the batch and whoever else draws random numbers. `fill` is the colour (0–255) of what lies outside of it.
    """
    if augmentation == "none":
        return pixels
    vary = _way(augmentation)
    with one_thread():  # each photo is small
        return torch.stack([vary(image, size, number, fill) for image, number in zip(pixels, numbers, strict=True)])


def _way(augmentation: AugmentationName) -> Vary:
    if augmentation in ("crop", "crop and mirror"):
        return _cut if augmentation == "crop" else _cut_and_mirrored
    from tlstudio.features import variations  # loads torchvision, for which others need not wait

    return variations.gentle if augmentation == "gentle" else variations.strong


def _cut(image: torch.Tensor, size: int, number: int, fill: Sequence[float]) -> torch.Tensor:
    return _cut_out(image, size, number)[0]


def _cut_and_mirrored(image: torch.Tensor, size: int, number: int, fill: Sequence[float]) -> torch.Tensor:
    cut, rest = _cut_out(image, size, number)
    return cut.flip(1) if rest % 2 else cut


def _cut_out(image: torch.Tensor, size: int, number: int) -> tuple[torch.Tensor, int]:
    """A square at a place that the number says, and what is left of the number."""
    room = image.shape[0] - size + 1
    number, left = divmod(number, room)
    number, top = divmod(number, room)
    return image[top : top + size, left : left + size], number
