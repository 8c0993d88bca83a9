"""What decides the value of an activation: the key under which it is kept."""

import hashlib
import math
from typing import Literal

import msgspec

from tlstudio.backbone.preprocessing import Preprocessing

PLAIN = ""
KEY_BYTES = 20
HASH_BYTES = 16
StoredType = Literal["float32", "float16"]
Precision = Literal["fast", "exact"]


def stored_type(shape: tuple[int, ...], precision: Precision) -> StoredType:
    """How activations of this shape are kept: maps and tokens in half precision, unless exactness is asked for."""
    return "float16" if precision == "fast" and len(shape) > 1 else "float32"


def record_bytes(shape: tuple[int, ...], dtype: StoredType) -> int:
    """What one activation takes on disk, its key and hash included."""
    return KEY_BYTES + math.prod(shape) * (2 if dtype == "float16" else 4) + HASH_BYTES


class GroupKey(msgspec.Struct, frozen=True):
    """Everything that decides an activation, apart from the photo; activations with the same key lie together.

    `weights` is the fingerprint of all weights and buffers in front of the border; `node` and `after` name the cut as
    `Cut` does; `decoder` names what made the pixels; `runtime` is the name of what computed them, version and precision
    included; `dtype` is how they are kept; `shape` is theirs, without the batch. `backbone` is for people, the weights
    decide.
    """

    backbone: str
    weights: str
    node: str
    after: str
    preprocessing: Preprocessing
    decoder: str
    runtime: str
    dtype: StoredType
    shape: tuple[int, ...]
    format: Literal[1] = 1

    @property
    def identity(self) -> str:
        """BLAKE2b-160 (hex) of all fields."""
        return hashlib.blake2b(msgspec.json.encode(self), digest_size=20).hexdigest()

    @property
    def record_bytes(self) -> int:
        """What one activation takes on disk, its key and hash included."""
        return record_bytes(self.shape, self.dtype)


def record_key(photo: str, view: str = PLAIN) -> bytes:
    """20 bytes for a photo (`Sample.key`) in one of its augmented views; the view is a text such as "" (plain)."""
    return hashlib.blake2b(f"{photo}\x1f{view}".encode(), digest_size=KEY_BYTES).digest()
