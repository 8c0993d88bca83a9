"""A strip at the top of the window for what went wrong; takes no room while all is well."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from tlstudio.gui.error_banner import ErrorBanner


class NoticeDock(QDockWidget):
    """The error banner as a part of the window that cannot be moved."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Message", parent)
        self.setObjectName("noticeDock")
        self.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        self.setTitleBarWidget(QWidget())
        self.banner = ErrorBanner()
        self.setWidget(self.banner)
        self.banner.appeared.connect(self.show)
        self.banner.closed.connect(self.hide)
        self.hide()

    def place(self, window: QMainWindow) -> None:
        """At the top, whatever layout was brought back; nothing has gone wrong yet."""
        window.addDockWidget(Qt.DockWidgetArea.TopDockWidgetArea, self)
        self.hide()
