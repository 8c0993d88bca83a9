"""What runs in the background for the panel, because it loads torch and the networks' libraries."""

from collections.abc import Generator

from tlstudio.backbone.tree import LayerTree
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.libraries import load_engine


def load_tree(name: str, classes: int) -> Generator[Event, None, LayerTree]:
    """The layers of one network with a head for that many classes."""
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.backbone.catalogue import layer_tree

    return layer_tree(name, classes)
