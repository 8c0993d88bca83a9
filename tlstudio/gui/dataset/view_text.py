"""What is said of a photo that is turned or cropped."""

from tlstudio.photos.view import WHOLE, Quarter, View

_TURNS: dict[Quarter, str] = {0: "", 90: "turned right", 180: "turned upside down", 270: "turned left"}


def view_text(view: View | None) -> str:
    """How a photo is turned and cropped, in words; empty where it is not."""
    if view is None:
        return ""
    left, top, right, bottom = view.box or WHOLE
    cropped = f"cropped to {round(100 * (right - left))} × {round(100 * (bottom - top))} %" if view.box else ""
    return ", ".join(filter(None, (_TURNS[view.turn], cropped))).capitalize() + "; the file is as it was."
