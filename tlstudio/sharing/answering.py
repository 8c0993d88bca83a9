"""All that a model computes between the prepared picture and its answer, as one module that can be exported."""

import torch
from torch import Tensor, nn

from tlstudio.backbone.heads import HEAD
from tlstudio.prediction.predictor import Predictor
from tlstudio.prediction.reference import NEIGHBOURS, units

PROBABILITIES, TYPICALITY = "probabilities", "typicality"


class Answering(nn.Module):
    """From photos, float32 (photos, 3, size, size), normalised, to probabilities, float32 (photos, classes).

    Of a model that remembers training photos also the typicality, float32 (photos,), as `Answer` has it. `outputs` are
    the names of what it gives.
    """

    def __init__(self, predictor: Predictor) -> None:
        super().__init__()
        self.network = predictor.network
        self._temperature = predictor.temperature
        self.outputs = (PROBABILITIES,) if predictor.reference is None else (PROBABILITIES, TYPICALITY)
        if predictor.reference is not None:
            self.register_buffer("learned", torch.from_numpy(predictor.reference.features))
            self.register_buffer("distances", torch.from_numpy(predictor.reference.distances))
        self.eval()

    def forward(self, photos: Tensor) -> tuple[Tensor, ...]:
        """The answers of a batch, in the order of `outputs`."""
        features = self.network.read_by_head(photos)
        scores = self.network.get_submodule(HEAD)(features).float()
        probabilities = (scores / self._temperature).softmax(1)
        return (probabilities,) if len(self.outputs) == 1 else (probabilities, self._typicality(features))

    def _typicality(self, features: Tensor) -> Tensor:
        """As `Reference.distance` and `Reference.typicality` have it, for a whole batch."""
        learned, distances = self.get_buffer("learned"), self.get_buffer("distances")
        alike = units(features) @ learned.T
        distance = (1 - alike.topk(min(NEIGHBOURS, len(learned)), 1).values).mean(1).clamp(min=0)
        as_far = (distances >= distance[:, None]).sum(1)
        return (1 + as_far).float() / (1 + len(distances))
