"""Before the frozen part is computed: what keeping it costs on the disk, and what it saves. Needs no torch."""

import msgspec

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.tree import Cut
from tlstudio.features.key import Precision, record_bytes, stored_type


class Speed(msgspec.Struct, frozen=True):
    """Seconds per photo on this machine: for `reading` one, and for a network up to each of its cuts, by node."""

    backbone: str
    preprocessing: Preprocessing
    reading: float
    cuts: dict[str, float]


class Amount(msgspec.Struct, frozen=True):
    """What a run asks for: photos to train on, each also in so many `views`, and photos to check with."""

    train: int
    validation: int
    views: int = 0

    @property
    def photos(self) -> int:
        """All photos."""
        return self.train + self.validation

    @property
    def records(self) -> int:
        """All activations that are kept: each photo as it is, and the views of those to train on."""
        return self.photos + self.train * self.views


class Cost(msgspec.Struct, frozen=True):
    """`bytes` on the disk for all activations of `photos` photos.

    `seconds_saved` in a run that begins with an empty cache, below 0 when it only pays later; None when unknown.
    """

    bytes: int
    seconds_saved: float | None
    photos: int


def cost(cut: Cut, amount: Amount, precision: Precision, speed: Speed | None = None, epochs: int = 1) -> Cost:
    """What keeping the activations at the cut costs, and saves compared with computing them in each of the epochs."""
    size = amount.records * record_bytes(cut.output, stored_type(cut.output, precision))
    front = speed.cuts.get(cut.point) if speed else None
    if speed is None or front is None:
        return Cost(size, None, amount.photos)
    saved = (epochs * amount.photos - amount.records) * (speed.reading + front)
    return Cost(size, saved, amount.photos)
