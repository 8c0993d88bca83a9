"""The window as a person leaves it who has ticked, typed and chosen a lot; as a program, it is then killed."""

import os
import signal
import sys
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QLineEdit

from tlstudio.backbone.tree import HeadDesign, Row
from tlstudio.gui.app import create_application, create_window
from tlstudio.gui.dataset.place import Place
from tlstudio.gui.window import MainWindow
from tlstudio.training.recipe import Recipe, Thaw

MUCH = Recipe(
    frozen=("blocks.0.0.bn1", "blocks.0.0.conv_dw", "bn1", "conv_stem"),
    thaw=(Thaw(3, ("conv_stem",)),),
    rates={"blocks.0": 0.25, "head": 2.0},
    hidden=(24, 12),
    dropout=0.25,
    cut="blocks.2",
    epochs=17,
    learning_rate=0.003,
    batch_size=8,
    seed=5,
    validation_fraction=0.3,
    augmentation="gentle",
    views=2,
    precision="exact",
    schedule="constant",
    warm_up=0.2,
    weight_decay=0.1,
    label_smoothing=0.05,
    class_weights="balanced",
    averaging=0.98,
    early_stopping=0,
    mixed_precision="off",
)
_TYPED = {
    "epochs": "17", "learning_rate": "0.003", "batch_size": "8", "seed": "5", "validation_percent": "30", "views": "2",
    "warm_up": "20", "weight_decay": "0.1", "label_smoothing": "0.05", "averaging": "0.98", "early_stopping": "0",
}  # fmt: skip


def choose_much(window: MainWindow) -> None:
    """What makes the recipe `MUCH`; and class, filters, order, size and photo: by the window's own controls."""
    window.layers.head.use(HeadDesign(MUCH.hidden, MUCH.dropout, MUCH.cut))
    for path in ("blocks", *(MUCH.frozen or ())):
        tick(window, path, Qt.CheckState.Unchecked if path == "blocks" else Qt.CheckState.Checked)
    window.layers.pacing.set_epoch(("conv_stem",), 3)
    for path, multiple in MUCH.rates.items():
        window.layers.rates.set_data(row(window, path), str(multiple))
    for key, text in _TYPED.items():
        window.training.form.findChild(QLineEdit, f"{key}Edit").setText(text)
    for key in ("schedule", "class_weights", "mixed_precision"):
        window.training.form.findChild(QComboBox, f"{key}Box").setCurrentIndex(1)
    window.training.form._exact.setChecked(True)
    window.training.form.augmentation.box.choose(MUCH.augmentation)
    bar, classes = window.photos.filter_bar, window.photos.classes
    bar.search.setText("0")
    bar.parts.setCurrentIndex(1)
    bar.orders.setCurrentIndex(1)
    bar.zoom(3)
    window.photos.class_list.setCurrentIndex(classes.index(len(classes.labels())))
    window.photos.view.setCurrentIndex(window.photos.view.photos.index(3))


def row(window: MainWindow, path: str) -> Row:
    """A row of the layers on show."""
    outline = window.layers.view.layers.outline
    return outline.rows[outline.position[path]]


def tick(window: MainWindow, path: str, state: Qt.CheckState) -> None:
    """Tick a layer, or take its tick away."""
    layers = window.layers.view.layers
    layers.setData(layers.index_of(layers.outline.position[path]), state, Qt.ItemDataRole.CheckStateRole)


def is_ready(window: MainWindow) -> bool:
    """Photos and network are there, and all that was remembered is on show."""
    return window.state.dataset is not None and window.recall.recipe() is window.state.recipe


def is_kept(window: MainWindow) -> bool:
    """Nothing waits to be kept, and nothing is being found out that would change the split."""
    busy = window.search.running or window.state.editor._worker is not None
    return not window.remembering._timer.isActive() and not busy


def place(window: MainWindow) -> Place:
    """Where in the photos the window stands."""
    return window.remembering._browser.now()


def _main(photos: Path) -> None:
    application = create_application([])
    window = create_window()
    window.first_painted.connect(lambda: window.open_photos(photos))
    window.show()

    def begin() -> None:
        if is_ready(window):
            choose_much(window)
            QTimer.singleShot(1000, end)
        else:
            QTimer.singleShot(50, begin)

    def end() -> None:
        if is_kept(window):
            print(msgspec.json.encode(place(window)).decode(), flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
        QTimer.singleShot(50, end)

    QTimer.singleShot(50, begin)
    application.exec()


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
