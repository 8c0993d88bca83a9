"""Photos that belong together: exact copies, the same picture saved otherwise, and bursts of one scene."""

from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping, Sequence

import msgspec
import numpy as np

from tlstudio.dataset.likeness import Pair, glance, pictures, same_pictures
from tlstudio.dataset.links import Links
from tlstudio.dataset.sample import digest_in
from tlstudio.dataset.sights import Sight
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event

BURST_SECONDS = 10.0  # from one photo to the next
_BURST_LIKENESS = 0.5  # of 8 × 8 greys; 97 of 100 pairs of unrelated photos are less alike
_BURST_REACH = 5


class Groups(msgspec.Struct, frozen=True):
    """Content hashes that belong together, each group sorted, of two or more.

    `pictures` are the same picture, `likeness` says for each of their hashes how well it agrees with another one of its
    group that looks much like it; `bursts` were taken within seconds of each other and look alike.
    """

    pictures: tuple[tuple[str, ...], ...] = ()
    likeness: Mapping[str, float] = {}
    bursts: tuple[tuple[str, ...], ...] = ()

    def together(self) -> dict[str, str]:
        """For each hash in a group, the one that stands for all that are linked with it: the lowest of them."""
        return {digest: group[0] for group in _linked((*self.pictures, *self.bursts)) for digest in group}


def find_groups(sights: Mapping[str, Sight], control: Control) -> Generator[Event, None, Groups]:
    """The groups among photos, by content hash; it does not depend on their order. Yields Progress.

    Sights are by key: a photo that is turned or cropped has two, and belongs to whatever looks like either.
    """
    keys = sorted(sights)
    seen = [sights[key] for key in keys]
    digests = [digest_in(key) for key in keys]
    pairs = [pair for pair in (yield from same_pictures(seen, control)) if digests[pair.first] != digests[pair.second]]
    bursts = [(digests[first], digests[second]) for first, second in _shot_together(seen)]
    likeness: dict[str, float] = defaultdict(float)
    for pair in pairs:
        for number in (pair.first, pair.second):
            likeness[digests[number]] = max(likeness[digests[number]], pair.likeness)
    return Groups(_linked(_named(pairs, digests)), dict(likeness), _linked(bursts))


def _named(pairs: Sequence[Pair], digests: Sequence[str]) -> list[tuple[str, str]]:
    return [(digests[pair.first], digests[pair.second]) for pair in pairs]


def _shot_together(sights: Sequence[Sight]) -> list[tuple[int, int]]:
    """Pairs of photos taken one soon after the other, and not too unlike."""
    times = {number: sight.taken for number, sight in enumerate(sights) if sight.taken is not None}
    order = sorted(times, key=times.__getitem__)
    if not order:
        return []
    views = glance(pictures([sights[number] for number in order]))
    found = []
    for ahead in range(1, _BURST_REACH + 1):
        alike = (views[:-ahead] * views[ahead:]).sum(1) >= _BURST_LIKENESS
        found += [
            (order[place], order[place + ahead])
            for place in np.flatnonzero(alike)
            if times[order[place + ahead]] - times[order[place]] <= ahead * BURST_SECONDS
        ]
    return found


def _linked(links: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Those that are linked with each other, directly or by way of others; sorted."""
    joined: Links[str] = Links()
    names: set[str] = set()
    for link in links:
        names.update(link)
        for other in link[1:]:
            joined.join(link[0], other)
    groups: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        groups[joined.leader(name)].append(name)
    return tuple(tuple(members) for _, members in sorted(groups.items()) if len(members) > 1)
