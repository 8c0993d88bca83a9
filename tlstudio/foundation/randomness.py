"""Randomness as a function of what it is for, never of who draws it or when.

A run that is resumed, or spread over workers, draws the same numbers as one that is not.
"""

import hashlib


def seed_for(*parts: int | str) -> int:
    """A 63-bit seed from the parts, e.g. `seed_for(recipe.seed, "augment", epoch, photo)` (BLAKE2b of their text)."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=8).digest(), "big") >> 1
