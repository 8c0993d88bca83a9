"""The window in which a model is judged, beside the studio's own: both can be used at the same time."""

from datetime import datetime
from pathlib import Path

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from tlstudio.evaluation.conclusion import conclusion, neither_text, unseen_text
from tlstudio.evaluation.outcomes import Evaluation
from tlstudio.evaluation.page import About
from tlstudio.evaluation.report import Report, report_of
from tlstudio.foundation.names import printable
from tlstudio.gui.evaluation.choices import Choice, all_mistakes, cell, mistakes_about
from tlstudio.gui.evaluation.jobs import Judged
from tlstudio.gui.evaluation.judging import Judging
from tlstudio.gui.evaluation.layout import EvaluationParts
from tlstudio.gui.evaluation.saving import Material, ReportSaver
from tlstudio.gui.evaluation.wording import (
    NO_PHOTOS,
    NOTHING_LEFT,
    STAGES,
    UNKNOWN_RECIPE,
    before_text,
    elsewhere_text,
    where_text,
)
from tlstudio.gui.state import AppState
from tlstudio.training.recipe import Recipe

_SIZE = (1240, 820)


class EvaluationWindow(QWidget):
    """Judges one model; `photos_wanted(paths)` to see photos in the browser, `training_wanted(recipe)` to train again
    with the labels as they are now. The model that comes of this is judged then, as is any that takes the place of the
    current one where that was on show. Goes when other photos are opened; `closed` then.

    What the model said is kept: where a person mends a label meanwhile, the figures follow at once.
    """

    photos_wanted = Signal(object)
    training_wanted = Signal(object)
    closed = Signal()

    def __init__(self, state: AppState, model: Path, training_problem: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("evaluationWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self.move(parent.frameGeometry().center() - self.rect().center())
        self._state = state
        self._model = model
        self._follows = model == state.model_path
        self._root = state.dataset.root if state.dataset else None
        self._training_problem = training_problem
        self._judged: Judged | None = None
        self._evaluation: Evaluation | None = None
        self.report: Report | None = None
        self._before: Report | None = None
        self._choice: Choice = all_mistakes
        self.parts = EvaluationParts(self, state)
        self.judging = Judging(state, self)
        self.saver = ReportSaver(self, state.pool, self._material)
        self.parts.save_button.setMenu(self.saver.menu)
        self.parts.where.show_parts(state.dataset)
        self._connect()
        self.apply_theme()
        self.allow_training(training_problem)
        self._begin()

    def changeEvent(self, event: QEvent) -> None:
        """Icons and plots take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "saver"):
            self.apply_theme()

    def showEvent(self, event: QShowEvent) -> None:
        """The studio's own window may come in front of this one."""
        super().showEvent(event)
        self.windowHandle().setTransientParent(None)  # type: ignore[arg-type]

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask no further."""
        self.judging.stop()
        super().closeEvent(event)
        self.closed.emit()

    def apply_theme(self) -> None:
        """Make icons and plots again in the palette's colours."""
        self.parts.apply_theme(QApplication.palette())

    def allow_training(self, problem: str) -> None:
        """Why training cannot begin now, as a sentence; empty when it can."""
        self._training_problem = problem
        known = self._recipe() is not None
        self.parts.allow_training(problem or ("" if known else UNKNOWN_RECIPE))

    def _begin(self) -> None:
        """Ask the model about the photos that are chosen; figures that are on show stay until there are others."""
        self.setWindowTitle(f"Evaluate {printable(self._model.name, 60)}")
        where = self.parts.where.where()
        if where is None:
            self.parts.say(NO_PHOTOS)
            return
        self.parts.progress.begin(STAGES["prepare"])
        self.judging.begin(self._model, where)

    @Slot(object)
    def _on_judged(self, judged: Judged) -> None:
        self.parts.progress.end()
        first, self._judged = self.report is None, judged
        self._show(changed=not first)
        if first:
            self.parts.photos.view.setFocus()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.parts.progress.end()
        self.parts.say(sentence)

    def _show(self, *, changed: bool) -> None:
        """Judge what was said by the labels as they are now."""
        if self._judged is None:
            return
        self._evaluation = self._by_present_labels(self._judged.evaluation)
        if not self._evaluation.outcomes:
            self.parts.say(NOTHING_LEFT)
            return
        before, self.report = self.report, report_of(self._evaluation)
        if before and before.classes != self.report.classes:
            self._choice = all_mistakes
        self.parts.pages.show_evaluation(self._evaluation, self.report)
        self.parts.show_conclusion(conclusion(self.report), "\n".join(self._notes(self.report)))
        self._show_photos(changed=changed)
        self.allow_training(self._training_problem)

    def _by_present_labels(self, said: Evaluation) -> Evaluation:
        dataset = self._state.dataset
        if dataset is None or isinstance(self.parts.where.where(), Path):
            return said
        return said.with_labels({sample.path: sample for sample in dataset.samples})

    def _notes(self, report: Report) -> list[str]:
        where = self.parts.where.where()
        elsewhere = elsewhere_text(where) if where else ""
        own = (before_text(self._before, report), unseen_text(report), neither_text(report))
        notes = (*own, *self.judging.notes(), elsewhere)
        return [note for note in notes if note]

    def _show_photos(self, *, changed: bool) -> None:
        if self._evaluation and self.report:
            title, chosen = self._choice(self._evaluation, self.report)
            self.parts.photos.show_outcomes(title, chosen, self._evaluation, changed=changed)

    def _choose(self, choice: Choice) -> None:
        self._choice = choice
        self.parts.photos.view.clearSelection()
        self._show_photos(changed=False)

    @Slot()
    def _on_all_wanted(self) -> None:
        self._choose(all_mistakes)

    @Slot(int, int)
    def _on_cell_chosen(self, true: int, said: int) -> None:
        self._choose(cell(true, said))

    @Slot(int)
    def _on_class_chosen(self, number: int) -> None:
        self._choose(mistakes_about(number))

    @Slot()
    def _on_photos_wanted(self) -> None:
        self.parts.photos.view.setFocus()

    @Slot()
    def _on_where_chosen(self) -> None:
        self._before = None
        self._begin()

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._state.dataset
        if (dataset.root if dataset else None) != self._root:
            self.close()
            return
        self.parts.where.show_parts(dataset)
        self._show(changed=True)

    @Slot(object)
    def _on_model_changed(self, model: Path | None) -> None:
        if model is not None and self._follows:
            self._model, self._before = model, self.report
            self._begin()

    @Slot()
    def _on_chosen_changed(self) -> None:
        self.parts.allow_actions(self.report is not None)

    @Slot()
    def _on_show_clicked(self) -> None:
        self.photos_wanted.emit(self.parts.photos.chosen_paths())

    @Slot()
    def _on_train_clicked(self) -> None:
        self._follows = True
        self.training_wanted.emit(self._recipe())

    def _recipe(self) -> Recipe | None:
        """What the model was trained with, for the photos as they are now; None where that is not known."""
        recipe = self._judged.recipe if self._judged else None
        if recipe is None or self._state.dataset is None:
            return None
        return msgspec.structs.replace(recipe, photos=self._state.photos, out=None, device=self._state.device)

    def _material(self) -> Material:
        assert self._evaluation, "what is saved is on show"
        assert self.report
        where = self.parts.where.where()
        about = About(
            model=self._model.name,
            photos=where_text(where) if where else "",
            when=f"{datetime.now().astimezone():%Y-%m-%d %H:%M}",
            notes=tuple(self.judging.notes()),
        )
        return Material(self._evaluation, self.report, about)

    def _connect(self) -> None:
        parts = self.parts
        self.judging.progressed.connect(parts.progress.show_progress)
        self.judging.judged.connect(self._on_judged)
        self.judging.failed.connect(self._on_failed)
        parts.progress.cancelled.connect(self.close)
        parts.where.chosen.connect(self._on_where_chosen)
        parts.pages.cell_chosen.connect(self._on_cell_chosen)
        parts.pages.class_chosen.connect(self._on_class_chosen)
        parts.pages.photos_wanted.connect(self._on_photos_wanted)
        parts.photos.all_wanted.connect(self._on_all_wanted)
        parts.photos.chosen_changed.connect(self._on_chosen_changed)
        parts.show_button.clicked.connect(self._on_show_clicked)
        parts.train_button.clicked.connect(self._on_train_clicked)
        parts.close_button.clicked.connect(self.close)
        self.saver.failed.connect(parts.say_beside)
        self.saver.saved.connect(parts.say_saved)
        self._state.dataset_changed.connect(self._on_dataset_changed)
        self._state.model_path_changed.connect(self._on_model_changed)
        stack, keys = self._state.undo_stack, QKeySequence.StandardKey
        for key, slot in ((keys.Undo, stack.undo), (keys.Redo, stack.redo), (keys.Close, self.close)):
            QShortcut(key, self).activated.connect(slot)
