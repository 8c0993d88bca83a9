"""A small hand-made tree, and networks to look at."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from tlstudio.backbone.tree import Cut, LayerTree, Row

MakeBatch = Callable[..., Tensor]


@pytest.fixture
def small_tree() -> LayerTree:
    """stem → blocks.0, .1, .10 (a convolution each; .1 has two) → pool → head, cut behind each of them."""

    def row(path: str, stage: int, parameters: int, *, children: int = 0, stateful: bool = True) -> Row:
        return Row(path, path.rpartition(".")[0], "Conv2d", stage, parameters, (8, 4, 4), children, stateful)

    rows = (
        row("stem", 0, 10),
        row("blocks", 1, 150, children=3, stateful=False),
        row("blocks.0", 1, 20, children=1, stateful=False),
        row("blocks.0.conv", 1, 20),
        row("blocks.1", 2, 70, children=2, stateful=False),
        row("blocks.1.conv", 2, 30),
        row("blocks.1.conv2", 2, 40),
        row("blocks.10", 2, 60, children=1, stateful=False),
        row("blocks.10.conv", 2, 60),
        row("pool", 3, 0, stateful=False),
        row("head", 3, 18),
    )
    order = ["stem", "blocks.0.conv", "blocks.1.conv", "blocks.1.conv2", "blocks.10.conv"]
    cuts = tuple(Cut(path, path, frozenset(order[: index + 1]), (8, 4, 4)) for index, path in enumerate(order))
    return LayerTree("small", rows, cuts, features=8)


@pytest.fixture
def make_batch() -> MakeBatch:
    """Random pictures, always the same: float32 (count, 3, size, size)."""

    def make(size: int, count: int = 1) -> Tensor:
        return torch.randn(count, 3, size, size, generator=torch.Generator().manual_seed(0))

    return make
