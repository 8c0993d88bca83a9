"""Whether and where features are kept between runs: a person's choice that changes no result."""

from pathlib import Path

import msgspec


class CacheChoice(msgspec.Struct, frozen=True):
    """`enabled` False computes features anew in every epoch; `folder` None is the user's own cache folder."""

    enabled: bool = True
    folder: Path | None = None
