"""What the project's tests share: a project of drawn photos, searched and open."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from draining import drain

from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.control import Control
from tlstudio.project.opening import create
from tlstudio.project.project import Project
from tlstudio.project.settings import Source


@pytest.fixture
def photos(draw_photos: Callable[..., Path]) -> Path:
    """Ten red and ten green photos in a folder each."""
    return draw_photos()


@pytest.fixture
def project(photos: Path, tmp_path: Path) -> Iterator[Project]:
    """A project of these photos, next to their folder."""
    with create(tmp_path / "kept.tlproject", Source((photos,))) as made:
        search(made)
        yield made


def search(project: Project) -> Dataset:
    """Look at the folders, to the end."""
    return drain(project.scan(Control()))[0]


@pytest.fixture(name="search")
def search_fixture() -> Callable[[Project], Dataset]:
    """Looks at a project's folders, to the end."""
    return search
