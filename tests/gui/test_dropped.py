"""What a drop may bring, and what is refused: web addresses, shares, relative paths, NUL bytes."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from tlstudio.gui.dropped import accepts, dropped_from, local_path


def _files(*paths: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return mime


@pytest.mark.parametrize(
    "address",
    [
        b"http://example.org/cat.jpg",
        b"file://server/share/cat.jpg",
        b"file:////server/share/cat.jpg",
        b"file:cat.jpg",
        b"file:///tmp/cat%00.jpg",
        b"file:///tmp/cat.jpg?size=large",
        b"file:///tmp/cat.jpg#1",
        b"data:image/png;base64,AAAA",
        b"javascript:alert(1)",
        b"file://[broken/cat.jpg",
        b"",
    ],
)
def test_that_only_files_of_this_computer_are_taken(address: bytes) -> None:
    assert local_path(address) is None


@pytest.mark.parametrize(
    "name", ["plain.jpg", "mit Leerzeichen #1 100%.jpg", "<b>fett</b>&.png", "-rf", "é中.jpg", "a?b.png"]
)
def test_that_odd_names_arrive_whole(name: str) -> None:
    assert dropped_from(_files(f"/tmp/{name}")).paths == (Path("/tmp") / name,)


def test_that_a_name_that_is_not_utf8_arrives_byte_for_byte() -> None:
    mime = QMimeData()
    mime.setData("text/uri-list", QByteArray(b"file:///tmp/caf%E9.png\r\n"))
    assert bytes(dropped_from(mime).paths[0]) == b"/tmp/caf\xe9.png"


def test_that_a_model_is_told_from_pictures() -> None:
    dropped = dropped_from(_files("/tmp/a.jpg", "/tmp/bees.tlmodel"))
    assert dropped.model == Path("/tmp/bees.tlmodel")
    assert dropped.paths == (Path("/tmp/a.jpg"),)


def test_that_a_copied_picture_keeps_its_own_bytes() -> None:
    mime = QMimeData()
    mime.setData("image/png", QByteArray(b"these very bytes"))
    assert dropped_from(mime).image == b"these very bytes"


def test_that_a_picture_without_a_file_becomes_a_png() -> None:
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    mime = QMimeData()
    mime.setImageData(image)
    data = dropped_from(mime).image
    assert data is not None
    assert data.startswith(b"\x89PNG")


def test_that_text_is_nothing_to_classify() -> None:
    mime = QMimeData()
    mime.setText("hello")
    assert not accepts(mime)
    assert dropped_from(mime) == dropped_from(QMimeData())
