"""Heat maps are those of captum's Grad-CAM, lie over what the network saw, and leave the network as it was."""

from collections.abc import Callable
from pathlib import Path

import network_checks as checks
import numpy as np
import pytest
import torch
from captum.attr import LayerGradCam
from PIL import Image
from torch import Tensor, nn

from tlstudio.backbone.network import Network
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.features.inputs import network_input, pixel_request
from tlstudio.foundation.errors import StudioError
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo
from tlstudio.prediction.heat_map import HeatMap, HeatMaps

CLASSES = ("ants", "bees", "wasps")
CPU = torch.device("cpu")
Change = Callable[[Tensor], Tensor]


def photo_for(network: Network, seed: int = 0) -> Photo:
    """Coarse and fine noise, as the network wants to be shown it."""
    size = network.preprocessing.size
    coarse = np.random.default_rng(seed).integers(0, 256, (5, 5, 3), dtype=np.uint8)
    pixels = np.asarray(Image.fromarray(coarse).resize((size, size), Image.Resampling.BICUBIC))
    return Photo(pixels, size, size)


def maps_of(network: Network) -> HeatMaps:
    return HeatMaps(network, CLASSES, network.preprocessing, CPU)


def theirs(network: Network, model: nn.Module, layer: nn.Module, photo: Photo, label: str) -> np.ndarray:
    """captum's map at that layer, stretched as ours are."""
    inputs = network_input([photo], network.preprocessing)
    found = LayerGradCam(model, layer).attribute(inputs, target=CLASSES.index(label), relu_attributions=True)
    heat = found[0, 0].detach()
    return (heat / heat.max().clamp_min(1e-12)).numpy()


class ShownAsMaps(nn.Module):
    """The network, with what comes out of a layer shown as maps, channels first, on its way to the next."""

    def __init__(self, network: nn.Module, layer: nn.Module, to_maps: Change, back: Callable[..., Tensor]) -> None:
        super().__init__()
        self.network = network
        self.maps = nn.Identity()
        layer.register_forward_hook(lambda _layer, _inputs, output: back(self.maps(to_maps(output)), output))

    def forward(self, batch: Tensor) -> Tensor:
        result: Tensor = self.network(batch)
        return result


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("efficientnet_lite0", "bn2"),
        ("test_resnet.r160_in1k", "layer4"),
        ("test_byobnet.r160_in1k", "final_conv"),
        ("resnet18", "layer4"),
    ],
)
def test_that_the_map_of_a_network_with_maps_is_the_oracle_s(name: str, layer: str) -> None:
    network = checks.random_network(name).eval()
    photo, heat_maps = photo_for(network), maps_of(network)
    ours = [heat_maps.of(photo, label).values for label in CLASSES]
    assert max(heat.max() for heat in ours) == 1
    for label, heat in zip(CLASSES, ours, strict=True):
        assert heat.dtype == np.float32
        np.testing.assert_allclose(
            heat, theirs(network, network, network.get_submodule(layer), photo, label), atol=1e-5
        )


@pytest.mark.parametrize(
    ("name", "prefix", "block"),
    [
        ("vit_tiny_patch16_224.augreg_in21k_ft_in1k", 1, "blocks.10"),
        ("deit_tiny_distilled_patch16_224.fb_in1k", 2, "blocks.10"),
    ],
)
def test_that_the_map_of_a_transformer_is_the_oracle_s_and_one_block_earlier_behind_a_class_token(
    name: str, prefix: int, block: str
) -> None:
    network = checks.random_network(name).eval()
    photo, heat_maps = photo_for(network), maps_of(network)
    ours = [heat_maps.of(photo, label).values for label in CLASSES]
    side = ours[0].shape[0]

    def to_maps(tokens: Tensor) -> Tensor:
        return tokens[:, prefix:].transpose(1, 2).reshape(len(tokens), -1, side, side)

    def back(maps: Tensor, tokens: Tensor) -> Tensor:
        return torch.cat([tokens[:, :prefix], maps.flatten(2).transpose(1, 2)], 1)

    shown = ShownAsMaps(network, network.get_submodule(block), to_maps, back)
    for label, heat in zip(CLASSES, ours, strict=True):
        np.testing.assert_allclose(heat, theirs(network, shown, shown.maps, photo, label), atol=1e-5)


def test_that_the_map_of_a_network_with_its_channels_last_is_the_oracle_s() -> None:
    network = checks.random_network("swin_tiny_patch4_window7_224.ms_in1k").eval()
    photo, heat_maps = photo_for(network), maps_of(network)
    ours = [heat_maps.of(photo, label).values for label in CLASSES]
    shown = ShownAsMaps(
        network, network.norm, lambda output: output.permute(0, 3, 1, 2), lambda maps, _: maps.permute(0, 2, 3, 1)
    )
    for label, heat in zip(CLASSES, ours, strict=True):
        assert heat.shape == (7, 7)
        np.testing.assert_allclose(heat, theirs(network, shown, shown.maps, photo, label), atol=1e-5)


@pytest.fixture(scope="module")
def resnet() -> Network:
    return checks.random_network("test_resnet.r160_in1k").eval()


def test_that_a_network_is_left_as_it_was(resnet: Network) -> None:
    resnet.freeze(["conv1.3"])
    wanted = {name: parameter.requires_grad for name, parameter in resnet.named_parameters()}
    batch = network_input([photo_for(resnet)], resnet.preprocessing)
    with torch.no_grad():
        before = resnet(batch)
        maps_of(resnet).of(photo_for(resnet), "ants")
        assert torch.equal(resnet(batch), before)
        assert not torch.is_grad_enabled()
    assert {name: parameter.requires_grad for name, parameter in resnet.named_parameters()} == wanted
    assert all(parameter.grad is None for parameter in resnet.parameters())
    assert not any(module.training for module in resnet.modules() if not isinstance(module, nn.Identity))


def test_that_nothing_is_hot_where_nothing_speaks_for_the_class() -> None:
    network = checks.random_network("test_resnet.r160_in1k").eval()
    with torch.no_grad():
        network.head.weight[0] = 0
    heat_maps = maps_of(network)
    assert not heat_maps.of(photo_for(network), "ants").values.any()
    assert heat_maps.of(photo_for(network), "bees").values.max() == 1


def test_that_values_that_are_no_numbers_are_said() -> None:
    network = checks.random_network("test_resnet.r160_in1k").eval()
    with torch.no_grad():
        network.head.weight[0] = torch.nan
    with pytest.raises(StudioError, match="no numbers"):
        maps_of(network).of(photo_for(network), "ants")


def test_that_a_network_that_can_only_be_cut_far_in_front_says_so() -> None:
    network = checks.random_network("test_vit.r160_in1k").eval()  # one of the few whose data flow cannot be followed
    with pytest.raises(StudioError, match=r"no heat map: deep inside of test_vit\.r160_in1k there is no point"):
        maps_of(network).of(photo_for(network), "ants")


def test_that_heat_is_shared_out_by_area_over_the_part_that_was_seen() -> None:
    values = np.array([[0, 1], [0, 3]], np.float32)
    heat = HeatMap("ants", values, (0.0, 0.0, 1.0, 1.0))
    assert heat.share((0.5, 0.0, 1.0, 1.0)) == pytest.approx(1)
    assert heat.share((0.0, 0.0, 1.0, 0.5)) == pytest.approx(0.25)
    assert heat.share((0.75, 0.5, 1.0, 1.0)) == pytest.approx(0.375)
    assert HeatMap("ants", values, (0.0, 0.0, 0.5, 1.0)).share((0.5, 0.0, 1.0, 1.0)) == 0
    assert HeatMap("ants", 0 * values, (0.0, 0.0, 1.0, 1.0)).share((0.0, 0.0, 1.0, 1.0)) == 0


@pytest.mark.parametrize(
    ("fit", "size", "box"),
    [
        ("crop", (400, 200), (0.28125, 0.0625, 0.71875, 0.9375)),
        ("stretch", (400, 200), (0.0, 0.0, 1.0, 1.0)),
        ("pad", (400, 200), (0.0, -0.5, 1.0, 1.5)),
        ("pad", (200, 400), (-0.5, 0.0, 1.5, 1.0)),
    ],
)
def test_that_the_map_says_which_part_of_the_photo_it_lies_over(
    resnet: Network, tmp_path: Path, fit: str, size: tuple[int, int], box: tuple[float, ...]
) -> None:
    preprocessing = Preprocessing(64, 0.875, "bilinear", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5), fit)
    Image.new("RGB", size, (90, 20, 20)).save(tmp_path / "photo.png")
    with PhotoPool(workers=1) as pool:
        photo = pool.submit(tmp_path / "photo.png", pixel_request(preprocessing), Priority.DROP).result()
    assert isinstance(photo, Photo)
    heat: HeatMap = HeatMaps(resnet, CLASSES, preprocessing, CPU).of(photo, "ants")
    assert heat.box == pytest.approx(box, abs=0.01)
    assert heat.label == "ants"
