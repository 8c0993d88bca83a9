"""Networks on the fast runtime: is it what plain torch gives, at every kind of border, and how much faster?

Run by hand, with the names of networks, or with none for five of different build:
`python -W ignore tests/campaigns/fast_runtime.py > tests/campaigns/fast_runtime.md`.
Weights are random; each library computes on one thread, and its processor time is counted, so that other programs
disturb little. Exports go to a folder of their own.
"""

import os
import sys
import tempfile
import time
from importlib.metadata import version

import torch
from torch import Tensor

from tlstudio.backbone.network import load_network
from tlstudio.features.runtime.exported import export_path, exported
from tlstudio.features.runtime.onnx_runtime import OnnxRuntime
from tlstudio.features.runtime.stretch import Runtime, Stretch
from tlstudio.features.runtime.torch_runtime import TorchRuntime, torch_names
from tlstudio.foundation.control import Control
from tlstudio.foundation.steps import Steps

_FIVE = ("efficientnet_lite0", "resnet18", "densenet121", "swin_t", "vit_b_16")
_CPU = torch.device("cpu")
_PHOTOS = 8
_REPEATS = 3
_MOST_ERROR = 1e-4


def main(names: list[str]) -> None:
    """Print the table, a row at a time, and what went wrong at the end."""
    torch.set_num_threads(1)
    print("# Networks on the fast runtime\n\n" + __doc__.splitlines()[0] + "\n")
    print(f"torch {torch.__version__}, ONNX Runtime {version('onnxruntime')}, float32. Error: the largest difference")
    print("over the largest value, at the first, middle and last cut, and from the first to the last. Alone: whether a")
    print("photo gives the same bits alone as among others. Photos per second of processor time, to the last cut.\n")
    print(
        "| network | export, s | export, KB | error from the photos | error from a cut | alone | torch | fast | times |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as home:
        os.environ["TLSTUDIO_HOME"] = home
        wrong = [name for name in names if not _report(name)]
    print(f"\nNot within {_MOST_ERROR:.0e}, or not exported: {', '.join(wrong) or 'none'}.")
    sys.exit(bool(wrong))


def _report(name: str) -> bool:
    network = load_network(name, 2, seed=0, random_weights=True).eval()
    size, cuts = network.preprocessing.size, network.tree.cuts
    started = time.perf_counter()
    model = _drained(exported(name, size, Control()))
    seconds = time.perf_counter() - started
    if model is None:
        print(f"| {name} | cannot be exported |  |  |  |  |  |  |  |", flush=True)
        return False
    photos = torch.randn(_PHOTOS, 3, size, size, generator=torch.Generator().manual_seed(0))
    stretches = [Stretch(network, None, cut, size, _CPU) for cut in (cuts[0], cuts[len(cuts) // 2], cuts[-1])]
    errors = [_error(OnnxRuntime(model, stretch), stretch, photos) for stretch in stretches]
    onward = Stretch(network, cuts[0], cuts[-1], size, _CPU)
    onward_error = _error(OnnxRuntime(model, onward), onward, _plain(stretches[0])(photos))
    fast = OnnxRuntime(model, stretches[-1])
    alone = torch.equal(fast(photos[:1]), fast(photos)[:1])
    rates = [_rate(runtime, photos) for runtime in (_plain(stretches[-1]), fast)]
    cells = [
        name,
        f"{seconds:.0f}",
        f"{export_path(name, size).stat().st_size / 1000:.0f}",
        f"{max(errors):.0e}",
        f"{onward_error:.0e}",
        "same" if alone else "rounding",
        *(f"{rate:.1f}" for rate in rates),
        f"{rates[1] / rates[0]:.1f}",
    ]
    print(f"| {' | '.join(cells)} |", flush=True)
    return max(*errors, onward_error) <= _MOST_ERROR


def _drained(generator):  # type: ignore[no-untyped-def]
    steps = Steps(generator)
    for _ in steps:
        pass
    return steps.result


def _plain(stretch: Stretch) -> TorchRuntime:
    return TorchRuntime(stretch, torch_names(_CPU, "exact")[-1])


def _error(runtime: Runtime, stretch: Stretch, inputs: Tensor) -> float:
    reference = _plain(stretch)(inputs)
    return float((runtime(inputs) - reference).abs().max() / reference.abs().max())


def _rate(runtime: Runtime, photos: Tensor) -> float:
    runtime(photos)
    seconds = []
    for _ in range(_REPEATS):
        started = time.process_time()
        runtime(photos)
        seconds.append(time.process_time() - started)
    return len(photos) / min(seconds)


if __name__ == "__main__":
    main(sys.argv[1:] or list(_FIVE))
