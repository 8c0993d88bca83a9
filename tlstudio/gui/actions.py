"""Every action of the window as data: its words, icon and keys, and in which menu it stands."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QKeySequence, QPalette
from PySide6.QtWidgets import QAbstractButton, QWidget

from tlstudio.gui.icons import icon

Keys = QKeySequence.StandardKey | str


@dataclass(frozen=True)
class Spec:
    """What an action is called, looks like, and which keys do the same; standard keys differ between desktops."""

    text: str
    icon: str = ""
    keys: Keys | None = None
    tip: str = ""
    checkable: bool = False


SPECS: dict[str, Spec] = {
    "open_photos": Spec(
        "&Open Photos…",
        "folder-open-outline",
        QKeySequence.StandardKey.Open,
        "Open a folder with a folder per class, or with photos that have none yet",
    ),
    "open_table": Spec("Open &Table…", "table", None, "Open a CSV file with the columns path, label and maybe split"),
    "open_sample": Spec("Open &Sample (Handwritten Digits)", "school-outline", None, "Needs no internet"),
    "import_photos": Spec(
        "&Import Unlabelled Photos…", "image-plus-outline", None, "Add a folder of photos that have no class yet"
    ),
    "open_project": Spec(
        "Open &Project…", "folder-star-outline", None, "Open photos with labels and marks: a .tlproject file"
    ),
    "locate": Spec("&Locate Photos…", "folder-search-outline", None, "Say where the photos are that were moved"),
    "save_project": Spec("Sa&ve Project As…", "content-save-all-outline", None, "Go on with a copy where you want it"),
    "write_folders": Spec(
        "&Write as Folders…", "folder-multiple-outline", None, "Put copies or links into a folder for each class"
    ),
    "open_model": Spec("Open &Model…", "package-variant", "Ctrl+Shift+O", "Open a .tlmodel file to try it"),
    "save_model": Spec(
        "Save Model &As…", "content-save-outline", QKeySequence.StandardKey.SaveAs, "Put the model where you want it"
    ),
    "export_model": Spec("E&xport Model…", "export-variant", None, "Write the model for other programs: an ONNX file"),
    "save_answers": Spec(
        "Save Ans&wers…", "table-arrow-down", None, "Write what the model says of many pictures into a CSV file"
    ),
    "sort_pictures": Spec(
        "Sort Pictures into &Folders…",
        "folder-multiple-outline",
        None,
        "Copy the classified pictures into a folder for each class",
    ),
    "load_recipe": Spec(
        "Load &Recipe…", "file-cog-outline", None, "Set network, ticks and numbers as a recipe or a model says"
    ),
    "quit": Spec("&Quit", "", "Ctrl+Q"),
    "copy": Spec("&Copy Photos", "content-copy", QKeySequence.StandardKey.Copy, "Copy the selected photos as files"),
    "paste": Spec("&Paste and Classify", "content-paste", QKeySequence.StandardKey.Paste, "Classify what was copied"),
    "look": Spec("&Look at Photo", "image-outline", "Ctrl+I", "See the selected photo large, and what is known of it"),
    "classify": Spec("C&lassify Selected Photos", "image-search-outline", "Ctrl+L"),
    "correct": Spec(
        "Correct the &Answer…",
        "check-decagram-outline",
        "Ctrl+Shift+L",
        "Say what the picture in Try It shows, and let the model learn it",
    ),
    "copy_path": Spec("Copy Pat&h", "", "Ctrl+Shift+C"),
    "reveal": Spec("Show in &File Manager", "folder-eye-outline", "Ctrl+Shift+F"),
    "label_by_name": Spec(
        "Label by &Name…", "label-multiple-outline", None, "Let names such as cat.1.jpg say what is on the photos"
    ),
    "suggest_labels": Spec(
        "&Suggest Labels", "creation-outline", "Ctrl+Shift+J", "Ask the model what is on the photos without a label"
    ),
    "accept_suggestion": Spec(
        "&Accept Suggestion", "check-all", "Ctrl+J", "Give the selected photos the label that the model suggests"
    ),
    "compare_labels": Spec(
        "&Compare With the Model", "scale-balance", None, "Ask the model about all photos, and see where it disagrees"
    ),
    "preferences": Spec("Pre&ferences…", "cog-outline", "Ctrl+,"),
    "label_as": Spec("&Label As…", "tag-outline", "Ctrl+K", "Give the selected photos another label"),
    "part_train": Spec("&Training", "", None, "Learn from the selected photos"),
    "part_validation": Spec("&Validation", "", None, "Check with the selected photos what was learned"),
    "part_test": Spec("T&est", "", None, "Keep the selected photos for the very last check"),
    "part_own": Spec("&Where It Belongs", "", None, "Where the folders, or the studio's own split, put it"),
    "leave_out": Spec("Lea&ve Out", "eye-off-outline", None, "Do not use the selected photos; their files stay"),
    "take_back": Spec("Take &Back", "eye-outline", None, "Use the selected photos again"),
    "new_class": Spec("&New Class…", "tag-plus-outline", None, "A class without photos, to put some into"),
    "rename_class": Spec("&Rename Class…", "rename-outline", "F2", "Give the class chosen in the list another name"),
    "merge_class": Spec("Mer&ge Class Into…", "call-merge", None, "Let all photos of the class belong to another"),
    "turn_left": Spec("Turn Le&ft", "rotate-left", "Ctrl+Shift+R", "Turn the selected photos; their files stay"),
    "turn_right": Spec("Turn R&ight", "rotate-right", "Ctrl+R", "Turn the selected photos; their files stay"),
    "crop": Spec("Cr&op…", "crop", "Ctrl+Shift+X", "Choose which part of the photo is seen; its file stays"),
    "as_it_was": Spec("&As It Was", "image-refresh-outline", None, "Show the selected photos as their files are"),
    "zoom_in": Spec("Photos &Larger", "magnify-plus-outline", QKeySequence.StandardKey.ZoomIn),
    "zoom_out": Spec("Photos S&maller", "magnify-minus-outline", QKeySequence.StandardKey.ZoomOut),
    "full_screen": Spec("&Full Screen", "fullscreen", "F11", checkable=True),
    "reset_layout": Spec("&Reset Layout"),
    "train_start": Spec("&Start Training", "play", "Ctrl+Return"),
    "train_pause": Spec("&Pause or Go On", "pause", "Ctrl+P"),
    "train_change": Spec(
        "&Change While Training…", "tune", "Ctrl+Shift+H", "Change the learning rate or the epochs of the run under way"
    ),
    "train_stop": Spec("S&top", "stop", "Ctrl+."),
    "train_go_on": Spec(
        "&Go On With Interrupted Run", "play-circle-outline", None, "Train on from where the last run was interrupted"
    ),
    "queue_add": Spec(
        "Add to &Queue", "playlist-plus", "Ctrl+Shift+Return", "Let the present settings wait for their turn to run"
    ),
    "queue_start": Spec("Start Qu&eue", "playlist-play", None, "Go on with the first run that waits"),
    "queue_earlier": Spec("Move &Up in Queue", "arrow-up", "Alt+Up", "Let what is selected run earlier"),
    "queue_later": Spec("Move Do&wn in Queue", "arrow-down", "Alt+Down", "Let what is selected run later"),
    "queue_remove": Spec("Re&move From Queue\tDel", "playlist-remove", None, "Let what is selected wait no more"),
    "run_try": Spec(
        "&Try Its Model\tReturn", "image-search-outline", None, "Open the model that the selected run has left"
    ),
    "run_curves": Spec(
        "See Its &Curves", "chart-line", None, "Go to the plots, where the selected runs lie over each other"
    ),
    "run_evaluate": Spec(
        "&Evaluate Its Model…", "clipboard-check-outline", None, "See how good its model is, and its mistakes"
    ),
    "run_compare": Spec(
        "Compare T&wo Runs…", "compare", None, "See photo by photo what the later run puts right, and what it breaks"
    ),
    "run_go_on": Spec(
        "&Go On With This Run", "play-circle-outline", None, "Train on from where the selected run was interrupted"
    ),
    "run_settings": Spec(
        "&Use These Settings", "file-cog-outline", None, "Set network, ticks and numbers as the selected run had them"
    ),
    "run_note": Spec(
        "Write a &Note\tF2", "pencil-outline", None, "Say something about the selected run; cannot be undone"
    ),
    "runs_table": Spec("&Save Table As…", "table-arrow-down", None, "Write all runs into a CSV file for spreadsheets"),
    "runs_logs": Spec(
        "Write TensorBoard &Logs…",
        "chart-box-outline",
        None,
        "Write curves and recipes of the selected runs for TensorBoard",
    ),
    "probe_layers": Spec(
        "Pr&obe Layers", "chart-gantt", "Ctrl+B", "Find out what each layer already knows about your photos"
    ),
    "preview_augmentation": Spec(
        "Pre&view Augmentation…", "image-multiple-outline", None, "See photos as the next training will vary them"
    ),
    "find_rate": Spec(
        "&Find Learning Rate…", "chart-line", None, "Try ever higher rates, and see at which of them the loss falls"
    ),
    "check_photos": Spec(
        "&Check Photos", "magnify-scan", "Ctrl+Shift+K", "Look for copies, leaks, wrong labels, strays and bad photos"
    ),
    "cross_validate": Spec(
        "Cross-Val&idate…", "set-split", None, "Find out how good a model would be when photos are few"
    ),
    "evaluate": Spec(
        "&Evaluate Model…", "clipboard-check-outline", "Ctrl+Shift+E", "See how good the model is, and its mistakes"
    ),
    "advice": Spec(
        "&Advice", "lightbulb-on-outline", None, "See which layers to freeze for these photos, and prove it"
    ),
    "networks": Spec("&Networks…", "layers-outline", "Ctrl+Shift+N", "Compare, download and choose networks"),
    "see_layer": Spec(
        "&What a Layer Sees", "eye-outline", "Ctrl+E", "See what the chosen layer makes of the chosen photo"
    ),
    "glossary": Spec("&Glossary", "book-open-variant", QKeySequence.StandardKey.HelpContents, "The words used here"),
    "shortcuts": Spec("&Keyboard Shortcuts", "keyboard-outline"),
    "help_sample": Spec("Open Sample &Photos", "school-outline"),
    "log": Spec("&Log", "text-box-outline", None, "What the studio did, for whoever helps"),
    "about": Spec("&About the Studio", "information-outline"),
}

# "-" is a line, names in <> are filled in by the window.
MENUS: dict[str, tuple[str, ...]] = {
    "&File": (
        *("open_photos", "open_table", "open_sample", "<recent>", "-", "import_photos", "locate", "-"),
        *("open_project", "save_project", "write_folders", "-"),
        *("open_model", "save_model", "export_model", "load_recipe", "-", "save_answers", "sort_pictures", "-", "quit"),
    ),
    "&Edit": (
        "<undo>",
        "-",
        "copy",
        "paste",
        "-",
        "look",
        "classify",
        "correct",
        "copy_path",
        "reveal",
        "-",
        "preferences",
    ),
    "&Photos": (
        *("label_as", "<move>", "leave_out", "take_back", "-"),
        *("new_class", "rename_class", "merge_class", "-"),
        *("label_by_name", "suggest_labels", "accept_suggestion", "compare_labels", "-"),
        *("turn_left", "turn_right", "crop", "as_it_was"),
    ),
    "&View": (
        "<docks>",
        "<columns>",
        "-",
        "see_layer",
        "-",
        "zoom_in",
        "zoom_out",
        "-",
        "<theme>",
        "full_screen",
        "reset_layout",
    ),
    "&Train": (
        *("train_start", "train_pause", "train_change", "train_stop", "train_go_on", "<runs>", "-"),
        *("<head>", "-", "<pacing>", "-"),
        *("preview_augmentation", "find_rate", "evaluate", "cross_validate", "-"),
        *("check_photos", "networks", "probe_layers", "advice"),
    ),
    "&Help": ("glossary", "shortcuts", "help_sample", "-", "log", "about"),
}
UNLABELLED = ("label_by_name",)
SELECTION = ("look", "classify", "copy", "copy_path", "reveal")


class Actions:
    """The actions by name, as children of the window."""

    def __init__(self, window: QWidget) -> None:
        self._actions = {name: _action(name, spec, window) for name, spec in SPECS.items()}

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def connect(self, name: str, slot: Callable[..., object]) -> None:
        """Let an action do something."""
        self._actions[name].triggered.connect(slot)

    def click(self, name: str, button: QAbstractButton) -> None:
        """Let an action be a button's twin: it clicks the button, and is on when the button is."""
        self._actions[name].triggered.connect(button.click)
        self.follow(name, button)

    def follow(self, name: str, button: QAbstractButton) -> None:
        """Let an action be on when a button is."""
        Follower(self._actions[name], button)

    def allow(self, name: str, problem: str) -> None:
        """Switch one on unless there is a problem, which its tool tip and status tip then say."""
        action, spec = self._actions[name], SPECS[name]
        action.setEnabled(not problem)
        action.setToolTip(problem or spec.tip or spec.text.replace("&", ""))
        action.setStatusTip(problem or spec.tip)

    def enable(self, names: tuple[str, ...], enabled: bool) -> None:
        """Switch several on or off."""
        for name in names:
            self._actions[name].setEnabled(enabled)

    def apply_theme(self, palette: QPalette) -> None:
        """Make all icons again in the palette's colours."""
        for name, spec in SPECS.items():
            if spec.icon:
                self._actions[name].setIcon(icon(spec.icon, palette))


def _action(name: str, spec: Spec, window: QWidget) -> QAction:
    action = QAction(spec.text, window, checkable=spec.checkable)
    action.setObjectName(name)
    action.setStatusTip(spec.tip)
    if spec.keys is not None:
        action.setShortcut(QKeySequence(spec.keys))
    if spec.tip:
        action.setToolTip(spec.tip)
    return action


class Follower(QObject):
    """Keeps an action enabled exactly when a button is."""

    def __init__(self, action: QAction, button: QAbstractButton) -> None:
        super().__init__(action)
        self._action = action
        self._button = button
        button.installEventFilter(self)
        action.setEnabled(button.isEnabled())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follow."""
        if event.type() == QEvent.Type.EnabledChange:
            self._action.setEnabled(self._button.isEnabled())
        return False
