"""How far layers have moved from where a run began, as plain values: made in training, told, saved, shown."""

from typing import Annotated

import msgspec

Size = Annotated[float, msgspec.Meta(ge=0)]


class Drift(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Figures by the path of a layer or group that has something to train in it; four significant digits.

    `moved` is the distance of its weights from their start, as a share of the start's length. What began at zero has
    no such share: it stands in `from_zero` instead, with the root mean square of its weights now. `statistics` is the
    same share for the means and variances that batch norms keep. `gradients` is the length of the loss's gradient with
    respect to its weights, as root mean square over the steps that were measured.
    """

    moved: dict[str, Size] = {}
    from_zero: dict[str, Size] = {}
    statistics: dict[str, Size] = {}
    gradients: dict[str, Size] = {}

    @property
    def trained(self) -> frozenset[str]:
        """The paths of all layers and groups that could move."""
        return frozenset((*self.moved, *self.from_zero, *self.statistics))
