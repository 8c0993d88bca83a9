"""The exported network, run by ONNX Runtime with the weights of the network at hand."""

from pathlib import Path

import onnx
import pytest
import torch
from torch import Tensor

from tlstudio.backbone.network import Network, load_network
from tlstudio.features.runtime.agreement import nearly_equal
from tlstudio.features.runtime.exported import read_export
from tlstudio.features.runtime.onnx_runtime import OnnxRuntime
from tlstudio.features.runtime.stretch import Stretch

CPU = torch.device("cpu")
SIZE = 64


@pytest.fixture
def model(exported: Path) -> onnx.ModelProto:
    data = read_export(exported)
    assert data
    return onnx.load_model_from_string(data)


def whole(network: Network) -> Stretch:
    return Stretch(network, None, network.tree.cuts[-1], SIZE, CPU)


def run_by_torch(stretch: Stretch, inputs: Tensor) -> Tensor:
    with torch.inference_mode():
        values: Tensor = stretch.network.between(stretch.start, stretch.end)(inputs)
    return values


def test_that_it_gives_what_torch_gives_wherever_the_border_lies(
    model: onnx.ModelProto, network: Network, pictures: Tensor
) -> None:
    for cut in network.tree.cuts[::-8]:
        size = tuple(run_by_torch(Stretch(network, None, cut, SIZE, CPU), pictures[:1]).shape[1:])
        stretch = Stretch(network, None, cut, SIZE, CPU)
        values = OnnxRuntime(model, stretch)(pictures[:2])
        assert values.dtype is torch.float32
        assert tuple(values.shape) == (2, *size)
        assert nearly_equal(values, run_by_torch(stretch, pictures[:2])), cut.after


def test_that_a_deeper_border_can_start_from_what_a_shallower_one_kept(
    model: onnx.ModelProto, network: Network, pictures: Tensor
) -> None:
    cuts = network.tree.cuts
    kept = OnnxRuntime(model, Stretch(network, None, cuts[5], SIZE, CPU))(pictures)
    onward = OnnxRuntime(model, Stretch(network, cuts[5], cuts[-2], SIZE, CPU))(kept)
    assert nearly_equal(onward, run_by_torch(Stretch(network, None, cuts[-2], SIZE, CPU), pictures))


def test_that_a_photo_gives_the_same_whichever_photos_stand_beside_it(
    model: onnx.ModelProto, network: Network, pictures: Tensor
) -> None:
    runtime = OnnxRuntime(model, whole(network))
    together = runtime(pictures)
    for count in (1, 2, 7, 19):
        assert torch.equal(runtime(pictures[:count]), together[:count])


def test_that_the_layout_in_memory_does_not_matter(model: onnx.ModelProto, network: Network, pictures: Tensor) -> None:
    runtime = OnnxRuntime(model, whole(network))
    assert torch.equal(runtime(pictures.to(memory_format=torch.channels_last)), runtime(pictures))


def test_that_it_uses_the_weights_that_the_network_has_now(
    model: onnx.ModelProto, network: Network, pictures: Tensor
) -> None:
    before = OnnxRuntime(model, whole(network))(pictures)
    with torch.no_grad():
        network.get_parameter("blocks.0.0.conv_dw.weight").mul_(1.5)
        network.get_buffer("blocks.0.0.bn1.running_mean").add_(0.2)
    after = OnnxRuntime(model, whole(network))(pictures)
    assert nearly_equal(after, run_by_torch(whole(network), pictures))
    assert not nearly_equal(after, before)


def test_that_random_weights_share_the_export(model: onnx.ModelProto, pictures: Tensor) -> None:
    other = load_network("efficientnet_lite0", 2, seed=5, random_weights=True).eval()
    assert nearly_equal(OnnxRuntime(model, whole(other))(pictures), run_by_torch(whole(other), pictures))


def test_that_an_export_holds_no_weights(exported: Path) -> None:
    assert exported.stat().st_size < 500_000


def test_that_another_networks_export_is_refused(model: onnx.ModelProto) -> None:
    with pytest.raises(LookupError):
        OnnxRuntime(model, whole(load_network("resnet18", 2, seed=5, random_weights=True).eval()))
