"""The head in the window: a dialog and a cut from the tree, each one step back, and the recipe says the same."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel
from pytestqt.qtbot import QtBot

from tlstudio.backbone.freezing import freeze_map
from tlstudio.backbone.tree import LINEAR, HeadDesign, LayerTree
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.gui.layers.carrying import carried_over
from tlstudio.gui.layers.head_dialog import HeadDialog
from tlstudio.gui.layers.panel import LayersPanel
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel
from tlstudio.gui.window import MainWindow

FEATURES = ("blocks.0.bn", "blocks.0.conv", "blocks.1.conv", "stem")
FRONT = ("blocks.0.bn", "blocks.0.conv", "stem")


@pytest.fixture
def panel(panel: LayersPanel, state: AppState, tree: LayerTree) -> LayersPanel:
    """The panel with the hand-made network, as it stands after loading."""
    state.whole_tree = tree
    state.frozen = FEATURES
    return panel


def paths(panel: LayersPanel) -> list[str]:
    return [row.path for row in panel.view.layers.outline.rows]


def select(panel: LayersPanel, path: str) -> None:
    layers = panel.view.layers
    panel.view.setCurrentIndex(layers.index_of(layers.outline.position[path]))


@pytest.fixture
def dialog(panel: LayersPanel, state: AppState, qtbot: QtBot) -> HeadDialog:
    made = HeadDialog(state)
    made.chosen.connect(panel.head.use)
    qtbot.addWidget(made)
    made.show()
    return made


def test_that_a_cut_takes_the_rows_behind_it_away_and_keeps_the_ticks_in_front(
    panel: LayersPanel, state: AppState
) -> None:
    select(panel, "blocks.0")
    panel.head.cut_here.trigger()
    assert paths(panel) == ["stem", "blocks", "blocks.0", "blocks.0.conv", "blocks.0.bn", "head"]
    assert (state.strategy, state.frozen) == ("features", FRONT)
    assert "cut behind blocks.0" in panel.view.layers.outline.rows[-1].hint
    assert "network cut behind blocks.0" in panel.summary.text()
    assert panel.view.border_row() == "blocks.0"


def test_that_a_cut_is_one_step_that_can_be_undone_and_done_again(panel: LayersPanel, state: AppState) -> None:
    state.strategy, state.frozen = "custom", ("stem", "blocks.1.conv")
    state.rates, state.thaw = {"blocks.1": 0.5, "stem": 0.1}, {"blocks.1.conv": 4, "stem": 3}
    before = state.tree
    panel.head.cut_behind("blocks.0")
    assert (state.frozen, state.rates, state.thaw) == (("stem",), {"stem": 0.1}, {"stem": 3})
    assert state.undo_stack.count() == 1
    state.undo_stack.undo()
    assert state.tree == before
    assert (state.strategy, state.frozen) == ("custom", ("stem", "blocks.1.conv"))
    assert (state.rates, state.thaw) == ({"blocks.1": 0.5, "stem": 0.1}, {"blocks.1.conv": 4, "stem": 3})
    state.undo_stack.redo()
    assert (state.head.cut, state.frozen) == ("blocks.0", ("stem",))


def test_that_the_whole_network_can_be_used_again(panel: LayersPanel, state: AppState) -> None:
    assert not panel.head.whole.isEnabled()
    panel.head.cut_behind("stem")
    panel.head.whole.trigger()
    assert state.head == LINEAR
    assert (state.strategy, state.frozen) == ("features", FEATURES)


def test_that_layers_that_come_back_are_trained_where_ticks_were_set_by_hand(tree: LayerTree) -> None:
    rows = tuple(row for row in tree.rows if not row.path.startswith("blocks.1") and row.path != "pool")
    cut = LayerTree("hand-made", rows, tree.cuts[:2], 16)
    assert carried_over(cut, tree, "custom", ("blocks.0.conv", "stem")) == ("custom", ("blocks.0.conv", "stem"))
    assert carried_over(cut, tree, "features", FRONT) == ("features", FEATURES)
    assert carried_over(tree, cut, "scratch", ()) == ("scratch", ())
    assert carried_over(tree, cut, "top", freeze_map(tree, "top"))[1] == freeze_map(tree, "top")


def test_that_a_place_that_cannot_be_cut_is_refused_in_words(panel: LayersPanel, state: AppState) -> None:
    said: list[str] = []
    panel.head.refused.connect(said.append)
    panel.head.cut_behind("blocks.0.conv")
    panel.head.cut_behind("blocks.1.act")
    assert state.head == LINEAR
    assert "cannot be cut behind blocks.0.conv" in said[0]
    assert "Cut it behind stem or behind blocks.0." in said[0]
    assert "comes nothing but the head" in said[1]
    assert panel.summary.text() == said[1]


def test_that_the_head_cannot_be_cut_behind(panel: LayersPanel) -> None:
    select(panel, "head")
    assert not panel.head.cut_here.isEnabled()
    select(panel, "stem")
    assert panel.head.cut_here.isEnabled()
    assert panel.head.cut_here in panel.pacing.context.actions()


def test_that_the_dialog_offers_only_places_that_can_be_cut(dialog: HeadDialog) -> None:
    box = dialog.cut_box
    assert [box.itemData(place) for place in range(box.count())] == [None, "stem", "blocks.0"]
    assert box.itemText(0) == "Nothing: the whole network · 16 values"
    assert box.itemText(2) == "blocks.0 · 16 values"


def test_that_the_dialog_says_what_would_come_of_it(dialog: HeadDialog) -> None:
    assert dialog.flow.text() == "The network gives 16 values → 2 classes · 34 weights"
    dialog.cut_box.setCurrentIndex(1)
    dialog.hidden.count.setValue(2)
    dialog.hidden.boxes[0].setValue(8)
    dialog.hidden.boxes[1].setValue(1)
    weights = 17 * 8 + 9 + 2 * 2
    expected = f"stem gives 16 values → 8 hidden units → 1 hidden unit → 2 classes · {weights} weights"
    assert dialog.flow.text() == expected
    assert dialog.left.text() == "In front of the head 864 of the network's 6.2 k weights are left."


def test_that_what_was_filled_in_is_taken_with_ok_and_left_with_cancel(dialog: HeadDialog, state: AppState) -> None:
    dialog.hidden.count.setValue(1)
    dialog.dropout_box.setValue(0.25)
    dialog.reject()
    assert state.head == LINEAR
    dialog.accept()
    assert state.head == HeadDesign((64,), 0.25)
    assert state.undo_stack.undoText() == "Change the head"


def test_that_the_dialog_starts_with_the_head_at_hand(panel: LayersPanel, state: AppState, qtbot: QtBot) -> None:
    panel.head.use(HeadDesign((32, 16), 0.5, "blocks.0"))
    dialog = HeadDialog(state)
    qtbot.addWidget(dialog)
    assert dialog.design() == state.head
    dialog.accept()
    assert state.undo_stack.count() == 1


def test_that_the_dialog_warns_of_too_few_photos(panel: LayersPanel, state: AppState, qtbot: QtBot) -> None:
    state.strategy, state.frozen = "scratch", ()
    sample = Sample(Path("a.jpg"), "a", "train", "0" * 64)
    state.dataset = Dataset(Path(), ("a", "b"), (sample,) * 30)
    dialog = HeadDialog(state)
    qtbot.addWidget(dialog)
    assert "30 training photos are few" in dialog.warning.text()
    dialog.cut_box.setCurrentIndex(1)
    assert dialog.warning.text() == ""


def test_that_the_keyboard_alone_fills_in_the_dialog(dialog: HeadDialog, state: AppState, qtbot: QtBot) -> None:
    qtbot.waitExposed(dialog)
    dialog.cut_box.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_Up, Qt.Key.Key_Tab, Qt.Key.Key_Up):
        qtbot.keyClick(QApplication.focusWidget() or dialog.cut_box, key)
    qtbot.keyClick(QApplication.focusWidget() or dialog.cut_box, Qt.Key.Key_Return)
    assert state.head == HeadDesign((65,), 0.0, "stem")


def test_that_every_field_has_a_name_and_all_words_are_plain(dialog: HeadDialog) -> None:
    dialog.hidden.count.setValue(3)
    fields = (dialog.cut_box, dialog.hidden.count, *dialog.hidden.boxes[:3], dialog.dropout_box)
    assert all(field.accessibleName() for field in fields)
    assert [box.isVisible() for box in dialog.hidden.boxes] == [True] * 3 + [False] * 5
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in (dialog.flow, dialog.left, dialog.warning))
    assert dialog.findChild(QDialogButtonBox) is not None
    assert not [label for label in dialog.findChildren(QLabel) if label.height() < label.heightForWidth(label.width())]


def test_that_enter_and_a_double_click_on_the_head_open_the_dialog(
    panel: LayersPanel, state: AppState, qtbot: QtBot
) -> None:
    opened: list[str] = []
    panel.view.entered.connect(opened.append)
    panel.show()
    select(panel, "stem")
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert (opened, panel.findChild(HeadDialog)) == (["stem"], None)
    select(panel, "head")
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    dialog = panel.findChild(HeadDialog)
    assert dialog is not None
    dialog.reject()
    place = panel.view.visualRect(panel.view.currentIndex().siblingAtColumn(1)).center()
    qtbot.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened[-1] == "head"


def test_that_the_recipe_says_what_the_head_is(qtbot: QtBot, panel: LayersPanel, state: AppState) -> None:
    training = TrainingPanel(state)
    qtbot.addWidget(training)
    panel.head.use(HeadDesign((32,), 0.5, "blocks.0"))
    assert (state.recipe.hidden, state.recipe.dropout, state.recipe.cut) == ((32,), 0.5, "blocks.0")
    assert training.recipe().head == state.head


def test_that_another_network_begins_whole_but_with_the_same_head(
    panel: LayersPanel, state: AppState, tree: LayerTree
) -> None:
    panel.head.use(HeadDesign((32,), 0.5, "blocks.0"))
    other = LayerTree("another", tree.rows, tree.cuts, 16)
    state.__dict__["backbone"] = "another"
    panel._on_tree_loaded(other)
    assert state.head == HeadDesign((32,), 0.5)
    assert paths(panel) == [row.path for row in tree.rows]
    state.undo_stack.undo()
    assert state.head == HeadDesign((32,), 0.5)


def test_that_other_classes_keep_the_head_and_the_cut(panel: LayersPanel, state: AppState) -> None:
    panel.head.use(HeadDesign((32,), 0.0, "blocks.0"))
    state.dataset = Dataset(Path(), ("a", "b", "c"), ())
    assert state.tree is not None
    assert state.tree.head == state.head
    assert state.tree.rows[-1].parameters == 17 * 32 + 33 * 3


def test_that_the_menu_has_the_head_with_a_key(window: MainWindow) -> None:
    (menu,) = (action.menu() for action in window.menuBar().actions() if action.text() == "&Train")
    assert set(window.layers.head.actions()) <= set(menu.actions())
    assert window.layers.head.edit.shortcut().toString() == "Ctrl+H"


def test_that_the_window_trains_the_same_head_as_the_terminal(
    window: MainWindow, qtbot: QtBot, draw_photos: Callable[..., Path], tmp_path: Path
) -> None:
    from tlstudio.cli.main import run_command_line
    from tlstudio.modelfile.container import read_model

    photos = draw_photos()
    window.open_photos(photos)
    with qtbot.waitSignal(window.state.whole_tree_changed, timeout=60_000):
        window.layers.load()
    qtbot.waitUntil(lambda: window.state.dataset is not None, timeout=60_000)
    window.layers.head.use(HeadDesign((16,), 0.2, "blocks.1"))
    window.training.form._edits["epochs"].setText("2")
    with qtbot.waitSignal(window.training.model_saved, timeout=120_000) as saved:
        window.training.start()
    out = tmp_path / "terminal.tlmodel"
    options = ["--hidden", "16", "--cut", "blocks.1", "--set", "dropout=0.2", "--epochs", "2", "--out", str(out)]
    assert run_command_line(["train", str(photos), *options]) == 0
    ours, theirs = read_model(saved.args[0]), read_model(out)
    assert ours[0].head == theirs[0].head
    assert ours[1].keys() == theirs[1].keys()
    assert all(tensor.equal(theirs[1][name]) for name, tensor in ours[1].items())
