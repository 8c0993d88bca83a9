"""One pre-trained network of the catalogue: how it is built, where its weights lie, and what they expect to see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.seals import read_seal, seal_path
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.folders import weights_folder
from tlstudio.foundation.names import printable

if TYPE_CHECKING:
    from torch import Tensor, nn


def _same(name: str) -> str:
    return name


@dataclass(frozen=True)
class Pretrained:
    """A network that can be built, and its weights file.

    `build` makes the network as its own library does, with ImageNet's 1000 classes and random weights. `sha256` is
    the hash of the whole file, or as many leading digits of it as its publisher pins, "" when none are. `sealed`: a
    file counts only with the seal that it got when it came (`seals`). `folders` says where `file` is searched, first
    one first. `renamed` turns a name in the file into the network's own; `by_order` ignores the names and takes the
    tensors in order; `adapted` turns the tensors of a file from another version of the library into today's. `top1` is
    the ImageNet accuracy its publisher states, 0 to 1. `family` is the library's name for networks of one design.
    `model` is the `.tlmodel` whose trained body these weights are, instead of a publisher's file, and `cut` the row
    behind which that body ends, if it was cut.
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
    family: str = ""
    embedded: bool = False
    sealed: bool = False
    by_order: bool = False
    renamed: Callable[[str], str] = _same
    adapted: Callable[[Mapping[str, Tensor]], Mapping[str, Tensor]] | None = None
    model: Path | None = None
    cut: str | None = None

    @property
    def most_bytes(self) -> int:
        """How large its weights file may be; a larger one is another file."""
        return self.bytes * 11 // 10 + 1_000_000

    @property
    def imported_file(self) -> Path:
        """Where weights lie that a person imported for this network."""
        return weights_folder() / f"{self.name}.imported.safetensors"

    def located(self) -> Path | None:
        """Where the weights file lies on this computer, or None; imported weights come before the publisher's."""
        if self.model:
            return self.model if self.model.is_file() else None
        if not self.embedded and _is_sealed(self.imported_file):
            return self.imported_file
        paths = (folder / self.file for folder in self.folders())
        return next((path for path in paths if (_is_sealed(path) if self.sealed else path.is_file())), None)

    def is_genuine(self, path: Path, digest: str) -> bool:
        """Whether a file with that SHA-256 is what came, and what the publisher pins."""
        seal = read_seal(path)
        pinned = "" if path == self.imported_file else self.sha256
        return digest.startswith(pinned) and (seal is None or seal.sha256 == digest)

    def weights_file(self) -> Path:
        """The same as `located`, with a StudioError that says which file is needed and how to get it."""
        path = self.located()
        if path is None:
            raise StudioError(self._missing())
        return path

    def _missing(self) -> str:
        if self.model:
            return f"{printable(str(self.model))} is not there any more: choose the model again, or another network."
        size = f"{max(1, round(self.bytes / 1e6)):,} MB"
        if self.embedded:
            return f"The weights of {self.name} ({self.file}, {size}) are missing: install the studio again."
        by_hand = f"import a file that you have: tlstudio backbones --import FILE --as {self.name}"
        if not self.sealed:
            by_hand = f"put the file {self.file} ({size}, from {self.url}) into {self.folders()[0]}"
        return (
            f"The weights of {self.name} ({size}) are not on this computer. Download them: tlstudio backbones "
            f"--download {self.name} (tlstudio train --download does it, too). Or {by_hand}."
        )


def _is_sealed(path: Path) -> bool:
    return path.is_file() and seal_path(path).is_file()
