"""When two runtimes agree: what is lost to speed is bounded, and checked on real activations."""

from torch import Tensor, nn

_MOST_ERROR = 1e-4
_LEAST_COSINE = 0.999


def nearly_equal(values: Tensor, reference: Tensor) -> bool:
    """Whether no value is further off than 1e-4 of the largest."""
    if values.shape != reference.shape:
        return False
    return bool((values - reference).abs().max() <= _MOST_ERROR * reference.abs().max())


def agrees(values: Tensor, reference: Tensor) -> bool:
    """Whether activations (photos, …) are what the reference says.

    Either they are nearly equal, or each photo's activations point into the same direction, with a cosine of at least
    0.999. Values that are not numbers never agree.
    """
    if nearly_equal(values, reference):
        return True
    if values.shape != reference.shape or not bool(values.isfinite().all()):
        return False
    cosine = nn.functional.cosine_similarity(values.flatten(1), reference.flatten(1))
    return bool(cosine.min() >= _LEAST_COSINE)
