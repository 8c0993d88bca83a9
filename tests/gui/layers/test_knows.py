"""The column Knows: shown with its first result, faded when the photos are others, gone with the network."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from draining import drain
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tlstudio.backbone.tree import LayerTree
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Probed
from tlstudio.gui.layers.knows_column import KnowsColumn
from tlstudio.gui.layers.panel import LayersPanel
from tlstudio.gui.layers.tree_model import Column
from tlstudio.gui.layers.wording import percent_text
from tlstudio.gui.state import AppState

STEM = Probed("stem", 0.72, (0.66, 0.78), 0.5, 200, 200, 16)
BLOCK = Probed("blocks.0", 0.95, (0.91, 0.97), 0.5, 200, 5000, 24, best=True)
LAST = Probed("blocks.1", 0.96, (0.92, 0.98), 0.5, 200, 5000, 32)


@pytest.fixture
def panel(qtbot: QtBot, state: AppState, tree: LayerTree) -> LayersPanel:
    shown = LayersPanel(state)
    qtbot.addWidget(shown)
    state.tree = tree
    shown.probing._backbone = tree.backbone
    return shown


@pytest.fixture
def photos(tmp_path: Path) -> Dataset:
    samples = tuple(Sample(tmp_path / f"{n}.jpg", "ab"[n % 2], "train", f"{n:064x}") for n in range(8))
    return Dataset(root=tmp_path, classes=("a", "b"), samples=samples)


def column_of(panel: LayersPanel) -> int:
    return len(Column) + panel.view.layers.extras.index(panel.probing.column)


def cell(panel: LayersPanel, path: str, role: int = Qt.ItemDataRole.DisplayRole) -> object:
    layers = panel.view.layers
    return layers.index_of(layers.outline.position[path], column_of(panel)).data(role)


def spoken(panel: LayersPanel, path: str) -> str:
    layers = panel.view.layers
    return str(layers.index_of(layers.outline.position[path]).data(Qt.ItemDataRole.AccessibleTextRole))


def test_that_the_column_appears_with_its_first_result(panel: LayersPanel) -> None:
    assert panel.view.isColumnHidden(column_of(panel))
    panel.probing.column.add(STEM)
    assert not panel.view.isColumnHidden(column_of(panel))
    assert (cell(panel, "stem"), cell(panel, "blocks.0")) == ("72 %", None)
    widest = 3 * panel.view.fontMetrics().horizontalAdvance("100 %")
    assert panel.view.columnWidth(column_of(panel)) <= widest, "room for its own words alone"


def test_that_the_best_place_is_explained_and_spoken(panel: LayersPanel) -> None:
    panel.probing.column.show_results([STEM, BLOCK, LAST])
    tip = str(cell(panel, "blocks.0", Qt.ItemDataRole.ToolTipRole))
    assert tip.startswith("Best place to cut. As good as any later layer on your photos: 95 % (91–97 %).")
    assert "200 photos, chosen out of 5,000" in tip
    assert "Best" not in str(cell(panel, "stem", Qt.ItemDataRole.ToolTipRole))
    assert "Knows 72 % of 200 photos (95 % interval 66–78 %)" in spoken(panel, "stem")
    assert "Best place to cut" in spoken(panel, "blocks.0")
    panel.probing.column.show_results([STEM, msgspec.structs.replace(BLOCK)])
    assert "behind the last layer" in spoken(panel, "blocks.0")


def test_that_bars_are_painted_longer_for_more(panel: LayersPanel, qtbot: QtBot) -> None:
    panel.view.expandAll()
    panel.probing.column.show_results([msgspec.structs.replace(STEM, accuracy=0.1, interval=(0.1, 0.1)), LAST])
    with qtbot.waitExposed(panel):
        panel.show()
    panel.resize(700, 600)
    image = panel.view.viewport().grab().toImage()
    filled = {}
    for path in ("stem", "blocks.1"):
        layers = panel.view.layers
        rect = panel.view.visualRect(layers.index_of(layers.outline.position[path], column_of(panel)))
        line = [image.pixelColor(QPoint(x, rect.bottom() - 2)) for x in range(rect.left(), rect.right())]
        filled[path] = sum(colour.blue() - colour.red() > 40 for colour in line)
    assert filled["blocks.1"] > 5 * filled["stem"] > 0


def test_that_other_photos_fade_the_results_and_another_network_takes_them_away(
    panel: LayersPanel, state: AppState, tree: LayerTree, photos: Dataset
) -> None:
    panel.probing.column.show_results([STEM, BLOCK])
    state.dataset = photos
    assert "probe the layers again" in spoken(panel, "stem")
    assert cell(panel, "stem") == "72 %"
    state.tree = msgspec.structs.replace(tree, backbone="another")
    assert panel.probing.column.found == ()
    assert panel.view.isColumnHidden(column_of(panel))


def test_that_the_button_waits_for_photos_of_two_classes(panel: LayersPanel, state: AppState, photos: Dataset) -> None:
    button = panel.findChild(QToolButton, "probeButton")
    assert not button.isEnabled()
    state.dataset = photos
    assert button.isEnabled()
    state.dataset = msgspec.structs.replace(photos, classes=("a",))
    assert not button.isEnabled()
    assert button.accessibleName()


def test_that_a_probe_runs_in_the_background_and_marks_the_best_place(
    qtbot: QtBot, state: AppState, draw_photos: Callable[..., Path]
) -> None:
    panel = LayersPanel(state)
    qtbot.addWidget(panel)
    with qtbot.waitSignal(state.tree_changed, timeout=120_000):
        panel.load()
    state.dataset, _ = drain(scan(draw_photos(count=6), Control()))
    with qtbot.waitSignal(panel.probing.ended, timeout=120_000):
        panel.findChild(QToolButton, "probeButton").click()
        assert not panel.probing.is_ready
        assert not panel.findChild(QPushButton, "probeCancelButton").isHidden()
    assert [one.path for one in panel.probing.column.found if one.best] == ["bn1"]
    assert len(panel.probing.column.found) == 9
    assert panel.probing.bar.isHidden()
    assert panel.probing.is_ready


def test_that_a_probe_can_be_cancelled_and_says_why_it_cannot_be_had(
    panel: LayersPanel, state: AppState, photos: Dataset, qtbot: QtBot
) -> None:
    state.dataset = photos
    with qtbot.waitSignal(panel.probing.ended, timeout=120_000):
        panel.probing.start()
    assert "no network hand-made" in panel.findChild(QLabel, "probeText").text()
    with qtbot.waitSignal(panel.probing.ended, timeout=120_000):
        panel.probing.start()
        panel.findChild(QPushButton, "probeCancelButton").click()
    assert panel.probing.column.found == ()
    assert panel.probing.is_ready


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0 %"), (0.001, "1 %"), (0.924, "92 %"), (0.999, "99 %"), (1, "100 %")]
)
def test_that_only_all_is_a_hundred_percent(share: float, text: str) -> None:
    assert percent_text(share) == text


def test_that_a_column_without_results_says_nothing(tree: LayerTree) -> None:
    column = KnowsColumn()
    assert not column.is_shown()
    assert column.spoken(tree.rows[0]) == ""
