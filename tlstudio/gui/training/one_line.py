"""Text that takes one line for each of its own, and shows all of it on request."""

import html

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QWidget

from tlstudio.gui import icons

_POLICY = QSizePolicy.Policy


class OneLine(QLabel):
    """Plain text whose lines give way at their ends where room is short; the tool tip then has all of it.

    `cut_changed` when that begins or ends. Opened, it takes as many lines as it needs.
    """

    cut_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(_POLICY.Ignored, _POLICY.Fixed)
        self.is_cut = False

    def setText(self, text: str) -> None:  # noqa: N802
        """Show this."""
        if text != self.text():
            super().setText(text)
            self.updateGeometry()
            self._look()

    def clear(self) -> None:
        """Show nothing."""
        self.setText("")

    @Slot(bool)
    def set_open(self, is_open: bool) -> None:
        """Show all of it, or a line."""
        self.setWordWrap(is_open)
        self.setSizePolicy(_POLICY.Ignored, _POLICY.Preferred if is_open else _POLICY.Fixed)

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        if self.wordWrap():
            return super().sizeHint()
        lines = len(self.text().split("\n")) if self.text() else 0
        return QSize(0, lines * self.fontMetrics().lineSpacing())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The same, and as narrow as one likes."""
        return super().minimumSizeHint() if self.wordWrap() else self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less of the text can be seen."""
        super().resizeEvent(event)
        self._look()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Every line as far as there is room for it."""
        if self.wordWrap():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        height = self.fontMetrics().lineSpacing()
        for number, line in enumerate(self._shown()):
            painter.drawText(0, number * height, self.width(), height, Qt.AlignmentFlag.AlignVCenter, line)

    def _shown(self) -> list[str]:
        metrics = self.fontMetrics()
        return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, self.width()) for line in self.text().split("\n")]

    def _look(self) -> None:
        was_cut, self.is_cut = self.is_cut, self._shown() != self.text().split("\n")
        self.setToolTip(f"<p>{html.escape(self.text())}</p>" if self.is_cut and not self.wordWrap() else "")
        if was_cut != self.is_cut:
            self.cut_changed.emit()


class MoreButton(QToolButton):
    """Opens lines that are cut, and shuts them; it is there when one of them is."""

    def __init__(self, *lines: OneLine) -> None:
        super().__init__(autoRaise=True)
        self._lines = lines
        self.setObjectName("moreButton")
        self.setCheckable(True)
        self.setToolTip("Show all of this text, or a line of it.")
        self.setAccessibleName("Show all of the text")
        for line in lines:
            line.cut_changed.connect(self._on_cut_changed)
            self.toggled.connect(line.set_open)
        self.toggled.connect(self._on_toggled)
        self.hide()

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icon again in the palette's colours."""
        self.setIcon(icons.icon("chevron-up" if self.isChecked() else "chevron-down", palette))

    @Slot()
    def _on_toggled(self) -> None:
        self.apply_theme(self.palette())
        self._on_cut_changed()

    @Slot()
    def _on_cut_changed(self) -> None:
        self.setVisible(self.isChecked() or any(line.is_cut for line in self._lines))
