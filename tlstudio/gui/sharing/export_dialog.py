"""Export Model: how far it is, and what has come of it."""

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event
from tlstudio.foundation.names import printable
from tlstudio.gui.copying_dialog import CopyingDialog
from tlstudio.gui.libraries import load_engine

if TYPE_CHECKING:
    from tlstudio.sharing.exporting import Exported

_EXPLAINED = (
    "One ONNX file, which ONNX Runtime and many other programs read. In it are the weights, the names of the classes, "
    "how pictures are to be prepared, calibration and “neither”; no pictures, and no names of photos. Before it is "
    "written it is tried on a few pictures, and must answer as the studio does. That takes some ten seconds."
)
_WIDTH = 520


class ExportDialog(CopyingDialog):
    """Writes the model to `target` as soon as it is asked to `start`; the window can be used meanwhile."""

    def __init__(self, model: Path, target: Path, parent: QWidget | None = None) -> None:
        super().__init__("model", parent)
        self.setObjectName("exportModelDialog")
        self.setWindowTitle("Export Model")
        self._model, self._target = model, target
        self.again = QPushButton("&Try Again", autoDefault=False)
        self.again.clicked.connect(self.start)
        self.bar.setAccessibleName("Progress of the export")
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(QLabel(_EXPLAINED, wordWrap=True))
        self.lay_out_below(column, self.again)
        self.setMinimumWidth(_WIDTH)

    @Slot()
    def start(self) -> None:
        """Export."""
        control = Control()
        self.copy(_export(self._model, self._target, control), control)
        self.said.setText(f"Exporting to {printable(self._target.name)} and trying it…")

    def enable(self, idle: bool) -> None:
        """Try Again where there is no file yet."""
        self.again.setVisible(idle and self.made is None)

    def sentence_for(self, result: "Exported | None") -> str:
        """What lies where; None: it was stopped."""
        if result is None:
            return "Stopped. Nothing was written."
        from tlstudio.sharing.exporting import exported_text

        self.made = self._target.parent
        return exported_text(result)


def _export(model: Path, target: Path, control: Control) -> "Generator[Event, None, Exported | None]":
    load_engine()
    from tlstudio.sharing.exporting import export_onnx

    return (yield from export_onnx(model, target, control))
