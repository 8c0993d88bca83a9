"""One photo, large: walked through with keys, looked at closely, with what is known of it."""

from pathlib import Path

import pytest
from PIL import ExifTags, Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.gui.dataset.large_view import LargeView
from tlstudio.gui.dataset.panel import DatasetPanel
from tlstudio.gui.state import AppState

BASE = ExifTags.Base


@pytest.fixture
def looking(panel: DatasetPanel, qtbot: QtBot) -> DatasetPanel:
    """The browser with its second photo large and read."""
    panel.view.setFocus()
    panel.view.setCurrentIndex(panel.view.photos.index(1))
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    _wait_until_read(panel.large, qtbot)
    return panel


@pytest.fixture
def large(state: AppState, qtbot: QtBot) -> LargeView:
    """The large view by itself, 400 by 500 pixels."""
    large = LargeView(state.pool)
    qtbot.addWidget(large)
    large.resize(400, 500)
    large.show()
    return large


@pytest.fixture
def noted(tmp_path: Path) -> Sample:
    """A photo of 3,000 × 2,000 pixels with notes of a camera and a place."""
    exif = Image.Exif()
    exif.update({BASE.Make: "Maker", BASE.Model: "M <b>1</b>"})
    exif.get_ifd(ExifTags.IFD.Exif).update({BASE.DateTimeOriginal: "2024:05:17 18:03:12", BASE.ISOSpeedRatings: 100})
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({ExifTags.GPS.GPSLatitudeRef: "N"})
    path = tmp_path / "noted.jpg"
    Image.linear_gradient("L").resize((3000, 2000)).save(path, exif=exif)
    return Sample(path, "a <class>", "validation", "aa")


def _wait_until_read(large: LargeView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "pixels" in large.facts.text(), timeout=10_000)


def _show(large: LargeView, sample: Sample, qtbot: QtBot) -> None:
    large.show_sample(sample, 0, 1, None)
    _wait_until_read(large, qtbot)


def test_that_arrows_walk_and_escape_goes_back_to_where_one_is(
    looking: DatasetPanel, dataset: Dataset, qtbot: QtBot
) -> None:
    for key, row in [(Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1), (Qt.Key.Key_End, 11), (Qt.Key.Key_Right, 11)]:
        qtbot.keyClick(looking.large, key)
        assert looking.large.path() == dataset.samples[row].path
    assert looking.large.place.text() == "12 of 12"
    assert not looking.large.buttons["next"].isEnabled()
    qtbot.keyClick(looking.large, Qt.Key.Key_Escape)
    assert looking.view.isVisible()
    assert looking.view.currentIndex().row() == 11
    assert looking.filter_bar.isVisible()


def test_that_what_the_menu_does_is_done_to_the_photo_on_show(looking: DatasetPanel, dataset: Dataset) -> None:
    looking.view.selectAll()
    looking.look_at_selected()
    looking.large.buttons["next"].click()
    assert looking.selected_paths() == [dataset.samples[2].path]


def test_that_the_photo_on_show_can_be_classified(looking: DatasetPanel, dataset: Dataset, qtbot: QtBot) -> None:
    with qtbot.waitSignal(looking.classify_requested) as asked:
        looking.large.buttons["classify"].click()
    assert asked.args[0] == (dataset.samples[1].path,)


def test_that_choosing_a_class_ends_looking(looking: DatasetPanel) -> None:
    looking.class_list.setCurrentIndex(looking.classes.index(2))
    assert looking.view.isVisible()
    assert looking.large.path() is None


def test_that_all_that_is_known_is_said_as_plain_text(large: LargeView, noted: Sample, qtbot: QtBot) -> None:
    _show(large, noted, qtbot)
    size = f"{noted.path.stat().st_size / 1000:.0f} kB JPEG"
    assert large.facts.text().splitlines() == [
        "Class: a <class>", "Part: Validation", f"Size: 3,000 × 2,000 pixels, {size}", "Camera: Maker M <b>1</b>",
        "Taken: 2024-05-17 18:03:12", "Exposure: ISO 100", "Location: The photo notes where it was taken.",
    ]  # fmt: skip
    assert large.facts.path.text() == str(noted.path)
    assert large.accessibleDescription() == large.facts.text()


def test_that_the_finest_pixels_are_read_only_for_who_looks_closer(
    large: LargeView, noted: Sample, qtbot: QtBot
) -> None:
    _show(large, noted, qtbot)
    assert large.canvas._picture.width() == 1024
    qtbot.keyClick(large, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: large.canvas._picture.width() == 3000, timeout=10_000)
    assert large.canvas.scale() == 1.0
    assert large.percent.text() == "100 %"


def test_that_what_the_wheel_points_at_stays_in_place(large: LargeView, noted: Sample, qtbot: QtBot) -> None:
    _show(large, noted, qtbot)
    canvas, at = large.canvas, QPointF(large.canvas.rect().center()) + QPointF(60, 20)
    before = _part_at(large, at)
    for _ in range(10):
        _turn_wheel(large, at)
    assert canvas.scale() > 0.8
    assert _part_at(large, at).x() == pytest.approx(before.x(), abs=0.01)
    for _ in range(30):
        _turn_wheel(large, at, back=True)
    assert canvas.rect().adjusted(-1, -1, 1, 1).contains(canvas.shown().toRect())


def test_that_no_empty_stripe_is_shown_beside_a_photo_that_is_moved(
    large: LargeView, noted: Sample, qtbot: QtBot
) -> None:
    _show(large, noted, qtbot)
    qtbot.keyClick(large, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    for _ in range(100):
        qtbot.keyClick(large, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert large.canvas.shown().right() == pytest.approx(large.canvas.width())
    start = large.canvas.rect().center()
    qtbot.mousePress(large.canvas, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(large.canvas, start + QPoint(50, 0))
    qtbot.mouseRelease(large.canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(50, 0))
    assert large.canvas.shown().right() == pytest.approx(large.canvas.width() + 50)


def test_that_a_photo_that_cannot_be_read_says_why(large: LargeView, tmp_path: Path, qtbot: QtBot) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff no photo")
    large.show_sample(Sample(broken, "ants", "train", "aa"), 0, 1, None)
    qtbot.waitUntil(lambda: large.canvas._text.endswith("."), timeout=10_000)


def test_that_every_button_has_a_name(large: LargeView) -> None:
    assert all(button.accessibleName() for button in large.findChildren(QToolButton))


def _part_at(large: LargeView, at: QPointF) -> QPointF:
    """Which part of the photo is at a point, from (0, 0) to (1, 1)."""
    shown = large.canvas.shown()
    return QPointF((at.x() - shown.x()) / shown.width(), (at.y() - shown.y()) / shown.height())


def _turn_wheel(large: LargeView, at: QPointF, back: bool = False) -> None:
    there, nothing = QPointF(large.canvas.mapToGlobal(at.toPoint())), Qt.KeyboardModifier.NoModifier
    turn = QPoint(0, -120 if back else 120)
    phase, no_button = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
    QApplication.sendEvent(large.canvas, QWheelEvent(at, there, QPoint(), turn, no_button, nothing, phase, False))
