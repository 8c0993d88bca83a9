"""Looking at a network once, without its weights: its layer tree, and how it can be split."""

import functools
from dataclasses import dataclass

import torch
from torch import nn

from tlstudio.backbone.construction import build_unallocated, take_off_classifier
from tlstudio.backbone.heads import HEAD, with_head
from tlstudio.backbone.observing import Observation, observe
from tlstudio.backbone.pretrained import Pretrained
from tlstudio.backbone.rows import Node, make_nodes
from tlstudio.backbone.sequence import NOTE, main_sequence, sequence_cuts
from tlstudio.backbone.stages import hints_of, stages_of
from tlstudio.backbone.tracing import find_cuts, trace
from tlstudio.backbone.tree import Cut, HeadDesign, LayerTree, Row

_BATCH = 2  # not 1: a size of 1 would be mistaken for something else


@dataclass(frozen=True)
class Survey:
    """`tree` has a head for one class. `sequence` is filled when the network could not be traced."""

    tree: LayerTree
    sequence: tuple[str, ...]


@functools.cache
def survey(pretrained: Pretrained) -> Survey:
    """The tree of a pre-trained network, kept in memory. Takes a fraction of a second and no weights."""
    network = build_unallocated(pretrained.build).to("meta")
    _, features = take_off_classifier(network)
    found = survey_network(network, pretrained.name, features, pretrained.preprocessing.size)
    return Survey(with_head(found.tree, HeadDesign(cut=pretrained.cut)), found.sequence)


def survey_network(network: nn.Module, name: str, features: int, size: int) -> Survey:
    """The tree of a network on the meta device, in eval mode, that turns pictures of `size` into `features` values."""
    batch = torch.zeros(_BATCH, 3, size, size, device="meta")
    seen = observe(network, batch)
    nodes = make_nodes(network, seen)
    rows = _rows(nodes, features)
    cuts, sequence = _cuts(network, seen, batch, [row.path for row in rows[:-1]])
    tree = LayerTree(name, rows, cuts, features, note=NOTE if sequence else "")
    return Survey(tree, sequence)


def _cuts(
    network: nn.Module, seen: Observation, batch: torch.Tensor, order: list[str]
) -> tuple[tuple[Cut, ...], tuple[str, ...]]:
    graph = trace(network)
    if graph is not None:
        return find_cuts(network, graph, batch, order), ()
    sequence = main_sequence(network, seen, batch)
    return sequence_cuts(network, sequence, seen), sequence


def _rows(nodes: list[Node], features: int) -> tuple[Row, ...]:
    stages, head = stages_of(nodes)
    hints = hints_of(nodes, stages, head)
    rows = [row for node in nodes for row in _flat(node, "", stages, hints)]
    new = Row(HEAD, "", "Linear", head, features + 1, (1,), 0, stateful=True, hint="new, learns your classes")
    return (*rows, new)


def _flat(node: Node, parent: str, stages: dict[str, int], hints: dict[str, str]) -> list[Row]:
    row = Row(
        path=node.path,
        parent=parent,
        type=node.type,
        stage=stages[node.path],
        parameters=node.parameters,
        output=node.output,
        children=len(node.children),
        stateful=node.stateful,
        hint=hints.get(node.path, ""),
    )
    return [row, *(below for child in node.children for below in _flat(child, node.path, stages, hints))]
