"""The child process that exports a network: `python -P -m tlstudio.features.runtime.export NETWORK SIZE FILE`.

Exporting keeps a processor busy for several seconds; here that happens with low priority and stops nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tlstudio.features.runtime.exported import write_export
from tlstudio.features.runtime.part import PHOTOS, value_name
from tlstudio.foundation.child import step_back
from tlstudio.foundation.errors import StudioError

if TYPE_CHECKING:
    import torch

_MOST_PHOTOS = 2**20


def main(backbone: str, size: str, file: str) -> None:
    """Write the export, or, when the exporter cannot, an empty one, so that nobody tries again."""
    step_back()
    try:
        data = exported_network(backbone, int(size))
    except (OSError, MemoryError, StudioError):  # of this machine, at this moment
        raise
    except Exception:  # of this network: the exporter has many ways of not understanding one
        data = b""
    write_export(Path(file), data)


def exported_network(backbone: str, size: int) -> bytes:
    """The network as an ONNX model that gives what passes each cut. Its weights are inputs, by their own names.

    So one export serves every border and all weights: what a runtime makes of the weights when it loads them (folding
    norms into convolutions) it does with those that it is given then.
    """
    import onnx_ir
    from onnxscript import optimizer

    from tlstudio.backbone.network import empty_network

    network = empty_network(backbone, 1).eval()
    at_cuts = network.at_cuts()
    if at_cuts is None:
        return b""
    program = onnx_program(at_cuts, size, [value_name(cut) for cut in network.tree.cuts], optimize=False)
    graph = program.model.graph
    weights = network.front_state(network.tree.cuts[-1])
    for name, weight in list(graph.initializers.items()):
        if name in weights:
            del graph.initializers[name]
            weight.const_value = None
            graph.inputs.append(weight)
    optimizer.optimize(program.model)
    data: bytes = onnx_ir.to_proto(program.model).SerializeToString()
    return data


def onnx_program(
    module: torch.nn.Module, size: int, outputs: Sequence[str], *, optimize: bool = True
) -> torch.onnx.ONNXProgram:
    """A module that reads photos, float32 (photos, 3, size, size), any number at a time, in ONNX. The exporter's own
    errors when it does not understand the module."""
    import torch

    program = torch.onnx.export(
        module,
        (torch.zeros(2, 3, size, size),),
        dynamo=True,
        dynamic_shapes=({0: torch.export.Dim(PHOTOS, min=1, max=_MOST_PHOTOS)},),
        input_names=[PHOTOS],
        output_names=list(outputs),
        optimize=optimize,
        verbose=False,
    )
    assert program is not None
    return program


if __name__ == "__main__":
    main(*sys.argv[1:])
