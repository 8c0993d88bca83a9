"""A model's trained body as the start of the next one."""

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import torch
from draining import drain

from tlstudio.backbone.catalogue import find, layer_tree, own_models
from tlstudio.backbone.network import load_network
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Finished
from tlstudio.foundation.folders import models_folder
from tlstudio.modelfile.container import read_model, write_model
from tlstudio.modelfile.description import Description, Scores
from tlstudio.pipeline import run
from tlstudio.training.recipe import Recipe

DrawPhotos = Callable[..., Path]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """What a training of the last layers on photos of 64 pixels leaves behind."""
    network = load_network("efficientnet_lite0", 2, seed=0)
    weights = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    weights["conv_head.weight"] *= 1.1
    preprocessing = msgspec.structs.replace(network.preprocessing, size=64)
    description = Description(
        classes=["ants", "bees"],
        backbone="efficientnet_lite0",
        backbone_sha256=network.weights_hash,
        frozen=[],
        frozen_sha256=None,
        head={"type": "linear", "features": 1280},
        input={},
        preprocessing=msgspec.to_builtins(preprocessing),
        recipe={},
        runtime={},
        scores=Scores(2, 2, 1.0, (0.3, 1.0), 0.1, 1, used_to_choose=True),
        versions={},
    )
    write_model(tmp_path / "colours.tlmodel", description, weights)
    return tmp_path / "colours.tlmodel"


def test_that_the_body_is_the_models_and_the_head_is_new(model: Path) -> None:
    _, weights = read_model(model)
    network = load_network(str(model), 3, seed=0)
    state = network.state_dict()
    assert state.keys() == weights.keys()
    assert all(torch.equal(state[name], weights[name]) for name in state if not name.startswith("head."))
    assert state["head.weight"].shape == (3, 1280)
    assert network.preprocessing.size == 64
    fresh = load_network("efficientnet_lite0", 3, seed=0).state_dict()
    assert not torch.equal(state["conv_head.weight"], fresh["conv_head.weight"])


def test_that_its_tree_is_named_as_it_was_asked_for(model: Path) -> None:
    tree = layer_tree(str(model), 4)
    assert tree.backbone == str(model)
    assert [row.path for row in tree.rows] == [row.path for row in layer_tree("efficientnet_lite0", 4).rows]


def test_that_the_next_model_opens_without_the_first_and_says_where_it_came_from(
    model: Path, draw_photos: DrawPhotos, tmp_path: Path
) -> None:
    from tlstudio.prediction.predictor import load_model

    out = tmp_path / "next.tlmodel"
    photos = draw_photos(("one", "two", "three"), name="others")
    _, events = drain(run(Recipe(photos=str(photos), out=str(out), backbone=str(model))))
    assert isinstance(events[-1], Finished)
    assert events[-1].frozen_unchanged is True
    model.rename(tmp_path / "gone")
    description, weights = read_model(out)
    _, first = read_model(tmp_path / "gone")
    assert description.backbone == "efficientnet_lite0"
    assert description.parent
    assert description.parent.model == "colours.tlmodel"
    assert description.parent.weights_sha256 == description.backbone_sha256
    assert torch.equal(weights["conv_head.weight"], first["conv_head.weight"])
    assert load_model(out).predict(next((photos / "two").iterdir())).label in ("one", "two", "three")


def test_that_a_damaged_or_missing_model_is_one_sentence(model: Path, tmp_path: Path) -> None:
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 1
    damaged = tmp_path / "damaged.tlmodel"
    damaged.write_bytes(data)
    with pytest.raises(StudioError, match="damaged"):
        load_network(str(damaged), 2, seed=0)
    with pytest.raises(StudioError, match="no such file"):
        find(str(tmp_path / "absent.tlmodel"))


def test_that_kept_models_are_listed_by_their_path(model: Path) -> None:
    assert own_models() == []
    models_folder().mkdir(parents=True)
    kept = models_folder() / "colours.tlmodel"
    shutil.copy(model, kept)
    (models_folder() / "broken.tlmodel").write_bytes(b"PK")
    (entry,) = own_models()
    assert (entry.name, entry.source, entry.state, entry.size) == (str(kept), "your model", "on disk", 64)
    assert entry.bytes == kept.stat().st_size
