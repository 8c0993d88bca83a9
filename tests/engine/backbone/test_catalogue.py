import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tlstudio.backbone.catalogue import Entry, entries, find
from tlstudio.backbone.embedded import efficientnet_lite0
from tlstudio.backbone.network import load_network
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.folders import weights_folder


@pytest.fixture(autouse=True)
def no_shared_checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of weights that other tools share, empty."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    folder = tmp_path / "torch" / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    return folder


def entry(name: str) -> Entry:
    return next(each for each in entries() if each.name == name)


def test_that_a_line_has_exactly_the_promised_fields() -> None:
    assert list(msgspec.to_builtins(entries()[0])) == [
        "name",
        "source",
        "parameters",
        "bytes",
        "state",
        "licence",
        "top1",
        "family",
        "size",
    ]


def test_that_the_embedded_network_comes_first_and_torchvisions_follow() -> None:
    names = [each.name for each in entries()]
    assert names[0] == "efficientnet_lite0"
    assert len(names) == len(set(names))
    assert {"resnet18", "vit_b_16", "swin_t", "convnext_tiny"} < set(names)
    assert len(names) > 75


def test_that_an_entry_says_what_the_publisher_says() -> None:
    resnet = entry("resnet18")
    assert (resnet.source, resnet.parameters, resnet.licence) == ("torchvision", 11_689_512, "BSD-3-Clause")
    assert resnet.top1 == 0.69758
    assert 44e6 < resnet.bytes < 48e6
    assert entry("vit_h_14").licence.startswith("https://")


def test_that_the_embedded_entry_is_true() -> None:
    lite0 = entry("efficientnet_lite0")
    assert lite0.state == "embedded"
    assert lite0.bytes == efficientnet_lite0().bytes
    assert lite0.parameters == sum(weight.numel() for weight in efficientnet_lite0().build().parameters())


def test_that_a_file_in_either_folder_counts_as_on_disk(no_shared_checkpoints: Path) -> None:
    assert entry("resnet18").state == "download"
    weights_folder().mkdir(parents=True)
    (weights_folder() / find("resnet18").file).write_bytes(b"12345")
    (no_shared_checkpoints / find("resnet34").file).write_bytes(b"123")
    assert (entry("resnet18").state, entry("resnet18").bytes) == ("on disk", 5)
    assert (entry("resnet34").state, entry("resnet34").bytes) == ("on disk", 3)


def test_that_missing_weights_are_named_with_size_and_place() -> None:
    with pytest.raises(StudioError, match=r"resnet18-f37072fd\.pth \(47 MB, from https://") as caught:
        load_network("resnet18", 2, seed=0)
    assert str(weights_folder()) in str(caught.value)


def test_that_an_unknown_name_is_refused_with_names_that_are_near() -> None:
    with pytest.raises(UsageError, match=r"no network resnet19 .*Near it: .*resnet18"):
        find("resnet19")
    for name in ("hf-hub:someone/net", "../weights", "__import__", ""):
        with pytest.raises(UsageError):
            find(name)


def test_that_preprocessing_is_the_weights_own() -> None:
    assert find("efficientnet_lite0").preprocessing == Preprocessing(
        224, 0.875, "bicubic", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5)
    )
    assert find("resnet50").preprocessing == Preprocessing(
        224, 224 / 232, "bilinear", (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    )


def test_that_freezing_and_the_catalogue_load_no_torch() -> None:
    code = (
        "import sys, tlstudio.backbone.freezing, tlstudio.backbone.catalogue; "
        "sys.exit(bool({'torch', 'torchvision', 'timm'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
