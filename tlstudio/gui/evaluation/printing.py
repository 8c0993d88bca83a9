"""The page of an evaluation on paper: what Qt can print of it, with the drawings as sharp pictures."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF, Qt, QUrl
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument
from PySide6.QtSvg import QSvgRenderer

from tlstudio.evaluation.markup import Markup, element
from tlstudio.evaluation.page import About, report_page
from tlstudio.evaluation.report import Report

_INK = "#1b1f24"
_SHARPNESS = 3
_SIZE = re.compile(r' width="(\d+)" height="(\d+)"')


@dataclass(frozen=True)
class Printable:
    """The page, in which each drawing is named by its number."""

    page: str
    drawings: tuple[str, ...]


def printable_page(report: Report, about: About, pictures: Mapping[int, bytes] | None) -> Printable:
    """The same page as is saved, with its drawings beside it. Makes no Qt objects."""
    drawings: list[str] = []

    def named(drawing: Markup) -> Markup:
        width, height = _size_of(drawing)
        drawings.append(drawing)
        return element("img", src=f"drawing:{len(drawings) - 1}", width=width, height=height)

    return Printable(report_page(report, about, pictures, named), tuple(drawings))


def document_of(printable: Printable) -> QTextDocument:
    """To be printed, or written as PDF."""
    document = QTextDocument()
    for number, drawing in enumerate(printable.drawings):
        document.addResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl(f"drawing:{number}"), _image_of(drawing)
        )
    document.setHtml(printable.page)
    return document


def pdf_of(printable: Printable) -> bytes:
    """As a PDF of A4 pages."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    document = document_of(printable)
    writer = QPdfWriter(buffer)
    writer.setTitle(document.metaInformation(QTextDocument.MetaInformation.DocumentTitle))
    writer.setPageLayout(page_layout())
    document.print_(writer)
    del writer  # it writes the end of the file when it goes
    return bytes(buffer.data().data())


def page_layout() -> QPageLayout:
    """A4, upright; a document leaves margins of 2 cm by itself."""
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF())


def _size_of(drawing: str) -> tuple[int, int]:
    found = _SIZE.search(drawing)
    assert found
    return int(found[1]), int(found[2])


def _image_of(drawing: str) -> QImage:
    """Dark ink on white paper, whatever the window's colours are."""
    source = drawing.replace("currentColor", _INK).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    size = QSizeF(*_size_of(drawing)) * _SHARPNESS
    image = QImage(size.toSize(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(source.encode())).render(painter)
    painter.end()
    return image
