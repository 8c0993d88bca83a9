"""The advice in a sentence or two over the layer tree, with what can be done about it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tlstudio.evaluation.advised import Advice
from tlstudio.gui import icons
from tlstudio.gui.buttons import push_button, tool_button
from tlstudio.gui.error_banner import tinted
from tlstudio.gui.training.ask_banner import Wrapped

_ICON_SIDE = 20
_BLUE = "#3584e4"
_SET_ALREADY = "The ticks are set like that already."
_USE_TIP = "Tick the layers as advised; can be undone."
_PROVE_TIP = "Try the candidates on the same photos, and see whether the advice is right."
_DISMISS_TIP = "Dismiss the advice; Train ▸ Advice shows it again"
_WHY_TIP = "See the figures that the advice follows from."


class AdviceBanner(QFrame):
    """Hidden while there is none. `used(strategy)`, `proof_wanted`, `reasons_wanted` and `dismissed` say what was
    clicked."""

    used = Signal(str)
    proof_wanted = Signal()
    reasons_wanted = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("adviceBanner")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.advice: Advice | None = None
        self._sign = QLabel()
        self._text = Wrapped(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.use_button = push_button("useAdviceButton", "&Use It", _USE_TIP)
        self.prove_button = push_button("proveAdviceButton", "Pro&ve It…", _PROVE_TIP)
        self.why_button = push_button("whyAdviceButton", "Wh&y?", _WHY_TIP)
        self.dismiss_button = tool_button("dismissAdviceButton", _DISMISS_TIP, spoken="Dismiss the advice", flat=True)
        self._lay_out()
        self.use_button.clicked.connect(self._on_use)
        self.prove_button.clicked.connect(self.proof_wanted)
        self.why_button.clicked.connect(self.reasons_wanted)
        self.dismiss_button.clicked.connect(self._on_dismiss)
        self.hide()

    def show_advice(self, advice: Advice | None, strategy: str) -> None:
        """Show this one, or none; `strategy` is the one that is set."""
        self.advice = advice
        if advice is not None:
            text = advice.verdict or advice.summary
            self._text.setText(text)
            self._text.fit()
            self.setAccessibleName(f"Advice: {text}")
            self.follow(strategy)
        self.setVisible(advice is not None)

    @Slot(str)
    def follow(self, strategy: str) -> None:
        """What is advised can be used unless it is set already."""
        is_set = self.advice is not None and self.advice.strategy == strategy
        self.use_button.setEnabled(not is_set)
        self.use_button.setToolTip(_SET_ALREADY if is_set else _USE_TIP)
        self.use_button.setAccessibleDescription(self.use_button.toolTip())

    def text(self) -> str:
        """The sentence on show."""
        return self._text.text()

    def apply_theme(self, palette: QPalette) -> None:
        """A bluish ground under the palette's own text, and icons in its colour."""
        self.setPalette(tinted(palette, _BLUE))
        self._sign.setPixmap(icons.pixmap("lightbulb-on-outline", palette, _ICON_SIDE))
        self.dismiss_button.setIcon(icons.icon("close", palette))

    @Slot()
    def _on_use(self) -> None:
        if self.advice is not None:
            self.used.emit(self.advice.strategy)

    @Slot()
    def _on_dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()

    def _lay_out(self) -> None:
        words = QHBoxLayout()
        words.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        words.addWidget(self._text, 1)
        words.addWidget(self.dismiss_button, 0, Qt.AlignmentFlag.AlignTop)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.use_button, self.prove_button, self.why_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 6, 6)
        column.setSpacing(4)
        column.addLayout(words)
        column.addLayout(buttons)
