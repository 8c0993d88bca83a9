"""What is remembered beside a weights file that came to this computer: its SHA-256, and where it came from.

Not every publisher pins a hash that the studio could carry. So the hash that was right when a file came is written
down beside it, and asked for again whenever the file is loaded; a file without it does not count as being there.
"""

import contextlib
from pathlib import Path
from typing import Annotated

import msgspec

from tlstudio.foundation.files import write_safely

_LARGEST = 64 * 1024


class Seal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`sha256` is the whole file's, in hex. `source` is for people: a URL or the name of a file."""

    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    source: str


def seal_path(path: Path) -> Path:
    """Where the seal of that file lies."""
    return path.with_name(f"{path.name}.json")


def write_seal(path: Path, seal: Seal) -> None:
    """Remember the seal of that file. StudioError when the disk refuses."""
    write_safely(seal_path(path), [msgspec.json.format(msgspec.json.encode(seal), indent=1)])


def read_seal(path: Path) -> Seal | None:
    """The seal of that file; None when there is none that can be read."""
    with contextlib.suppress(OSError, msgspec.DecodeError), seal_path(path).open("rb") as file:
        return msgspec.json.decode(file.read(_LARGEST), type=Seal)
    return None
