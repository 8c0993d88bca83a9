"""Installing the studio with pip: what is about to happen, one line per large download, and why it failed if it did."""

import re
import shutil
import sys
from pathlib import Path

from steps import ROOT, CannotGoOn, say, stream

ON_LINUX = sys.platform.startswith("linux")
DOWNLOAD, SPACE = ("3 GB", 7) if ON_LINUX else ("0.5 GB", 2)  # PyPI's torch for Linux carries the CUDA libraries
FULL = re.compile(r"No space left on device|Errno 28|Disk quota exceeded|not enough space on the disk")
OFFLINE = re.compile(
    r"Failed to establish a new connection|Temporary failure in name resolution|Name or service not known"
    r"|getaddrinfo failed|Network is unreachable|ConnectTimeout|ReadTimeout|Read timed out|Connection aborted"
    r"|ProxyError|SSLError|No matching distribution found|from versions: none"
)


def require_space() -> None:
    """CannotGoOn when the libraries will not fit on the disk: better now than after half an hour."""
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < SPACE:
        raise CannotGoOn(f"the libraries need {SPACE} GB of disk space, and there are {free:.1f} GB left in {ROOT}.")


def install(python: Path, extra: str, *, first_time: bool) -> None:
    """Install the checkout (so that it follows every edit) with its libraries. CannotGoOn says why it could not."""
    if first_time:
        say(f"This happens once: about {DOWNLOAD} of libraries are downloaded, most of it PyTorch; it takes minutes.")
    say("Installing the studio and its libraries with pip ...")
    target = f"{ROOT}[{extra}]" if extra else str(ROOT)
    command: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--retries",
        "5",
        "--timeout",
        "60",
        "--progress-bar",
        "off",
    ]
    code, lines = stream([*command, "--disable-pip-version-check", "--editable", target], _show)
    if code:
        raise CannotGoOn(_reason(lines))


def _show(line: str) -> None:
    """pip says a lot; what a person wants to know is what takes long, how big it is, and that it goes on."""
    found = re.match(r"\s*(Downloading|Using cached) (?:\S*/)?(\w[\w.]*)-(\d[\w.]*)\S* \((\d{2,}\S* MB|\S+ GB)\)", line)
    if found:
        verb = "kept from before" if found[1] == "Using cached" else "downloading"
        say(f"  {verb}: {found[2]} {found[3]} ({found[4]})")
    elif line.startswith("Installing collected packages") and "," in line:
        say(f"  unpacking {line.count(',') + 1} packages; this can take some minutes")
    elif line.startswith("Successfully installed"):
        say(f"  installed {len(line.split()) - 2} packages")


def _reason(lines: list[str]) -> str:
    text = "\n".join(lines)
    if FULL.search(text):
        return f"the disk is full. About {SPACE} GB are needed in {ROOT}, and 1 GB in the temporary folder."
    if OFFLINE.search(text):
        return "the libraries could not be downloaded. Check the internet connection (or proxy), then run this again."
    return "pip could not install the libraries. Its last words:\n  " + "\n  ".join(lines[-12:])
