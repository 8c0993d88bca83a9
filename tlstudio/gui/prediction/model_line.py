"""Which model answers: it is opened here, in the background, and said in a line."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QWidget

from tlstudio.gui.prediction import wording
from tlstudio.gui.prediction.jobs import open_model
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker

if TYPE_CHECKING:
    from tlstudio.prediction.predictor import Predictor


class ModelLine(QLabel):
    """Loads `state.predictor` from `state.model_path`, anew for another device, and says what the model is."""

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent, wordWrap=True)
        self.setObjectName("modelLine")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._state = state
        self._opening: Worker | None = None
        state.model_path_changed.connect(self._open)
        state.device_changed.connect(self._open)
        state.predictor_changed.connect(self._on_predictor_changed)
        self._open()

    def is_opening(self) -> bool:
        """Whether a model is on its way."""
        return self._opening is not None

    @Slot()
    def _open(self) -> None:
        path = self._state.model_path
        self._state.predictor = None
        if path is None:
            self.setText(wording.NO_MODEL)
            return
        self.setText(wording.OPENING)
        self._opening = Worker(open_model(path, self._state.device), parent=self)
        self._opening.succeeded.connect(self._on_opened)
        self._opening.failed.connect(self._on_refused)
        self._opening.start()

    @Slot(object)
    def _on_opened(self, predictor: "Predictor") -> None:
        if self.sender() is not self._opening:
            return  # another model was chosen meanwhile
        self._opening = None
        self._state.predictor = predictor

    @Slot(str)
    def _on_refused(self, sentence: str) -> None:
        if self.sender() is self._opening:
            self._opening = None
            self.setText(sentence)

    @Slot()
    def _on_predictor_changed(self) -> None:
        predictor = self._state.predictor
        if predictor is not None:
            self.setText(wording.model_text(predictor))
            self.setToolTip(wording.model_tool_tip(predictor))
