"""A model of one's own as the start of the next: its body, with its trained weights, in place of a publisher's."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from pathlib import Path

import msgspec

from tlstudio.backbone.heads import described_head
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.pretrained import Pretrained
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.names import printable

ENDING = ".tlmodel"
_BYTES = 4  # of a weight; there is little else in a model


def body_of(path: Path, find: Callable[[str], Pretrained]) -> Pretrained:
    """The body of the model at `path`; `find` looks up the network that it names. StudioError when it is unreadable."""
    try:
        about = path.stat()
    except OSError as error:
        raise StudioError(f"{printable(str(path))} cannot be opened: there is no such file.") from error
    return _body_of(path, about.st_ino, about.st_size, about.st_mtime_ns, find)


@functools.lru_cache(maxsize=64)
def _body_of(path: Path, _inode: int, size: int, _time: int, find: Callable[[str], Pretrained]) -> Pretrained:
    """Kept in memory, so that what was found out about a model is found out once."""
    from tlstudio.modelfile.container import read_description

    description = read_description(path)
    try:
        preprocessing = msgspec.convert(description.preprocessing, Preprocessing)
    except msgspec.ValidationError as error:
        raise StudioError(
            f"{printable(str(path))} cannot be opened: it does not say how photos are prepared."
        ) from error
    if description.backbone.endswith(ENDING):
        raise StudioError(f"{printable(str(path))} cannot be opened: it names no network of the catalogue.")
    network = find(description.backbone)
    cut = described_head(description.head, printable(str(path))).cut
    return dataclasses.replace(
        network,
        preprocessing=preprocessing,
        bytes=size,
        embedded=False,
        top1=None,
        model=path,
        cut=cut,
        parameters=min(network.parameters, size // _BYTES) if cut else network.parameters,
    )
