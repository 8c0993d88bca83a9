"""What moved: figures and heat for what was trained, a lock for what was frozen, and after the run the proof."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from draining import drain
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tlstudio.backbone.tree import LayerTree
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.foundation.drift import Drift
from tlstudio.gui.drift import RunDrift
from tlstudio.gui.heat import SHADES
from tlstudio.gui.layers.moved_column import MovedColumn, shade_of, share_text
from tlstudio.gui.layers.panel import LayersPanel
from tlstudio.gui.layers.tree_model import Column
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel
from tlstudio.prediction.predictor import load_model

TOP = ("blocks.0.bn", "blocks.0.conv", "stem")
DRIFT = Drift(
    moved={"blocks": 0.01, "blocks.1": 0.02, "blocks.1.conv": 0.02, "head": 0.7},
    gradients={"blocks.1.conv": 0.12, "head": 1.5},
)
RUN = RunDrift("hand-made", TOP, DRIFT, unchanged=True)


@pytest.fixture
def panel(panel: LayersPanel, state: AppState) -> LayersPanel:
    state.frozen = TOP
    return panel


def place(panel: LayersPanel) -> int:
    extras = panel.view.layers.extras
    return len(Column) + next(number for number, extra in enumerate(extras) if isinstance(extra, MovedColumn))


def said(panel: LayersPanel, path: str, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> str | None:
    layers = panel.view.layers
    return layers.index_of(layers.outline.position[path], place(panel)).data(role)


def spoken(panel: LayersPanel, path: str) -> str:
    layers = panel.view.layers
    return layers.index_of(layers.outline.position[path]).data(Qt.ItemDataRole.AccessibleTextRole)


def painted(panel: LayersPanel, path: str) -> set[str]:
    """The colours in the row's cell."""
    view = panel.view
    panel.resize(800, 600)
    panel.show()
    view.expandAll()
    index = view.layers.index_of(view.layers.outline.position[path], place(panel))
    cell = view.visualRect(index).adjusted(2, 2, -2, -2)
    pixels = view.viewport().grab(cell).toImage()
    return {pixels.pixelColor(x, y).name() for x in range(pixels.width()) for y in range(pixels.height())}


def test_that_the_column_is_there_only_with_figures_for_the_network_on_screen(
    panel: LayersPanel, state: AppState, tree: LayerTree
) -> None:
    assert panel.view.isColumnHidden(place(panel))
    state.drift = RUN
    assert not panel.view.isColumnHidden(place(panel))
    state.tree = msgspec.structs.replace(tree, backbone="another")
    assert panel.view.isColumnHidden(place(panel))
    assert "moved" not in spoken(panel, "head")


def test_that_trained_rows_and_groups_say_how_far_and_frozen_ones_that_they_did_not(
    panel: LayersPanel, state: AppState
) -> None:
    state.drift = RUN
    assert [said(panel, path) for path in ("head", "blocks", "blocks.1.conv")] == ["70 %", "1 %", "2 %"]
    assert [said(panel, path) for path in ("stem", "blocks.0", "blocks.0.bn")] == ["unchanged"] * 3
    assert [said(panel, path) for path in ("pool", "blocks.1.act")] == [None, None]


def test_that_a_screen_reader_and_the_tool_tip_say_it_in_words(panel: LayersPanel, state: AppState) -> None:
    state.drift = RUN
    assert "moved 2 % from its pre-trained weights, gradient 0.12" in spoken(panel, "blocks.1.conv")
    assert "moved 70 % from its random start" in spoken(panel, "head")
    assert "frozen, edges, colours, unchanged, bit for bit: proven by hash" in spoken(panel, "stem")
    assert "moved 70 %" in said(panel, "head", Qt.ItemDataRole.ToolTipRole)
    state.drift = msgspec.structs.replace(RUN, random_start=True)
    assert "moved 2 % from its random start" in spoken(panel, "blocks.1.conv")


def test_that_nothing_is_called_unchanged_without_proof(panel: LayersPanel, state: AppState) -> None:
    state.drift = msgspec.structs.replace(RUN, unchanged=None)
    assert said(panel, "stem") == "frozen"
    assert "unchanged" not in spoken(panel, "stem")
    state.drift = msgspec.structs.replace(RUN, unchanged=False)
    assert said(panel, "stem") == "changed!"
    assert "do not trust" in spoken(panel, "stem")


def test_that_what_did_not_learn_yet_says_so_instead_of_a_distance(panel: LayersPanel, state: AppState) -> None:
    drift = Drift(moved={"blocks.1.conv": 0.0, "head": 0.7}, gradients={"blocks.1.conv": 0.0})
    state.drift = msgspec.structs.replace(RUN, drift=drift)
    assert said(panel, "blocks.1.conv") == "not moved"
    assert "has not moved: it learns from a later epoch on" in spoken(panel, "blocks.1.conv")
    assert "0 %" not in spoken(panel, "blocks.1.conv")


def test_that_figures_of_a_run_in_which_layers_thawed_fit_its_own_schedule(panel: LayersPanel, state: AppState) -> None:
    state.frozen, state.thaw = (*TOP, "blocks.1.conv"), {"blocks.1.conv": 3}
    state.drift = RUN
    assert "other layers were frozen" not in said(panel, "head", Qt.ItemDataRole.ToolTipRole)
    state.thaw = {}
    assert "other layers were frozen" in said(panel, "head", Qt.ItemDataRole.ToolTipRole)


def test_that_the_word_unchanged_is_not_cut(panel: LayersPanel, state: AppState) -> None:
    state.drift = RUN
    panel.resize(900, 600)
    panel.show()
    letters = panel.view.fontMetrics().horizontalAdvance("unchanged")
    assert panel.view.columnWidth(place(panel)) > 0.88 * letters + 24


def test_that_what_began_at_zero_and_statistics_have_words_of_their_own(panel: LayersPanel, state: AppState) -> None:
    drift = Drift(from_zero={"head": 0.0123}, moved={"blocks.0.bn": 0.5}, statistics={"blocks.0.bn": 0.031})
    state.drift = msgspec.structs.replace(RUN, drift=drift)
    assert said(panel, "head") == "from 0"
    assert "began at zero, its weights are now 0.012 in size" in spoken(panel, "head")
    assert "batch-norm statistics moved 3.1 %" in spoken(panel, "blocks.0.bn")


def test_that_heat_is_painted_and_turns_grey_when_other_layers_are_frozen(panel: LayersPanel, state: AppState) -> None:
    state.drift = RUN
    warm = [name for name in painted(panel, "head") if _hue(name) > 60]
    assert warm
    assert all(_hue(name) < 60 for name in painted(panel, "stem"))
    state.frozen = ("stem",)
    assert all(_hue(name) < 60 for name in painted(panel, "head"))
    assert "other layers were frozen" in said(panel, "head", Qt.ItemDataRole.ToolTipRole)
    state.frozen = TOP
    assert set(warm) <= painted(panel, "head")


def _hue(name: str) -> int:
    """How far a colour `#rrggbb` is from grey."""
    parts = [int(name[start : start + 2], 16) for start in (1, 3, 5)]
    return max(parts) - min(parts)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (2e-5, "<0.01 %"),
        (0.00123, "0.12 %"),
        (0.0312, "3.1 %"),
        (0.0999, "10 %"),
        (1.2, "120 %"),
        (50.0, ">999 %"),
    ],
)
def test_that_shares_are_short(share: float, text: str) -> None:
    assert share_text(share) == text


def test_that_shades_count_half_powers_of_ten() -> None:
    assert shade_of(0.0) is None
    assert [shade_of(share) for share in (1e-9, 2e-4, 5e-4, 2e-3, 5e-3, 0.02, 0.05, 0.2, 9.0)] == list(range(SHADES))


def test_that_a_real_run_fills_the_column_and_opening_its_model_does_too(
    qtbot: QtBot, state: AppState, draw_photos: Callable[..., Path]
) -> None:
    layers, training = LayersPanel(state), TrainingPanel(state)
    for each in (layers, training):
        qtbot.addWidget(each)
    with qtbot.waitSignal(state.tree_changed, timeout=120_000):
        layers.load()
    state.photos = str(draw_photos(count=6))
    state.dataset, _ = drain(scan(Path(state.photos), Control()))
    training.form.findChild(QLineEdit, "epochsEdit").setText("2")
    saved: list[Path] = []
    training.model_saved.connect(saved.append)
    with qtbot.waitSignal(training.training_ended, timeout=180_000):
        training.start()
    assert said(layers, "head").endswith(" %")
    assert [said(layers, path) for path in ("conv_stem", "blocks", "blocks.3.0.bn1")] == ["unchanged"] * 3
    assert "gradient" in spoken(layers, "head")
    told, state.drift = state.drift, None
    assert said(layers, "head") is None
    state.predictor = load_model(saved[0], "cpu")
    assert state.drift == told
    assert said(layers, "conv_stem") == "unchanged"
