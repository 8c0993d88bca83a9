"""Many pictures may be looked at by a faster runtime, but only by one whose answers are those of plain torch."""

import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
import torch
from torch import Tensor

from tlstudio.backbone.network import Network, load_network
from tlstudio.features.runtime import Runtime, Stretch
from tlstudio.features.runtime.torch_runtime import TorchRuntime, torch_names
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress, Warned
from tlstudio.photos.pool import PhotoPool
from tlstudio.pipeline import run
from tlstudio.prediction import predictor as predicting
from tlstudio.prediction import quickest
from tlstudio.prediction.answer import Answer, NoAnswer
from tlstudio.prediction.predictor import load_model
from tlstudio.prediction.quickest import Quickest
from tlstudio.training.recipe import Input, Recipe

Pick = Callable[..., Generator[Event, None, Runtime]]


class Faster:
    """Torch under another name, with a little error, that counts its photos."""

    name = "faster"

    def __init__(self, stretch: Stretch, error: float) -> None:
        self._torch = TorchRuntime(stretch, torch_names(stretch.device, "exact")[-1])
        self._error = error
        self.photos = 0

    def __call__(self, inputs: Tensor) -> Tensor:
        self.photos += len(inputs)
        return self._torch(inputs) * (1 + self._error)


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network("efficientnet_lite0", 2, seed=0).eval()


@pytest.fixture
def picks(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], list[Faster]]:
    """Lets a runtime with that error be picked; the ones that were."""

    def use(error: float) -> list[Faster]:
        picked: list[Faster] = []

        def pick(stretch: Stretch, *_: object) -> Generator[Event, None, Runtime]:
            yield Progress("prepare", 0, 1)
            yield Warned("for a training only")
            picked.append(Faster(stretch, error))
            return picked[-1]

        monkeypatch.setattr(quickest, "pick", pick)
        return picked

    return use


def _answers(network: Network) -> Callable[[Tensor], list[Answer]]:
    def answers(features: Tensor) -> list[Answer]:
        shares = network.get_submodule("head")(features).softmax(1).tolist()
        return [Answer("", "ab"[share[1] > share[0]], max(share), ()) for share in shares]

    return answers


def _sought(network: Network, inputs: Tensor, photos: int = 10_000) -> tuple[Quickest, list[Progress]]:
    made = Quickest(network, inputs.shape[-1], inputs.device)
    return made, list(made.seek(lambda: inputs, _answers(network), photos))


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the network had been exported."""
    monkeypatch.setattr(quickest, "is_exported", lambda backbone, size: True)


@pytest.mark.usefixtures("exported")
def test_that_a_runtime_with_the_same_answers_looks_at_the_pictures(
    network: Network, picks: Callable[[float], list[Faster]]
) -> None:
    picked, inputs = picks(1e-7), torch.randn(4, 3, 64, 64)
    sought, events = _sought(network, inputs)
    before = picked[0].photos
    with torch.inference_mode():
        torch.testing.assert_close(sought.look(inputs), network.read_by_head(inputs), rtol=1e-3, atol=1e-4)
    assert picked[0].photos == before + 4
    assert events == [Progress("prepare", 0, 1)]
    assert list(sought.seek(lambda: inputs, _answers(network), 10_000)) == []
    assert len(picked) == 1


@pytest.mark.usefixtures("exported")
def test_that_one_whose_answers_differ_is_not_used(network: Network, picks: Callable[[float], list[Faster]]) -> None:
    picked = picks(0.01)
    sought, _ = _sought(network, torch.randn(4, 3, 64, 64))
    assert sought.look == network.read_by_head
    assert len(picked) == 1


@pytest.mark.usefixtures("exported")
def test_that_few_pictures_are_not_worth_it(network: Network, picks: Callable[[float], list[Faster]]) -> None:
    picked = picks(0.0)
    sought, events = _sought(network, torch.randn(2, 3, 64, 64), 100)
    assert (sought.look, events, picked) == (network.read_by_head, [], [])


@pytest.mark.usefixtures("exported")
def test_that_plain_torch_is_the_network_itself(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    def pick(stretch: Stretch, *_: object) -> Generator[Event, None, Runtime]:
        yield from ()
        return TorchRuntime(stretch, torch_names(stretch.device, "exact")[-1])

    monkeypatch.setattr(quickest, "pick", pick)
    assert _sought(network, torch.randn(2, 3, 64, 64))[0].look == network.read_by_head


def test_that_the_answers_do_not_wait_for_an_export_and_end_it(
    network: Network, picks: Callable[[float], list[Faster]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()

    def export(backbone: str, size: int, control: Control) -> Generator[Event, None, None]:
        yield Progress("prepare", 0, 1)
        while not control.stopped:
            time.sleep(0.01)
        ended.set()

    monkeypatch.setattr(quickest, "make_export", export)
    picked, inputs = picks(0.0), torch.randn(2, 3, 64, 64)
    sought, events = _sought(network, inputs)
    assert (sought.look, events, picked) == (network.read_by_head, [], [])
    monkeypatch.setattr(quickest, "is_exported", lambda backbone, size: True)
    assert list(sought.seek(lambda: inputs, _answers(network), 10_000))
    assert len(picked) == 1
    sought.close()
    assert ended.wait(10)


def test_that_of_many_files_only_the_first_wait_for_plain_torch(
    draw_photos: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    picks: Callable[[float], list[Faster]],
) -> None:
    photos = draw_photos(count=8)
    recipe = Recipe(photos=str(photos), out=str(tmp_path / "m.tlmodel"), input=Input(size=64), epochs=2, device="cpu")
    assert list(run(recipe))
    predictor = load_model(tmp_path / "m.tlmodel", "cpu")
    files = [photos / "gone.jpg", *sorted(photos.rglob("*.jpg"))]
    picked = picks(1e-7)
    monkeypatch.setattr(quickest, "is_exported", lambda backbone, size: True)
    with PhotoPool(workers=1) as pool:
        expected = [each for each in predictor.predict_files(files, pool, Control()) if not isinstance(each, Progress)]
        assert not picked
        monkeypatch.setattr(predicting, "_BATCH", 4)
        monkeypatch.setattr(quickest, "_MANY", 10)
        answers = [each for each in predictor.predict_files(files, pool, Control()) if not isinstance(each, Progress)]
    assert picked[0].photos == 3 + 13
    assert isinstance(answers[0], NoAnswer)
    for one, other in zip(answers[1:], expected[1:], strict=True):
        assert isinstance(one, Answer)
        assert isinstance(other, Answer)
        assert (one.path, one.label, one.neither) == (other.path, other.label, other.neither)
        assert one.confidence == pytest.approx(other.confidence, abs=1e-5)
