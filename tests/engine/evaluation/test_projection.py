"""What is alike lies together on the plane, the same way each time, and with too many photos or too few as well."""

import numpy as np
import pytest
import torch
from draining import drain
from numpy.typing import NDArray
from sklearn.metrics import silhouette_score
from torch import Tensor

from tlstudio.evaluation.projection import principal_components, project
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Progress


def clusters(count: int, of_each: int, seed: int = 0) -> tuple[Tensor, NDArray[np.int64]]:
    """Features of photos of some kinds, each kind in a direction of its own, and the number of each photo's kind."""
    random = torch.Generator().manual_seed(seed)
    kinds = np.arange(count).repeat(of_each)
    return 4 * torch.rand(count, 64, generator=random)[kinds] + torch.rand(len(kinds), 64, generator=random), kinds


def projected(values: Tensor, **options: int) -> tuple[NDArray[np.float32], int]:
    return drain(project(values, Control(), **options))[0]


def agreement(positions: NDArray[np.float32], kinds: NDArray[np.int64]) -> float:
    """How often the photo that lies nearest is of the same kind."""
    distances = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    return float((kinds[distances.argmin(1)] == kinds).mean())


def test_that_kinds_that_are_apart_stay_apart() -> None:
    values, kinds = clusters(4, 30)
    positions, arranged = projected(values)
    assert (positions.shape, positions.dtype, arranged) == ((120, 2), np.float32, 120)
    assert agreement(positions, kinds) >= 0.95
    assert silhouette_score(positions, kinds) > 0.4


def test_that_kinds_that_the_photos_do_not_show_are_no_clusters() -> None:
    values, kinds = clusters(1, 60)
    assert agreement(projected(values)[0], np.random.default_rng(0).integers(0, 2, len(kinds))) < 0.75


def test_that_the_same_features_give_the_same_map_and_leave_the_shared_generator_alone() -> None:
    values, _ = clusters(3, 20)
    before = torch.random.get_rng_state()
    first, second = projected(values)[0], projected(values)[0]
    assert np.array_equal(first, second)
    assert torch.equal(before, torch.random.get_rng_state())
    assert not np.array_equal(first, projected(clusters(3, 20, seed=1)[0])[0])


def test_that_of_too_many_photos_the_rest_stand_beside_what_they_are_most_like() -> None:
    values, kinds = clusters(4, 50)
    positions, arranged = projected(values, most=60)
    assert arranged == 60
    assert agreement(positions, kinds) >= 0.95
    assert len(np.unique(positions, axis=0)) == 200
    assert np.array_equal(positions, projected(values, most=60)[0])


@pytest.mark.parametrize("count", [1, 2, 9])
def test_that_a_few_photos_are_not_arranged_but_have_their_places(count: int) -> None:
    positions, arranged = projected(torch.rand(count, 64, generator=torch.Generator().manual_seed(0)))
    assert arranged == 0
    assert len(np.unique(positions, axis=0)) == count


def test_that_photos_that_all_look_the_same_lie_in_one_place() -> None:
    positions, arranged = projected(torch.ones(20, 64))
    assert arranged == 0
    assert np.allclose(positions, positions[0], atol=1e-6)


def test_that_the_components_are_those_of_an_exact_decomposition() -> None:
    values, _ = clusters(5, 40)
    found = principal_components(values, torch.Generator().manual_seed(0))
    exact = torch.linalg.svdvals(values - values.mean(0))
    assert found.shape == (200, 50)
    assert torch.allclose(found.norm(dim=0)[:20], exact[:20], rtol=0.01)


def test_that_it_can_be_stopped_half_way() -> None:
    control = Control()
    steps = project(clusters(2, 10)[0], control)
    said = [next(steps) for _ in range(3)]
    assert [event.done for event in said if isinstance(event, Progress)] == [0, 0, 10]
    control.stop()
    assert drain(steps) == (None, [])
