"""Preferences: looks, device, threads, sleep, cache, networks from the internet.

Every change counts at once; there is nothing to confirm.
"""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from tlstudio.foundation.device import DeviceName, is_device_name
from tlstudio.gui.cache import FeatureCache
from tlstudio.gui.cache_form import CacheForm
from tlstudio.gui.connection_form import ConnectionForm
from tlstudio.gui.dialog_parts import close_button
from tlstudio.gui.engine import Devices
from tlstudio.gui.settings import remembered_flag, remembered_number, settings
from tlstudio.gui.state import AppState
from tlstudio.gui.theme import THEMES, Theme

THREADS_KEY = "engine/threads"
READERS_KEY = "engine/readers"
DEVICE_KEY = "engine/device"
FREE_CORE_KEY = "engine/free_core"
AWAKE_KEY = "engine/awake"
ADVICE_KEY = "engine/advice"
_THEME_TITLES = {"system": "As the desktop has it", "light": "Light", "dark": "Dark"}
_MOST = 128
_WIDTH = 480


class PreferencesDialog(QDialog):
    """Writes to the settings, to the state, and to the cache."""

    def __init__(
        self, state: AppState, theme: Theme, devices: Devices, cache: FeatureCache, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self._state = state
        self._theme = theme
        self._themes = _box("themeBox", "Theme", {name: _THEME_TITLES[name] for name in THEMES}, theme.choice)
        self._devices = _box("deviceBox", "Device", _device_titles(devices), state.device)
        self._threads = _count("threadsBox", "Threads for computing", THREADS_KEY, self._on_threads_changed)
        self._readers = _count("readersBox", "Processes that read photos", READERS_KEY, self._on_readers_changed)
        self._free_core = _tick("freeCoreTick", "&Leave one core free", state.leave_core_free, self._on_core_ticked)
        self._awake = _tick(
            "awakeTick", "Keep the computer a&wake while training", state.keep_awake, self._on_awake_ticked
        )
        self._advice = _tick(
            "adviceTick", "&Give advice when photos have been opened", state.give_advice, self._on_advice_ticked
        )
        self._themes.currentIndexChanged.connect(self._on_theme_chosen)
        self._devices.currentIndexChanged.connect(self._on_device_chosen)
        self._cache_form = CacheForm(cache)
        self._connection_form = ConnectionForm()
        self._lay_out()

    @Slot(int)
    def _on_theme_chosen(self, place: int) -> None:
        self._theme.choose(self._themes.itemData(place))

    @Slot(int)
    def _on_device_chosen(self, place: int) -> None:
        name = self._devices.itemData(place)
        settings().setValue(DEVICE_KEY, name)
        self._state.device = name

    @Slot(int)
    def _on_threads_changed(self, count: int) -> None:
        settings().setValue(THREADS_KEY, count)
        self._state.threads = count

    @Slot(int)
    def _on_readers_changed(self, count: int) -> None:
        settings().setValue(READERS_KEY, count)

    @Slot(bool)
    def _on_core_ticked(self, wanted: bool) -> None:
        settings().setValue(FREE_CORE_KEY, wanted)
        self._state.leave_core_free = wanted

    @Slot(bool)
    def _on_awake_ticked(self, wanted: bool) -> None:
        settings().setValue(AWAKE_KEY, wanted)
        self._state.keep_awake = wanted

    @Slot(bool)
    def _on_advice_ticked(self, wanted: bool) -> None:
        settings().setValue(ADVICE_KEY, wanted)
        self._state.give_advice = wanted

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("&Theme", self._themes)
        form.addRow("&Device", self._devices)
        form.addRow("Threads for &computing", self._threads)
        form.addRow("&Processes that read photos", self._readers)
        form.addRow("", self._free_core)
        form.addRow("", self._awake)
        form.addRow("", self._advice)
        note = QLabel("Changes count at once; the number of processes from the next start.", wordWrap=True)
        self.setMinimumWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(note)
        column.addWidget(self._cache_form)
        column.addWidget(self._connection_form)
        column.addStretch(1)
        column.addWidget(close_button(self))
        self.resize(_WIDTH, column.totalHeightForWidth(_WIDTH))  # Qt's own choice stops at two thirds of the screen


def readers() -> int | None:
    """How many processes read photos; None for as many as the processor has cores."""
    return remembered_number(READERS_KEY) or None


def remembered_device() -> DeviceName:
    """The device that was chosen last."""
    name = str(settings().value(DEVICE_KEY, ""))
    return name if is_device_name(name) else "auto"


def recall_preferences(state: AppState) -> None:
    """Tell the state what was chosen last."""
    state.device = remembered_device()
    state.threads = remembered_number(THREADS_KEY)
    state.leave_core_free = remembered_flag(FREE_CORE_KEY, usual=False)
    state.keep_awake = remembered_flag(AWAKE_KEY, usual=True)
    state.give_advice = remembered_flag(ADVICE_KEY, usual=True)


def _device_titles(devices: Devices) -> dict[str, str]:
    """Only what is there can be chosen."""
    automatic = f"Automatic ({devices['auto']})" if "auto" in devices else "Automatic"
    return {"auto": automatic, "cpu": "CPU"} | {name: title for name, title in devices.items() if name != "auto"}


def _box(name: str, meaning: str, titles: dict[str, str], current: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(meaning)
    for key, title in titles.items():
        box.addItem(title, key)
    box.setCurrentIndex(max(0, box.findData(current)))
    return box


def _count(name: str, meaning: str, key: str, on_changed: Callable[[int], None]) -> QSpinBox:
    box = QSpinBox(minimum=0, maximum=_MOST)
    box.setObjectName(name)
    box.setAccessibleName(meaning)
    box.setSpecialValueText("Automatic")
    box.setValue(remembered_number(key))
    box.valueChanged.connect(on_changed)
    return box


def _tick(name: str, text: str, on: bool, on_ticked: Callable[[bool], None]) -> QCheckBox:
    box = QCheckBox(text)
    box.setObjectName(name)
    box.setAccessibleName(text.replace("&", ""))
    box.setChecked(on)
    box.toggled.connect(on_ticked)
    return box
