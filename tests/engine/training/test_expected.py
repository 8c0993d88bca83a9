"""What training will take, told from the tree alone, and set beside what really happens."""

import itertools
import math

import msgspec
import pytest
import torch

from tlstudio.backbone.catalogue import layer_tree
from tlstudio.backbone.freezing import border, freeze_map
from tlstudio.backbone.heads import with_head
from tlstudio.backbone.network import load_network
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.tree import HeadDesign, LayerTree
from tlstudio.features.cost import Amount, Speed
from tlstudio.training.expected import expected_load, expected_memory, expected_seconds, rows_behind, too_many_weights

PREPROCESSING = Preprocessing(224, 0.875, "bicubic", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))


@pytest.fixture(scope="module")
def tree() -> LayerTree:
    return layer_tree("efficientnet_lite0", 2)


def speed_at_cuts(tree: LayerTree) -> Speed:
    """1 ms from each cut to the next."""
    return Speed(tree.backbone, PREPROCESSING, 0.01, {cut.node: 0.001 * at for at, cut in enumerate(tree.cuts, 1)})


def test_that_freezing_more_never_needs_more_memory_or_time(tree: LayerTree) -> None:
    stateful = [row.path for row in tree.rows if row.stateful]
    frozen = [tuple(stateful[:count]) for count in range(len(stateful))]
    loads = [
        expected_load(tree, paths, border(tree, paths), Amount(200, 50), 32, speed_at_cuts(tree)) for paths in frozen
    ]
    seconds = [load.seconds or 0.0 for load in loads]
    assert seconds == sorted(seconds, reverse=True)
    assert loads[0].memory > 5 * loads[-1].memory
    memory = [load.memory for load in loads[1:]]
    assert all(later <= earlier * 1.0001 for earlier, later in itertools.pairwise(memory))


@pytest.mark.parametrize("strategy", ["all", "top"])
def test_that_the_memory_is_what_a_real_step_keeps(strategy: str) -> None:
    network = load_network("resnet18", 2, seed=0, random_weights=True)
    frozen = freeze_map(network.tree, strategy)
    network.freeze(frozen)
    cut, batch = border(network.tree, frozen), 3
    part = network.eval().between(cut, None)
    inputs = torch.rand(batch, *(cut.output if cut else (3, 224, 224)))
    weights = {parameter.data_ptr() for parameter in network.parameters()}
    kept: dict[int, torch.Tensor] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        if tensor.untyped_storage().data_ptr() not in weights:
            kept[tensor.untyped_storage().data_ptr()] = tensor.detach()
        return tensor

    part.train()
    network.train()
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        part(inputs)
    really = sum(tensor.untyped_storage().nbytes() for tensor in kept.values())
    no_batch, one_batch = (
        expected_memory(network.tree, frozenset(frozen), cut, count) for count in (1000, 1000 + batch)
    )
    assert 0.65 < really / (one_batch - no_batch) < 1.35


def test_that_weights_that_learn_count_four_times(tree: LayerTree) -> None:
    weights = sum(row.parameters for row in tree.rows if row.stateful)
    outputs = [math.prod(row.output) for row in tree.rows if row.output and not row.children]
    assert expected_memory(tree, frozenset(), None, 1) == 4 * (4 * weights + sum(outputs) + 2 * max(outputs))


def test_that_only_what_runs_behind_the_border_counts(tree: LayerTree) -> None:
    cut = next(cut for cut in tree.cuts if cut.after.startswith("blocks.5"))
    behind = [row.path for row in rows_behind(tree, cut)]
    assert behind[-1] == "head"
    assert not any(path.startswith(("blocks.4", "conv_stem")) for path in behind)
    assert cut.after not in behind


def test_that_an_epoch_goes_forwards_and_back_behind_the_border(tree: LayerTree) -> None:
    speed, cuts = speed_at_cuts(tree), len(tree.cuts)
    cut = tree.cuts[-11]
    assert expected_seconds(tree, cut, Amount(100, 10), speed, True) == pytest.approx((100 * 3 + 10) * 0.010)
    everything = (100 * 3 + 10) * 0.001 * cuts + 110 * 0.01
    assert expected_seconds(tree, None, Amount(100, 10), speed, True) == pytest.approx(everything)
    again = 110 * (0.01 + 0.001 * (cuts - 10))
    assert expected_seconds(tree, cut, Amount(100, 10), speed, False) == pytest.approx(3.1 + again)


def test_that_a_cut_network_takes_no_longer_than_its_front(tree: LayerTree) -> None:
    shorter = with_head(tree, HeadDesign(cut="blocks.4"))
    speed, last = speed_at_cuts(tree), shorter.cuts[-1]
    front = speed.cuts[last.point]
    assert expected_seconds(shorter, last, Amount(100, 10), speed, True) == 0
    assert expected_seconds(shorter, None, Amount(100, 10), speed, True) == pytest.approx(310 * front + 110 * 0.01)
    frozen = frozenset(freeze_map(shorter, "features"))
    assert expected_memory(shorter, frozen, last, 32) < expected_memory(tree, frozen, tree.cuts[-1], 32)


def test_that_an_unknown_speed_is_not_guessed(tree: LayerTree) -> None:
    unknown = Speed(tree.backbone, PREPROCESSING, 0.01, {})
    assert expected_seconds(tree, None, Amount(100, 10), unknown, True) is None


def test_that_few_photos_are_said_to_be_few(tree: LayerTree) -> None:
    assert too_many_weights(tree, (), 245) == 3_371_008
    assert too_many_weights(tree, (), 400) is None
    assert too_many_weights(tree, freeze_map(tree, "features"), 20) is None
    assert too_many_weights(tree, (), 5_000, from_nothing=True) == 3_371_008
    assert too_many_weights(tree, (), 0) is None


def test_that_a_larger_head_alone_is_no_reason_to_warn(tree: LayerTree) -> None:
    rows = (*tree.rows[:-1], msgspec.structs.replace(tree.rows[-1], parameters=10**9))
    assert too_many_weights(msgspec.structs.replace(tree, rows=rows), freeze_map(tree, "features"), 20) is None
