"""From folders or a table to a dataset: the one way photos come into the studio."""

from collections.abc import Collection, Generator, Mapping, Sequence
from pathlib import Path

import msgspec

from tlstudio.dataset.divide import divided, kept_together
from tlstudio.dataset.gather import gather, problem
from tlstudio.dataset.layout import WANTED, Layout, LayoutError, folder_layout, with_validation
from tlstudio.dataset.sample import Dataset, Sample, Skipped
from tlstudio.dataset.sights import sights_of
from tlstudio.dataset.table import table_layout
from tlstudio.dataset.walk import unreadable
from tlstudio.dataset.warn import warnings_about
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.events import Event, Warned
from tlstudio.foundation.names import printable
from tlstudio.photos.pool import PhotoPool

Photos = Path | tuple[Path, ...]
MOST_COMPARED = 60_000  # in about 20 s; twice as many take four times as long
_TOO_MANY = (
    f"With more than {MOST_COMPARED:,} photos only exact copies are kept on one side of the split, not nearly the same "
    "pictures: `tlstudio check` finds those, and train/ and val/ folders of your own keep them apart."
)


def scan(
    photos: Photos,
    control: Control,
    *,
    validation: Path | None = None,
    validation_fraction: float = 0.2,
    seed: int = 0,
    pool: PhotoPool | None = None,
) -> Generator[Event, None, Dataset]:
    """Find the photos, read and hash each once, and split them. Yields Progress, and a Problem for each skipped file.

    `photos` is a folder of classes, one with train/, val/, test/, a CSV table, or several class folders.
    `validation` is another folder of classes; without it, and without a validation part in `photos`,
    `validation_fraction` of the training photos becomes one. With a `pool` to read them, photos that show the same
    picture, or are of one burst, then stay on one side; without, or with more than 60,000 (which a Warned says), only
    exact copies do. Other warnings stand in the dataset, they are not yielded.

    A stopped scan returns what it has so far, even if that is nothing. Raises LayoutError, saying what is wanted,
    when no photo has a class; UsageError when something is not there or cannot be read.
    """
    layout = layout_of(photos, validation)
    samples, skipped = yield from gather(layout, control)
    together = (yield from found_together(samples, pool, control)) if pool else {}
    dataset = assemble(layout, samples, skipped, validation_fraction, seed, together)
    yield from map(problem, dataset.skipped[len(skipped) :])
    if control.stopped:
        return msgspec.structs.replace(dataset, warnings=("The search was stopped: photos are missing.",))
    if not dataset.samples:
        raise nothing_found(layout.root)
    return dataset


def nothing_found(root: Path) -> LayoutError:
    """What is said of a place without photos that have a class."""
    return LayoutError(f"No photos with a class were found in {printable(str(root))}. {WANTED}")


def layout_of(photos: Photos, validation: Path | None = None, *, loose: bool = False) -> Layout:
    """What to look through; raises as `scan` does. `loose`: files beside the class folders, too, without a label."""
    chosen = (photos,) if isinstance(photos, Path) else photos
    for path in (*chosen, *([validation] if validation else [])):
        _check_there(path)
    is_table = len(chosen) == 1 and chosen[0].is_file()
    layout = table_layout(chosen[0]) if is_table else folder_layout(chosen, loose=loose)
    return with_validation(layout, validation) if validation else layout


def training_problem(dataset: Dataset) -> str | None:
    """Why training cannot start on this dataset, in one sentence, or None when it can."""
    if len(dataset.classes) < 2 and dataset.unlabelled:
        return "Training needs photos of at least two classes. Give some of those without a label one first."
    if len(dataset.classes) < 2:
        only = f" and only “{printable(dataset.classes[0])}” was found" if dataset.classes else ""
        return f"Training needs at least two classes{only}. {WANTED}"
    trained = {sample.label for sample in dataset.part("train")}
    for label in dataset.classes:
        if label not in trained:
            return f"The class “{printable(label)}” has no photos to train on. Add some, or remove its folder."
    if not dataset.part("validation"):
        return "No photo is left to validate on. Add photos: each class needs at least two different ones."
    return None


def assemble(
    layout: Layout,
    samples: Sequence[Sample],
    skipped: Sequence[Skipped],
    validation_fraction: float,
    seed: int,
    together: Mapping[str, str],
) -> Dataset:
    """The dataset of gathered samples: classes are those that can be trained; `skipped` comes first in its own list.

    `together` names for a content hash the one that stands for its group, which is kept on one side.
    """
    classes = {sample.label for sample in samples if sample.split == "train"}
    if not any(sample.split == "validation" and sample.label in classes for sample in samples):
        samples = divided(samples, validation_fraction, seed, together)
        kept = kept_together([sample for sample in samples if sample.label in classes], together)
        dataset = as_dataset(layout, samples, skipped, classes)
        return msgspec.structs.replace(dataset, kept_together=kept, together=together)
    return as_dataset(layout, samples, skipped, classes)


def as_dataset(
    layout: Layout, samples: Sequence[Sample], skipped: Sequence[Skipped], classes: Collection[str]
) -> Dataset:
    """The dataset of samples that are split already; those of other classes than `classes` are skipped."""
    known = [sample for sample in samples if sample.label in classes]
    unknown = [_untrained(sample) for sample in samples if sample.label not in classes]
    return Dataset(
        root=layout.root,
        classes=tuple(sorted(classes)),
        samples=tuple(known),
        skipped=(*skipped, *unknown),
        warnings=tuple(warnings_about(layout, known, skipped)),
        split_given=any(part.part != "train" for part in (*layout.folders, *layout.files)),
    )


def found_together(
    samples: Sequence[Sample], pool: PhotoPool, control: Control
) -> Generator[Event, None, Mapping[str, str]]:
    """For content hashes the one that stands for their group; nothing where the split is given anyway.

    Of more than 60,000 photos nothing, and a Warned: each would be compared with each.
    """
    if any(sample.split == "validation" for sample in samples):
        return {}
    if len(samples) > MOST_COMPARED:
        yield Warned(_TOO_MANY)
        return {}
    from tlstudio.dataset.groups import find_groups  # the window is painted before numpy has loaded

    sights = yield from sights_of([sample for sample in samples if sample.split == "train"], pool, control)
    groups = yield from find_groups(sights, control)
    return groups.together()


def _check_there(path: Path) -> None:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:  # ValueError: a NUL in the name
        raise UsageError(f"{printable(str(path))} is not there. Check the name, or connect its drive.") from error
    except OSError as error:
        raise UsageError(f"Cannot open {printable(str(path))}. {unreadable(path, error).reason}") from error


def _untrained(sample: Sample) -> Skipped:
    reason = f"Its class “{printable(sample.label)}” has no training photos, so it cannot be learned."
    return Skipped(sample.path, "untrained", reason)
