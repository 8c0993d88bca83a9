"""The system libraries that Qt's window needs on Linux: which are missing, what they are called, how to get them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from steps import CannotGoOn, say, stream

# Library file -> its package on Debian and Ubuntu, its package on Arch. RPM systems find packages by the file's name.
PACKAGES = {
    "libEGL.so.1": ("libegl1", "libglvnd"),
    "libGL.so.1": ("libgl1", "libglvnd"),
    "libX11.so.6": ("libx11-6", "libx11"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libx11"),
    "libbrotlidec.so.1": ("libbrotli1", "brotli"),
    "libbrotlicommon.so.1": ("libbrotli1", "brotli"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype2"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libgssapi_krb5.so.2": ("libgssapi-krb5-2", "krb5"),
    "libwayland-client.so.0": ("libwayland-client0", "wayland"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "wayland"),
    "libwayland-egl.so.1": ("libwayland-egl1", "wayland"),
    "libxcb.so.1": ("libxcb1", "libxcb"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-glx.so.0": ("libxcb-glx0", "libxcb"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libz.so.1": ("zlib1g", "zlib"),
    "libzstd.so.1": ("libzstd1", "zstd"),
}


def require() -> None:
    """Have every library Qt needs: install what is missing where that is possible, else name the exact command."""
    if not sys.platform.startswith("linux") or not (lost := missing()):
        return
    if can_install():
        install(sorted({PACKAGES[name][0] for name in lost}))
        lost = missing()
    if lost:
        raise CannotGoOn(f"the window needs system libraries that are missing: {', '.join(lost)}.\n{advice(lost)}")


def missing() -> list[str]:
    """The libraries that cannot be loaded; a fresh process looks, because a loader remembers what it did not find."""
    probe = "import ctypes, sys\nfor name in sys.argv[1:]:\n    try: ctypes.CDLL(name)\n    except OSError: print(name)"
    command = [sys.executable, "-c", probe, *PACKAGES]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def advice(lost: Sequence[str]) -> str:
    """The command that installs the libraries, for this system's package manager."""
    debian, arch = (" ".join(sorted({PACKAGES[name][kind] for name in lost})) for kind in (0, 1))
    files = " ".join(f"'{name}()(64bit)'" for name in lost)
    commands = {
        "apt-get": f"sudo apt-get install -y {debian}",
        "dnf": f"sudo dnf install -y {files}",
        "zypper": f"sudo zypper install -y {files}",
        "pacman": f"sudo pacman -S --needed {arch}",
    }
    here = [command for manager, command in commands.items() if shutil.which(manager)]
    return "Install them, then run this again:\n  " + "\n  ".join(here or commands.values())


def can_install() -> bool:
    """True for the administrator of a Debian or Ubuntu system."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> None:
    """Install Debian packages; whether it worked is for the caller to look at."""
    say(f"Installing system packages: {' '.join(packages)} ...")
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    stream([*quiet, "update"], lambda line: None)
    code, lines = stream([*quiet, "install", "-y", "--no-install-recommends", *packages], lambda line: None)
    if code:
        say("apt-get could not install them. It said:\n  " + "\n  ".join(lines[-5:]))
