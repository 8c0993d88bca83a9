"""What candidates have done while they are tried: right answers so far, and the curves of their trainings."""

from collections import defaultdict

from tlstudio.evaluation.advised import Candidate, TrialEnded, TrialEpoch
from tlstudio.evaluation.standings import mean_curve
from tlstudio.metrics.intervals import wilson_interval
from tlstudio.metrics.shares import Share


class Trials:
    """Hears the events of a proof. `names` are those of the candidates in their order."""

    def __init__(self, candidates: tuple[Candidate, ...]) -> None:
        self.candidates = candidates
        self._ended: dict[str, list[TrialEnded]] = defaultdict(list)
        self._curves: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
        self._epochs: dict[str, int] = {}

    def hear(self, event: object) -> None:
        """One of the events; others are no matter."""
        if isinstance(event, TrialEpoch):
            self._curves[event.candidate][event.fold].append(event.validation_accuracy)
            self._epochs[event.candidate] = event.epochs
        elif isinstance(event, TrialEnded):
            self._ended[event.candidate].append(event)

    def so_far(self, name: str) -> tuple[Share, float] | None:
        """How many are right until now, and the seconds that took; None before a fold is done."""
        ended = self._ended[name]
        if not ended:
            return None
        photos = sum(one.photos for one in ended)
        right = sum(one.photos * one.accuracy for one in ended)
        return Share(right / photos, wilson_interval(min(right, photos), photos), photos), ended[-1].seconds

    def curve(self, name: str) -> tuple[list[float], list[float]]:
        """How far the training is in percent of its epochs, and how many were right then, in percent."""
        values = mean_curve(list(self._curves[name].values()))
        epochs = self._epochs.get(name, 1)
        return [100 * (epoch + 1) / epochs for epoch in range(len(values))], [100 * value for value in values]
