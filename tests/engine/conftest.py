"""What tests of several rooms of the engine share."""

from collections.abc import Iterator

import pytest

from tlstudio.photos.pool import PhotoPool


@pytest.fixture(scope="module")
def pool() -> Iterator[PhotoPool]:
    """One reader process, for all tests of a file."""
    with PhotoPool(workers=1) as readers:
        yield readers
