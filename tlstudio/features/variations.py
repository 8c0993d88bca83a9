"""What the augmentations “gentle” and “strong” do to one photo, with torchvision's transforms.

torchvision's own random transforms draw from torch's global generator, which other threads use at the same time, and
whose state would belong to every checkpoint. So the chance is drawn here, from the photo's number, and torchvision is
told what to do.
"""

import math
from collections.abc import Sequence
from random import Random

import torch
from torchvision.transforms import InterpolationMode
from torchvision.transforms.v2 import functional

from tlstudio.features.trivial import trivially_augmented

_TURN = 10.0
_LIGHT = (0.8, 1.2)
_AREA = (0.4, 1.0)
_RATIO = (3 / 4, 4 / 3)
_HIDDEN_SHARE = 0.25
_HIDDEN_AREA = (0.02, 0.2)
_HIDDEN_RATIO = (0.3, 3.3)


def gentle(image: torch.Tensor, size: int, number: int, fill: Sequence[float]) -> torch.Tensor:
    """(larger, larger, 3) → (size, size, 3): turned by up to 10°, cut out, mirrored every other time; brightness,
    contrast and saturation up to a fifth more or less."""
    dice = Random(number)
    turned = functional.rotate(
        image.permute(2, 0, 1), dice.uniform(-_TURN, _TURN), InterpolationMode.BILINEAR, fill=list(fill)
    )
    room = turned.shape[-1] - size + 1
    top, left = dice.randrange(room), dice.randrange(room)
    cut = _mirrored(functional.crop(turned, top, left, size, size), dice)
    cut = functional.adjust_brightness(cut, dice.uniform(*_LIGHT))
    cut = functional.adjust_contrast(cut, dice.uniform(*_LIGHT))
    return _rows_first(functional.adjust_saturation(cut, dice.uniform(*_LIGHT)))


def strong(image: torch.Tensor, size: int, number: int, fill: Sequence[float]) -> torch.Tensor:
    """(larger, larger, 3) → (size, size, 3): 40 to 100 % of its area, mirrored every other time, one operation of
    TrivialAugmentWide, and in every fourth a hidden patch (random erasing, Zhong et al. 2017)."""
    dice = Random(number)
    top, left, height, width = _box(dice, image.shape[0], _AREA, _RATIO)
    cut = functional.resized_crop(image.permute(2, 0, 1), top, left, height, width, [size, size], antialias=True)
    changed = trivially_augmented(_mirrored(cut, dice), dice, fill)
    if dice.random() < _HIDDEN_SHARE:
        top, left, height, width = _box(dice, size, _HIDDEN_AREA, _HIDDEN_RATIO)
        colour = torch.tensor(fill, device=image.device).round().to(torch.uint8)[:, None, None]
        changed = functional.erase(changed, top, left, height, width, colour)
    return _rows_first(changed)


def _mirrored(image: torch.Tensor, dice: Random) -> torch.Tensor:
    mirrored: torch.Tensor = functional.horizontal_flip(image) if dice.random() < 0.5 else image
    return mirrored


def _box(dice: Random, side: int, area: tuple[float, float], ratio: tuple[float, float]) -> tuple[int, int, int, int]:
    """Top, left, height and width of a part of a square: its share of the area, and its width to its height."""
    share, shape = dice.uniform(*area), math.exp(dice.uniform(math.log(ratio[0]), math.log(ratio[1])))
    height = min(side, max(1, round(side * math.sqrt(share / shape))))
    width = min(side, max(1, round(side * math.sqrt(share * shape))))
    return dice.randrange(side - height + 1), dice.randrange(side - width + 1), height, width


def _rows_first(image: torch.Tensor) -> torch.Tensor:
    return image.permute(1, 2, 0)
