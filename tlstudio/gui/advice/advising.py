"""The advice in the window: its banner over the layer tree, and what its buttons do."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog

from tlstudio.evaluation.advised import Advice
from tlstudio.gui.advice.adviser import Adviser
from tlstudio.gui.advice.banner import AdviceBanner
from tlstudio.gui.advice.proof_dialog import ProofDialog
from tlstudio.gui.advice.reasons_dialog import ReasonsDialog
from tlstudio.gui.layers.panel import LayersPanel
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel


class Advising(QObject):
    """Shows what the adviser says; `proof_ended` when the dialog of a proof is closed."""

    proof_ended = Signal()

    def __init__(self, state: AppState, training: TrainingPanel, layers: LayersPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._training = training
        self._layers = layers
        self.banner = AdviceBanner()
        self.adviser = Adviser(state, training, layers.probing, self)
        layers.above.addWidget(self.banner)
        layers.above.addWidget(self.adviser.bar)
        self.adviser.advised.connect(self._on_advised)
        self.banner.used.connect(layers.header.strategy_chosen)
        self.banner.reasons_wanted.connect(self._on_reasons_wanted)
        self.banner.proof_wanted.connect(self._on_proof_wanted)
        state.strategy_changed.connect(self.banner.follow)
        training.training_started.connect(self._follow_training)
        training.training_ended.connect(self._follow_training)

    def apply_theme(self, palette: QPalette) -> None:
        """Make colours and icons again after a change of theme."""
        self.banner.apply_theme(palette)

    @Slot(object)
    def _on_advised(self, advice: Advice | None) -> None:
        self.banner.show_advice(advice, self._state.strategy)

    @Slot()
    def _on_reasons_wanted(self) -> None:
        if self.banner.advice is not None:
            self._open(ReasonsDialog(self.banner.advice, self._layers.window()))

    @Slot()
    def _on_proof_wanted(self) -> None:
        advice, dataset = self.banner.advice, self._state.dataset
        if advice is None or dataset is None:
            return
        dialog = ProofDialog(self._state, advice, self.adviser.recipe(), dataset, self._layers.window())
        dialog.proven.connect(self._on_proven)
        dialog.used.connect(self._on_used)
        dialog.finished.connect(self.proof_ended)
        self._open(dialog)

    @Slot(object)
    def _on_proven(self, advice: Advice) -> None:
        if self.adviser.advice is not None:  # the photos are still the same
            self.adviser.advice = advice
            self._on_advised(advice)

    @Slot(str, object)
    def _on_used(self, strategy: str, cut: str | None) -> None:
        """Ticks, and the end of the network where the candidate has one; both are one step back."""
        stack = self._state.undo_stack
        stack.beginMacro("Use a candidate")
        if cut:
            self._layers.head.cut_behind(cut)
        self._layers.header.strategy_chosen.emit(strategy)
        stack.endMacro()

    @Slot()
    def _follow_training(self) -> None:
        self.banner.prove_button.setEnabled(not self._training.is_running())

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
