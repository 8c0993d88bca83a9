import dataclasses
import hashlib
import io
import os
import pickle  # noqa: TID251 - to make the file that must not be believed
import shutil
from pathlib import Path

import pytest
import torch

from tlstudio.backbone.catalogue import find
from tlstudio.backbone.construction import build_unallocated
from tlstudio.backbone.network import load_network
from tlstudio.backbone.pretrained import Pretrained
from tlstudio.backbone.weights import load_weights, parse
from tlstudio.foundation.errors import StudioError


class Poison:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> object:
        return os.mkdir, (str(self.folder),)


@pytest.fixture
def lite0_copy(tmp_path: Path) -> Pretrained:
    """The embedded network with its weights file copied to a place where it can be damaged."""
    real = find("efficientnet_lite0")
    shutil.copy(real.weights_file(), tmp_path / real.file)
    return dataclasses.replace(real, folders=lambda: (tmp_path,))


def saved(value: object) -> bytes:
    buffer = io.BytesIO()
    torch.save(value, buffer)
    return buffer.getvalue()


def state_of(pretrained: Pretrained) -> dict[str, torch.Tensor]:
    """Weights that are all 0.5, without the seconds that random ones take."""
    network = build_unallocated(pretrained.build)
    return {name: torch.full_like(tensor, 0.5) for name, tensor in network.state_dict().items()}


def resnet18_at(folder: Path, data: bytes) -> Pretrained:
    """ResNet-18 with `data` as its weights file, pinned by eight digits as torchvision does."""
    digits = hashlib.sha256(data).hexdigest()[:8]
    (folder / f"resnet18-{digits}.pth").write_bytes(data)
    return dataclasses.replace(
        find("resnet18"), file=f"resnet18-{digits}.pth", sha256=digits, folders=lambda: (folder,)
    )


def test_that_the_embedded_weights_are_those_that_are_pinned() -> None:
    network = load_network("efficientnet_lite0", 2, seed=0)
    assert network.weights_hash == "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"


def test_that_the_embedded_weights_name_real_photos(real_photos: Path) -> None:
    from PIL import Image
    from torchvision.models import ResNet18_Weights
    from torchvision.transforms import v2

    pretrained = find("efficientnet_lite0")
    network = build_unallocated(pretrained.build)
    load_weights(network, pretrained)
    names = [name.replace(" ", "_") for name in ResNet18_Weights.DEFAULT.meta["categories"]]
    paths = [path for path in sorted((real_photos / "strangers").iterdir()) if path.stem in names]
    wanted = pretrained.preprocessing
    prepare = v2.Compose(
        [
            v2.Resize(round(wanted.size / wanted.crop_fraction), interpolation=v2.InterpolationMode.BICUBIC),
            v2.CenterCrop(wanted.size),
            v2.PILToTensor(),
            v2.ToDtype(torch.float32, scale=True),
            v2.Normalize(wanted.mean, wanted.std),
        ]
    )
    with torch.no_grad():
        scores = network(torch.stack([prepare(Image.open(path).convert("RGB")) for path in paths]))
    right = sum(names[best] == path.stem for best, path in zip(scores.argmax(1), paths, strict=True))
    assert len(paths) > 40
    assert right / len(paths) > 0.7


@pytest.mark.parametrize("where", [0, 1_000_000, -1])
def test_that_one_flipped_bit_in_the_file_is_noticed(lite0_copy: Pretrained, where: int) -> None:
    path = lite0_copy.weights_file()
    data = bytearray(path.read_bytes())
    data[where] ^= 1
    path.write_bytes(data)
    with pytest.raises(StudioError, match=r"was changed or is incomplete.*delete it") as caught:
        load_weights(build_unallocated(lite0_copy.build), lite0_copy)
    assert "\n" not in str(caught.value)


def test_that_a_file_cut_short_or_far_too_long_is_noticed(lite0_copy: Pretrained) -> None:
    path = lite0_copy.weights_file()
    for size in (1000, 1_000_000_000_000):
        os.truncate(path, size)
        with pytest.raises(StudioError, match="was changed or is incomplete"):
            load_weights(build_unallocated(lite0_copy.build), lite0_copy)


def test_that_a_poisoned_file_runs_nothing(tmp_path: Path) -> None:
    for number, data in enumerate([saved(Poison(tmp_path / "a")), pickle.dumps({"x": Poison(tmp_path / "b")})]):
        pretrained = resnet18_at(tmp_path, data)  # even with a hash that agrees
        with pytest.raises(StudioError, match="was changed or is incomplete") as caught:
            load_weights(build_unallocated(pretrained.build), pretrained)
        assert "weights_only" not in str(caught.value)
        assert not (tmp_path / "ab"[number]).exists()


@pytest.mark.parametrize(
    "value",
    [
        [torch.ones(2)],
        {1: torch.ones(2)},
        {"a": "text"},
        {"a": {"b": torch.ones(2)}},
        {"a": torch.tensor([float("nan")])},
        {"a": torch.ones(1).expand(1000)},
        {"a": torch.ones(2, 2).to_sparse()},
        {"a": torch.ones(2, device="meta")},
    ],
)
def test_that_only_named_dense_finite_tensors_are_taken(value: object) -> None:
    with pytest.raises(StudioError, match="was changed or is incomplete"):
        parse(saved(value), Path("weights.pth"))


def test_that_a_file_with_the_pinned_digits_is_loaded(tmp_path: Path) -> None:
    original = find("resnet18").build()
    pretrained = resnet18_at(tmp_path, saved(original.state_dict()))
    network = build_unallocated(pretrained.build)
    digest = load_weights(network, pretrained)
    assert digest.startswith(pretrained.sha256)
    assert len(digest) == 64
    for name, tensor in original.state_dict().items():
        assert torch.equal(network.state_dict()[name], tensor)
    assert all(weight.requires_grad for weight in network.parameters())


@pytest.mark.parametrize("harm", ["missing", "extra", "shape", "kind"])
def test_that_tensors_of_another_network_are_refused(tmp_path: Path, harm: str) -> None:
    state = state_of(find("resnet18"))
    if harm == "missing":
        del state["layer1.0.conv1.weight"]
    elif harm == "extra":
        state["surplus"] = torch.ones(1)
    elif harm == "shape":
        state["fc.bias"] = torch.ones(10)
    else:
        state["fc.bias"] = state["fc.bias"].half()
    pretrained = resnet18_at(tmp_path, saved(state))
    with pytest.raises(StudioError, match="was changed or is incomplete"):
        load_weights(build_unallocated(pretrained.build), pretrained)


def test_that_names_of_an_older_densenet_file_are_understood(tmp_path: Path) -> None:
    real = find("densenet121")
    state = state_of(real)
    old = {name: name for name in state} | {
        "features.denseblock1.denselayer1.norm1.weight": "features.denseblock1.denselayer1.norm.1.weight",
        "features.denseblock4.denselayer16.conv2.weight": "features.denseblock4.denselayer16.conv.2.weight",
    }
    data = saved({old[name]: tensor for name, tensor in state.items()})
    (tmp_path / "densenet.pth").write_bytes(data)
    pretrained = dataclasses.replace(real, file="densenet.pth", sha256="", folders=lambda: (tmp_path,))
    network = build_unallocated(real.build)
    load_weights(network, pretrained)
    assert torch.equal(network.state_dict()[next(iter(state))], next(iter(state.values())))


def test_that_helper_classifiers_in_the_file_do_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tlstudio.backbone import network as module

    real = find("googlenet")
    (tmp_path / "googlenet.pth").write_bytes(saved(state_of(real)))
    changed = dataclasses.replace(real, file="googlenet.pth", sha256="", folders=lambda: (tmp_path,))
    monkeypatch.setattr(module, "find", lambda _name: changed)
    network = load_network("googlenet", 2, seed=0)
    assert not any(name.startswith("aux") for name in network.state_dict())
