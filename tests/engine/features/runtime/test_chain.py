"""A network run in stretches gives at each cut what it gives there as a whole, by either runtime."""

from pathlib import Path

import pytest
import torch
from draining import drain
from torch import Tensor

from tlstudio.backbone.network import Network
from tlstudio.features.runtime.agreement import nearly_equal
from tlstudio.features.runtime.chain import open_chain
from tlstudio.features.runtime.onnx_runtime import onnx_runtime_name
from tlstudio.features.runtime.stretch import Stretch
from tlstudio.foundation.control import Control


@pytest.mark.parametrize("name", ["a runtime that nobody has", onnx_runtime_name()])
def test_that_a_chain_gives_what_passes_each_cut(exported: Path, network: Network, pictures: Tensor, name: str) -> None:
    cuts = network.tree.cuts[::-9][::-1]
    whole = Stretch(network, None, cuts[-1], pictures.shape[-1], torch.device("cpu"))
    chain, _ = drain(open_chain(name, whole, cuts, Control()))
    at_cuts = network.at_cuts()
    assert at_cuts
    with torch.inference_mode():
        expected = dict(zip((cut.node for cut in network.tree.cuts), at_cuts(pictures[:2]), strict=True))
    assert chain.name == name or chain.name.startswith("torch")
    for cut, seen in zip(cuts, chain(pictures[:2], lambda values: values), strict=True):
        assert nearly_equal(seen, expected[cut.node]), cut.after


def test_that_without_an_export_plain_torch_runs(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tlstudio.features.runtime.exported.run_module", lambda *arguments: None)
    whole = Stretch(network, None, network.tree.cuts[-1], 64, torch.device("cpu"))
    chain, _ = drain(open_chain(onnx_runtime_name(), whole, network.tree.cuts[-2:], Control()))
    assert chain.name.startswith("torch")
