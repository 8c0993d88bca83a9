"""The loss that is trained on, its slopes, and a batch computed in parts."""

import pytest
import torch

from tlstudio.training.batches import LabelledBatch
from tlstudio.training.stepping import Criterion, Forward

LABELS = torch.tensor([0, 2, 1, 2, 0, 1, 2])
CRITERIA = {
    "plain": Criterion(),
    "smoothed": Criterion(smoothing=0.1),
    "weighted": Criterion(weights=torch.tensor([0.5, 1.0, 3.0])),
    "both": Criterion(smoothing=0.3, weights=torch.tensor([0.5, 1.0, 3.0])),
}


@pytest.mark.parametrize("criterion", CRITERIA.values(), ids=CRITERIA)
def test_that_the_slopes_are_those_of_the_losses(criterion: Criterion) -> None:
    scores = torch.randn(7, 3, generator=torch.Generator().manual_seed(0)).requires_grad_()
    (expected,) = torch.autograd.grad(criterion.losses(scores, LABELS).sum(), scores)
    assert torch.allclose(criterion.slopes(scores.detach(), LABELS), expected, atol=1e-6)


def test_that_the_mean_of_the_losses_is_the_weighted_and_smoothed_cross_entropy_of_torch() -> None:
    criterion = CRITERIA["weighted"]
    scores = torch.randn(7, 3, generator=torch.Generator().manual_seed(1))
    mean = criterion.losses(scores, LABELS).sum() / criterion.weight(LABELS)
    assert mean == pytest.approx(torch.nn.functional.cross_entropy(scores, LABELS, criterion.weights).item())
    smoothed = CRITERIA["smoothed"].losses(scores, LABELS).mean()
    assert smoothed == pytest.approx(torch.nn.functional.cross_entropy(scores, LABELS, label_smoothing=0.1).item())


@pytest.mark.parametrize("criterion", CRITERIA.values(), ids=CRITERIA)
def test_that_a_batch_in_parts_leaves_the_gradients_of_the_whole(criterion: Criterion) -> None:
    network = torch.nn.Linear(4, 3)
    batch = LabelledBatch(torch.randn(7, 4, generator=torch.Generator().manual_seed(2)), LABELS)
    found = []
    for parts in (1, 3):
        network.zero_grad()
        scores, _ = Forward(network, criterion, parts=parts).backward(batch)
        assert network.weight.grad is not None
        found.append((scores, network.weight.grad.clone()))
    (whole, whole_slopes), (pieces, their_slopes) = found
    assert torch.allclose(whole, pieces, atol=1e-6)
    assert torch.allclose(whole_slopes, their_slopes, atol=1e-6)
