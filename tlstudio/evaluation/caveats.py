"""What flatters a model that is judged, and has to be said beside its figures."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tlstudio.dataset.sample import Sample
from tlstudio.foundation.events import Warned

if TYPE_CHECKING:
    from tlstudio.prediction.predictor import Predictor


def used_to_choose(models: Iterable["Predictor"], samples: Sequence[Sample]) -> Iterator[Warned]:
    """Said where these are validation photos, and the best epoch of one of the models was chosen on such."""
    if any(model.summary.used_to_choose for model in models) and any(
        sample.split == "validation" for sample in samples
    ):
        yield Warned(
            "The best epoch was chosen on validation photos, so that the figures are a little better than on new ones."
        )
