"""Which activations a run may ask for, numbered: each photo as it is, and the kept views of the training photos."""

from collections.abc import Sequence
from functools import cached_property

from tlstudio.dataset.sample import Sample
from tlstudio.features.augmentation import AugmentationName, number_of_view
from tlstudio.features.key import PLAIN, record_key


class Rows:
    """Row `index` is the photo of that number, plain; the training photos' views follow, view after view.

    A view is a function of the photo and the view's number alone, so that another seed finds it kept.
    """

    def __init__(
        self,
        train: Sequence[Sample],
        validation: Sequence[Sample],
        views: int = 0,
        augmentation: AugmentationName = "none",
    ) -> None:
        self.samples = (*train, *validation)
        self.train = len(train)
        self.views = views
        self.augmentation: AugmentationName = augmentation

    def __len__(self) -> int:
        return len(self.samples) + self.views * self.train

    def row(self, photo: int, view: int) -> int:
        """The row of a photo (its number in `samples`) in a view; view 0 is the plain one."""
        return photo if view == 0 else len(self.samples) + (view - 1) * self.train + photo

    def photo(self, row: int) -> int:
        """The number of the row's photo."""
        return row if row < len(self.samples) else (row - len(self.samples)) % self.train

    def view(self, row: int) -> int:
        """The number of the row's view."""
        return 0 if row < len(self.samples) else (row - len(self.samples)) // self.train + 1

    def sample(self, row: int) -> Sample:
        """The row's photo."""
        return self.samples[self.photo(row)]

    def number(self, row: int) -> int:
        """The random number that decides how the view is varied."""
        return number_of_view(self.view(row), self.sample(row).digest)

    @cached_property
    def keys(self) -> list[bytes]:
        """The key under which each row is kept."""
        return [record_key(self.sample(row).key, self._name(self.view(row))) for row in range(len(self))]

    def by_photo(self, rows: Sequence[int]) -> list[int]:
        """The rows in an order in which the views of a photo stand together, behind all plain ones."""
        return sorted(rows, key=lambda row: (self.view(row) > 0, self.photo(row), self.view(row)))

    def _name(self, view: int) -> str:
        return PLAIN if view == 0 else f"{self.augmentation} {view}"
