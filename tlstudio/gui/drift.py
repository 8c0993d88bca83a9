"""How far a run moved its layers, as the window keeps it."""

import msgspec

from tlstudio.foundation.drift import Drift


class RunDrift(msgspec.Struct, frozen=True):
    """The latest figures of a run, and what it froze. `unchanged` is the proof that the frozen rows did not change:
    None while there is none, or nothing is frozen. `random_start`: it began with random weights."""

    backbone: str
    frozen: tuple[str, ...]
    drift: Drift
    unchanged: bool | None = None
    random_start: bool = False
