"""One small network of several families: each parameter in a row, frozen, cut, and trained for a step."""

import network_checks as checks
import pytest
import torch

NAMES = [
    "test_resnet.r160_in1k",
    "test_vit.r160_in1k",
    "test_efficientnet.r160_in1k",
    "test_convnext.r160_in1k",
    "test_nfnet.r160_in1k",
    "test_byobnet.r160_in1k",
    "mobilenetv3_small_050.lamb_in1k",
    "regnetx_002.pycls_in1k",
    "edgenext_xx_small.in1k",
    "mobilevit_xxs.cvnets_in1k",
    "efficientvit_m0.r224_in1k",
    "pvt_v2_b0.in1k",
    "pit_ti_224.in1k",
    "deit_tiny_distilled_patch16_224.fb_in1k",
]


@pytest.mark.parametrize("name", NAMES)
def test_that_a_network_of_this_family_is_frozen_cut_and_trained(name: str) -> None:
    network = checks.random_network(name).eval()
    batch = checks.pictures(network)
    assert checks.has_a_row_for_each_parameter(network)
    upto = checks.stages(network.tree)
    step = checks.train_a_step(network, upto[len(upto) // 2], batch)
    assert step.is_right
    with torch.no_grad():
        whole = network.eval()(batch)
    assert checks.splits_exactly(network, network.tree.cuts[-1], batch, whole)
    assert checks.comes_back_from_its_weights(name, network, batch, whole)
