"""Shades of one hue in steps that look equally far apart, on light and on dark ground."""

import functools
import math

from PySide6.QtGui import QColor

SHADES = 9
_HUE = math.radians(50)  # orange: away from the blue of links and selections, and told from grey by everybody
_LIGHT = ((0.97, 0.015), (0.56, 0.14))  # lightness and chroma of the faintest and the strongest shade
_DARK = ((0.27, 0.02), (0.76, 0.14))


@functools.cache
def shade(number: int, *, dark: bool, grey: bool = False) -> QColor:
    """Shade `number` of SHADES, 0 the faintest; without its hue when `grey`.

    Lightness rises or falls evenly in Oklab, a space of colours made so that equal distances look equal (Björn Ottosson
    2020, "A perceptual color space for image processing").
    """
    faintest, strongest = _DARK if dark else _LIGHT
    share = number / (SHADES - 1)
    lightness, chroma = (low + share * (high - low) for low, high in zip(faintest, strongest, strict=True))
    return _oklab(lightness, 0.0 if grey else chroma)


def text_on(ground: QColor) -> QColor:
    """Black or white, whichever has more contrast: 4.5:1 or better on every ground."""
    light = _luminance(ground)
    return QColor("black") if (light + 0.05) / 0.05 > 1.05 / (light + 0.05) else QColor("white")


def _oklab(lightness: float, chroma: float) -> QColor:
    a, b = chroma * math.cos(_HUE), chroma * math.sin(_HUE)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return QColor.fromRgbF(*(_screen_value(part) for part in (red, green, blue)))


def _screen_value(light: float) -> float:
    """Linear light, 0 to 1, as sRGB encodes it."""
    light = min(max(light, 0.0), 1.0)
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def _luminance(colour: QColor) -> float:
    """Relative luminance, as the Web Content Accessibility Guidelines define it."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
