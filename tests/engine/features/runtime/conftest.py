"""One real export, made once for all tests, and the networks it is used with."""

import shutil
from pathlib import Path

import pytest
import torch
from torch import Tensor

from tlstudio.backbone.network import Network, load_network
from tlstudio.features.runtime import candidates
from tlstudio.features.runtime.exported import export_path, make_export, runtimes_folder
from tlstudio.foundation.control import Control

BACKBONE = "efficientnet_lite0"
SIZE = 64


@pytest.fixture(autouse=True)
def _no_session_kept() -> None:
    """Each test opens its own."""
    candidates._last.clear()


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the export of the embedded network, made by the child process."""
    folder = tmp_path_factory.mktemp("exports")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TLSTUDIO_HOME", str(folder))
        list(make_export(BACKBONE, SIZE, Control()))
        return runtimes_folder()


@pytest.fixture
def exported(exports: Path) -> Path:
    """The same export in this test's own home."""
    shutil.copytree(exports, runtimes_folder())
    return export_path(BACKBONE, SIZE)


@pytest.fixture
def network() -> Network:
    """The embedded network, frozen."""
    network = load_network(BACKBONE, 2, seed=0).eval()
    network.freeze(row.path for row in network.tree.rows if row.stateful and row.path != "head")
    return network


@pytest.fixture
def pictures() -> Tensor:
    """Float32 (20, 3, 64, 64), like normalised photos."""
    return torch.randn(20, 3, SIZE, SIZE, generator=torch.Generator().manual_seed(0))
