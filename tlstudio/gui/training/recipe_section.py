"""A part of the recipe form under a heading that folds it away, and says how much in it is not as usual."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from tlstudio.gui import icons


class RecipeSection(QWidget):
    """`column` is where its settings go. Without a title it cannot be folded; `folded` is how it begins."""

    def __init__(self, title: str, *, folded: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._set = title, 0
        self._body = QWidget()
        self.column = QVBoxLayout(self._body)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(2)
        self.heading = QToolButton()
        self.heading.setCheckable(True)
        self.heading.setChecked(not folded)
        self.heading.setAutoRaise(True)
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        font = self.heading.font()
        font.setBold(True)
        self.heading.setFont(font)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        if title:
            column.addWidget(self.heading)
        column.addWidget(self._body)
        self._body.setVisible(not folded)
        self.heading.toggled.connect(self._on_toggled)
        self.apply_theme(QApplication.palette())
        self.show_set(0)

    def show_set(self, count: int) -> None:
        """Say how many of its settings a person has chosen."""
        self._set = count
        self.heading.setText(f"{self._title} ({count} set)" if count else self._title)
        self.heading.setAccessibleName(self.heading.text())
        self.heading.setAccessibleDescription("shown" if self.heading.isChecked() else "folded away")

    def unfold_set(self) -> None:
        """Show what a person has chosen."""
        if self._set:
            self.heading.setChecked(True)

    def apply_theme(self, palette: QPalette) -> None:
        """Make the arrow again in the palette's colours."""
        self.heading.setIcon(icons.icon("chevron-down" if self.heading.isChecked() else "chevron-right", palette))

    @Slot(bool)
    def _on_toggled(self, opened: bool) -> None:
        self._body.setVisible(opened)
        self.apply_theme(QApplication.palette())
        self.show_set(self._set)
