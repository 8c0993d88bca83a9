"""An exported model says all that another program must know, answers as the studio does, or is not handed out."""

import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from draining import drain
from PIL import Image

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.pipeline import run
from tlstudio.prediction.predictor import Predictor, load_model
from tlstudio.sharing import exporting
from tlstudio.sharing.answering import Answering
from tlstudio.sharing.exporting import Exported, export_onnx
from tlstudio.sharing.parity import largest_difference
from tlstudio.training.recipe import Input, Recipe


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two classes, one with a name that is not ASCII, of 15 pictures each."""
    folder = tmp_path_factory.mktemp("exported")
    for label, colour in (("rot", (200, 30, 30)), ("grün", (30, 200, 30))):
        (folder / label).mkdir()
        for number in range(15):
            noise = np.random.default_rng(number).integers(0, 40, (48, 64, 3))
            Image.fromarray((noise + np.array(colour)).astype(np.uint8)).save(folder / label / f"{number}.png")
    out = folder / "colours.tlmodel"
    assert list(run(Recipe(photos=str(folder), out=str(out), input=Input(size=64), epochs=10, device="cpu")))
    return out


@pytest.fixture(scope="module")
def exported(model: Path) -> tuple[Exported, Path]:
    out = model.with_suffix(".onnx")
    found, _ = drain(export_onnx(model, out, Control()))
    assert found
    return found, out


@pytest.fixture
def predictor(model: Path) -> Predictor:
    return load_model(model, "cpu")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file that lies where the exported model is to lie."""
    path = tmp_path / "out.onnx"
    path.write_bytes(b"what was there before")
    return path


def test_that_the_file_says_what_another_program_must_know(
    exported: tuple[Exported, Path], predictor: Predictor
) -> None:
    found, out = exported
    read = onnx.load(out, load_external_data=False)
    onnx.checker.check_model(read, full_check=True)
    said = {each.key: each.value for each in read.metadata_props}
    assert json.loads(said["classes"]) == list(predictor.classes) == ["grün", "rot"]
    assert json.loads(said["preprocessing"]) == msgspec.to_builtins(predictor.preprocessing) | {
        "mean": list(predictor.preprocessing.mean),
        "std": list(predictor.preprocessing.std),
    }
    assert float(said["neither_up_to"]) == pytest.approx(0.05)
    assert said["backbone_licence"] == "Apache-2.0"
    assert read.producer_name == "tlstudio"
    assert (found.bytes, found.classes) == (out.stat().st_size, 2)
    assert 0 <= found.largest_difference < 1e-4


@pytest.mark.parametrize("count", [1, 7])
def test_that_it_answers_batches_of_any_size_as_the_studio_does(
    exported: tuple[Exported, Path], predictor: Predictor, count: int
) -> None:
    batch = torch.rand(count, 3, 64, 64, generator=torch.Generator().manual_seed(count)) * 4 - 2
    with torch.inference_mode():
        expected = [values.numpy() for values in Answering(predictor)(batch)]
    session = onnxruntime.InferenceSession(exported[1])
    given = session.run(["probabilities", "typicality"], {"photos": batch.numpy()})
    assert [values.shape for values in given] == [(count, 2), (count,)]
    assert given[0] == pytest.approx(expected[0], abs=1e-4)
    assert given[1] == pytest.approx(expected[1], abs=1e-6)


def test_that_a_model_without_memory_of_photos_gives_probabilities_alone(predictor: Predictor) -> None:
    predictor.reference = None
    answering = Answering(predictor)
    assert answering.outputs == ("probabilities",)
    (probabilities,) = answering(torch.zeros(3, 3, 64, 64))
    assert probabilities.shape == (3, 2)


@pytest.mark.parametrize("change", ["weights", "memory"])
def test_that_a_model_that_answers_otherwise_is_refused(
    exported: tuple[Exported, Path], predictor: Predictor, change: str
) -> None:
    assert largest_difference(exported[1].read_bytes(), predictor) == exported[0].largest_difference
    if change == "weights":
        with torch.no_grad():
            predictor.network.get_parameter("head.weight").mul_(1.5)
    else:
        assert predictor.reference
        predictor.reference.distances[:] = 2  # as far as can be, so that nothing is unlike
    with pytest.raises(StudioError, match="does not answer as the studio does"):
        largest_difference(exported[1].read_bytes(), predictor)


def test_that_a_stopped_export_leaves_what_was_there(model: Path, old: Path) -> None:
    control = Control()
    steps = export_onnx(model, old, control)
    next(steps)
    control.stop()
    with pytest.raises(StopIteration) as ended:
        next(steps)
    assert ended.value.value is None
    assert _content(old) == (b"what was there before", [old])


def test_that_a_killed_export_leaves_what_was_there_and_says_so(
    model: Path, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "run_module", lambda *arguments: None)
    with pytest.raises(StudioError, match=r"most likely the memory was used up\. Nothing was written"):
        drain(export_onnx(model, old, Control()))
    assert _content(old) == (b"what was there before", [old])


def test_that_a_damaged_model_is_refused_with_the_reason(model: Path, old: Path) -> None:
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 1
    damaged = old.parent / "damaged.tlmodel"
    damaged.write_bytes(data)
    with pytest.raises(StudioError, match="damaged"):
        drain(export_onnx(damaged, old, Control()))
    assert old.read_bytes() == b"what was there before"


def test_that_a_place_that_cannot_be_is_refused_before_any_work(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*arguments: Any) -> None:
        raise AssertionError("the export began")

    monkeypatch.setattr(exporting, "run_module", never)
    for out, reason in (
        (model, "is the model itself"),
        (tmp_path, "is a folder"),
        (tmp_path / "no" / "where.onnx", "does not exist"),
    ):
        with pytest.raises(UsageError, match=reason):
            drain(export_onnx(model, out, Control()))


def _content(file: Path) -> tuple[bytes, list[Path]]:
    """What it holds, and all that lies beside it."""
    return file.read_bytes(), sorted(file.parent.iterdir())
