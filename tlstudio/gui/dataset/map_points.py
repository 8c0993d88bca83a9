"""What the map shows: each place with the photos that lie there and their class, as they are now."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tlstudio.dataset.sample import NO_LABEL, Dataset, Sample

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tlstudio.evaluation.embedding_map import EmbeddingMap


@dataclass(frozen=True)
class MapPoints:
    """`positions` (places, 2), float64; `samples` are the photos of a place, which are copies of each other.

    `classes` numbers each place's class among the `classes_on_map`. So many photos were `added` after the map was
    made, or `refused` because they cannot be read, and have no place.
    """

    positions: "NDArray[np.float64]"
    samples: tuple[tuple[Sample, ...], ...]
    classes: "NDArray[np.int64]"
    added: int
    refused: int
    _at: dict[Path, int] = field(repr=False)

    def of(self, paths: Collection[Path]) -> list[int]:
        """The numbers of the places of these photos; photos without a place are passed over."""
        return sorted({self._at[path] for path in paths if path in self._at})


def classes_on_map(dataset: Dataset) -> tuple[str, ...]:
    """Those of the dataset, and NO_LABEL where there are photos without a label."""
    return (*dataset.classes, NO_LABEL) if dataset.unlabelled else dataset.classes


def placed(made: "EmbeddingMap", dataset: Dataset) -> MapPoints:
    """The photos of a dataset at their places on a map that was made of them, or of some of them, before.

    The places are in an order of their own, so that no class always lies above the others.
    """
    import numpy as np  # not with the module: the window is painted before numpy has loaded

    found: defaultdict[str, list[Sample]] = defaultdict(list)
    for sample in dataset.photos:
        found[sample.key].append(sample)
    refused = sum(len(found.pop(key, ())) for key in made.refused)
    rows = [row for row in _mixed(len(made.keys)) if made.keys[row] in found]
    samples = tuple(tuple(found[made.keys[row]]) for row in rows)
    number = {label: place for place, label in enumerate(classes_on_map(dataset))}
    return MapPoints(
        positions=made.positions[rows].astype(np.float64).reshape(-1, 2),
        samples=samples,
        classes=np.array([number[there[0].label] for there in samples], dtype=np.int64),
        added=len(dataset.photos) - refused - sum(map(len, samples)),
        refused=refused,
        _at={sample.path: place for place, there in enumerate(samples) for sample in there},
    )


def _mixed(count: int) -> Sequence[int]:
    import numpy as np

    mixed: list[int] = np.random.default_rng(0).permutation(count).tolist()
    return mixed
