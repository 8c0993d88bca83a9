"""What runs in the background while photos are checked."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from tlstudio.dataset.finding import Finding, worst_first
from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.control import Control
from tlstudio.foundation.device import DeviceName, choose_device
from tlstudio.foundation.events import Progress
from tlstudio.foundation.steps import Steps
from tlstudio.gui.dataset.findings_entry import Entry, entries_of
from tlstudio.gui.libraries import load_engine
from tlstudio.photos.pool import PhotoPool

Names = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Checked:
    """What a check has found, worst first, and the photos it has looked at; `complete` when it has come to its end."""

    entries: tuple[Entry, ...]
    seen: Names
    complete: bool


def check_photos(
    dataset: Dataset, pool: PhotoPool, device: DeviceName, control: Control
) -> Generator[Progress | Checked, None, Checked]:
    """The whole check of the photos as they are now. Yields Progress, and what eyes have seen before the network, which
    takes longest, is asked."""
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.evaluation.quality import check_all
    from tlstudio.features.store import Store

    checking = Steps(check_all(dataset, control, pool, Store(), choose_device(device)))
    found: list[Finding] = []
    told = False
    for event in checking:
        if isinstance(event, Finding):
            found.append(event)
        elif isinstance(event, Progress):
            if event.stage == "prepare" and not told:
                told = True
                yield _checked(found, dataset, complete=False)
            yield event
    return _checked(found, dataset, complete=not control.stopped)


def _checked(found: Sequence[Finding], dataset: Dataset, *, complete: bool) -> Checked:
    return Checked(tuple(entries_of(worst_first(found), dataset)), names_of(dataset), complete)


def names_of(dataset: Dataset) -> Names:
    """What tells whether there are photos that a check has not seen; quicker to compare than paths."""
    return frozenset((sample.key, sample.path.name) for sample in dataset.samples)
