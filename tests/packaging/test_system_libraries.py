"""Qt's system libraries: the table knows all of them, and the advice can be typed as it stands."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import PySide6
import pytest

Load = Callable[[str], ModuleType]
PARTS = ("Core", "Gui", "Widgets", "Network", "DBus", "Svg", "OpenGL", "OpenGLWidgets", "XcbQpa", "WaylandClient")
PLUGINS = ("libqxcb", "libqoffscreen", "libqwayland", "libqxcb-egl-integration", "libqxcb-glx-integration")
ALWAYS_THERE = re.compile(r"lib(c|m|dl|rt|pthread|resolv|stdc\+\+|gcc_s|Qt6\w+|icu\w+)\.so|libssl|libcrypto")

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere Qt brings all it needs")


def _wanted(library: Path) -> set[str]:
    """The libraries a library names: they stand as plain text between zero bytes."""
    return {name.decode() for name in re.findall(rb"\0(lib[\w.+-]+\.so\.\d+)(?=\0)", library.read_bytes())}


def test_that_every_library_that_qt_names_is_known(load: Load) -> None:
    folder = Path(PySide6.__file__).parent / "Qt"
    files = [folder / "lib" / f"libQt6{part}.so.6" for part in PARTS]
    files += [path for path in folder.glob("plugins/*/*.so") if path.stem in PLUGINS]
    wanted = {name for path in files for name in _wanted(path) if not ALWAYS_THERE.match(name)}
    assert "libxkbcommon.so.0" in wanted
    assert wanted - load("system_libraries").PACKAGES.keys() == set()


def test_that_a_missing_library_is_found_and_its_package_named(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    libraries = load("system_libraries")
    monkeypatch.setitem(libraries.PACKAGES, "libneverheardof.so.9", ("libneverheardof9", "neverheardof"))
    monkeypatch.setattr(libraries, "can_install", lambda: False)
    monkeypatch.setattr(libraries.shutil, "which", lambda manager: manager if manager == "apt-get" else None)
    with pytest.raises(load("steps").CannotGoOn, match=r"\n  sudo apt-get install -y .*libneverheardof9"):
        libraries.require()


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("dnf", "sudo dnf install -y 'libEGL.so.1()(64bit)'"),
        ("zypper", "sudo zypper install -y 'libEGL.so.1()(64bit)'"),
        ("pacman", "sudo pacman -S --needed libglvnd"),
    ],
)
def test_that_the_advice_speaks_to_the_package_manager_that_is_there(
    load: Load, monkeypatch: pytest.MonkeyPatch, manager: str, command: str
) -> None:
    libraries = load("system_libraries")
    monkeypatch.setattr(libraries.shutil, "which", lambda name: name if name == manager else None)
    assert libraries.advice(["libEGL.so.1"]).splitlines()[1:] == [f"  {command}"]
