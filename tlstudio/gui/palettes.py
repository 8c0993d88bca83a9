"""The colours of the light and the dark theme."""

from PySide6.QtGui import QColor, QPalette

_ROLE = QPalette.ColorRole

_LIGHT = {
    _ROLE.Window: "#f3f4f6",
    _ROLE.WindowText: "#1b1f24",
    _ROLE.Base: "#ffffff",
    _ROLE.AlternateBase: "#f5f7fa",
    _ROLE.Text: "#1b1f24",
    _ROLE.Button: "#fbfbfc",
    _ROLE.ButtonText: "#1b1f24",
    _ROLE.BrightText: "#ffffff",
    _ROLE.Highlight: "#1f64c8",
    _ROLE.HighlightedText: "#ffffff",
    _ROLE.Accent: "#1f64c8",
    _ROLE.Link: "#1a5fb4",
    _ROLE.LinkVisited: "#6c3fb4",
    _ROLE.ToolTipBase: "#2b3036",
    _ROLE.ToolTipText: "#f5f6f7",
    _ROLE.PlaceholderText: "#667080",
    _ROLE.Light: "#ffffff",
    _ROLE.Midlight: "#e6e9ed",
    _ROLE.Mid: "#b9c0c9",
    _ROLE.Dark: "#8a929d",
    _ROLE.Shadow: "#5b626b",
}
_DARK = {
    _ROLE.Window: "#22262b",
    _ROLE.WindowText: "#e8eaed",
    _ROLE.Base: "#191c20",
    _ROLE.AlternateBase: "#1f2328",
    _ROLE.Text: "#e8eaed",
    _ROLE.Button: "#30363d",
    _ROLE.ButtonText: "#e8eaed",
    _ROLE.BrightText: "#ffffff",
    _ROLE.Highlight: "#2f6fd0",
    _ROLE.HighlightedText: "#ffffff",
    _ROLE.Accent: "#5b9bf0",
    _ROLE.Link: "#7ab3f5",
    _ROLE.LinkVisited: "#b79af0",
    _ROLE.ToolTipBase: "#3a4149",
    _ROLE.ToolTipText: "#f0f2f4",
    _ROLE.PlaceholderText: "#98a2ae",
    _ROLE.Light: "#4a525b",
    _ROLE.Midlight: "#3d444c",
    _ROLE.Mid: "#4d555f",
    _ROLE.Dark: "#15181b",
    _ROLE.Shadow: "#0c0e10",
}
_FAINT = {False: "#9097a1", True: "#6d757f"}
_FAINT_ROLES = (_ROLE.WindowText, _ROLE.Text, _ROLE.ButtonText, _ROLE.HighlightedText)


def palette(dark: bool) -> QPalette:
    """All roles set, so that nothing of a desktop's own scheme shines through."""
    made = QPalette()
    for role, colour in (_DARK if dark else _LIGHT).items():
        made.setColor(role, QColor(colour))
    for role in _FAINT_ROLES:
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(_FAINT[dark]))
    made.setColor(QPalette.ColorGroup.Disabled, _ROLE.Highlight, made.color(_ROLE.Mid))
    return made
