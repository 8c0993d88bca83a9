"""What was just changed, in a few words, with a way back: shown instead of asking before."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from tlstudio.gui.icons import icon
from tlstudio.gui.state import AppState
from tlstudio.project.edits import Edit, sentence_for


class EditLine(QWidget):
    """Comes after an edit of the project and goes with the next step of any kind."""

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = ""
        self._label = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.undo_button = QToolButton(autoRaise=True)
        self.undo_button.setText("Undo")
        self.undo_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.undo_button.setObjectName("editUndoButton")
        self.undo_button.clicked.connect(state.undo_stack.undo)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._label, 1)
        row.addWidget(self.undo_button)
        room = self.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # the photos above stay where they are
        self.setSizePolicy(room)
        self.hide()
        state.undo_stack.indexChanged.connect(self.hide)
        state.project_changed.connect(self.hide)
        state.editor.edited.connect(self._on_edited)

    def text(self) -> str:
        """The sentence on show."""
        return self._sentence if self.isVisible() else ""

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icon again in the palette's colours."""
        self.undo_button.setIcon(icon("undo-variant", palette))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As much of the sentence as there is room for."""
        super().resizeEvent(event)
        self._fit()

    @Slot(object)
    def _on_edited(self, edit: Edit) -> None:
        self._sentence = sentence_for(edit)
        self.undo_button.setAccessibleName(f"Undo: {self._sentence}")
        self.show()
        self._fit()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._sentence))

    def _fit(self) -> None:
        room = self._label.contentsRect().width()
        self._label.setText(self.fontMetrics().elidedText(self._sentence, Qt.TextElideMode.ElideMiddle, room))
        self._label.setAccessibleName(self._sentence)
