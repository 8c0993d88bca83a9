"""Stages, the display groups of the tree: runs of equal output resolution, or four equal groups of blocks.

And a few hints in the field's words. That features go from edges and colours over textures and parts to whole objects
with depth is what visualisations of trained networks show (Zeiler and Fergus 2014, "Visualizing and Understanding
Convolutional Networks"; Olah and others 2017, "Feature Visualization"); it is a tendency, so only the
first row of each part says it.
"""

from collections.abc import Iterator

from tlstudio.backbone.rows import Node

_HINTS = ("edges, colours", "textures", "patterns, parts", "objects")


def stages_of(nodes: list[Node]) -> tuple[dict[str, int], int]:
    """The stage of each row by path, from 0, and the head's: the stage of all that follows the last group.

    Groups are the network's children, or theirs where one child holds three or more resolutions. A network that
    never changes its resolution (a ViT) has what stands before its blocks as stage 0, then four equal groups.
    """
    groups = list(_groups(nodes))
    stages, head = _by_resolution(groups)
    if head < 3:
        groups = list(_with_blocks(nodes))
        stages, head = _four_equal(groups)
    found: dict[str, int] = {}
    for group, stage in zip(groups, stages, strict=True):
        found |= {node.path: stage for node in _subtree(group)}
    for node in _all(nodes):
        if node.path not in found:
            found[node.path] = min(found[child.path] for child in _subtree(node) if child.path in found)
    return found, head


def hints_of(nodes: list[Node], stages: dict[str, int], head: int) -> dict[str, str]:
    """A hint for the first group of each quarter of the stages in front of the head's; other rows are not named."""
    found: dict[str, str] = {}
    for group in (group for top in nodes for group in _same_stage(top, stages)):
        hint = _HINTS[min(3, stages[group.path] * 4 // max(1, head))]
        if stages[group.path] < head and group.parameters and hint not in found.values():
            found[group.path] = hint
    return found


def _groups(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        resolutions = {child.output[1:] for child in node.children if len(child.output) == 3}
        if node.sequence and len(resolutions) >= 3:
            yield from _groups(node.children)
        else:
            yield node


def _by_resolution(groups: list[Node]) -> tuple[list[int], int]:
    stages: list[int] = []
    stage, resolution, over = 0, None, False
    for group in groups:
        here = group.output[1:] if len(group.output) == 3 else None
        # A vector, or a picture of one pixel, comes after the last resolution; there is no way back.
        ends = len(group.output) == 1 or here == (1, 1)
        if resolution is not None and not over and (ends or (here and here != resolution)):
            stage += 1
            over = ends
        resolution = here or resolution
        stages.append(stage)
    return stages, stage if over else stage + 1


def _with_blocks(nodes: list[Node]) -> Iterator[Node]:
    """The nodes, with every group around the blocks opened."""
    blocks = _blocks(nodes)
    for node in nodes:
        if any(inner is block for block in blocks for inner in _subtree(node) if inner is not node):
            yield from _with_blocks(node.children)
        else:
            yield node


def _blocks(nodes: list[Node]) -> list[Node]:
    """The longest series of siblings of one type that have layers of their own; else the nodes themselves."""
    families = [[child for child in node.children if child.children] for node in _all(nodes)]
    alike = [family for family in families if len({child.type for child in family}) == 1]
    return max(alike, key=len, default=nodes)


def _four_equal(groups: list[Node]) -> tuple[list[int], int]:
    kinds = [group.type for group in groups if group.children]
    kind = max(kinds, key=kinds.count, default="")
    blocks = [index for index, group in enumerate(groups) if group.type == kind and group.children]
    stages = []
    for index in range(len(groups)):
        passed = sum(block <= index for block in blocks)
        after = bool(blocks) and index > blocks[-1]
        stages.append(5 if after else (passed * 4 + len(blocks) - 4) // max(1, len(blocks)) if passed else 0)
    return stages, 5 if blocks else 1


def _same_stage(node: Node, stages: dict[str, int]) -> Iterator[Node]:
    """The largest subtrees that lie in one stage."""
    if len({stages[inner.path] for inner in _subtree(node)}) == 1:
        yield node
    else:
        for child in node.children:
            yield from _same_stage(child, stages)


def _subtree(node: Node) -> Iterator[Node]:
    yield node
    yield from _all(node.children)


def _all(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield from _subtree(node)
