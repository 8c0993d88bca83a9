"""Printing an evaluation, and saving it as a page, as PDF, or as a table."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QWidget

from tlstudio.evaluation.outcome_table import outcome_table
from tlstudio.evaluation.outcomes import Evaluation
from tlstudio.evaluation.page import MOST_MISTAKES, About, report_page
from tlstudio.evaluation.pictures import small_pictures
from tlstudio.evaluation.report import Report
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.files import write_safely
from tlstudio.gui.evaluation.printing import Printable, document_of, page_layout, pdf_of, printable_page
from tlstudio.gui.settings import settings
from tlstudio.gui.training.jobs import write_file
from tlstudio.gui.worker import Worker
from tlstudio.photos.pool import PhotoPool

_PAGES = "Page (*.html);;PDF (*.pdf)"
_TABLES = "Tables (*.csv);;All files (*)"
_FOLDER = "folders/evaluation"


@dataclass(frozen=True)
class Material:
    """What is saved."""

    evaluation: Evaluation
    report: Report
    about: About


class ReportSaver(QObject):
    """Fills a menu; `saved(path)` or `failed(sentence)`. `material` is asked for what is on show."""

    saved = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QWidget, pool: PhotoPool, material: Callable[[], Material]) -> None:
        super().__init__(parent)
        self._parent = parent
        self._pool = pool
        self._material = material
        self.printer: QPrinter | None = None
        self.menu = QMenu(parent)
        self.menu.addAction("&Print…").triggered.connect(self.ask_for_printer)
        self.menu.addAction("&Save Report…").triggered.connect(self.ask_for_report)
        self.menu.addAction("Save &Table…").triggered.connect(self.ask_for_table)
        self.menu.addSeparator()
        self.with_photos = self.menu.addAction("With Photos of the Worst &Mistakes")
        self.with_photos.setCheckable(True)
        self.with_photos.setToolTip("Who gets the report then sees these photos")
        self.menu.setToolTipsVisible(True)

    @Slot()
    def ask_for_printer(self) -> None:
        """On which printer?"""
        self.printer = QPrinter()
        self.printer.setPageLayout(page_layout())
        dialog = QPrintDialog(self.printer, self._parent)
        dialog.accepted.connect(self.print_report)
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)  # its own way wants a receiver

    @Slot()
    def ask_for_report(self) -> None:
        """Where to put the page?"""
        self._ask("Save Report", _PAGES, "html", self.save_report)

    @Slot()
    def ask_for_table(self) -> None:
        """Where to put the table?"""
        self._ask("Save Answers as Table", _TABLES, "csv", self.save_table)

    @Slot(str)
    def save_report(self, place: str) -> None:
        """As PDF where the name says so, else as HTML."""
        path, material = Path(place), self._material()
        self._remember(path)
        if path.suffix.lower() == ".pdf":
            worker = self._work(_for_pdf(material, self._pool_for_photos(), path))
            worker.succeeded.connect(self._on_pdf_ready)
        else:
            worker = self._work(_write_page(material, self._pool_for_photos(), path))
            worker.succeeded.connect(self.saved)
        worker.start()

    @Slot(str)
    def save_table(self, place: str) -> None:
        """What was said of each photo, as CSV."""
        path = Path(place)
        self._remember(path)
        self._write(path, outcome_table(self._material().evaluation).encode("utf-8"))

    @Slot()
    def print_report(self) -> None:
        """On the printer that was chosen."""
        worker = self._work(_printable(self._material(), self._pool_for_photos()))
        worker.succeeded.connect(self._on_print_ready)
        worker.start()

    @Slot(object)
    def _on_pdf_ready(self, ready: tuple[Printable, Path]) -> None:
        printable, path = ready
        self._write(path, pdf_of(printable))

    @Slot(object)
    def _on_print_ready(self, printable: Printable) -> None:
        if self.printer is not None:
            document_of(printable).print_(self.printer)

    def _pool_for_photos(self) -> PhotoPool | None:
        return self._pool if self.with_photos.isChecked() else None

    def _write(self, path: Path, content: bytes) -> None:
        worker = self._work(write_file(path, content))
        worker.succeeded.connect(self.saved)
        worker.start()

    def _work(self, steps: Generator[Event, None, object]) -> Worker:
        worker = Worker(steps, parent=self)
        worker.failed.connect(self.failed)
        return worker

    def _ask(self, title: str, filters: str, suffix: str, slot: Callable[[str], None]) -> None:
        dialog = QFileDialog(self._parent, title, str(settings().value(_FOLDER, "")), filters)
        dialog.setObjectName("evaluationSaveDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"evaluation.{suffix}")
        dialog.fileSelected.connect(slot)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _remember(self, path: Path) -> None:
        settings().setValue(_FOLDER, str(path.parent))


def _write_page(material: Material, pool: PhotoPool | None, path: Path) -> Generator[Event, None, Path]:
    yield Progress("prepare", 0, 1)
    page = report_page(material.report, material.about, _pictures(material, pool))
    write_safely(path, [page.encode("utf-8")])
    return path


def _printable(material: Material, pool: PhotoPool | None) -> Generator[Event, None, Printable]:
    yield Progress("prepare", 0, 1)
    return printable_page(material.report, material.about, _pictures(material, pool))


def _for_pdf(material: Material, pool: PhotoPool | None, path: Path) -> Generator[Event, None, tuple[Printable, Path]]:
    return (yield from _printable(material, pool)), path


def _pictures(material: Material, pool: PhotoPool | None) -> dict[int, bytes] | None:
    return small_pictures(material.evaluation.mistakes()[:MOST_MISTAKES], pool) if pool else None
