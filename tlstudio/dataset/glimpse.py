"""The first photos of a large collection, to have something to look at while all of it is being read."""

from tlstudio.dataset.gather import digest_or_refusal
from tlstudio.dataset.layout import Labelled, Layout
from tlstudio.dataset.sample import Sample, Skipped
from tlstudio.dataset.walk import walk
from tlstudio.foundation.control import Control

MOST = 120  # more than a screen shows


def first_photos(layout: Layout, control: Control) -> tuple[Sample, ...]:
    """The first MOST photos of a layout, or fewer when there are no more or the control is stopped.

    The time it takes does not depend on how many photos there are in all. Parts of the split that the folders do not
    tell are not known yet: those photos are called training photos.
    """
    found: list[Sample] = []
    for file in layout.files:
        if control.stopped or len(found) == MOST:
            break
        _add(found, file)
    for number, path in walk([folder.path for folder in layout.folders], layout.roots):
        if control.stopped or len(found) == MOST:
            break
        if not isinstance(path, Skipped):
            _add(found, Labelled(path, layout.folders[number].label, layout.folders[number].part))
    return tuple(found)


def _add(found: list[Sample], file: Labelled) -> None:
    digest = digest_or_refusal(file.path)
    if isinstance(digest, str):
        found.append(Sample(file.path, file.label, file.part, digest))
