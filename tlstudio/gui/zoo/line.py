"""One line of the zoo: a network of the catalogue, or a model of one's own that training can start from."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tlstudio.foundation.names import printable

if TYPE_CHECKING:
    from tlstudio.backbone.catalogue import Entry

State = Literal["embedded", "own model", "on disk", "download"]
OWN = "own models"
_STUDIO = "the studio"


@dataclass(frozen=True)
class Line:
    """`name` is what a recipe calls it: a name of the catalogue, or the path of a model file; `title` is for people.

    `weights`, `top1` and `size` are None where nobody says.
    """

    name: str
    title: str
    source: str
    family: str
    weights: int | None
    bytes: int
    top1: float | None
    size: int | None
    licence: str
    state: State

    @property
    def is_here(self) -> bool:
        """Whether training can start from it without a download."""
        return self.state != "download"


def line_of(entry: "Entry") -> Line:
    """A network of the catalogue."""
    return Line(
        name=entry.name,
        title=entry.name,
        source=_STUDIO if entry.state == "embedded" else entry.source,
        family=entry.family,
        weights=entry.parameters,
        bytes=entry.bytes,
        top1=entry.top1,
        size=entry.size or None,
        licence=entry.licence,
        state=entry.state,
    )


def line_of_model(path: Path) -> Line:
    """A model file; nothing in it is read. OSError when it is not there."""
    return Line(str(path), printable(path.stem, 80), OWN, "", None, path.stat().st_size, None, None, "", "own model")


def title_of(name: str) -> str:
    """How a network is called for people: a name of the catalogue, or the name of a model's file."""
    return printable(Path(name).stem, 80) if is_model(name) else name


def is_model(name: str) -> bool:
    """Whether that is a model's file and no name of the catalogue."""
    return name.lower().endswith(".tlmodel")
