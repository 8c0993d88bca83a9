"""Plain torch; the half precision meant for GPUs is tried on the processor, which can do it too."""

import torch
from torch import Tensor

from tlstudio.backbone.network import Network
from tlstudio.features.runtime.agreement import agrees, nearly_equal
from tlstudio.features.runtime.stretch import Stretch
from tlstudio.features.runtime.torch_runtime import TorchRuntime, torch_names

CPU = torch.device("cpu")


def runtime(network: Network, kind: str) -> TorchRuntime:
    """Up to the first cut, whose values nothing bounds."""
    return TorchRuntime(Stretch(network, None, network.tree.cuts[0], 64, CPU), f"torch 2.0 {kind}")


def test_that_the_processor_computes_in_full_precision() -> None:
    names = torch_names(CPU, "fast")
    assert len(names) == 1
    assert names[0].endswith(" float32")


def test_that_it_gives_what_the_network_gives(network: Network, pictures: Tensor) -> None:
    values = runtime(network, "float32")(pictures)
    with torch.no_grad():
        assert nearly_equal(values, network.between(None, network.tree.cuts[0])(pictures))
    assert not values.requires_grad


def test_that_half_precision_gives_float32_values_that_nearly_agree(network: Network, pictures: Tensor) -> None:
    exact, half = runtime(network, "float32")(pictures), runtime(network, "bfloat16")(pictures)
    assert half.dtype is torch.float32
    assert agrees(half, exact)
    assert not torch.equal(half, exact)


def test_that_a_batch_too_large_for_half_precision_is_run_in_full(network: Network, pictures: Tensor) -> None:
    exact, half = runtime(network, "float32")(pictures * 1e6), runtime(network, "float16")(pictures * 1e6)
    assert exact.abs().max() > torch.finfo(torch.float16).max
    assert nearly_equal(half, exact)
