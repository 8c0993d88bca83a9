"""Keeps the computer from falling asleep by itself while something takes long; the screen may still turn dark.

`wakepy` knows how to ask each system. On Linux it asks the desktop over D-Bus, in the studio's name and not its own, so
that whoever looks up what keeps the computer awake finds out.
"""

import contextlib
import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

GRACE_SECONDS = 5.0  # what ends sooner needs no asking
_LOOK_SECONDS = 1.0
_NAMES = {"wakepy": "Transfer Learning Studio", "wakelock active": "Training or other long work is under way"}
_log = logging.getLogger(__name__)


@contextlib.contextmanager
def kept_awake() -> Iterator[None]:
    """Inside, once it has taken a few seconds, the computer stays awake where the system allows it.

    It never fails and never waits: asking may block, and is done in a thread of its own.
    """
    ended = threading.Event()
    threading.Thread(target=_hold, args=(ended,), name="awake", daemon=True).start()
    try:
        yield
    finally:
        ended.set()


def _hold(ended: threading.Event) -> None:
    if ended.wait(GRACE_SECONDS):
        return
    try:
        from wakepy import keep

        with keep.running(on_fail="pass", dbus_adapter=_dbus_adapter()) as mode:
            _log.info("Kept awake: %s", mode.active)
            # The program's end must not wait for this thread: wakepy may have one of its own that waits for it.
            while not ended.wait(_LOOK_SECONDS) and threading.main_thread().is_alive():
                pass
    except Exception:
        _log.warning("The computer could not be kept awake", exc_info=True)


def _dbus_adapter() -> Any:
    """How to speak over D-Bus, None where systems have none."""
    if sys.platform in ("win32", "darwin"):
        return None
    from wakepy.core import DBusMethodCall
    from wakepy.dbus_adapters.jeepney import JeepneyDBusAdapter

    class InOurName(JeepneyDBusAdapter):
        def process(self, call: DBusMethodCall) -> object:
            call.args = tuple(_NAMES.get(value, value) if isinstance(value, str) else value for value in call.args)
            return super().process(call)

    return InOurName
