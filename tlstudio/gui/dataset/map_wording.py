"""What the map says in words."""

from typing import TYPE_CHECKING

from tlstudio.dataset.sample import Sample
from tlstudio.foundation.names import printable
from tlstudio.gui.dataset.photo_model import label_text

if TYPE_CHECKING:
    from tlstudio.evaluation.embedding_map import EmbeddingMap

INVITATION = (
    "A map shows which photos look alike to the network, in groups, and which of them stand alone. "
    "For this, the network looks at each photo once."
)
EXPLANATION = (
    "Photos that look alike to the network lie close together. The axes have no meaning of their own, and how far "
    "apart groups lie says little."
)
HOW_TO = "Draw around points to select them."
OTHER_NETWORK = "This map was made with another network than the one that is chosen now."


def method_text(made: "EmbeddingMap") -> str:
    """How the photos got where they are."""
    count = len(made.keys)
    if not made.arranged:
        return "There are too few photos to find groups among them."
    if made.arranged == count:
        return "Arranged by t-SNE."
    return (
        f"{made.arranged:,} of {count:,} photos, drawn at random, were arranged by t-SNE; each of the others stands "
        "beside the one of them that it is most like."
    )


def missing_text(added: int, unreadable: int) -> str:
    """Which photos have no place on the map: those that came after it was made, and those that could not be read."""
    parts = []
    if added:
        parts.append(f"{_photos(added)} came after this map was made and {_is(added)} not on it.")
    if unreadable:
        parts.append(f"{_photos(unreadable)} could not be read and {_is(unreadable)} not on this map.")
    return " ".join(parts)


def description(shown: int, selected: int, pointed: Sample | None = None) -> str:
    """`Map of 398 photos, 12 selected. At ant.jpg, ants.`: what a screen reader says instead of the points."""
    at = f" At {printable(pointed.path.name, 60)}, {label_text(pointed, 60)}." if pointed else ""
    return f"Map of {_photos(shown)}, {selected:,} selected.{at}"


def _photos(count: int) -> str:
    return "1 photo" if count == 1 else f"{count:,} photos"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
