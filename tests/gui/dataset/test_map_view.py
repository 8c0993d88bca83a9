"""The map: made when asked for, drawn around with the mouse, walked through with the keyboard, never stale unsaid."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.evaluation.embedding_map import EmbeddingMap
from tlstudio.gui.dataset.map_plot import MapPlot
from tlstudio.gui.dataset.map_view import MapView
from tlstudio.gui.dataset.panel import DatasetPanel
from tlstudio.gui.state import AppState

LEFT, CTRL, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


def made_of(dataset: Dataset, count: int = 12, refused: tuple[Sample, ...] = ()) -> EmbeddingMap:
    """The photos in lines of four; ants take the upper half, bees the lower one."""
    digests = tuple(sample.digest for sample in dataset.samples[:count])
    places = np.array([(row % 4, -(row // 4)) for row in range(count)], dtype=np.float32)
    return EmbeddingMap("efficientnet_lite0", digests, places, count, frozenset(each.digest for each in refused))


@pytest.fixture
def view(panel: DatasetPanel, dataset: Dataset, qtbot: QtBot) -> MapView:
    """The browser's map, shown, with a map as if it had been made."""
    panel.resize(700, 700)
    panel.filter_bar.switch.buttons["map"].click()
    panel.map.making.made.emit(made_of(dataset))
    qtbot.waitUntil(lambda: panel.map.points is not None)
    QApplication.processEvents()
    return panel.map


def plot_of(view: MapView) -> MapPlot:
    assert view.plot is not None
    return view.plot


def place(view: MapView, sample: Sample) -> QPoint:
    assert view.points is not None
    return plot_of(view).place_of(view.points.of([sample.path])[0])


def click(view: MapView, qtbot: QtBot, sample: Sample, keys: Qt.KeyboardModifier = NONE) -> None:
    qtbot.mouseClick(plot_of(view).viewport(), LEFT, keys, place(view, sample))


def draw(view: MapView, qtbot: QtBot, corners: list[QPoint], keys: Qt.KeyboardModifier = NONE) -> None:
    viewport = plot_of(view).viewport()
    qtbot.mousePress(viewport, LEFT, keys, corners[0])
    for corner in corners[1:]:
        qtbot.mouseMove(viewport, corner)
    qtbot.mouseRelease(viewport, LEFT, keys, corners[-1])


def around(view: MapView, first: Sample, last: Sample) -> list[QPoint]:
    """The corners of a frame around what lies between two photos."""
    a, b = place(view, first), place(view, last)
    left, right = min(a.x(), b.x()) - 20, max(a.x(), b.x()) + 20
    top, bottom = min(a.y(), b.y()) - 20, max(a.y(), b.y()) + 20
    return [QPoint(left, top), QPoint(right, top), QPoint(right, bottom), QPoint(left, bottom)]


def test_that_the_button_makes_a_map_on_which_every_photo_has_its_place(
    panel: DatasetPanel, dataset: Dataset, qtbot: QtBot
) -> None:
    panel.filter_bar.switch.buttons["map"].click()
    button = panel.findChild(QPushButton, "makeMapButton")
    assert button.isVisible()
    qtbot.mouseClick(button, LEFT)
    assert panel.findChild(QPushButton, "mapCancelButton").isVisible()
    qtbot.waitUntil(lambda: panel.map.plot is not None, timeout=60_000)
    assert panel.map.points is not None
    assert len(panel.map.points.of([sample.path for sample in dataset.samples])) == 12
    assert plot_of(panel.map).accessibleName() == "Map of the photos"
    assert plot_of(panel.map).accessibleDescription() == "Map of 12 photos, 0 selected."
    assert panel.map.bar.isHidden()
    assert "lie close together" in panel.map.caption.text()
    assert [panel.map.legend.item(row).text() for row in range(2)] == ["ants", "bees"]


def test_that_what_is_drawn_around_is_selected_in_the_grid_too(
    panel: DatasetPanel, view: MapView, dataset: Dataset, qtbot: QtBot
) -> None:
    draw(view, qtbot, around(view, dataset.samples[0], dataset.samples[5]))
    wanted = [dataset.samples[row].path for row in (0, 1, 4, 5)]
    assert panel.selected_paths() == wanted
    assert panel.summary.text() == "12 photos · 4 selected"
    assert plot_of(view).accessibleDescription() == "Map of 12 photos, 4 selected."
    draw(view, qtbot, around(view, dataset.samples[10], dataset.samples[11]), CTRL)
    assert panel.selected_paths() == [*wanted, dataset.samples[10].path, dataset.samples[11].path]
    panel.filter_bar.switch.buttons["grid"].click()
    assert panel.view.isVisible()
    assert len(panel.selected_paths()) == 6


def test_that_escape_gives_up_what_is_being_drawn(
    panel: DatasetPanel, view: MapView, dataset: Dataset, qtbot: QtBot
) -> None:
    corners, viewport = around(view, dataset.samples[0], dataset.samples[5]), plot_of(view).viewport()
    qtbot.mousePress(viewport, LEFT, pos=corners[0])
    for corner in corners[1:]:
        qtbot.mouseMove(viewport, corner)
    assert plot_of(view).outline
    qtbot.keyClick(plot_of(view), Qt.Key.Key_Escape)
    qtbot.mouseRelease(viewport, LEFT, pos=corners[-1])
    assert not plot_of(view).outline
    assert panel.selected_paths() == []


def test_that_a_click_selects_one_and_ctrl_one_more_or_one_less(
    panel: DatasetPanel, view: MapView, dataset: Dataset, qtbot: QtBot
) -> None:
    click(view, qtbot, dataset.samples[3])
    assert panel.selected_paths() == [dataset.samples[3].path]
    click(view, qtbot, dataset.samples[7], CTRL)
    assert panel.selected_paths() == [dataset.samples[3].path, dataset.samples[7].path]
    assert panel.view.currentIndex().row() == 7
    click(view, qtbot, dataset.samples[3], CTRL)
    assert panel.selected_paths() == [dataset.samples[7].path]
    qtbot.mouseClick(plot_of(view).viewport(), LEFT, pos=QPoint(3, 3))
    assert panel.selected_paths() == []


def test_that_a_double_click_shows_the_photo_large_and_escape_leads_back(
    panel: DatasetPanel, view: MapView, dataset: Dataset, qtbot: QtBot
) -> None:
    click(view, qtbot, dataset.samples[6])
    qtbot.mouseDClick(plot_of(view).viewport(), LEFT, pos=place(view, dataset.samples[6]))
    assert panel.large.isVisible()
    assert panel.large.path() == dataset.samples[6].path
    qtbot.keyClick(panel.large, Qt.Key.Key_Escape)
    assert view.isVisible()
    assert panel.selected_paths() == [dataset.samples[6].path]


def test_that_the_keyboard_walks_selects_and_opens(
    panel: DatasetPanel, view: MapView, dataset: Dataset, qtbot: QtBot
) -> None:
    plot = plot_of(view)
    click(view, qtbot, dataset.samples[0])
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
        qtbot.keyClick(plot, key)
    assert panel.selected_paths() == [dataset.samples[0].path]
    assert plot.accessibleDescription() == "Map of 12 photos, 1 selected. At bees003.jpg, bees."
    qtbot.keyClick(plot, Qt.Key.Key_Space, CTRL)
    assert panel.selected_paths() == [dataset.samples[0].path, dataset.samples[9].path]
    qtbot.keyClick(plot, Qt.Key.Key_Space)
    assert panel.selected_paths() == [dataset.samples[9].path]
    qtbot.keyClick(plot, Qt.Key.Key_A, CTRL)
    assert len(panel.selected_paths()) == 12
    qtbot.keyClick(plot, Qt.Key.Key_Escape)
    assert panel.selected_paths() == []
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert panel.large.path() == dataset.samples[9].path


def test_that_the_tab_key_reaches_the_map_from_the_filters(panel: DatasetPanel, view: MapView, qtbot: QtBot) -> None:
    panel.filter_bar.states.setFocus()
    for _ in range(3):
        qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
        if panel.focusWidget() is plot_of(view):
            return
    raise AssertionError(panel.focusWidget().objectName())


def test_that_only_what_the_filter_lets_through_can_be_selected(
    panel: DatasetPanel, view: MapView, dataset: Dataset, qtbot: QtBot
) -> None:
    panel.class_list.setCurrentIndex(panel.classes.index(1))
    qtbot.waitUntil(lambda: plot_of(view).shown.sum() == 6)
    draw(view, qtbot, around(view, dataset.samples[0], dataset.samples[11]))
    assert panel.selected_paths() == [sample.path for sample in dataset.samples[:6]]
    click(view, qtbot, dataset.samples[11])
    assert panel.selected_paths() == []


def test_that_other_labels_change_the_signs_and_nothing_else(
    state: AppState, view: MapView, dataset: Dataset, qtbot: QtBot
) -> None:
    before = view.points
    relabelled = msgspec.structs.replace(dataset.samples[2], label="bees")
    samples = (*dataset.samples[:2], relabelled, *dataset.samples[3:])
    state.dataset = msgspec.structs.replace(dataset, samples=samples)
    qtbot.waitUntil(lambda: view.points is not before and view.points is not None)
    assert before is not None
    assert view.points is not None
    assert np.array_equal(view.points.positions, before.positions)
    assert (view.points.classes.sum(), before.classes.sum()) == (7, 6)
    assert not view.making.is_running
    assert view.bar.isHidden()


def test_that_photos_without_a_label_stay_on_the_map_with_a_sign_of_their_own(
    state: AppState, view: MapView, dataset: Dataset, qtbot: QtBot
) -> None:
    before = view.points
    waiting = (msgspec.structs.replace(dataset.samples[2], label=""),)
    samples = (*dataset.samples[:2], *dataset.samples[3:])
    state.dataset = msgspec.structs.replace(dataset, samples=samples, unlabelled=waiting)
    qtbot.waitUntil(lambda: view.points is not before and view.points is not None)
    assert view.points is not None
    assert [*view.points.classes].count(2) == 1
    assert view.legend.item(2).text() == "no label yet"
    assert view.bar.isHidden()


def test_that_a_photo_that_is_left_out_leaves_everything_else_where_it_was(
    state: AppState, view: MapView, dataset: Dataset, qtbot: QtBot
) -> None:
    plot = plot_of(view)
    click(view, qtbot, dataset.samples[5])
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    before = place(view, dataset.samples[6])
    state.dataset = msgspec.structs.replace(dataset, samples=(*dataset.samples[:5], *dataset.samples[6:]))
    qtbot.waitUntil(lambda: len(plot.points) == 11)
    assert place(view, dataset.samples[6]) == before
    assert view.bar.isHidden()
    assert plot.current is not None
    assert view.points is not None
    neighbours = view.points.of([dataset.samples[row].path for row in (1, 4, 6, 9)])
    assert plot.current in neighbours


def test_that_new_photos_make_it_out_of_date_and_it_says_so(
    panel: DatasetPanel, view: MapView, dataset: Dataset, qtbot: QtBot
) -> None:
    again = panel.findChild(QPushButton, "mapAgainButton")
    assert not again.isVisible()
    view.making.made.emit(made_of(dataset, 9, refused=dataset.samples[9:10]))
    qtbot.waitUntil(again.isVisible)
    assert view.bar.text.text() == (
        "2 photos came after this map was made and are not on it. 1 photo could not be read and is not on this map."
    )
    with qtbot.waitSignal(view.making.made, timeout=60_000):
        qtbot.mouseClick(again, LEFT)
    qtbot.waitUntil(view.bar.isHidden)
    assert len(plot_of(view).points) == 12


def test_that_another_network_makes_it_out_of_date(state: AppState, view: MapView, qtbot: QtBot) -> None:
    state.backbone = "resnet18"
    qtbot.waitUntil(view.bar.isVisible)
    assert "another network" in view.bar.text.text()


def test_that_other_photos_take_the_map_away(state: AppState, view: MapView, dataset: Dataset, qtbot: QtBot) -> None:
    others = tuple(msgspec.structs.replace(each, digest=each.digest[::-1]) for each in dataset.samples)
    state.dataset = msgspec.structs.replace(dataset, samples=others)
    qtbot.waitUntil(view.make_button.isVisible)
    assert view.points is None


def test_that_copies_share_a_place_and_are_selected_together(
    state: AppState, panel: DatasetPanel, view: MapView, dataset: Dataset, qtbot: QtBot
) -> None:
    copy = msgspec.structs.replace(dataset.samples[11], path=dataset.samples[11].path.with_name("copy.jpg"))
    state.dataset = msgspec.structs.replace(dataset, samples=(*dataset.samples, copy))
    qtbot.waitUntil(lambda: view.points is not None and view.points.of([copy.path]) != [])
    QApplication.processEvents()
    click(view, qtbot, copy)
    assert panel.selected_paths() == [dataset.samples[11].path, copy.path]
    assert view.bar.isHidden()


def test_that_making_can_be_cancelled_and_begun_again(panel: DatasetPanel, qtbot: QtBot) -> None:
    panel.filter_bar.switch.buttons["map"].click()
    qtbot.mouseClick(panel.map.make_button, LEFT)
    with qtbot.assertNotEmitted(panel.map.making.made, wait=300):
        qtbot.mouseClick(panel.findChild(QPushButton, "mapCancelButton"), LEFT)
    assert panel.map.bar.isHidden()
    assert panel.map.make_button.isEnabled()


def test_that_a_map_that_cannot_be_made_says_why(panel: DatasetPanel, photos: Path, qtbot: QtBot) -> None:
    for path in photos.rglob("*.jpg"):
        path.write_bytes(b"no longer a photo")
    panel.filter_bar.switch.buttons["map"].click()
    with qtbot.waitSignal(panel.map.making.failed, timeout=60_000):
        qtbot.mouseClick(panel.map.make_button, LEFT)
    qtbot.waitUntil(lambda: "None of the photos could be read" in panel.map.bar.text.text())
    assert panel.map.make_button.isEnabled()


def test_that_pointing_at_a_photo_shows_it_with_its_name(view: MapView, dataset: Dataset, qtbot: QtBot) -> None:
    qtbot.mouseMove(plot_of(view).viewport(), place(view, dataset.samples[8]))
    hover = view.hover
    assert hover is not None
    assert hover.isVisible()
    assert hover.words.text() == "bees002.jpg\nbees"
    assert hover.words.textFormat() == Qt.TextFormat.PlainText
    qtbot.waitUntil(lambda: not hover.picture.pixmap().isNull(), timeout=10_000)
    qtbot.mouseMove(plot_of(view).viewport(), QPoint(3, 3))
    assert not hover.isVisible()


class _Listener(QObject):
    """Notes the keys that reach a widget."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[int] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self.heard.append(event.key())
        return False


def test_that_keys_that_mean_nothing_to_the_map_go_on_to_the_browser(view: MapView, qtbot: QtBot) -> None:
    listener = _Listener()
    view.installEventFilter(listener)
    for key in (Qt.Key.Key_3, Qt.Key.Key_B, Qt.Key.Key_Delete, Qt.Key.Key_Right):
        qtbot.keyClick(plot_of(view), key)
    assert listener.heard == [Qt.Key.Key_3, Qt.Key.Key_B, Qt.Key.Key_Delete]


def test_that_looking_closer_moves_points_apart_and_zero_shows_all_again(view: MapView, qtbot: QtBot) -> None:
    plot = plot_of(view)
    before = plot.pixels()
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    assert np.ptp(plot.pixels(), axis=0)[0] > 1.2 * np.ptp(before, axis=0)[0]
    qtbot.keyClick(plot, Qt.Key.Key_0)
    assert np.allclose(plot.pixels(), before, atol=1)


def test_that_keys_mark_what_is_chosen_on_the_map(
    view: MapView, state: AppState, dataset: Dataset, qtbot: QtBot
) -> None:
    click(view, qtbot, dataset.samples[0])
    with qtbot.waitSignal(state.editor.failed) as said:
        qtbot.keyClick(plot_of(view), "2")
    assert "cannot be kept" in said.args[0], "it came as far as the project, and there is none"


def test_that_the_right_button_on_the_map_brings_the_menu(view: MapView, dataset: Dataset, qtbot: QtBot) -> None:
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    there, viewport = place(view, dataset.samples[0]), plot_of(view).viewport()
    click = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, there, viewport.mapToGlobal(there))
    with qtbot.waitSignal(view.customContextMenuRequested) as wanted:
        QApplication.sendEvent(viewport, click)
    assert wanted.args == [viewport.mapTo(view, there)]
