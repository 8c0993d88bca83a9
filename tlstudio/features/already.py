"""How much of what a run will ask for is kept already: a look that needs no network and reads no photo."""

import msgspec

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.tree import Cut
from tlstudio.features.key import GroupKey, Precision, record_bytes, stored_type
from tlstudio.features.rows import Rows
from tlstudio.features.store import Store
from tlstudio.photos.request import decoder_name


class Already(msgspec.Struct, frozen=True):
    """`kept` of `records` activations are there; `room` says whether the cache can take the rest."""

    kept: int
    records: int
    room: bool


def already_kept(
    backbone: str, preprocessing: Preprocessing, cut: Cut, precision: Precision, rows: Rows, store: Store
) -> Already:
    """What the store has for these rows at that cut, from the network's own weights.

    The weights themselves are not compared: a run does that, and computes again what was made with others.
    """
    dtype = stored_type(cut.output, precision)
    wanted = (backbone, preprocessing, decoder_name(), cut.node, dtype, cut.output)
    groups = [store.group(info.key) for info in store.groups() if _parts(info.key) == wanted]
    kept = max((int(group.present(rows.keys).sum()) for group in groups), default=0)
    missing = (len(rows) - kept) * record_bytes(cut.output, dtype)
    return Already(kept, len(rows), store.room_for(missing))


def _parts(key: GroupKey) -> tuple[object, ...]:
    return key.backbone, key.preprocessing, key.decoder, key.node, key.dtype, key.shape
