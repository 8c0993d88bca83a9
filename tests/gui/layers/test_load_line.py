"""What training will take, below the tree: in step with every tick, and no slower for a deep network."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from PySide6.QtCore import Qt

from tlstudio.backbone.tree import Cut, LayerTree, Row
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.features.cost import Speed
from tlstudio.gui.layers.panel import LayersPanel
from tlstudio.gui.layers.wording import load_text, too_many_weights_text
from tlstudio.gui.state import AppState
from tlstudio.training.expected import Load
from tlstudio.training.recipe import Recipe

FEATURES = ("blocks.0.bn", "blocks.0.conv", "blocks.1.conv", "stem")


def photos(folder: Path, count: int) -> Dataset:
    samples = (Sample(folder / f"{n}.jpg", "ab"[n % 2], "train", f"{n:064x}") for n in range(count))
    return Dataset(root=folder, classes=("a", "b"), samples=tuple(samples))


def deep_tree(blocks: int) -> LayerTree:
    """As many blocks of three layers, with a cut behind each."""
    rows, cuts, front = [], [], set()
    for number in range(blocks):
        group = f"blocks.{number}"
        rows.append(Row(group, "blocks", "Block", number * 4 // blocks, 300, (8, 4, 4), 3, False))
        for name in ("conv", "bn", "act"):
            path = f"{group}.{name}"
            rows.append(Row(path, group, "Conv2d", number * 4 // blocks, 150, (8, 4, 4), 0, name != "act"))
            front |= {path} if name != "act" else set()
        cuts.append(Cut(f"blocks_{number}", f"{group}.act", frozenset(front), (8, 4, 4)))
    top = Row("blocks", "", "Sequential", 0, 300 * blocks, (8, 4, 4), blocks, False)
    return LayerTree("deep", (top, *rows, Row("head", "", "Linear", 4, 18, (2,), 0, True)), tuple(cuts), 8)


def test_that_layers_that_thaw_later_count_as_learning(panel: LayersPanel, state: AppState, tmp_path: Path) -> None:
    state.dataset = photos(tmp_path, 1)
    frozen_throughout = panel.load_line.load.text()
    state.frozen = tuple(path for path in FEATURES if path != "blocks.1.conv")
    trained_throughout = panel.load_line.load.text()
    state.frozen, state.thaw = FEATURES, {"blocks.1.conv": 3}
    assert panel.load_line.load.text() == trained_throughout != frozen_throughout


def test_that_every_tick_is_answered_with_memory_and_time(
    panel: LayersPanel, state: AppState, tmp_path: Path, speed: Speed
) -> None:
    line = panel.load_line.load
    assert line.text() == "Training: about 1.3 MB of memory"
    state.whole_tree = state.tree
    state.dataset = photos(tmp_path, 1000)
    state.speed = speed
    assert line.text() == "Training: about 830 kB of memory · under 1 s per epoch"
    state.frozen = ("stem",)
    assert line.text().endswith("about 4 min per epoch")
    state.recipe = Recipe(batch_size=320)
    assert line.text().startswith("Training: about 28 MB of memory")


def test_that_undo_and_redo_bring_the_figures_along(
    panel: LayersPanel, state: AppState, tmp_path: Path, speed: Speed
) -> None:
    state.dataset, state.speed = photos(tmp_path, 1000), speed
    before = panel.load_line.load.text()
    layers = panel.view.layers
    stem = layers.index_of(layers.outline.position["stem"])
    layers.setData(stem, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    after = panel.load_line.load.text()
    assert after != before
    state.undo_stack.undo()
    assert panel.load_line.load.text() == before
    state.undo_stack.redo()
    assert panel.load_line.load.text() == after


def test_that_few_photos_are_warned_of_while_they_are_few(panel: LayersPanel, state: AppState, tmp_path: Path) -> None:
    warning = panel.load_line.warning
    assert warning.isHidden()
    state.dataset = photos(tmp_path, 10)
    state.strategy, state.frozen = "scratch", ()
    assert warning.text().startswith("10 training photos are few for 6.2 k weights from random numbers")
    assert not warning.isHidden()
    state.strategy = "all"
    assert warning.isHidden()


def test_that_nothing_is_said_while_nothing_can_be_trained(panel: LayersPanel, state: AppState) -> None:
    state.frozen = (*FEATURES, "head")
    assert panel.load_line.load.isHidden()
    assert panel.load_line.warning.isHidden()


def test_that_a_tick_does_not_look_at_a_deep_tree_more_often_than_at_a_shallow_one(
    panel: LayersPanel, state: AppState, tmp_path: Path
) -> None:
    """Calls of Python functions (each step of a generator is one) while a tick is answered, per layer."""
    state.dataset = photos(tmp_path, 200)

    def calls_per_layer(blocks: int) -> float:
        state.tree = deep_tree(blocks)
        every = [row.path for row in state.tree.rows if row.stateful and row.path != "head"]
        state.frozen = tuple(sorted(every[: len(every) // 2]))
        return _calls(lambda: setattr(state, "frozen", tuple(sorted(every[: len(every) // 2 + 6])))) / blocks

    assert calls_per_layer(400) < 1.3 * calls_per_layer(50)


def test_that_the_figures_are_rounded_as_estimates_are() -> None:
    assert load_text(Load(1_234_567_890, 3.6)) == "Training: about 1.2 GB of memory · about 4 s per epoch"
    assert load_text(Load(87_654_321, 0.0)) == "Training: about 88 MB of memory · under 1 s per epoch"
    assert too_many_weights_text(245, 3_371_008, from_nothing=False) == (
        "245 training photos are few for 3.4 M trainable weights: freeze more, or expect it to learn the photos by"
        " heart."
    )
    assert too_many_weights_text(1, 3_371_008, from_nothing=True).startswith("1 training photo is few for 3.4 M")


def _calls(work: Callable[[], object]) -> int:
    count = 0

    def look(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(look)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count
