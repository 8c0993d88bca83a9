"""Which of the caches that may serve a border is taken, and which runtime computes what is missing."""

import functools
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import torch

from tlstudio.backbone.tree import Cut
from tlstudio.features.key import GroupKey
from tlstudio.features.prefix import Prefix
from tlstudio.features.rows import Rows
from tlstudio.features.runtime import Runtime, names, open_named, pick
from tlstudio.features.store import Group, Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo

_FIRST_PHOTOS = 32


@dataclass(frozen=True)
class Shallow:
    """Activations kept at a cut further in front."""

    group: Group
    cut: Cut


def kept_key(prefix: Prefix, rows: Rows, store: Store) -> GroupKey | None:
    """The key, of those under which the border's activations may lie, with the most of the rows; None if none has any.

    Features are added to by the runtime that made the first of them, so that they never come from two.
    """
    keys = [prefix.key(name) for name in names(prefix.stretch(), prefix.precision)]
    there = [int(store.group(key).present(rows.keys).sum()) for key in keys]
    return keys[there.index(max(there))] if max(there) else None


def open_runtime(
    prefix: Prefix, rows: Rows, pool: PhotoPool, name: str | None, control: Control
) -> Generator[Event, None, Runtime]:
    """The runtime of that name, if it can be had, or else the fastest that agrees with torch on the first photos."""
    if name:
        runtime = yield from open_named(name, prefix.stretch(), control)
        if runtime:
            return runtime
    first = functools.partial(_first_inputs, prefix, rows, pool)
    return (yield from pick(prefix.stretch(), prefix.precision, first, len(rows), control))


def find_shallow(prefix: Prefix, wanted: Sequence[bytes], store: Store) -> Shallow | None:
    """The deepest cache in front of the border that has any of the wanted records."""
    found: dict[int, Shallow] = {}
    for info in store.groups():
        cut = prefix.comes_before(info.key)
        group = store.group(info.key)
        if cut and group.present(wanted).any():
            found[prefix.network.tree.cuts.index(cut)] = Shallow(group, cut)
    return found[max(found)] if found else None


def _first_inputs(prefix: Prefix, rows: Rows, pool: PhotoPool) -> torch.Tensor:
    """The first photos that can be read. StudioError when there are none."""
    photos: list[Photo] = []
    reason = ""
    answers = pool.in_order((sample.source for sample in rows.samples), prefix.request(0), Priority.TRAINING)
    for answer in answers:
        if isinstance(answer, Photo):
            photos.append(answer)
        else:
            reason = reason or answer.reason
        if len(photos) == _FIRST_PHOTOS:
            break
    if not photos:
        raise StudioError(f"None of the photos could be read, so nothing was trained. The first: {reason}")
    return prefix.inputs(photos, [0] * len(photos), [0] * len(photos))
