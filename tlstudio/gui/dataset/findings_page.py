"""The page of problems: one list, worst first, each with what can be done about it."""

from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QCursor, QDesktopServices, QPalette
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from tlstudio.dataset.sample import Sample
from tlstudio.foundation.names import printable
from tlstudio.gui.dataset.findings import Findings
from tlstudio.gui.dataset.findings_actions import ActionBar
from tlstudio.gui.dataset.findings_entry import Entry
from tlstudio.gui.dataset.findings_fixes import Action, edits_for, labels_in
from tlstudio.gui.dataset.findings_model import FindingsModel
from tlstudio.gui.dataset.findings_view import FindingsView
from tlstudio.gui.dataset.findings_words import categories
from tlstudio.gui.dataset.thumbnails import Thumbnails
from tlstudio.gui.icons import icon
from tlstudio.gui.project.editor import ProjectEditor

_AWAY = "put away"
_NOTHING = "Nothing was found that is wrong with these photos."
_NO_MATCH = "No problem matches. Clear the search, or choose all problems."


class FindingsPage(QWidget):
    """`photos_chosen(paths)` when other problems are selected: the photos they are about. `look_wanted` to see one
    large."""

    photos_chosen = Signal(object)
    look_wanted = Signal()

    def __init__(
        self, findings: Findings, editor: ProjectEditor, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("problemsPage")
        self._findings = findings
        self._editor = editor
        self._text = ""
        self._held: deque[Action] = deque()
        self.kinds = QComboBox()
        self.kinds.setObjectName("problemKindBox")
        self.kinds.setAccessibleName("Kind of problem")
        self.check_button = QPushButton("Check Photos")
        self.check_button.setObjectName("checkPhotosButton")
        self.note = _sentence("checkNote")
        self.nothing = _sentence("noProblems", Qt.AlignmentFlag.AlignCenter)
        self.view = FindingsView(FindingsModel(thumbnails, self))
        self.setFocusProxy(self.view)
        self.actions_bar = ActionBar()
        self._lay_out()
        self._connect()

    def show_entries(self, text: str, changed: bool = False) -> None:
        """Show the problems as they are now: of the chosen kind, and about files whose names contain the text.

        `changed`: because something was done about them, or others were found.
        """
        self._text = text.casefold()
        found, away = self._findings.found(), self._findings.put_away()
        self._fill_kinds(found, away)
        kind = self.kinds.currentData()
        of_kind = away if kind == _AWAY else [entry for entry in found if kind in (None, entry.category)]
        entries = [entry for entry in of_kind if self._matches(entry)]
        self.view.show_entries(entries, kind == _AWAY, changed)
        self.view.setVisible(bool(entries))
        self.nothing.setVisible(not entries)
        self.nothing.setText(_NO_MATCH if found or away else _NOTHING if self._findings.is_checked else "")
        self.check_button.setText("Check Again" if self._findings.is_checked else "Check Photos")
        self._say_what_is_missing()

    def samples(self) -> list[Sample]:
        """The photos that the problems on show are about, in order, each once."""
        return list({sample.path: sample for entry in self.view.findings.entries for sample in entry.samples}.values())

    def chosen_paths(self) -> list[Path]:
        """The photo of each selected problem."""
        return [entry.samples[0].path for entry in self.view.selected_entries() if entry.samples]

    def summary(self) -> str:
        """How many there are, and how many are selected."""
        count, chosen = self.view.findings.rowCount(), len(self.view.selected_entries())
        selected = f" · {chosen:,} selected" if chosen else ""
        return f"{count:,} {'problem' if count == 1 else 'problems'}{selected}"

    def choose(self, path: Path) -> None:
        """Select the first problem with this photo, for it is looked at; `photos_chosen` is not said."""
        with QSignalBlocker(self):
            self.view.choose(path)

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icons again in the palette's colours."""
        self.check_button.setIcon(icon("magnify-scan", palette))
        self.view.apply_theme(palette)

    def _say_what_is_missing(self) -> None:
        self.note.setText(self._findings.note())
        self.note.setVisible(bool(self.note.text()))

    def _matches(self, entry: Entry) -> bool:
        """What is about all photos always does."""
        return not entry.paths or any(self._text in path.name.casefold() for path in entry.paths)

    def _fill_kinds(self, found: Sequence[Entry], away: Sequence[Entry]) -> None:
        """Those that there are; the chosen one stays chosen while there is any of it."""
        chosen = self.kinds.currentData()
        with QSignalBlocker(self.kinds):
            self.kinds.clear()
            self.kinds.addItem(f"All problems · {len(found):,}", None)
            for category, name in categories(found):
                self.kinds.addItem(name, category)
            if away:
                self.kinds.addItem(f"Ignored · {len(away):,}", _AWAY)
            self.kinds.setCurrentIndex(max(0, self.kinds.findData(chosen)))

    @Slot(bool)
    def _on_ready_changed(self, ready: bool) -> None:
        self.check_button.setEnabled(ready)
        self._say_what_is_missing()

    @Slot()
    def _on_entries_selected(self) -> None:
        self.actions_bar.show_actions(self.view.possible(), self.view.selected_entries())
        self.photos_chosen.emit(self.chosen_paths())

    @Slot(str)
    def _on_wanted(self, action: Action) -> None:
        """What is wanted before the last edit is on show is meant for what will be selected then."""
        if self._editor.busy:
            self._held.append(action)
        elif action in self.view.possible():
            self._do(action)

    @Slot()
    def _on_settled(self) -> None:
        while self._held and not self._editor.busy:
            self._on_wanted(self._held.popleft())

    @Slot()
    def _forget_held(self) -> None:
        self._held.clear()

    def _do(self, action: Action) -> None:
        entries = self.view.selected_entries()
        match action:
            case "ignore":
                self._findings.ignore(entries)
            case "tell":
                self._findings.put_back(entries)
            case "look":
                self.look_wanted.emit()
            case "show":
                _show_in_file_manager(entries[0].path)
            case "keep labelled":
                self._ask_which_label(entries)
            case _:
                self._apply(action, entries)

    def _ask_which_label(self, entries: Sequence[Entry]) -> None:
        menu = QMenu(self)
        menu.setAccessibleName("Which label is right")
        for label in labels_in(entries):
            choice = menu.addAction(f"Keep “{printable(label, 40)}”".replace("&", "&&"))
            choice.triggered.connect(partial(self._apply, "keep labelled", entries, label))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._place_for_menu())

    def _place_for_menu(self) -> QPoint:
        """At the pointer where a row's button was clicked, else at the button below the list."""
        button = self.actions_bar.buttons["keep labelled"]
        return QCursor.pos() if self.view.underMouse() else button.mapToGlobal(QPoint(0, button.height()))

    def _apply(self, action: Action, entries: Sequence[Entry], label: str = "") -> None:
        for edit in edits_for(action, entries, label):
            self._editor.apply(edit)

    def _connect(self) -> None:
        self.check_button.clicked.connect(self._findings.start)
        self._findings.ready_changed.connect(self._on_ready_changed)
        self.view.entries_selected.connect(self._on_entries_selected)
        self.view.wanted.connect(self._on_wanted)
        self.actions_bar.wanted.connect(self._on_wanted)
        self._editor.settled.connect(self._on_settled)
        self._editor.failed.connect(self._forget_held)
        self._editor.leaving.connect(self._forget_held)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.kinds, 1)
        top.addWidget(self.check_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.note)
        column.addWidget(self.view, 1)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.actions_bar)


def _sentence(name: str, alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> QLabel:
    label = QLabel(wordWrap=True, alignment=alignment)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _show_in_file_manager(path: Path | None) -> None:
    if path is not None:
        QDesktopServices.openUrl(QUrl.fromEncoded(path.parent.absolute().as_uri().encode()))
