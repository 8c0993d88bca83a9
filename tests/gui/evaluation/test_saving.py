"""An evaluation saved as a page, as PDF and as a table, and printed."""

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tlstudio.evaluation.outcomes import Evaluation
from tlstudio.evaluation.page import About
from tlstudio.evaluation.report import report_of
from tlstudio.gui.evaluation.printing import document_of, printable_page
from tlstudio.gui.evaluation.saving import Material, ReportSaver
from tlstudio.gui.state import AppState

ABOUT = About("known.tlmodel", "test photos", "2026-11-21")


@pytest.fixture
def saver(said: Evaluation, state: AppState, draw_photos: Callable[..., Path], qtbot: QtBot) -> ReportSaver:
    """Of photos that are there."""
    beside = QWidget()
    qtbot.addWidget(beside)
    photos = sorted((draw_photos() / "red").iterdir())
    there = tuple(
        msgspec.structs.replace(each, sample=msgspec.structs.replace(each.sample, path=path))
        for each, path in zip(said.outcomes, photos, strict=True)
    )
    evaluation = msgspec.structs.replace(said, outcomes=there)
    return ReportSaver(beside, state.pool, lambda: Material(evaluation, report_of(evaluation), ABOUT))


def test_that_a_page_has_photos_only_when_that_is_ticked(saver: ReportSaver, tmp_path: Path, qtbot: QtBot) -> None:
    place = tmp_path / "page.html"
    for ticked in (False, True):
        saver.with_photos.setChecked(ticked)
        with qtbot.waitSignal(saver.saved, timeout=20_000):
            saver.save_report(str(place))
        page = place.read_text(encoding="utf-8")
        assert "<svg" in page
        assert ("data:image/jpeg" in page) == ticked


def test_that_a_name_that_ends_so_gives_a_pdf(saver: ReportSaver, tmp_path: Path, qtbot: QtBot) -> None:
    place = tmp_path / "page.pdf"
    with qtbot.waitSignal(saver.saved, timeout=20_000):
        saver.save_report(str(place))
    content = place.read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")


def test_that_two_pdfs_that_are_saved_at_once_get_their_own_places(
    saver: ReportSaver, tmp_path: Path, qtbot: QtBot
) -> None:
    places = tmp_path / "one.pdf", tmp_path / "other.pdf"
    for place in places:
        saver.save_report(str(place))
    qtbot.waitUntil(lambda: all(place.exists() for place in places), timeout=20_000)


def test_that_the_table_has_a_row_for_each_photo(saver: ReportSaver, tmp_path: Path, qtbot: QtBot) -> None:
    place = tmp_path / "table.csv"
    with qtbot.waitSignal(saver.saved, timeout=20_000):
        saver.save_table(str(place))
    assert len(place.read_text(encoding="utf-8").splitlines()) == 11


def test_that_a_place_that_refuses_is_told(saver: ReportSaver, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(saver.failed, timeout=20_000) as failed:
        saver.save_table(str(tmp_path / "nowhere" / "table.csv"))
    assert "the folder does not exist" in failed.args[0]


def test_that_every_drawing_is_in_the_printed_document(said: Evaluation, qtbot: QtBot) -> None:
    printable = printable_page(report_of(said), ABOUT, None)
    assert len(printable.drawings) == len(re.findall(r'src="drawing:\d+"', printable.page)) == 6
    document = document_of(printable)
    image = document.resource(2, QUrl("drawing:5"))
    assert isinstance(image, QImage)
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert len(colours) > 10, "something is drawn"
    assert "8 of 10" not in document.toPlainText()
    assert "7 of 10 photos are named rightly" in document.toPlainText()


def test_that_it_is_printed_on_the_chosen_printer(saver: ReportSaver, tmp_path: Path, qtbot: QtBot) -> None:
    saver.printer = QPrinter()
    saver.printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    saver.printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    saver.print_report()
    qtbot.waitUntil(lambda: (tmp_path / "printed.pdf").exists() and (tmp_path / "printed.pdf").stat().st_size > 1000)
