"""The item models: as Qt wants them, and safe against strangers' names."""

from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tlstudio.dataset.sample import Dataset, Sample, Skipped
from tlstudio.gui.dataset.class_model import COUNT_ROLE, SHARE_ROLE, ClassModel
from tlstudio.gui.dataset.filters import Filter
from tlstudio.gui.dataset.findings_entry import own_entries
from tlstudio.gui.dataset.findings_model import FindingsModel
from tlstudio.gui.dataset.photo_model import PhotoModel, mime_of
from tlstudio.gui.dataset.thumbnails import Thumbnails
from tlstudio.gui.dropped import local_paths
from tlstudio.gui.state import AppState

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
HOSTILE = "<b>&x\u202egpj"


def _hostile(root: Path) -> Dataset:
    samples = (
        Sample(root / HOSTILE / "1<img src=x>.jpg", HOSTILE, "train", "aa"),
        Sample(root / "bees" / "2.jpg", "bees", "validation", "bb"),
        Sample(root / "bees" / "3.jpg", "bees", "test", "cc"),
    )
    skipped = (Skipped(root / "<i>.txt", "unknown", "This is <b>no</b> photo."),)
    return Dataset(root, tuple(sorted((HOSTILE, "bees"))), samples, skipped, ("A warning.",))


def _texts(model: QAbstractItemModel, role: Qt.ItemDataRole) -> list[str]:
    return [str(model.index(row, 0).data(role)) for row in range(model.rowCount())]


def test_that_qt_finds_no_fault_with_the_models(state: AppState, tmp_path: Path, qtbot: QtBot) -> None:
    dataset = _hostile(tmp_path)
    thumbnails = Thumbnails(state.pool)
    photos, classes, problems = PhotoModel(thumbnails), ClassModel(), FindingsModel(thumbnails)
    testers = [QAbstractItemModelTester(model, FATAL) for model in (photos, classes, problems)]
    for shown in (dataset, None, dataset):
        photos.set_samples(shown.samples if shown else ())
        classes.set_dataset(shown)
        problems.set_entries([*own_entries(shown)] if shown else [])
    assert [tester.model().rowCount() for tester in testers] == [3, 4, 2]


def test_that_strangers_names_are_shown_as_plain_text(state: AppState, tmp_path: Path, qtbot: QtBot) -> None:
    dataset = _hostile(tmp_path)
    thumbnails = Thumbnails(state.pool)
    photos, classes, problems = PhotoModel(thumbnails), ClassModel(), FindingsModel(thumbnails)
    photos.set_samples(dataset.samples)
    classes.set_dataset(dataset)
    problems.set_entries([*own_entries(dataset)])
    for model in (photos, classes, problems):
        assert not any("\u202e" in text for text in _texts(model, Qt.ItemDataRole.DisplayRole))
        assert not any("<" in text for text in _texts(model, Qt.ItemDataRole.ToolTipRole))


def test_that_each_class_has_its_count_and_its_share_of_the_largest(dataset: Dataset, qtbot: QtBot) -> None:
    model = ClassModel()
    model.set_dataset(dataset)
    lines = [(i.data(), i.data(COUNT_ROLE), i.data(SHARE_ROLE)) for i in map(model.index, range(model.rowCount()))]
    assert lines == [("All photos", 12, None), ("ants", 6, 1.0), ("bees", 6, 1.0), ("Problems", "?", None)]


def test_that_it_is_said_how_uneven_the_classes_are(dataset: Dataset, tmp_path: Path, qtbot: QtBot) -> None:
    model = ClassModel()
    for shown, words in [
        (dataset, "2 classes of the same size"),
        (_hostile(tmp_path), "2 classes; bees has 2.0 times as many as &lt;b&gt;&amp;x\ufffdgpj"),
    ]:
        model.set_dataset(shown)
        assert model.index(0).data(Qt.ItemDataRole.ToolTipRole).endswith(words)
        assert "2 classes" in model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_that_filters_combine(tmp_path: Path) -> None:
    dataset = _hostile(tmp_path)
    assert len(Filter().apply(dataset)) == 3
    assert [sample.digest for sample in Filter("bees", "test").apply(dataset)] == ["cc"]
    assert [sample.digest for sample in Filter(text="IMG").apply(dataset)] == ["aa"]


def test_that_a_dragged_photo_keeps_every_byte_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "caf\udce9 %41 #1.jpg"
    assert local_paths(mime_of([path])) == [path]


def test_that_photos_can_only_be_copied_away(state: AppState, tmp_path: Path, qtbot: QtBot) -> None:
    model = PhotoModel(Thumbnails(state.pool))
    model.set_samples(_hostile(tmp_path).samples)
    assert model.supportedDragActions() == Qt.DropAction.CopyAction
    assert model.flags(model.index(0)) & Qt.ItemFlag.ItemIsDragEnabled
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsEditable
