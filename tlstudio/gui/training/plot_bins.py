"""Thousands of epochs on a few hundred pixels. Loads numpy, so it is done late."""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
_MARGIN = 0.5  # of what is in sight, on each side: there while the next picture is awaited


def thinned(epochs: Values, values: Values, first: float, last: float, pixels: float) -> tuple[Values, Values]:
    """What is to be drawn of a curve from `first` to `last` on so many pixels: float64 (points,) both.

    Where more epochs share a pixel, the lowest and the highest value of as many as fill two pixels, so that no peak is
    lost. The groups begin at the same epochs however many have come in since, or the curve would flicker.
    """
    margin = _MARGIN * (last - first)
    start, stop = np.searchsorted(epochs, (first - margin, last + margin + 1))
    start = max(0, start - 1)
    in_sight = np.searchsorted(epochs, last, side="right") - np.searchsorted(epochs, first)
    group = int(2 * in_sight // max(1.0, pixels))
    if group < 3:
        return epochs[start:stop], values[start:stop]
    start -= start % group
    end = start + (stop - start) // group * group
    groups = values[start:end].reshape(-1, group)
    extremes = np.stack([np.fmin.reduce(groups, axis=1), np.fmax.reduce(groups, axis=1)], axis=1)
    places = np.stack([epochs[start:end:group], epochs[start + group // 2 : end : group]], axis=1)
    return np.append(places, epochs[end:stop]), np.append(extremes, values[end:stop])


def scaled(values: object, logarithmic: bool) -> Values:
    """As an array, or as their powers of ten; nan for what is not finite or has none."""
    array = np.array(values, dtype=np.float64)
    drawable = np.isfinite(array) & (array > 0) if logarithmic else np.isfinite(array)
    array[~drawable] = np.nan
    return np.log10(array) if logarithmic else array
