"""A zoo of five networks, and the dialog that shows it."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tlstudio.gui.zoo.dialog import ZooDialog
from tlstudio.gui.zoo.line import Line
from tlstudio.gui.zoo.zoo import Zoo


def line(name: str, source: str, weights: int | None, top1: float | None, state: str, licence: str = "MIT") -> Line:
    return Line(name, Path(name).stem, source, name[:3], weights, 4 * (weights or 5), top1, 224, licence, state)


@pytest.fixture
def lines() -> tuple[Line, ...]:
    """One of each state, one of them large, one whose accuracy nobody states."""
    return (
        line("vit_large", "timm", 300_000_000, None, "download", "cc-by-nc-4.0"),
        line("resnet18", "torchvision", 11_700_000, 0.698, "download", "BSD-3-Clause"),
        line("resnet50", "torchvision", 25_600_000, 0.809, "on disk", "BSD-3-Clause"),
        line("lite0", "the studio", 4_700_000, None, "embedded", "Apache-2.0"),
        line("/models/Bees.tlmodel", "own models", None, None, "own model", ""),
    )


@pytest.fixture
def zoo(application: QApplication, lines: tuple[Line, ...], monkeypatch: pytest.MonkeyPatch) -> Zoo:
    """Knows those five, and does not look for others."""
    made = Zoo()
    made.lines = lines
    monkeypatch.setattr(made, "refresh", made.listed.emit)
    return made


@pytest.fixture
def dialog(zoo: Zoo, qtbot: QtBot) -> ZooDialog:
    shown = ZooDialog(zoo, "lite0")
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitExposed(shown)
    return shown
