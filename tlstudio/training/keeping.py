"""A finished run becomes a model file, read back at once to prove that what was frozen is unchanged."""

import functools
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import torch

import tlstudio
from tlstudio.backbone.proof import fingerprint
from tlstudio.backbone.tree import LayerTree
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.names import path_text
from tlstudio.metrics.intervals import wilson_interval
from tlstudio.modelfile.container import write_model
from tlstudio.modelfile.description import Calibration, Description, Parent, Remembered, Scores
from tlstudio.training.plan import Plan
from tlstudio.training.standing import Outcome


@dataclass(frozen=True)
class Memory:
    """What a model takes along beside its weights: how sure it may be, and what it remembers of its training photos:
    in words, and as it lies in its file."""

    calibration: Calibration | None = None
    remembered: Remembered | None = None
    reference: dict[str, torch.Tensor] | None = None


NO_MEMORY = Memory()


def keep(
    plan: Plan,
    outcome: Outcome,
    train_photos: int,
    path: Path,
    features: str | None = None,
    memory: Memory = NO_MEMORY,
) -> bool | None:
    """Write the model to `path` and read it back. Returns `frozen_unchanged`: None when nothing is frozen.

    `features` names the runtime that computed the frozen part's activations; None when there was none.

    The proof compares the fingerprint taken when the pinned weights were loaded with that of the tensors in the file.
    """
    weights = {name: value.detach().cpu().contiguous() for name, value in plan.network.state_dict().items()}
    described = _describe(plan, outcome, train_photos, features, memory)
    saved = write_model(path, described, weights, memory.reference)
    if saved.keys() != weights.keys():
        raise StudioError(f"{path} was not saved completely. Save it again, or somewhere else.")
    return frozen_unchanged(plan, saved)


def frozen_unchanged(plan: Plan, weights: Mapping[str, torch.Tensor]) -> bool | None:
    """Whether those of `weights` that stay frozen to the end are those that were loaded, bit for bit."""
    if plan.frozen_sha256 is None:
        return None
    return fingerprint({name: weights[name] for name in plan.network.frozen_state(plan.lasting)}) == plan.frozen_sha256


def _describe(plan: Plan, outcome: Outcome, train_photos: int, features: str | None, memory: Memory) -> Description:
    network, recipe = plan.network, msgspec.structs.replace(plan.recipe, changes=tuple(outcome.changes))
    return Description(
        classes=list(plan.dataset.classes),
        backbone=network.tree.backbone,
        backbone_sha256=network.weights_hash,
        frozen=list(plan.lasting),
        frozen_sha256=plan.frozen_sha256,
        head=_head(network.tree),
        input=msgspec.to_builtins(recipe.input),
        preprocessing=msgspec.to_builtins(plan.preprocessing),
        recipe=msgspec.to_builtins(recipe),
        runtime=_runtime(plan, features),
        scores=_scores(outcome, train_photos),
        parent=_parent(plan),
        versions={
            "tlstudio": tlstudio.__version__,
            "python": platform.python_version(),
            **_library_versions(),
        },
        drift=outcome.drift,
        calibration=memory.calibration,
        reference=memory.remembered,
    )


def _parent(plan: Plan) -> Parent | None:
    """The model that this one started from, if any."""
    if plan.recipe.backbone == plan.network.tree.backbone or not plan.network.weights_hash:
        return None
    return Parent(path_text(Path(plan.recipe.backbone).name), plan.network.weights_hash)


def _head(tree: LayerTree) -> dict[str, Any]:
    """What the head is made of; whatever it does not have is left out."""
    design = {name: value for name, value in msgspec.to_builtins(tree.head).items() if value}
    return {"type": "linear" if tree.head.is_linear else "layers", "features": tree.features, **design}


def _runtime(plan: Plan, features: str | None) -> dict[str, str]:
    runtime = {"library": "torch", "precision": "float32", "device": plan.device.type}
    return runtime | {"features": features} if features else runtime


@functools.cache
def _library_versions() -> dict[str, str]:
    return {name: version(name) for name in ("torch", "torchvision", "timm", "Pillow")}


def _scores(outcome: Outcome, train_photos: int) -> Scores:
    best = outcome.best
    assert outcome.best_epoch is not None
    return Scores(
        train_photos=train_photos,
        validation_photos=best.photos,
        validation_accuracy=best.accuracy,
        validation_interval=wilson_interval(best.correct, best.photos),
        validation_loss=best.loss,
        best_epoch=outcome.best_epoch,
        used_to_choose=len(outcome.epochs) > 1,
    )
