"""What a layer makes of a photo, as arrays: of every kind of layer, in networks that cannot be traced too."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from draining import drain
from PIL import Image

from tlstudio.backbone.network import Network, load_network
from tlstudio.evaluation import activations
from tlstudio.evaluation.activations import MOST_MAPS, Seen, look
from tlstudio.features.inputs import network_input, pixel_request
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo

Look = Callable[..., Seen]


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Grey, with one bright red square in the upper right quarter."""
    pixels = np.full((224, 224, 3), 90, np.uint8)
    pixels[40:70, 150:180] = (250, 30, 30)
    path = tmp_path_factory.mktemp("photo") / "square.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def see(pool: PhotoPool, photo: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Look]:
    """A look into a network; random weights where none are on this computer."""

    def load(name: str, classes: int, *, seed: int) -> Network:
        return load_network(name, classes, seed=seed, random_weights=name != "efficientnet_lite0")

    def see_there(name: str, path: str, source: Path | bytes = photo, **more: Any) -> Seen:
        seen, _ = drain(look(source, name, path, pool, Control(), **more))
        assert seen is not None
        return seen

    monkeypatch.setattr(activations, "load_network", load)
    activations._network.cache_clear()
    yield see_there
    activations._network.cache_clear()


def test_that_the_maps_are_what_the_network_computes_there(see: Look, pool: PhotoPool, photo: Path) -> None:
    seen = see("efficientnet_lite0", "blocks.1")
    network = load_network("efficientnet_lite0", 1, seed=0).eval()
    pixels = pool.submit(photo, pixel_request(network.preprocessing), Priority.DROP).result()
    assert isinstance(pixels, Photo)

    before = [cut for cut in network.tree.cuts if cut.after.startswith("blocks.1")][-1]
    with torch.inference_mode():
        there = network.between(None, before)(network_input([pixels], network.preprocessing))[0]

    assert seen.channels == len(there) == 24
    assert seen.maps.shape == (24, 56, 56)
    for tile, channel in enumerate(seen.numbers):
        low, high = seen.ranges[tile]
        assert high == pytest.approx(float(there[channel].max()), rel=1e-4)
        drawn = low + seen.maps[tile].astype(float) / 255 * (high - low)
        assert np.abs(drawn - there[channel].numpy()).max() <= (high - low) / 255
        assert seen.maps[tile][seen.peaks[tile]] == 255
    spreads = there.flatten(1).std(1)
    assert list(seen.numbers) == sorted(range(24), key=lambda channel: -float(spreads[channel]))


def test_that_the_first_layer_shows_its_filters_and_finds_the_square(see: Look) -> None:
    seen = see("efficientnet_lite0", "conv_stem")
    assert seen.filters is not None
    assert seen.filters.shape == (32, 3, 3, 3)
    assert seen.photo.shape == (224, 224, 3)
    row, column = seen.peaks[0]
    assert 15 <= row <= 40
    assert 70 <= column <= 95
    assert see("efficientnet_lite0", "blocks.0").filters is None


def test_that_at_most_the_liveliest_64_are_handed_out(see: Look) -> None:
    seen = see("efficientnet_lite0", "conv_head")
    assert (seen.channels, len(seen.maps), len(seen.numbers)) == (1280, MOST_MAPS, MOST_MAPS)


def test_that_a_vector_is_handed_out_as_values(see: Look) -> None:
    seen = see("efficientnet_lite0", "global_pool")
    assert seen.values is not None
    assert seen.values.shape == (1280,)
    assert len(seen.maps) == 0


def test_that_a_sequence_is_laid_back_onto_its_patches(see: Look) -> None:
    """The convolution that cuts the patches knows where they lie: what it gives is the sequence without the token."""
    seen = see("vit_b_16", "encoder.layers.encoder_layer_0.ln_1")
    assert (seen.channels, seen.tokens, seen.maps.shape) == (768, 1, (64, 14, 14))
    patches = see("vit_b_16", "conv_proj")
    assert patches.maps.shape == (64, 14, 14)
    assert patches.filters is not None


def test_that_maps_with_their_channels_behind_are_turned(see: Look) -> None:
    assert see("swin_t", "features.3").maps.shape[1:] == (28, 28)
    assert see("swin_t", "features.3").channels == 192


@pytest.mark.parametrize(
    ("name", "path", "words"),
    [
        ("efficientnet_lite0", "head", "train a model"),
        ("vit_b_16", "class_token", "a table of weights"),
        ("vit_b_16", "encoder.layers.encoder_layer_0.self_attention", "More than one thing"),
        ("efficientnet_lite0", "nowhere", "not in this network"),
    ],
)
def test_that_where_nothing_can_be_drawn_it_says_why(see: Look, name: str, path: str, words: str) -> None:
    seen = see(name, path)
    assert words in seen.why
    assert len(seen.maps) == 0
    assert seen.values is None


def test_that_a_network_that_cannot_be_traced_is_looked_into_as_well(see: Look) -> None:
    from tlstudio.backbone.catalogue import layer_tree

    name = "googlenet"
    rows = [row for row in layer_tree(name, 2).rows if len(row.output) == 3 and not row.children]
    for row in rows[:: len(rows) // 6]:
        seen = see(name, row.path)
        assert (seen.channels, *seen.maps.shape[1:]) == row.output


def test_that_the_network_is_loaded_once(see: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    see("efficientnet_lite0", "blocks.1")
    monkeypatch.setattr(activations, "load_network", lambda *_, **__: pytest.fail("loaded again"))
    assert see("efficientnet_lite0", "blocks.2").channels == 40


def test_that_what_is_no_photo_is_refused_in_a_sentence(see: Look, tmp_path: Path) -> None:
    (tmp_path / "words.jpg").write_text("no photo")
    with pytest.raises(StudioError, match=r"Nothing to see: .+\."):
        see("efficientnet_lite0", "blocks.1", tmp_path / "words.jpg")


def test_that_a_stopped_look_ends(pool: PhotoPool, photo: Path) -> None:
    control = Control()
    control.stop()
    assert drain(look(photo, "efficientnet_lite0", "blocks.1", pool, control))[0] is None
