"""The buttons around a large photo: their pictures, and what they say of themselves."""

from PySide6.QtWidgets import QToolButton

from tlstudio.gui.buttons import tool_button

LARGE_BUTTONS = {
    "back": ("arrow-left", "Back to all photos (Esc)"),
    "previous": ("chevron-left", "Photo before this one (Left)"),
    "next": ("chevron-right", "Next photo (Right)"),
    "smaller": ("magnify-minus-outline", "Smaller (minus)"),
    "larger": ("magnify-plus-outline", "Larger (plus)"),
    "fit": ("fit-to-page-outline", "As large as fits (0)"),
    "turn_left": ("rotate-left", "Turn left (Ctrl+Shift+R)"),
    "turn_right": ("rotate-right", "Turn right (Ctrl+R)"),
    "crop": ("crop", "Crop (Ctrl+Shift+X)"),
    "as_it_was": ("image-refresh-outline", "As it was: neither turned nor cropped"),
    "copy": ("content-copy", "Copy the path"),
    "reveal": ("folder-eye-outline", "Show in the file manager"),
    "classify": ("image-search-outline", "Classify this photo"),
}


def large_buttons() -> dict[str, QToolButton]:
    """A button for each."""
    return {
        name: tool_button(_object_name(name), text, spoken=text.partition(" (")[0], flat=True)
        for name, (_icon, text) in LARGE_BUTTONS.items()
    }


def _object_name(name: str) -> str:
    return f"large{name.title().replace('_', '')}Button"
