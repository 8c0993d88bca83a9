"""The tool bar: what is used most, in the order of the work."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton, QWidget

from tlstudio.gui.actions import Actions

_ICON = QSize(20, 20)
_CHOICES_WIDTH = 460
_PROGRESS_HEIGHT = 14


def make_tool_bar(actions: Actions, recent: QMenu, network: QWidget, training: QWidget) -> QToolBar:
    """Photos, network and strategy, start and progress."""
    bar = QToolBar("Tool Bar", iconSize=_ICON, movable=False)
    bar.setObjectName("toolBar")
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)  # it must not be lost by hiding it
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    bar.addAction(actions["open_photos"])
    bar.addWidget(_recent_button(recent))
    bar.addSeparator()
    network.setMaximumWidth(_CHOICES_WIDTH)
    training.setFixedHeight(2 * bar.fontMetrics().lineSpacing() + _PROGRESS_HEIGHT)  # two lines of text, or none
    bar.addWidget(network)
    bar.addSeparator()
    bar.addWidget(training)
    return bar


def _recent_button(menu: QMenu) -> QToolButton:
    button = QToolButton()
    button.setText("Recent ")  # the blank keeps the style's little arrow off the last letter
    button.setAutoRaise(True)
    button.setObjectName("recentButton")
    button.setAccessibleName("Open recent")
    button.setToolTip("Photos and models that were opened lately")
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button
