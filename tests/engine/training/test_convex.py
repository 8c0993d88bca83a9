"""The descent, on functions whose lowest point is known."""

from collections.abc import Callable, Generator

import pytest
import torch

from tlstudio.foundation.events import Event
from tlstudio.training.convex import Descent, Place, shorter
from tlstudio.training.tally import Tally

Function = Callable[[torch.Tensor], torch.Tensor]


def looks_at(function: Function, looked: list[float]) -> Callable[[torch.Tensor], Generator[Event, None, Place]]:
    def look(point: torch.Tensor) -> Generator[Event, None, Place]:
        yield from ()
        point = point.clone().requires_grad_()
        height = function(point)
        height.backward()
        looked.append(height.item())
        return Place(point.detach(), height.item(), point.grad, Tally())

    return look


def result_of(steps: Generator[Event, None, Place | None]) -> Place | None:
    with pytest.raises(StopIteration) as end:
        next(steps)
    return end.value.value


def way_down(function: Function, start: torch.Tensor, steps: int) -> tuple[list[Place], list[float]]:
    looked: list[float] = []
    look = looks_at(function, looked)
    places = [result_of(look(start))]
    descent = Descent(look)
    while len(places) <= steps and (lower := result_of(descent.step(places[-1]))):
        places.append(lower)
    return places, looked


def test_that_a_long_narrow_valley_is_left_at_its_lowest_point() -> None:
    lowest, steepness = torch.linspace(-2, 2, 20), torch.logspace(-1, 1, 20)
    places, looked = way_down(lambda x: (steepness * (x - lowest).square()).sum() + 1, torch.zeros(20), 100)
    assert places[-1].height == pytest.approx(1, abs=1e-5)
    assert len(looked) < 2 * len(places)


def test_that_each_step_leads_down_and_the_end_is_noticed() -> None:
    places, _ = way_down(lambda x: torch.logsumexp(torch.cat([x, -x]), 0), torch.linspace(-30, 40, 7), 1000)
    heights = [place.height for place in places]
    assert heights == sorted(heights, reverse=True)
    assert len(heights) < 100
    assert heights[-1] == pytest.approx(torch.tensor(14.0).log().item(), abs=1e-5)


def test_that_the_same_weights_are_found_as_by_a_library() -> None:
    from sklearn.linear_model import LogisticRegression

    random = torch.Generator().manual_seed(3)
    features, labels = torch.randn(60, 5, generator=random), torch.randint(0, 2, (60,), generator=random)

    def loss(point: torch.Tensor) -> torch.Tensor:
        scores = torch.stack([torch.zeros(60), features @ point[:5] + point[5]], 1)
        return torch.nn.functional.cross_entropy(scores, labels) + 0.005 * point[:5].square().sum()

    places, _ = way_down(loss, torch.zeros(6), 100)
    library = LogisticRegression(C=1 / (0.01 * 60), tol=1e-8).fit(features.numpy(), labels.numpy())
    expected = torch.tensor([*library.coef_[0], *library.intercept_], dtype=torch.float32)
    assert torch.allclose(places[-1].point, expected, atol=2e-3)


def test_that_a_step_into_the_unknown_is_taken_back() -> None:
    places, looked = way_down(lambda x: -x.log().sum() + x.sum(), torch.tensor([0.05, 3.0]), 60)
    assert any(height != height for height in looked)  # below zero, a logarithm is no number
    assert torch.allclose(places[-1].point, torch.ones(2), atol=1e-3)


@pytest.mark.parametrize(
    ("rise", "expected"), [(float("inf"), 0.1), (float("nan"), 0.1), (0.0, 0.5), (3.0, 0.125), (1e9, 0.1)]
)
def test_that_a_step_that_was_too_long_is_shortened_within_limits(rise: float, expected: float) -> None:
    assert shorter(1.0, -1.0, rise) == pytest.approx(expected)
