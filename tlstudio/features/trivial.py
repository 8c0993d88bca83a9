"""TrivialAugmentWide (Müller and Hutter 2021, https://arxiv.org/abs/2103.10158), its chance drawn from given dice."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from random import Random
from typing import Any

import torch
from torchvision.transforms import InterpolationMode
from torchvision.transforms.v2 import functional

_STEPS = 30
_MOST = 0.99
_PIXELS = 32
_DEGREES = 135.0
Change = Callable[[torch.Tensor, float, float, list[float]], Any]


def trivially_augmented(image: torch.Tensor, dice: Random, fill: Sequence[float]) -> torch.Tensor:
    """A photo (3, height, width), uint8, after one of 14 changes at one of 31 strengths; both are drawn evenly."""
    change = dice.choice(CHANGES)
    level, sign = dice.randrange(_STEPS + 1) / _STEPS, dice.choice((-1.0, 1.0))
    changed: torch.Tensor = change(image, level, sign, list(fill))
    return changed


def _as_it_is(image: torch.Tensor, level: float, sign: float, fill: list[float]) -> Any:
    return image


def _sheared(along: int, image: torch.Tensor, level: float, sign: float, fill: list[float]) -> Any:
    shear = [0.0, 0.0]
    shear[along] = math.degrees(math.atan(_MOST * level * sign))
    return _moved(image, [0, 0], shear, fill, [0.0, 0.0])


def _shifted(along: int, image: torch.Tensor, level: float, sign: float, fill: list[float]) -> Any:
    shift = [0, 0]
    shift[along] = int(_PIXELS * level * sign)
    return _moved(image, shift, [0.0, 0.0], fill, None)


def _moved(
    image: torch.Tensor, shift: list[int], shear: list[float], fill: list[float], centre: list[float] | None
) -> Any:
    way = InterpolationMode.BILINEAR
    return functional.affine(image, 0.0, shift, 1.0, shear, interpolation=way, fill=fill, center=centre)


def _turned(image: torch.Tensor, level: float, sign: float, fill: list[float]) -> Any:
    return functional.rotate(image, _DEGREES * level * sign, InterpolationMode.BILINEAR, fill=fill)


def _adjusted(adjust: Callable[..., Any], image: torch.Tensor, level: float, sign: float, fill: list[float]) -> Any:
    return adjust(image, 1.0 + _MOST * level * sign)


def _posterized(image: torch.Tensor, level: float, sign: float, fill: list[float]) -> Any:
    return functional.posterize(image, round(8 - 6 * level))


def _solarized(image: torch.Tensor, level: float, sign: float, fill: list[float]) -> Any:
    return functional.solarize(image, 255 * (1 - level))


def _without_strength(
    change: Callable[..., Any], image: torch.Tensor, level: float, sign: float, fill: list[float]
) -> Any:
    return change(image)


CHANGES: tuple[Change, ...] = (
    _as_it_is,
    partial(_sheared, 0),
    partial(_sheared, 1),
    partial(_shifted, 0),
    partial(_shifted, 1),
    _turned,
    partial(_adjusted, functional.adjust_brightness),
    partial(_adjusted, functional.adjust_saturation),
    partial(_adjusted, functional.adjust_contrast),
    partial(_adjusted, functional.adjust_sharpness),
    _posterized,
    _solarized,
    partial(_without_strength, functional.autocontrast),
    partial(_without_strength, functional.equalize),
)
