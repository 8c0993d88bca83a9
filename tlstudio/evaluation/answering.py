"""Several models asked about the same photos, each of which is read as seldom as can be."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tlstudio.dataset.sample import Sample
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo, PixelRequest, Refusal
from tlstudio.prediction.answer import Answer, NoAnswer

if TYPE_CHECKING:
    from tlstudio.features.store import Store
    from tlstudio.prediction.predictor import Predictor


class Answering:
    """`answers` has to be asked for all `samples`, in their order, in batches of any size.

    A photo is not read for a model whose features of it are kept in the store, and once for all that are shown the same
    pixels of it.
    """

    def __init__(
        self, models: Sequence["Predictor"], samples: Sequence[Sample], pool: PhotoPool, store: "Store | None"
    ) -> None:
        self._asked = [_Asked(model, samples, store) for model in models]
        self._photos = {
            request: self._read(request, samples, pool)
            for request in dict.fromkeys(each.request for each in self._asked)
        }

    def answers(self, samples: Sequence[Sample]) -> list[list[Answer | NoAnswer]]:
        """What each model says of the next photos."""
        photos = {
            request: {sample.key: next(reading) for sample in samples if self._is_needed(request, sample)}
            for request, reading in self._photos.items()
        }
        return [each.answers(samples, photos[each.request]) for each in self._asked]

    def _read(self, request: PixelRequest, samples: Sequence[Sample], pool: PhotoPool) -> Iterator[Photo | Refusal]:
        needed = [sample.source for sample in samples if self._is_needed(request, sample)]
        return pool.in_order(needed, request, Priority.TRAINING)

    def _is_needed(self, request: PixelRequest, sample: Sample) -> bool:
        return any(each.request == request and sample.key not in each.kept for each in self._asked)


class _Asked:
    """One model, and what it says without a photo being read."""

    def __init__(self, model: "Predictor", samples: Sequence[Sample], store: "Store | None") -> None:
        from tlstudio.features.inputs import pixel_request

        self.request = pixel_request(model.preprocessing)
        self._model = model
        self.kept: dict[str, Answer] = {}
        if store is not None:
            from tlstudio.prediction.kept import answers_from_features

            self.kept = answers_from_features(model, samples, store)

    def answers(self, samples: Sequence[Sample], photos: Mapping[str, Photo | Refusal]) -> list[Answer | NoAnswer]:
        """One answer for each photo, in order."""
        unknown = [sample for sample in samples if sample.key not in self.kept]
        sources = [sample.source for sample in unknown]
        fresh = iter(self._model.answer_read(sources, [photos[sample.key] for sample in unknown]))
        return [self.kept.get(sample.key) or next(fresh) for sample in samples]
