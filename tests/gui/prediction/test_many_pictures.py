"""Many pictures at once: the table fills, can be sieved, saved and ended; only what is in sight gets a picture."""

import csv
import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from tlstudio.gui.prediction import jobs
from tlstudio.gui.prediction.panel import PredictionPanel
from tlstudio.gui.prediction.table_order import Column, Group
from tlstudio.gui.prediction.table_view import PredictionTable
from tlstudio.gui.state import AppState
from tlstudio.prediction.answer import Answer, NoAnswer

_LONG = 120_000
DropOn = Callable[..., None]


@pytest.fixture
def table(qtbot: QtBot, state: AppState) -> PredictionTable:
    made = PredictionTable(state.pool)
    qtbot.addWidget(made)
    made.resize(320, 400)
    made.show()
    return made


def _rows(count: int, folder: Path = Path("/p")) -> list[tuple[Path, Answer | NoAnswer]]:
    """Ants and bees by turns; each tenth is unsure, the very last no photo."""
    rows: list[tuple[Path, Answer | NoAnswer]] = []
    for number in range(count):
        path, label = folder / f"{number:05}.jpg", ("ants", "bees")[number % 2]
        confidence = 0.55 if number % 10 == 0 else 0.9
        rows.append((path, Answer(str(path), label, confidence, ((label, confidence),))))
    rows[-1] = (rows[-1][0], NoAnswer(str(rows[-1][0]), "It is empty."))
    return rows


def _all(ready: PredictionPanel, drop_on: DropOn, qtbot: QtBot, *things: Path) -> None:
    with qtbot.waitSignal(ready.answering_ended, timeout=_LONG):
        drop_on(ready, *things)


def test_that_the_counts_are_said_and_offered(table: PredictionTable) -> None:
    table.start(100)
    table.add(_rows(100))
    table.finish()
    assert table.counts.text() == "ants 50 · bees 49 · unsure 10 · no photo 1"
    offered = [table.bar.groups.itemText(place) for place in range(table.bar.groups.count())]
    assert offered == ["All 100", "ants 50", "bees 49", "Unsure 10", "No photo 1"]
    assert table.status.text() == "100 files"


def test_that_of_many_classes_the_largest_are_named(table: PredictionTable) -> None:
    rows = [
        (Path(f"/p/{label}{number}"), Answer("", f"class {label}", 0.9, ()))
        for label in range(9)
        for number in range(label + 1)
    ]
    table.start(len(rows))
    table.add(rows)
    table.finish()
    assert table.counts.text() == "class 8 9 · class 7 8 · class 6 7 · class 5 6 · 5 more classes 15"


def test_that_a_group_and_a_name_can_be_chosen(table: PredictionTable) -> None:
    table.start(100)
    table.add(_rows(100))
    table.finish()
    table.bar.groups.setCurrentIndex(3)
    assert table.model.rowCount() == 10
    table.bar.search.setText("7")
    assert [table.model.index(row, Column.FILE).data() for row in range(table.model.rowCount())] == ["00070.jpg"]
    table.start(5)
    assert table.bar.search.text() == ""
    assert table.bar.groups.currentIndex() == 0


def test_that_what_was_chosen_stays_so_while_more_comes(table: PredictionTable) -> None:
    table.start(100)
    table.add(_rows(20)[:19])
    table.finish()
    table.bar.groups.setCurrentIndex(2)
    assert table.bar.wish().group == Group("class", "bees")
    table.add([(Path("/p/wasp.jpg"), Answer("", "aaa wasps", 0.9, ()))])
    table.finish()
    assert table.bar.wish().group == Group("class", "bees")
    assert table.bar.groups.currentText() == "bees 9"


def test_that_the_row_walked_to_stays_current_when_the_table_is_sieved(table: PredictionTable, qtbot: QtBot) -> None:
    table.start(20)
    table.add(_rows(20))
    table.finish()
    with qtbot.waitSignal(table.row_chosen) as chosen:
        table.view.selectRow(5)
    assert chosen.args[0] == Path("/p/00005.jpg")
    with qtbot.assertNotEmitted(table.row_chosen):
        table.bar.groups.setCurrentIndex(2)
    assert table.view.currentIndex().row() == 2
    assert table.model.row_at(2)[0] == Path("/p/00005.jpg")


def test_that_only_rows_in_sight_get_their_pictures(
    table: PredictionTable, qtbot: QtBot, draw_photos: Callable[..., Path]
) -> None:
    photos = sorted(draw_photos(count=40).rglob("*.jpg"))
    table.start(80)
    table.add([(photo, Answer(str(photo), "red", 0.9, ())) for photo in photos])
    shown = table.view.thumbnails
    qtbot.waitUntil(lambda: shown.get(photos[0]) is not None, timeout=20_000)
    assert table.model.index(0, Column.PICTURE).data(Qt.ItemDataRole.DecorationRole) is not None
    table.view.scrollToBottom()
    qtbot.waitUntil(lambda: shown.get(photos[-1]) is not None, timeout=20_000)
    assert 0 < sum(shown.get(photo) is not None for photo in photos) < 40


def test_that_cancel_acts_at_once_and_keeps_what_was_answered(
    ready: PredictionPanel, drop_on: DropOn, qtbot: QtBot, draw_photos: Callable[..., Path], colours: Path
) -> None:
    drop_on(ready, draw_photos(count=150))
    qtbot.waitUntil(lambda: ready.many.model.count() > 0, timeout=_LONG)
    began = time.monotonic()
    qtbot.mouseClick(ready.findChild(QPushButton, "predictionCancelButton"), Qt.MouseButton.LeftButton)
    assert time.monotonic() - began < 0.5
    answered = ready.many.model.count()
    assert 0 < answered < 300
    assert ready.many.status.text() == f"{answered} of 300 files, then cancelled"
    qtbot.wait(200)
    assert ready.many.model.count() == answered
    _all(ready, drop_on, qtbot, colours)
    assert ready.many.status.text() == "16 files"


def test_that_while_files_are_looked_for_it_says_so_and_can_be_ended(
    ready: PredictionPanel, drop_on: DropOn, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def endless(_: Path) -> Iterator[Path]:
        while True:
            time.sleep(0.001)
            yield tmp_path / "a.jpg"

    monkeypatch.setattr(jobs, "regular_files", endless)
    drop_on(ready, tmp_path)
    qtbot.waitUntil(lambda: "files so far" in ready.many.status.text(), timeout=_LONG)
    ready.findChild(QPushButton, "predictionCancelButton").click()
    assert ready.many.status.text() == "No files"


def test_that_a_drive_that_does_not_answer_holds_up_nobody(
    ready: PredictionPanel, drop_on: DropOn, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, colours: Path
) -> None:
    hangs = [True]

    def hanging(_: Path) -> Iterator[Path]:
        while hangs[0]:
            time.sleep(0.01)
        yield Path("/gone.jpg")

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "regular_files", hanging)
        drop_on(ready, colours)
        qtbot.wait(100)
    _all(ready, drop_on, qtbot, colours)
    assert ready.many.status.text() == "16 files"
    hangs[0] = False


def test_that_the_newest_request_waits_until_the_model_is_free(
    ready: PredictionPanel, drop_on: DropOn, qtbot: QtBot, draw_photos: Callable[..., Path], colours: Path
) -> None:
    drop_on(ready, draw_photos(count=150))
    qtbot.waitUntil(lambda: ready.many.model.count() > 0, timeout=_LONG)
    _all(ready, drop_on, qtbot, colours)
    assert ready.many.status.text() == "16 files"
    assert ready.many.counts.text() == "green 8 · red 8"


def test_that_files_of_every_kind_get_an_answer_or_a_sentence(
    ready: PredictionPanel, drop_on: DropOn, qtbot: QtBot, colours: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "note.txt").write_text("no photo")
    files = [colours / "red" / "red0.png", tmp_path / "empty.jpg", tmp_path / "note.txt", tmp_path / "gone.png"]
    _all(ready, drop_on, qtbot, *files)
    assert ready.many.counts.text() == "red 1 · no photo 3"
    assert [type(outcome) for _, outcome in ready.many.model.rows(only_shown=False)] == [Answer, *[NoAnswer] * 3]


def test_that_ten_thousand_files_one_by_one_are_taken_quickly(
    panel: PredictionPanel, drop_on: DropOn, tmp_path: Path
) -> None:
    files = [tmp_path / f"a photo {number}.jpg" for number in range(10_000)]
    mime = QMimeData()
    mime.setData("text/uri-list", "\r\n".join(file.as_uri() for file in files).encode())
    began = time.monotonic()
    drop_on(panel, mime)
    assert time.monotonic() - began < 2
    assert panel._request == tuple(files)


@pytest.mark.parametrize("address", ["https://example.org/cat.jpg", "file://server/share/a.jpg", "file:a.jpg"])
def test_that_what_is_not_on_this_computer_is_refused_in_a_sentence(
    ready: PredictionPanel, drop_on: DropOn, address: str
) -> None:
    mime = QMimeData()
    mime.setData("text/uri-list", address.encode())
    drop_on(ready, mime)
    assert "on this computer" in ready.one.sentence.text()


def test_that_a_pasted_text_is_refused_in_a_sentence(ready: PredictionPanel) -> None:
    QApplication.clipboard().setText("a cat")
    ready.paste()
    assert "on this computer" in ready.one.sentence.text()


def test_that_several_copied_files_are_answered(ready: PredictionPanel, qtbot: QtBot, colours: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in sorted((colours / "red").iterdir())])
    QApplication.clipboard().setMimeData(mime)
    with qtbot.waitSignal(ready.answering_ended, timeout=_LONG):
        ready.paste()
    assert ready.many.counts.text() == "red 8"


@pytest.mark.parametrize(("only_shown", "lines"), [(False, 17), (True, 9)])
def test_that_all_answers_or_those_shown_are_saved_as_a_table(
    ready: PredictionPanel, drop_on: DropOn, qtbot: QtBot, colours: Path, tmp_path: Path, only_shown: bool, lines: int
) -> None:
    _all(ready, drop_on, qtbot, colours)
    ready.many.bar.groups.setCurrentIndex(1)
    ready.many.bar.save_button.menu().actions()[only_shown].trigger()
    dialog = ready.findChild(QFileDialog, "answersDialog")
    with qtbot.waitSignal(ready.out.said) as said:
        dialog.fileSelected.emit(str(tmp_path / "answers.csv"))
    dialog.close()
    assert said.args == [f"Saved as {tmp_path / 'answers.csv'}"]
    table = list(csv.reader(io.StringIO((tmp_path / "answers.csv").read_text(encoding="utf-8"))))
    assert len(table) == lines
    assert table[1][:2] == [str(colours / "green" / "green0.png"), "green"]


def test_that_a_table_that_cannot_be_written_is_a_sentence(
    ready: PredictionPanel, drop_on: DropOn, qtbot: QtBot, colours: Path, tmp_path: Path
) -> None:
    _all(ready, drop_on, qtbot, colours)
    ready.out.save()
    dialog = ready.findChild(QFileDialog, "answersDialog")
    with qtbot.waitSignal(ready.out.failed) as failed:
        dialog.fileSelected.emit(str(tmp_path / "no" / "answers.csv"))
    dialog.close()
    assert "the folder does not exist" in failed.args[0]
