"""What runs in the background: measuring what the advice follows from, and trying the candidates."""

from collections.abc import Generator

from tlstudio.dataset.sample import Dataset
from tlstudio.evaluation.advised import Advice
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.libraries import load_engine
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.recipe import Recipe


def advice_about(
    recipe: Recipe, dataset: Dataset, pool: PhotoPool, control: Control
) -> Generator[Event, None, Advice | None]:
    """The same as in the terminal, with the window's readers and marks."""
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.evaluation.advice import advise
    from tlstudio.features.store import Store

    return (yield from advise(recipe, dataset, pool, Store(), control))


def proof_of(
    advice: Advice, recipe: Recipe, dataset: Dataset, pool: PhotoPool, control: Control
) -> Generator[Event, None, Advice]:
    """The advice with what each candidate came to."""
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.evaluation.advice import prove_advice
    from tlstudio.features.store import Store

    return (yield from prove_advice(advice, recipe, dataset, pool, Store(), control))
