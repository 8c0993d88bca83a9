"""A stretch of an exported network as an ONNX model of its own, with the weights of the network at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlstudio.features.runtime.stretch import Stretch

if TYPE_CHECKING:
    import onnx
    from torch import Tensor

    from tlstudio.backbone.tree import Cut

PHOTOS = "photos"


def value_name(cut: Cut | None) -> str:
    """The name in the exported network of what passes the cut; None: of the photos."""
    return f"at {cut.node}" if cut else PHOTOS


def take_out(exported: onnx.ModelProto, stretch: Stretch) -> tuple[onnx.ModelProto, dict[str, Tensor]] | None:
    """The model of the stretch, and its weights by name: live, contiguous, on the CPU. The model only says that they
    lie elsewhere.

    None when the stretch needs something that the export does not have.
    """
    import onnx

    start, end = value_name(stretch.start), value_name(stretch.end)
    nodes, needed = _nodes_between(exported, start, end)
    constants = [tensor for tensor in exported.graph.initializer if tensor.name in needed]
    weights = _weights(stretch, needed - {tensor.name for tensor in constants})
    if weights is None:
        return None
    declared = [_declared(name, weight) for name, weight in weights.items()]
    ends = {value.name: value for value in (*exported.graph.input, *exported.graph.output)}
    graph = onnx.helper.make_graph(nodes, "stretch", [ends[start]], [ends[end]], [*constants, *declared])
    opsets = list(exported.opset_import)
    return onnx.helper.make_model(graph, opset_imports=opsets, ir_version=exported.ir_version), weights


def _nodes_between(exported: onnx.ModelProto, start: str, end: str) -> tuple[list[onnx.NodeProto], set[str]]:
    """The nodes that compute `end` from `start`, in their order, and the names of all else that they read."""
    made_by = {name: index for index, node in enumerate(exported.graph.node) for name in node.output}
    nodes: dict[int, onnx.NodeProto] = {}
    others: set[str] = set()
    waiting = [end]
    while waiting:
        name = waiting.pop()
        if name in ("", start):
            continue
        if name not in made_by:
            others.add(name)
        elif made_by[name] not in nodes:
            node = _counting(exported.graph.node[made_by[name]], start)
            nodes[made_by[name]] = node
            waiting.extend(node.input)
    return [nodes[index] for index in sorted(nodes)], others


def _counting(node: onnx.NodeProto, start: str) -> onnx.NodeProto:
    """The node; one that counts the photos at the very beginning counts them at `start` instead."""
    ends = [attribute.i for attribute in node.attribute if attribute.name == "end"]
    if node.op_type != "Shape" or list(node.input) != [PHOTOS] or ends != [1]:
        return node
    copy = type(node)()
    copy.CopyFrom(node)
    copy.input[0] = start
    return copy


def _weights(stretch: Stretch, names: set[str]) -> dict[str, Tensor] | None:
    own = dict((*stretch.network.named_parameters(), *stretch.network.named_buffers()))
    if not names <= own.keys():
        return None
    return {name: own[name].detach().cpu().contiguous() for name in sorted(names)}


def _declared(name: str, weight: Tensor) -> onnx.TensorProto:
    """Name, type and shape of a weight whose values are handed over apart: no copy, no limit of 2 GB."""
    import onnx

    kind = onnx.helper.np_dtype_to_tensor_dtype(weight.numpy().dtype)
    tensor = onnx.TensorProto(name=name, data_type=kind, dims=weight.shape, data_location=onnx.TensorProto.EXTERNAL)
    tensor.external_data.add(key="location", value="live")
    return tensor
