from pathlib import Path

import onnx
import torch
from draining import drain
from torch import Tensor

from tlstudio.backbone.network import Network
from tlstudio.features.runtime import Stretch, names, open_named, pick
from tlstudio.features.runtime.exported import export_path, is_exported, read_export, runtimes_folder, write_export
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Warned

CPU = torch.device("cpu")
MANY = 1_000_000


def never() -> Tensor:
    """In place of a first batch that nobody has to ask for."""
    raise AssertionError("nothing was left to be measured")


def place(network: Network) -> Stretch:
    """From the photos to the last cut, for photos of 64 × 64."""
    return Stretch(network, None, network.tree.cuts[-1], 64, CPU)


def test_that_the_fast_runtime_is_taken_when_it_agrees_and_taken_again(
    network: Network, pictures: Tensor, exported: Path
) -> None:
    runtime, said = drain(pick(place(network), "fast", lambda: pictures, MANY, Control()))
    assert said == []
    assert runtime.name.startswith("onnxruntime ")
    with torch.inference_mode():
        assert torch.allclose(runtime(pictures), network.between(None, network.tree.cuts[-1])(pictures), atol=1e-4)
    known = names(place(network), "fast")
    assert known[0] == runtime.name
    assert len(known) == 2
    again, _ = drain(pick(place(network), "fast", never, MANY, Control()))
    assert again.name == runtime.name


def test_that_exactness_is_plain_torch_whatever_was_found_faster(
    network: Network, pictures: Tensor, exported: Path
) -> None:
    fast, _ = drain(pick(place(network), "fast", lambda: pictures, MANY, Control()))
    exact, _ = drain(pick(place(network), "exact", never, MANY, Control()))
    assert fast.name != exact.name
    assert names(place(network), "exact") == (exact.name,)
    assert exact.name.startswith("torch ")
    assert exact.name.endswith(" float32")


def test_that_few_photos_are_run_by_torch_at_once(network: Network, pictures: Tensor) -> None:
    runtime, said = drain(pick(place(network), "fast", lambda: pictures, 20, Control()))
    assert runtime.name.startswith("torch ")
    assert said == []
    runtime, said = drain(pick(place(network), "fast", lambda: pictures, 50, Control()))
    assert runtime.name.startswith("torch ")
    assert not is_exported("efficientnet_lite0", 64)


def test_that_a_network_that_cannot_be_exported_is_run_by_torch(network: Network, pictures: Tensor) -> None:
    runtimes_folder().mkdir(parents=True)
    write_export(export_path("efficientnet_lite0", 64), b"")
    runtime, said = drain(pick(place(network), "fast", lambda: pictures, MANY, Control()))
    assert runtime.name.startswith("torch ")
    assert isinstance(said[0], Warned)
    assert "plain torch" in said[0].text
    assert names(place(network), "fast") == (runtime.name,)
    _, said = drain(pick(place(network), "fast", lambda: pictures, MANY, Control()))
    assert said == []


def test_that_a_runtime_that_is_wrong_is_never_used(network: Network, pictures: Tensor, exported: Path) -> None:
    data = read_export(exported)
    assert data
    model = onnx.load_model_from_string(data)
    for node in model.graph.node:
        if node.op_type == "Clip":
            node.op_type = "Relu"
            del node.input[1:]
    write_export(exported, model.SerializeToString())
    runtime, said = drain(pick(place(network), "fast", lambda: pictures * 100, MANY, Control()))
    assert runtime.name.startswith("torch ")
    assert isinstance(said[0], Warned)
    assert names(place(network), "fast") == (runtime.name,)


def test_that_other_weights_are_measured_for_themselves(network: Network, pictures: Tensor, exported: Path) -> None:
    write_export(exported, b"")
    drain(pick(place(network), "fast", lambda: pictures, MANY, Control()))
    assert len(names(place(network), "fast")) == 1
    with torch.no_grad():
        network.get_parameter("conv_stem.weight").mul_(2)
    assert len(names(place(network), "fast")) == 2


def test_that_a_garbled_memory_is_no_memory(network: Network, pictures: Tensor, exported: Path) -> None:
    first, _ = drain(pick(place(network), "fast", lambda: pictures, MANY, Control()))
    remembered = list(runtimes_folder().glob("*.measured"))
    assert len(remembered) == 1
    remembered[0].write_text('{"torch": ')
    second, _ = drain(pick(place(network), "fast", lambda: pictures, MANY, Control()))
    assert first.name == second.name


def test_that_a_runtime_is_opened_by_its_name(network: Network, pictures: Tensor, exported: Path) -> None:
    with torch.inference_mode():
        wanted = network.between(None, network.tree.cuts[-1])(pictures)
    for name in names(place(network), "fast"):
        runtime, _ = drain(open_named(name, place(network), Control()))
        assert runtime.name == name
        assert torch.allclose(runtime(pictures), wanted, atol=1e-4)


def test_that_another_version_is_not_opened(network: Network, exported: Path) -> None:
    for name in ("onnxruntime 0.1 float32", "torch 0.4 float32", "", "abacus"):
        assert drain(open_named(name, place(network), Control()))[0] is None


def test_that_a_stopped_run_makes_no_export(network: Network, pictures: Tensor) -> None:
    control = Control()
    control.stop()
    runtime, _ = drain(pick(place(network), "fast", lambda: pictures, MANY, control))
    assert runtime.name.startswith("torch ")
    assert list(runtimes_folder().glob("*.measured")) == []


def test_that_a_fast_gpu_run_tries_half_precision_first() -> None:
    from tlstudio.features.runtime.candidates import candidates

    fast, exact = (candidates(torch.device("cuda"), precision) for precision in ("fast", "exact"))
    assert [name.rpartition(" ")[2] for name in fast] == ["float16", "bfloat16", "float32"]
    assert exact == fast[-1:]


def test_that_a_kept_session_is_taken_for_the_same_weights_only(
    network: Network, pictures: Tensor, exported: Path
) -> None:
    fast = names(place(network), "fast")[0]
    first, _ = drain(open_named(fast, place(network), Control()))
    before = first(pictures).clone()
    assert drain(open_named(fast, place(network), Control()))[0] is first
    with torch.no_grad():
        network.get_parameter("conv_stem.weight").mul_(2)
    assert torch.equal(first(pictures), before)
    other, _ = drain(open_named(fast, place(network), Control()))
    assert not torch.allclose(other(pictures), before, atol=1e-2)
