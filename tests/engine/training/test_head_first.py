"""A head that is fitted before other layers learn: they stay as they are, and it knows the photos."""

import math
from pathlib import Path

import msgspec
import torch
from draining import drain

from tlstudio.dataset.scan import scan
from tlstudio.features.choice import CacheChoice
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import EpochEnded, Progress
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.data import make_data
from tlstudio.training.head_first import fit_head_first
from tlstudio.training.plan import make_plan
from tlstudio.training.recipe import Recipe


def test_that_the_head_alone_changes_and_knows_the_photos(recipe: Recipe, pool: PhotoPool) -> None:
    dataset = drain(scan(Path(str(recipe.photos)), Control(), validation_fraction=0.3))[0]
    plan = make_plan(msgspec.structs.replace(recipe, strategy="top"), dataset)
    data = drain(make_data(plan, pool, CacheChoice(enabled=False), Control()))[0]
    before = {name: tensor.clone() for name, tensor in plan.network.state_dict().items()}
    _, events = drain(fit_head_first(plan, data.train, Control()))
    assert not [event for event in events if isinstance(event, EpochEnded)]
    assert {event.stage for event in events if isinstance(event, Progress)} <= {"prepare"}
    changed = {name for name, tensor in plan.network.state_dict().items() if not torch.equal(tensor, before[name])}
    assert changed == {"head.weight", "head.bias"}
    part = plan.network.between(plan.cut, None)
    with torch.no_grad():
        losses = [torch.nn.functional.cross_entropy(part(batch.inputs), batch.labels) for batch in data.train.epoch(1)]
    assert max(float(loss) for loss in losses) < 0.5 * math.log(2)


def test_that_a_stop_leaves_the_head_as_it_was(recipe: Recipe, pool: PhotoPool) -> None:
    dataset = drain(scan(Path(str(recipe.photos)), Control(), validation_fraction=0.3))[0]
    plan = make_plan(msgspec.structs.replace(recipe, strategy="top"), dataset)
    data = drain(make_data(plan, pool, CacheChoice(enabled=False), Control()))[0]
    before = plan.network.get_parameter("head.weight").clone()
    control = Control()
    control.stop()
    drain(fit_head_first(plan, data.train, control))
    assert torch.equal(plan.network.get_parameter("head.weight"), before)
