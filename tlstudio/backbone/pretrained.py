"""One pre-trained network of the catalogue: how it is built, where its weights lie, and what they expect to see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.foundation.errors import StudioError

if TYPE_CHECKING:
    from torch import nn


def _same(name: str) -> str:
    return name


@dataclass(frozen=True)
class Pretrained:
    """A network that can be built, and its weights file.

    `build` makes the network as its own library does, with ImageNet's 1000 classes and random weights. `sha256` is
    the hash of the whole file, or as many leading digits of it as its publisher pins. `folders` says where `file` is
    searched, first one first. `renamed` turns a name in the file into the network's own; `by_order` ignores the names
    and takes the tensors in order. `top1` is the ImageNet accuracy its publisher states, 0 to 1.
    """

    name: str
    source: str
    parameters: int
    licence: str
    top1: float | None
    preprocessing: Preprocessing
    file: str
    bytes: int
    sha256: str
    folders: Callable[[], tuple[Path, ...]]
    build: Callable[[], nn.Module]
    url: str = ""
    embedded: bool = False
    by_order: bool = False
    renamed: Callable[[str], str] = _same

    def located(self) -> Path | None:
        """Where the weights file lies on this computer, or None."""
        paths = (folder / self.file for folder in self.folders())
        return next((path for path in paths if path.is_file()), None)

    def weights_file(self) -> Path:
        """The same, with a StudioError that says which file is needed and where it belongs."""
        path = self.located()
        if path is None:
            raise StudioError(self._missing())
        return path

    def _missing(self) -> str:
        size = f"{max(1, round(self.bytes / 1e6)):,} MB"
        if self.embedded:
            return f"The weights of {self.name} ({self.file}, {size}) are missing: install the studio again."
        return (
            f"The weights of {self.name} are not on this computer: put the file {self.file} ({size}, from {self.url}) "
            f"into {self.folders()[0]} and try again."
        )
