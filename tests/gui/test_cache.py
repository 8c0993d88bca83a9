"""The cache in the window: its size in the line at the bottom, its limit and a way out in the preferences."""

import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.dataset.remembered import Stamp, remember
from tlstudio.features.key import GroupKey
from tlstudio.features.store import Store
from tlstudio.gui.cache import FeatureCache
from tlstudio.gui.cache_form import CacheForm
from tlstudio.gui.window import MainWindow
from tlstudio.photos.kept import thumbnails_file

PREPROCESSING = Preprocessing(224, 0.875, "bicubic", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))


@pytest.fixture
def filled(home: Path) -> Store:
    """Two megabytes in the user's own cache."""
    key = GroupKey("small", "w" * 40, "node", "layer", PREPROCESSING, "decoder", "torch", "float32", (5000,))
    group = Store().group(key)
    group.add([bytes([number]) * 20 for number in range(100)], np.zeros((100, 5000), "float32"))
    group.flush()
    return Store()


@pytest.fixture
def cache(qtbot: QtBot, application: QApplication) -> FeatureCache:
    return FeatureCache()


@pytest.fixture
def form(qtbot: QtBot, cache: FeatureCache, filled: Store) -> CacheForm:
    """The form, once it knows the cache."""
    shown = CacheForm(cache)
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitUntil(lambda: cache.facts is not None)
    return shown


def test_that_the_line_at_the_bottom_says_how_large_it_is(window: MainWindow, filled: Store, qtbot: QtBot) -> None:
    assert "cache" not in window.status.text()
    with qtbot.waitSignal(window.cache.changed):
        window.cache.refresh()
    assert " · cache 2.0 MB · " in window.status.text()
    with qtbot.waitSignal(window.cache.cleared):
        window.cache.clear()
    assert " · cache empty · " in window.status.text()


def test_that_it_is_asked_again_after_every_run(window: MainWindow, filled: Store, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.cache.changed):
        window.training.training_ended.emit()
    assert "cache 2.0 MB" in window.status.text()


def test_that_clear_frees_it_and_says_so(form: CacheForm, filled: Store, qtbot: QtBot) -> None:
    clear = form.findChild(QPushButton, "clearCacheButton")
    assert form.findChild(QLabel, "cacheSize").text() == "2.0 MB"
    with qtbot.waitSignal(form.findChild(QPushButton, "clearCacheButton").clicked):
        qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "2.0 MB are free again" in form.findChild(QLabel, "cacheResult").text())
    assert filled.bytes() == 0
    assert not clear.isEnabled()
    assert form.findChild(QLabel, "cacheSize").text() == "empty"


def test_that_what_is_kept_of_photos_is_shown_and_cleared_with_the_rest(
    form: CacheForm, cache: FeatureCache, qtbot: QtBot
) -> None:
    photos, clear = form.findChild(QLabel, "cachePhotos"), form.findChild(QPushButton, "clearCacheButton")
    assert photos.text() == "0 bytes of thumbnails, 0 bytes remembered"
    clear.click()
    qtbot.waitUntil(lambda: form.findChild(QLabel, "cacheSize").text() == "empty")
    remember({Stamp(1, number, 1, 1, 1): f"{number:040x}" for number in range(100)})
    file = thumbnails_file()
    file.write_bytes(b"not a database, but large" * 1000)
    with qtbot.waitSignal(cache.changed):
        cache.refresh()
    assert re.fullmatch(r"25 kB of thumbnails, \d+ kB remembered", photos.text())
    assert clear.isEnabled()
    clear.click()
    qtbot.waitUntil(lambda: photos.text() == "0 bytes of thumbnails, 0 bytes remembered")
    assert re.search(r"Cleared: \d+ kB are free again", form.findChild(QLabel, "cacheResult").text())
    assert not file.exists()


def test_that_a_limit_counts_once_it_is_typed_in_full(form: CacheForm, filled: Store, qtbot: QtBot) -> None:
    box = form.findChild(QDoubleSpinBox, "cacheLimitBox")
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "12")
    qtbot.wait(50)
    assert filled.limit != 12 * 10**9
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: filled.limit == 12 * 10**9)
    assert filled.bytes() > 0


def test_that_the_folder_is_shown_and_can_be_opened(
    form: CacheForm, home: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    assert form.findChild(QLineEdit, "cacheFolder").text() == str(home / "cache" / "features")
    qtbot.mouseClick(form.findChild(QPushButton, "openCacheButton"), Qt.MouseButton.LeftButton)
    assert [url.toLocalFile() for url in opened] == [str(home / "cache" / "features")]


def test_that_what_cannot_be_done_is_a_sentence(cache: FeatureCache, home: Path, qtbot: QtBot) -> None:
    (home / "cache").write_bytes(b"in the way")
    with qtbot.waitSignal(cache.failed) as said:
        cache.set_limit(10**9)
    assert "Features cannot be kept" in said.args[0]


def test_that_changes_come_one_after_the_other(cache: FeatureCache, filled: Store, qtbot: QtBot) -> None:
    for gigabytes in (3, 2, 4):
        cache.set_limit(gigabytes * 10**9)
    cache.clear()
    with qtbot.waitSignal(cache.cleared):
        cache.refresh()
    assert (cache.facts.used, cache.facts.limit) == (0, 4 * 10**9)
