"""Where networks are cut in the benchmarks, and the frozen part in front of a cut by itself."""

import re
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from tlstudio.backbone.heads import HEAD
from tlstudio.backbone.tree import Cut, LayerTree, Row
from tlstudio.dataset.scan import scan
from tlstudio.features.choosing import open_runtime
from tlstudio.features.filling import fill
from tlstudio.features.prefix import Prefix
from tlstudio.features.rows import Rows
from tlstudio.features.runtime import Runtime, prepare
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event
from tlstudio.foundation.steps import Steps
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo
from tlstudio.training.plan import Plan, make_plan
from tlstudio.training.recipe import Recipe

BATCH = 32


def group_borders(tree: LayerTree) -> list[Cut]:
    """The last cut inside each block group, but not where nothing in front of the head is left to train.

    Block groups are the outermost numbered rows that have rows of their own: `blocks.0`, `layer1`, `encoder_layer_3`.
    """
    numbered = [row.path for row in tree.rows if _is_numbered(row)]
    groups = [path for path in numbered if not any(path.startswith(f"{other}.") for other in numbered)]
    last = [[cut for cut in tree.cuts if cut.after.startswith(f"{group}.")][-1:] for group in groups]
    pretrained = {row.path for row in tree.rows if row.stateful and row.path != HEAD}
    return [cut for found in last for cut in found if not pretrained <= cut.rows]


def three_of(cuts: list[Cut]) -> list[Cut]:
    """Three of them: early, in the middle, late."""
    return [cuts[len(cuts) * place // 6] for place in (1, 3, 5)]


@dataclass(frozen=True)
class FrozenPart:
    """What a run makes before it trains: plan, photos in rows, the part in front of the border and its runtime."""

    plan: Plan
    rows: Rows
    prefix: Prefix
    runtime: Runtime

    def decoded(self, pool: PhotoPool) -> Iterator[list[Photo]]:
        """The readable photos in batches, decoded as for training."""
        batch: list[Photo] = []
        for answer in pool.in_order(
            (sample.path for sample in self.rows.samples), self.prefix.request(0), Priority.TRAINING
        ):
            if isinstance(answer, Photo):
                batch.append(answer)
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def inputs(self, photos: list[Photo]) -> torch.Tensor:
        """The photos as the network reads them."""
        return self.prefix.inputs(photos, [0] * len(photos), [0] * len(photos))


def frozen_part(recipe: Recipe, pool: PhotoPool) -> FrozenPart:
    """The frozen part of a run by that recipe, with the runtime that it would take; it is prepared first."""
    result(prepare(recipe.backbone, Control()))
    plan = make_plan(recipe, result(scan(Path(recipe.photos), Control(), seed=recipe.seed)))
    assert plan.cut, "the recipe freezes nothing"
    plan.network.eval()
    prefix = Prefix(plan.network, plan.cut, plan.preprocessing, plan.device, recipe.precision)
    rows = Rows(plan.dataset.part("train"), plan.dataset.part("validation"))
    return FrozenPart(plan, rows, prefix, result(open_runtime(prefix, rows, pool, None, Control())))


def network_alone(part: FrozenPart, batches: list[list[Photo]]) -> float:
    """Seconds that the runtime takes for photos in memory, their normalisation included."""
    started = time.perf_counter()
    for photos in batches:
        part.runtime(part.inputs(photos)).float().cpu()
    return time.perf_counter() - started


def computing_features(part: FrozenPart, pool: PhotoPool, store: Store) -> float:
    """Seconds for all of it, into an empty store: reading, network, and writing to the disk."""
    started = time.perf_counter()
    assert result(fill(part.rows, part.prefix, pool, store, Control())) is not None
    return time.perf_counter() - started


def result(steps: Generator[Event, None, Any]) -> Any:
    """What long work returns, its events left aside."""
    going = Steps(steps)
    for _ in going:
        pass
    return going.result


def _is_numbered(row: Row) -> bool:
    return row.children > 0 and re.search(r"\d$", row.path) is not None
