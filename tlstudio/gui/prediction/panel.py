"""The prediction panel: drop a picture, many, or a folder, and see what they are."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QSplitter, QVBoxLayout, QWidget

from tlstudio.evaluation.changes import AnswerPair
from tlstudio.foundation.events import Progress
from tlstudio.foundation.names import printable
from tlstudio.gui.dropped import Dropped, accepts, dropped_from
from tlstudio.gui.pixels import PixelFetcher, image_of
from tlstudio.gui.prediction import wording
from tlstudio.gui.prediction.answer_run import AnswerRun
from tlstudio.gui.prediction.answer_view import AnswerView, scrollable
from tlstudio.gui.prediction.answers_out import AnswersOut
from tlstudio.gui.prediction.chosen import Chosen
from tlstudio.gui.prediction.correct_view import CorrectView
from tlstudio.gui.prediction.jobs import Found, Request
from tlstudio.gui.prediction.model_line import ModelLine
from tlstudio.gui.prediction.neither_bar import NeitherBar
from tlstudio.gui.prediction.table_order import Outcome
from tlstudio.gui.prediction.table_view import PredictionTable
from tlstudio.gui.prediction.why import WhyShown
from tlstudio.gui.state import AppState
from tlstudio.photos.pool import Priority, Source
from tlstudio.photos.request import Photo, PixelRequest, Refusal
from tlstudio.photos.view import PhotoFile, path_of
from tlstudio.prediction.answer import Answer, judged

_LARGE = PixelRequest(900, 900, fit="inside")
_FILTERS = "Pictures (*.jpg *.jpeg *.png *.webp *.gif *.bmp *.tif *.tiff);;All files (*)"


class PredictionPanel(QWidget):
    """Takes drops, pastes and files; answers with `state.predictor`, which its line about the model loads.

    `model_dropped(path)` when a model was dropped, `answering_ended` when all answers of a request are on screen,
    `picture_shown(path or bytes)` when a picture is shown large.
    """

    model_dropped = Signal(Path)
    answering_ended = Signal()
    picture_shown = Signal(object)

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("predictionPanel")
        self.setAccessibleName("Try it: drop a picture here")
        self.setAcceptDrops(True)
        self._state = state
        self._request: Request | None = None
        self._shown: PhotoFile | None = None
        self._answers = AnswerRun(state.pool, self)
        self._large = PixelFetcher(state.pool, self)
        self.model_line = ModelLine(state)
        self.one = AnswerView(state.pool)
        self.why = WhyShown(state, self.one, self)
        self.many = PredictionTable(state.pool)
        self.many.hide()
        self.out = AnswersOut(state, self.many, self)
        self.chosen = Chosen(self.many)
        self.correct = CorrectView(state.pool)
        self.neither = NeitherBar(state, self._answers.turn, self.chosen)
        self._lay_out()
        self._connect()
        self.apply_theme()
        self._on_model_path_changed()

    def show_photos(self, photos: tuple[PhotoFile, ...]) -> None:
        """Classify these files, and all files below these folders."""
        if photos:
            self._take(photos)

    @Slot(object)
    def look_at(self, pair: AnswerPair) -> None:
        """Show a photo large with what it is called now; the table stays."""
        self.many.leave_row()
        self._on_row_chosen(pair.photo, pair.after)
        self.why.explain(pair.photo, pair.after)

    def apply_theme(self) -> None:
        """Make icons and colours again after a change of theme."""
        self.one.apply_theme(QApplication.palette())
        self.many.apply_theme(QApplication.palette())
        self.correct.apply_theme(QApplication.palette())

    @Slot()
    def choose_files(self) -> None:
        """Ask for pictures with the system's own dialog."""
        dialog = QFileDialog(self, "Classify Pictures", filter=_FILTERS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._on_files_selected)
        dialog.open()

    @Slot()
    def paste(self) -> None:
        """Classify what is on the clipboard: files, or a picture."""
        self._use(dropped_from(QGuiApplication.clipboard().mimeData()))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Light up for what may be usable."""
        if accepts(event.mimeData()):
            event.acceptProposedAction()
            self.one.picture.set_inviting(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing hovers any more."""
        self.one.picture.set_inviting(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped; it is read later, in the background."""
        self.one.picture.set_inviting(False)
        event.acceptProposedAction()
        self.one.picture.setFocus()
        self._use(dropped_from(event.mimeData()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V anywhere in the panel pastes."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def _use(self, dropped: Dropped) -> None:
        if dropped.model is not None:
            self.model_dropped.emit(dropped.model)
        if dropped.paths or dropped.image:
            self._take(dropped.paths or dropped.image or ())
        elif dropped.model is None:
            self.one.show_sentence(wording.NOTHING_USABLE)

    def _take(self, request: Request) -> None:
        """Show the picture at once, and ask the model, or wait for one."""
        self._request = request
        self.many.setVisible(False)
        self.out.dropped = () if isinstance(request, bytes) else tuple(map(path_of, request))
        self.correct.changed.put_away()
        self.chosen.show(None, None)
        if isinstance(request, bytes) or len(request) == 1:
            self._show_large(request if isinstance(request, bytes) else request[0])
        self._ask()

    def _ask(self) -> None:
        if self._request is None:
            return
        if self._state.predictor is None:
            self.one.show_sentence(wording.OPENING if self.model_line.is_opening() else wording.TRAIN_FIRST)
            return
        self.one.show_sentence(wording.LOOKING)
        self._answers.ask(self._state.predictor, self._request)

    def _show_large(self, source: Source) -> None:
        self._shown = None if isinstance(source, bytes) else source
        self.picture_shown.emit(source)
        self._large.fetch(self._shown, source, _LARGE, Priority.DROP)

    @Slot(object, object)
    def _on_large_fetched(self, photo: PhotoFile | None, outcome: Photo | Refusal) -> None:
        if photo == self._shown and isinstance(outcome, Photo):
            self.one.show_picture(image_of(outcome))

    @Slot(object)
    def _on_found(self, found: Found) -> None:
        if not found.one:
            self._shown = None
            self.many.start(len(found.files))
            self.many.show()
            self.one.show_sentence("" if found.files else wording.EMPTY_FOLDER)

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        if progress.stage == "scan":
            self.one.show_sentence("")
            self.many.begin_search(progress.done)
        else:
            self.many.show_progress(progress)

    @Slot(list)
    def _on_answered(self, answers: list[tuple[PhotoFile | None, Outcome]]) -> None:
        if self.many.isHidden():
            photo, outcome = answers[-1]
            self._show_one(photo, outcome)
            self.why.explain(self._request if isinstance(self._request, bytes) else photo, outcome)
            return
        rows = [(photo, outcome) for photo, outcome in answers if photo is not None]
        self.many.add(rows)
        if self._shown is None:
            self._on_row_chosen(*next((row for row in rows if isinstance(row[1], Answer)), rows[0]))

    def _show_one(self, photo: PhotoFile | None, outcome: Outcome) -> None:
        self.one.show_outcome(outcome, printable(path_of(photo).name, 80) if photo else "")
        self.chosen.show(self._request if isinstance(self._request, bytes) else photo, outcome)

    @Slot(object, object)
    def _on_row_chosen(self, photo: PhotoFile, outcome: Outcome) -> None:
        if isinstance(outcome, Answer):
            self._show_large(photo)
        self._show_one(photo, outcome)

    @Slot(float)
    def _on_keep_changed(self, keep_rate: float) -> None:
        """Judge what is on screen anew."""
        self.many.judge(keep_rate)
        for source, answer in self.chosen.shown:
            self._show_one(None if isinstance(source, bytes) else source, judged(answer, keep_rate))

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.one.show_sentence(sentence)

    @Slot()
    def _on_answers_ended(self) -> None:
        self.many.finish()
        self.answering_ended.emit()

    @Slot(list)
    def _on_files_selected(self, files: list[str]) -> None:
        self.show_photos(tuple(Path(file) for file in files))

    @Slot()
    def _on_model_path_changed(self) -> None:
        if self._state.model_path is None:
            self.one.show_invitation(wording.DROP_LATER)

    @Slot()
    def _on_predictor_changed(self) -> None:
        if self._state.predictor is None:
            return
        if self._request is None:
            self.one.show_invitation(wording.DROP_HERE)
        elif self.many.isHidden():
            self._ask()

    def _connect(self) -> None:
        self._state.model_path_changed.connect(self._on_model_path_changed)
        self._state.predictor_changed.connect(self._on_predictor_changed)
        self.one.picture.clicked.connect(self.choose_files)
        self.picture_shown.connect(self.why.expect)
        self.many.row_chosen.connect(self._on_row_chosen)
        self.many.row_chosen.connect(self.why.explain)
        self.many.cancelled.connect(self._answers.cancel)
        self._large.fetched.connect(self._on_large_fetched)
        self._answers.found.connect(self._on_found)
        self._answers.answered.connect(self._on_answered)
        self._answers.progressed.connect(self._on_progressed)
        self._answers.ended.connect(self._on_answers_ended)
        self._answers.failed.connect(self._on_failed)
        self.neither.keep_changed.connect(self._on_keep_changed)

    def _lay_out(self) -> None:
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(scrollable(self.one))
        parts.addWidget(self.many)
        column = QVBoxLayout(self)
        column.addWidget(self.model_line)
        column.addWidget(parts, 1)
        column.addWidget(self.correct)
        column.addWidget(self.neither)
