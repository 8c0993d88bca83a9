"""What is compared, and how, in the background."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tlstudio.dataset.sample import Dataset
from tlstudio.evaluation.comparison import Comparison
from tlstudio.foundation.control import Control
from tlstudio.foundation.device import DeviceName
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.libraries import load_engine
from tlstudio.photos.pool import PhotoPool
from tlstudio.project.project import Project
from tlstudio.project.runs import Run


@dataclass(frozen=True)
class Pair:
    """Two runs that have left a model each, the earlier one first."""

    first: Run
    second: Run

    @property
    def names(self) -> tuple[str, str]:
        """What the two are called in a sentence."""
        return f"run {self.first.number}", f"run {self.second.number}"

    def models(self) -> dict[str, Path]:
        """Where the models lie, by these names."""
        ends = (self.first.finished, self.second.finished)
        return {name: Path(end.model) for name, end in zip(self.names, ends, strict=True) if end and end.model}


def pair_of(runs: Sequence[Run]) -> Pair | None:
    """The two runs as a pair; None unless they are two that have left models in different files."""
    if len(runs) != 2:
        return None
    first, second = sorted(runs, key=lambda run: run.number)
    pair = Pair(first, second)
    return pair if len(set(pair.models().values())) == 2 else None


def compare_runs(
    pair: Pair, project: Project, dataset: Dataset, device: DeviceName, pool: PhotoPool, control: Control
) -> Generator[Event, None, Comparison | None]:
    """Ask the models of both runs about the photos that neither has learned from; None when it was stopped."""
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.evaluation.comparison import compare
    from tlstudio.features.store import Store
    from tlstudio.prediction.predictor import load_model
    from tlstudio.project.learned import judging_part, unseen_photos

    models = pair.models()
    samples = yield from unseen_photos(judging_part(dataset), models, control, pool, project)
    first, second = (load_model(path, device) for path in models.values())
    return (yield from compare(first, second, samples, pool, control, Store()))
