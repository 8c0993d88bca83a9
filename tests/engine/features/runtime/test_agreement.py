import pytest
import torch

from tlstudio.features.runtime.agreement import agrees, nearly_equal

REFERENCE = torch.randn(4, 100, generator=torch.Generator().manual_seed(0))


def off_by(angle: float) -> torch.Tensor:
    """The reference, each photo turned by an angle (radians) towards something at right angles to it."""
    other = torch.randn(4, 100, generator=torch.Generator().manual_seed(1))
    other -= REFERENCE * (other * REFERENCE).sum(1, keepdim=True) / REFERENCE.square().sum(1, keepdim=True)
    other *= REFERENCE.norm(dim=1, keepdim=True) / other.norm(dim=1, keepdim=True)
    return REFERENCE + other * torch.tan(torch.tensor(angle))


def test_that_rounding_is_allowed_everywhere() -> None:
    assert nearly_equal(REFERENCE * (1 + 1e-5), REFERENCE)
    assert agrees(REFERENCE * (1 + 1e-5), REFERENCE)


def test_that_half_precision_is_allowed_when_it_is_asked_for() -> None:
    assert agrees(off_by(0.03), REFERENCE)  # cosine 0.9996
    assert not nearly_equal(off_by(0.03), REFERENCE)


def test_that_one_photo_that_is_off_is_too_much() -> None:
    values = REFERENCE.clone()
    values[2] = off_by(0.06)[2]  # cosine 0.9982
    assert not agrees(values, REFERENCE)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_that_what_is_not_a_number_never_agrees(bad: float) -> None:
    values = REFERENCE.clone()
    values[0, 0] = bad
    assert not agrees(values, REFERENCE)
    assert not agrees(values, values)


def test_that_nothing_but_zeros_agrees_with_itself() -> None:
    assert agrees(torch.zeros(2, 3), torch.zeros(2, 3))


def test_that_another_shape_never_agrees() -> None:
    assert not agrees(torch.ones(2, 3), torch.ones(2, 1))
