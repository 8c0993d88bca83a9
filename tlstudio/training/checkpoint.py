"""A run in the middle, as a file: the weights that move, the optimiser, and where the run stands.

What is frozen is not in it: it comes from the verified weights again. Nor are random states: every random number is a
function of the seed and of where the run stands. So a run that goes on from here ends, on the processor, with the same
bits as one that was never interrupted.
"""

import zipfile
from pathlib import Path

import msgspec
import safetensors.torch
import torch
from torch import Tensor

from tlstudio.foundation.events import EpochEnded
from tlstudio.modelfile.container import tensors_as_bytes
from tlstudio.modelfile.members import manifest_of, read_member, reading, write_members
from tlstudio.training.interrupted import STATE
from tlstudio.training.loop import Learner
from tlstudio.training.recipe import Change
from tlstudio.training.standing import Outcome, Standing
from tlstudio.training.tally import Sums, Tally

_TENSORS = ("weights.safetensors", "optimiser.safetensors", "best.safetensors", "average.safetensors")
_LIMITS = {STATE: 64 * 1024**2, **dict.fromkeys(_TENSORS, 16 * 1024**3)}
Tensors = dict[str, Tensor]


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is plain: see `Standing`, `Outcome`, `Schedule`, `Watch`, `Forward` and `Average` for what they mean.

    `begun` is, for each of the optimiser's groups, the step at which it was admitted.
    """

    epochs: int
    epoch: int
    batch: int
    start: int
    counted: Sums
    ended: list[EpochEnded]
    changes: list[Change]
    best_epoch: int | None
    best: Sums
    steps: int
    step: int
    scale: float
    begun: list[int]
    loss_at_start: float | None
    parts: int
    averaged: int


class Checkpoint(msgspec.Struct, frozen=True):
    """The plain state, and tensors by member and name."""

    state: State
    weights: Tensors
    optimiser: Tensors
    best: Tensors
    average: Tensors


def write_checkpoint(path: Path, learner: Learner, standing: Standing) -> None:
    """Replace the checkpoint at `path` in one step. StudioError when the disk refuses."""
    state = learner.network.state_dict()
    tensors = (
        {name: state[name] for name in sorted(learner.moving)},
        _of_optimiser(learner),
        standing.best_weights,
        learner.average.values if learner.average else {},
    )
    members = {STATE: msgspec.json.encode(_state(learner, standing))}
    for name, each in zip(_TENSORS, tensors, strict=True):
        members[name] = tensors_as_bytes({key: tensor.detach().cpu().contiguous() for key, tensor in each.items()})
    write_members(path, members, _LIMITS)


def read_checkpoint(path: Path) -> Checkpoint:
    """The checkpoint at `path`, every hash checked. StudioError with the reason when it cannot be read."""
    with reading(path, "checkpoint"), zipfile.ZipFile(path) as archive:
        manifest = manifest_of(archive, _LIMITS)
        members = {name: read_member(archive, name, manifest[name]) for name in manifest}
        tensors = (safetensors.torch.load(members[name]) for name in _TENSORS)
        return Checkpoint(msgspec.json.decode(members[STATE], type=State), *tensors)


def restore(checkpoint: Checkpoint, learner: Learner) -> Standing:
    """Bring a fresh learner, made from the same recipe and photos, to where the checkpoint was taken."""
    state = checkpoint.state
    for epoch in range(1, state.epoch + 1):
        learner.thaw(epoch)
    learner.network.load_state_dict(checkpoint.weights, strict=False)
    _restore_optimiser(learner, checkpoint.optimiser)
    for group, begun in zip(learner.optimiser.param_groups, state.begun, strict=True):
        group["begun"] = begun
    learner.schedule.steps, learner.schedule.scale = state.steps, state.scale
    learner.schedule.last_epoch = state.step
    learner.schedule.refresh()
    learner.watch.start, learner.forward.parts = state.loss_at_start, state.parts
    if learner.average:
        learner.average.steps = state.averaged
        for name, value in learner.average.values.items():
            value.copy_(checkpoint.average[name])
    standing = _standing(checkpoint)
    learner.changes.go_on_from(standing)
    return standing


def _state(learner: Learner, standing: Standing) -> State:
    outcome, schedule = standing.outcome, learner.schedule
    return State(
        epochs=standing.epochs,
        epoch=standing.epoch,
        batch=standing.batch,
        start=standing.start,
        counted=standing.tally.sums,
        ended=outcome.epochs,
        changes=outcome.changes,
        best_epoch=outcome.best_epoch,
        best=outcome.best.sums,
        steps=schedule.steps,
        step=schedule.last_epoch,
        scale=schedule.scale,
        begun=[group.get("begun", 0) for group in learner.optimiser.param_groups],
        loss_at_start=learner.watch.start,
        parts=learner.forward.parts,
        averaged=learner.average.steps if learner.average else 0,
    )


def _standing(checkpoint: Checkpoint) -> Standing:
    state = checkpoint.state
    outcome = Outcome("completed", state.best_epoch, Tally(sums=state.best), list(state.ended), list(state.changes))
    tally = Tally(sums=state.counted)
    return Standing(state.epochs, state.epoch, state.batch, state.start, tally, outcome, checkpoint.best)


def _of_optimiser(learner: Learner) -> Tensors:
    """Its tensors by `kind/weight`."""
    names: dict[Tensor, str] = {weight: name for name, weight in learner.network.named_parameters()}
    return {
        f"{kind}/{names[weight]}": value
        for weight, held in learner.optimiser.state.items()
        for kind, value in held.items()
        if isinstance(value, Tensor)
    }


def _restore_optimiser(learner: Learner, tensors: Tensors) -> None:
    weights = dict(learner.network.named_parameters())
    for key, value in tensors.items():
        kind, _, name = key.partition("/")
        weight = weights[name]
        like = torch.empty_like(weight) if value.shape == weight.shape and value.ndim else torch.empty_like(value)
        learner.optimiser.state[weight][kind] = like.copy_(value)
