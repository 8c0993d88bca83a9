"""Training on a GPU by the same code; the rest of the tests train on the processor."""

from pathlib import Path

import msgspec
import pytest
import torch
from draining import drain

from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.foundation.device import choose_device, device_names, is_device_name, to_device
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import EpochEnded, Finished, Started
from tlstudio.modelfile.container import read_model
from tlstudio.photos.pool import PhotoPool
from tlstudio.pipeline import run
from tlstudio.training.plan import make_plan
from tlstudio.training.recipe import Recipe

needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")


def test_that_gpus_are_chosen_by_their_number() -> None:
    assert all(is_device_name(name) for name in ("auto", "cpu", "cuda", "cuda:0", "cuda:11", "mps"))
    assert not any(is_device_name(name) for name in ("", "cuda:", "gpu", "cuda:-1", "cpu:0", "cuda:0 "))
    assert device_names()[0] == "auto"
    assert device_names()[-1] == "cpu"


def test_that_a_gpu_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(StudioError, match=r"no usable cuda:97 device. It has .*cpu; choose one"):
        choose_device("cuda:97")


def test_that_a_tensor_stays_as_it_is_on_the_processor() -> None:
    tensor = torch.arange(3)
    assert to_device(tensor, "cpu") is tensor


@pytest.mark.parametrize(("megabytes", "batch"), [(100_000, 32), (1000, 8), (1, 4)])
def test_that_the_batch_fits_into_the_memory(
    recipe: Recipe, monkeypatch: pytest.MonkeyPatch, megabytes: int, batch: int
) -> None:
    monkeypatch.setattr("tlstudio.training.plan.free_bytes", lambda device: megabytes * 2**20)
    dataset = drain(scan(Path(str(recipe.photos)), Control(), validation_fraction=0.3))[0]
    whole = msgspec.structs.replace(recipe, strategy="all")
    assert make_plan(whole, dataset).recipe.batch_size == batch
    assert make_plan(msgspec.structs.replace(whole, batch_size=20), dataset).recipe.batch_size == 20


@needs_gpu
@pytest.mark.parametrize("strategy", ["features", "top", "all"])
def test_that_a_run_on_the_gpu_learns_as_on_the_processor(
    recipe: Recipe, pool: PhotoPool, tmp_path: Path, strategy: str
) -> None:
    found = {}
    for device in ("cpu", "cuda"):
        out = str(tmp_path / f"{device}.tlmodel")
        settings = {"strategy": strategy, "device": device, "out": out, "batch_size": 4, "mixed_precision": "off"}
        events = list(run(msgspec.structs.replace(recipe, **settings), pool=pool))
        found[device] = next(event for event in events if isinstance(event, EpochEnded))
    assert found["cuda"].train_loss == pytest.approx(found["cpu"].train_loss, rel=0.05, abs=0.05)
    assert found["cuda"].memory


@needs_gpu
def test_that_mixed_precision_is_chosen_where_the_gpu_has_it(recipe: Recipe, pool: PhotoPool) -> None:
    events = list(run(msgspec.structs.replace(recipe, strategy="all", device="cuda", batch_size=4), pool=pool))
    assert isinstance(events[-1], Finished)
    assert next(event.device for event in events if isinstance(event, Started)) == torch.cuda.get_device_name()
    able = torch.cuda.get_device_capability()[0] >= 8
    chosen = read_model(Path(recipe.out or ""))[0].recipe["mixed_precision"]
    assert chosen == ("bfloat16" if able else "off")
