"""The tree on screen: keyboard, mouse, the border's line, the filter."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from tlstudio.backbone.tree import LayerTree
from tlstudio.gui.layers.row_delegate import BAND_HEIGHT
from tlstudio.gui.layers.tree_model import LayerTreeModel
from tlstudio.gui.layers.tree_view import LayerTreeView
from tlstudio.gui.style import StudioStyle


@pytest.fixture
def view(qtbot: QtBot, tree: LayerTree) -> LayerTreeView:
    """The hand-made tree on screen, all groups open; ticks are granted at once."""
    model = LayerTreeModel()
    shown = LayerTreeView(model)
    model.setParent(shown)
    model.set_tree(tree, ())
    model.frozen_requested.connect(model.set_frozen)
    qtbot.addWidget(shown)
    shown.resize(700, 500)
    shown.expandAll()
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def go_to(view: LayerTreeView, path: str) -> None:
    view.setCurrentIndex(view.layers.index_of(view.layers.outline.position[path]))


def checkbox(view: LayerTreeView, path: str) -> QPoint:
    index = view.layers.index_of(view.layers.outline.position[path])
    option = QStyleOptionViewItem()
    option.initFrom(view)
    option.rect = view.visualRect(index)
    if view.border_row() == path:
        option.rect.adjust(0, 0, 0, -BAND_HEIGHT)
    view.rows.initStyleOption(option, index)
    return view.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, view).center()


def test_that_space_freezes_and_thaws_the_current_layer(view: LayerTreeView) -> None:
    go_to(view, "blocks.0")
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.layers.frozen == ("blocks.0.bn", "blocks.0.conv")
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.layers.frozen == ()


def test_that_arrows_walk_the_tree(view: LayerTreeView) -> None:
    go_to(view, "stem")
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.layers.row_at(view.currentIndex()).path == "blocks"
    QTest.keyClick(view, Qt.Key.Key_Left)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.layers.row_at(view.currentIndex()).path == "pool"


def test_that_the_border_stands_under_the_last_frozen_row_in_sight(view: LayerTreeView) -> None:
    view.set_border("blocks.0")
    assert view.border_row() == "blocks.0.bn"
    view.collapse(view.layers.index_of(view.layers.outline.position["blocks.0"]))
    assert view.border_row() == "blocks.0"
    view.collapse(view.layers.index_of(view.layers.outline.position["blocks"]))
    assert view.border_row() == "blocks"
    view.set_border(None)
    assert view.border_row() is None


def test_that_the_borders_row_makes_room_for_the_line(view: LayerTreeView, qtbot: QtBot) -> None:
    stem, bn = (view.layers.index_of(view.layers.outline.position[path]) for path in ("stem", "blocks.0.bn"))
    view.set_border("blocks.0")
    qtbot.waitUntil(lambda: view.visualRect(bn).height() == view.visualRect(stem).height() + BAND_HEIGHT)
    pixels = view.grab().toImage()
    line = view.visualRect(bn).bottomLeft() + QPoint(10, view.header().height() - BAND_HEIGHT // 2)
    colour = pixels.pixelColor(line)
    assert colour != view.palette().base().color()


@pytest.mark.parametrize("path", ["stem", "blocks.0.bn"])
def test_that_a_click_on_the_box_ticks_it_also_beside_the_border(view: LayerTreeView, qtbot: QtBot, path: str) -> None:
    view.set_border("blocks.0")
    qtbot.waitUntil(lambda: view.rows.band_row >= 0)
    view.doItemsLayout()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=checkbox(view, path))
    assert view.layers.frozen == (path,)


def test_that_hints_are_painted_in_the_studios_own_style(view: LayerTreeView) -> None:
    style = StudioStyle()
    style.setParent(view)
    view.setStyle(style)
    stem, head = (view.visualRect(view.layers.index_of(number)) for number in (0, 9))
    painted = view.viewport().grab().toImage()
    assert _colours_right_of_the_name(painted, stem) > _colours_right_of_the_name(painted, head) == 1


def _colours_right_of_the_name(painted: QImage, row: QRect) -> int:
    room = range(row.left() + 110, row.right() - 5)
    return len({painted.pixel(x, y) for x in room for y in range(row.top() + 4, row.bottom() - 4)})


def test_that_the_arrow_of_a_chosen_row_is_as_light_as_its_words(view: LayerTreeView) -> None:
    style = StudioStyle()
    style.setParent(view)
    view.setStyle(style)
    go_to(view, "blocks")
    row = view.visualRect(view.currentIndex())
    room = QRect(row.left() - view.indentation(), row.top(), view.indentation(), row.height())
    painted = view.viewport().grab(room).toImage()
    pixels = [painted.pixelColor(x, y) for x in range(painted.width()) for y in range(painted.height())]
    words = view.palette().color(QPalette.ColorRole.HighlightedText)
    assert max(pixel.lightness() for pixel in pixels) > words.lightness() - 20


def test_that_the_filter_keeps_matches_with_their_groups(view: LayerTreeView) -> None:
    assert view.filter_rows("CONV") == 3
    assert view.shown_rows() == ["stem", "blocks", "blocks.0", "blocks.0.conv", "blocks.1", "blocks.1.conv"]
    view.filter_rows("")
    assert len(view.shown_rows()) == 10


def test_that_a_tick_on_many_rows_asks_for_none_of_them_but_draws_them(
    view: LayerTreeView, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked: list[object] = []
    usual = view.layers.index
    monkeypatch.setattr(LayerTreeModel, "index", lambda _model, *of: asked.append(of) or usual(*of))
    before = view.viewport().grab().toImage()
    view.layers.set_frozen(("blocks.0.conv", "blocks.1.conv", "stem"))
    assert not asked
    assert view.viewport().grab().toImage() != before


def test_that_new_figures_are_drawn_without_measuring_the_rows(
    view: LayerTreeView, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    layers, measured = view.layers, []
    usual = view.rows.sizeHint
    monkeypatch.setattr(view.rows, "sizeHint", lambda *of: measured.append(of) or usual(*of))
    layers.set_frozen(("blocks.0.conv", "stem"))
    assert not measured
    view.doItemsLayout()
    assert measured
