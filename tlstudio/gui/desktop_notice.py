"""A few words from the desktop itself, for somebody who is looking at another window."""

import html
import logging
import sys
import threading
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

_SECONDS = 2.0
_MILLISECONDS = 10_000
_log = logging.getLogger(__name__)


class DesktopNotice(QObject):
    """`show(title, text)`; where the desktop shows no such notices nothing happens."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon: QSystemTrayIcon | None = None

    def show(self, title: str, text: str) -> None:
        """Both as they are: plain text. Never waits."""
        if sys.platform in ("win32", "darwin"):
            self._show_from_tray(title, text)
        else:
            threading.Thread(target=_send, args=(title, text), name="notice", daemon=True).start()

    def put_away(self) -> None:
        """The person is back: an icon that was only there for the notice goes."""
        if self._icon is not None:
            self._icon.hide()

    def _show_from_tray(self, title: str, text: str) -> None:
        if self._icon is None:
            self._icon = QSystemTrayIcon(QApplication.windowIcon(), self)
        self._icon.show()
        self._icon.showMessage(title, text, QApplication.windowIcon(), _MILLISECONDS)


def _send(title: str, text: str) -> None:
    """To the desktop's notification service, if it has one."""
    from jeepney import DBusAddress, new_method_call
    from jeepney.io.blocking import open_dbus_connection
    from jeepney.wrappers import unwrap_msg

    place = DBusAddress(
        "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "org.freedesktop.Notifications"
    )
    try:
        with open_dbus_connection() as bus:

            def ask(method: str, signature: str = "", body: tuple[Any, ...] = ()) -> Any:
                message = new_method_call(place, method, signature or None, body)
                return unwrap_msg(bus.send_and_get_reply(message, timeout=_SECONDS))

            (abilities,) = ask("GetCapabilities")
            shown = html.escape(text, quote=False) if "body-markup" in abilities else text
            hints = {"desktop-entry": ("s", "tlstudio")}
            ask("Notify", "susssasa{sv}i", ("Transfer Learning Studio", 0, "tlstudio", title, shown, [], hints, -1))
    except Exception as error:  # no bus, no service, or one that does not answer: there are other ways to notice
        _log.info("The desktop showed no notice: %s", error)
