import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import Tensor, nn

from tlstudio.backbone.catalogue import find
from tlstudio.backbone.construction import new_head
from tlstudio.backbone.freezing import border, freeze_map
from tlstudio.backbone.network import Network, empty_network, load_network
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.survey import survey, survey_network
from tlstudio.backbone.tree import Cut
from tlstudio.foundation.errors import StudioError

NETWORKS = ["resnet18", "densenet121", "googlenet", "squeezenet1_1", "mobilenet_v3_small", "swin_t", "vit_b_32"]
MakeBatch = Callable[..., Tensor]


@pytest.mark.parametrize("name", NETWORKS)
def test_that_both_parts_of_a_split_network_give_what_the_whole_gives(name: str, make_batch: MakeBatch) -> None:
    network = load_network(name, 3, seed=1, random_weights=True).eval()
    batch = make_batch(network.preprocessing.size)
    with torch.no_grad():
        whole = network(batch)
        assert whole.isfinite().all()
        for cut in chosen(network.tree.cuts):
            prefix, suffix = network.split(cut)
            passing = prefix(batch)
            assert tuple(passing.shape[1:]) == cut.output
            assert torch.equal(suffix(passing), whole), cut.after


def chosen(cuts: tuple[Cut, ...]) -> list[Cut]:
    return [cuts[0], cuts[len(cuts) // 2], cuts[-1]]


def test_that_the_embedded_network_is_split_exactly_at_every_block(make_batch: MakeBatch) -> None:
    network = load_network("efficientnet_lite0", 3, seed=1).eval()
    batch = make_batch(96)
    with torch.no_grad():
        whole = network(batch)
        for number in range(7):
            frozen = freeze_map(network.tree, "all", ["conv_stem", "bn1", f"blocks.[0-{number}]"])
            network.freeze(frozen)
            cut = border(network.tree, frozen)
            assert cut is not None
            assert cut.after.startswith(f"blocks.{number}.")
            prefix, suffix = network.split(cut)
            assert torch.equal(suffix(prefix(batch)), whole)


def test_that_the_weights_of_a_part_are_the_networks_own(make_batch: MakeBatch) -> None:
    network = load_network("resnet18", 3, seed=1, random_weights=True)
    network.freeze(freeze_map(network.tree, "top"))
    cut = border(network.tree, network.frozen)
    assert cut is not None
    prefix, suffix = network.split(cut)
    own = {id(parameter) for parameter in network.parameters()}
    assert {id(parameter) for part in (prefix, suffix) for parameter in part.parameters()} == own
    suffix(prefix(make_batch(64, 2))).sum().backward()
    assert all((parameter.grad is not None) == parameter.requires_grad for parameter in network.parameters())


def test_that_a_part_leaves_frozen_norms_alone_even_when_told_to_train() -> None:
    network = load_network("resnet18", 3, seed=1, random_weights=True)
    network.freeze(("bn1", "layer4.1.bn2"))
    _, suffix = network.split(network.tree.cuts[0])
    suffix.train()
    assert not network.get_submodule("layer4.1.bn2").training
    suffix.eval()
    assert network.get_submodule("layer4.1.bn1").training


def test_that_the_border_of_a_frozen_body_is_in_front_of_the_head() -> None:
    tree = empty_network("efficientnet_lite0", 2).tree
    cut = border(tree, freeze_map(tree, "features"))
    assert cut is not None
    assert (cut.after, cut.output) == ("global_pool.flatten", (1280,))


def test_that_weightless_layers_belong_to_the_part_in_front() -> None:
    tree = empty_network("resnet18", 2).tree
    cut = border(tree, ("conv1", "bn1"))
    assert cut is not None
    assert cut.after == "maxpool"
    assert cut.output == (64, 56, 56)


def test_that_dropout_belongs_to_the_part_behind() -> None:
    tree = empty_network("squeezenet1_1", 2).tree
    cut = border(tree, freeze_map(tree, "features"))
    assert cut is not None
    assert cut.output == (512, 13, 13)  # its classifier starts with dropout, then pools


def test_that_no_border_lies_behind_a_dropout_that_is_switched_on() -> None:
    tree = empty_network("alexnet", 2).tree
    in_front = freeze_map(tree, "features", (), ["classifier.4"])
    cut = border(tree, in_front)
    assert "classifier.1" in in_front
    assert cut is not None
    assert cut.after == "avgpool"  # classifier.0 is a dropout, on as long as classifier.4 trains


def test_that_a_dense_block_is_not_cut_inside() -> None:
    tree = empty_network("densenet121", 2).tree
    assert not any(cut.after.startswith("features.denseblock1.denselayer3") for cut in tree.cuts)


def test_that_looking_at_one_network_leaves_another_threads_work_alone(make_batch: MakeBatch) -> None:
    network = load_network("mobilenet_v3_small", 3, seed=1, random_weights=True).eval()
    batch = make_batch(64)
    with torch.no_grad():
        wanted = network(batch)
    done = threading.Event()

    def keep_predicting() -> list[Tensor]:
        answers = []
        with torch.no_grad():
            while not done.is_set():
                answers.append(network(batch))
        return answers

    with ThreadPoolExecutor() as pool:
        predicting = pool.submit(keep_predicting)
        cuts = {survey.__wrapped__(find("mobilenet_v3_large")).tree.cuts for _ in range(3)}
        done.set()
        answers = predicting.result()
    assert len(cuts) == 1
    assert len(answers) > 3
    assert all(torch.equal(answer, wanted) for answer in answers)


class Winding(nn.Module):
    """Cannot be traced: its way depends on the values. `twice` reads the input a second time."""

    def __init__(self, twice: bool = False) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, padding=1)
        self.blocks = nn.Sequential(nn.BatchNorm2d(4), nn.ReLU(), nn.Dropout(), nn.Conv2d(4, 4, 1))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.twice = twice

    def forward(self, batch: Tensor) -> Tensor:
        values = self.pool(self.blocks(self.stem(batch))).flatten(1)
        assert len(values) > 0
        return values + batch.mean() if self.twice else values


def winding(twice: bool = False) -> Network:
    surveyed = survey_network(Winding(twice).to("meta").eval(), "winding", 4, 16)
    preprocessing = Preprocessing(16, 1.0, "bilinear", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
    return Network(Winding(twice), new_head(4, 2, 0), surveyed, preprocessing, "")


def test_that_a_network_that_cannot_be_traced_is_cut_along_its_main_sequence(make_batch: MakeBatch) -> None:
    network = winding().eval()
    assert "cut only between the children" in network.tree.note
    assert [cut.after for cut in network.tree.cuts] == ["stem", "blocks.1", "pool"]  # blocks.2 is dropout
    batch = make_batch(16)
    for cut in network.tree.cuts:
        prefix, suffix = network.split(cut)
        assert torch.equal(suffix(prefix(batch)), network(batch))


def test_that_a_cut_that_would_change_the_result_is_refused() -> None:
    network = winding(twice=True)
    with pytest.raises(StudioError, match="winding cannot be cut here"):
        network.split(network.tree.cuts[0])
