"""One-line text fields."""

from PySide6.QtWidgets import QLineEdit, QToolButton


def make_clearable(field: QLineEdit) -> None:
    """Give the field Qt's button that clears it, and that button the name Qt leaves out, for a screen reader."""
    field.setClearButtonEnabled(True)
    for button in field.findChildren(QToolButton):
        if not button.text():
            button.setAccessibleName(f"Clear: {field.accessibleName()}")
