"""Keeping the computer awake, asked for on a real bus with a small desktop at its other end."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time

import pytest

from tlstudio.foundation import awake
from tlstudio.foundation.awake import kept_awake

_DESKTOP = """
import json, sys
from jeepney import DBusAddress, MessageType, message_bus, new_method_return
from jeepney.io.blocking import open_dbus_connection

bus = open_dbus_connection()
bus.send_and_get_reply(message_bus.RequestName("org.freedesktop.PowerManagement"))
print("ready", flush=True)
while True:
    message = bus.receive()
    if message.header.message_type is not MessageType.method_call:
        continue
    member = message.header.fields[3]
    print(json.dumps([member, *message.body]), flush=True)
    bus.send(new_method_return(message, "u", (7,)) if member == "Inhibit" else new_method_return(message))
"""
_WORK = """
import subprocess, sys, time
from tlstudio.foundation import awake

desktop = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE, text=True)
assert desktop.stdout.readline() == "ready\\n"
awake.GRACE_SECONDS = 0.05
with awake.kept_awake():
    print(desktop.stdout.readline(), end="", flush=True)
print(desktop.stdout.readline(), end="", flush=True)
desktop.kill()
desktop.wait()
"""


def _awake_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "awake"]


def _wait_until_no_thread_is_left() -> None:
    for thread in _awake_threads():
        thread.join(10)
    assert _awake_threads() == []


@pytest.mark.skipif(not shutil.which("dbus-run-session"), reason="needs a D-Bus session of its own")
def test_that_the_desktop_is_asked_in_the_studios_name_and_told_when_it_is_over() -> None:
    variables = {name: value for name, value in os.environ.items() if name != "XDG_SESSION_DESKTOP"}
    command = ["dbus-run-session", "--", sys.executable, "-c", _WORK, _DESKTOP]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, env=variables, check=False)
    assert ended.returncode == 0, ended.stderr
    asked, told = (json.loads(line) for line in ended.stdout.splitlines())
    assert asked == ["Inhibit", "Transfer Learning Studio", "Training or other long work is under way"]
    assert told == ["UnInhibit", 7]


def test_that_a_computer_without_a_bus_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    monkeypatch.setattr(awake, "GRACE_SECONDS", 0.0)
    with kept_awake():
        pass
    _wait_until_no_thread_is_left()


def test_that_a_bus_that_does_not_answer_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answered = threading.Event(), threading.Event()

    def never_answers() -> None:
        asked.set()
        answered.wait(10)

    monkeypatch.setattr(awake, "GRACE_SECONDS", 0.0)
    monkeypatch.setattr(awake, "_dbus_adapter", never_answers)
    began = time.monotonic()
    with kept_awake():
        assert asked.wait(10)
    assert time.monotonic() - began < 5
    answered.set()
    _wait_until_no_thread_is_left()


def test_that_what_goes_wrong_stands_in_the_log_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("no bus today")

    monkeypatch.setattr(awake, "GRACE_SECONDS", 0.0)
    monkeypatch.setattr(awake, "_dbus_adapter", broken)
    with kept_awake():
        _wait_until_no_thread_is_left()
    assert "could not be kept awake" in caplog.text


def test_that_nothing_is_asked_for_what_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(awake, "_dbus_adapter", lambda: asked.append("asked"))
    with kept_awake():
        assert len(_awake_threads()) == 1
    _wait_until_no_thread_is_left()
    assert asked == []
