"""What kind of drive a folder lies on."""

import os
import sys
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_ELSEWHERE = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "9p", "virtiofs"),
    *("vboxsf", "davfs", "fuse"),
}  # fmt: skip
_SERVED = "fuse."  # by a program, mostly from a network: sshfs, rclone, the desktop's own shares


def tells_of_changes(folder: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether the system can tell when something in the folder changes; True where that is not known.

    On a network drive it cannot: what other computers change there goes unseen. Raises OSError when the folder is not
    there.
    """
    device = folder.stat().st_dev
    if sys.platform == "win32":
        return True
    kind = _kinds(mounts).get(f"{os.major(device)}:{os.minor(device)}", "")
    return kind not in _ELSEWHERE and not kind.startswith(_SERVED)


def _kinds(mounts: Path) -> dict[str, str]:
    """The kind of file system of each device, by its numbers; empty where the system does not say it this way."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    halves = (line.partition(" - ") for line in lines)
    return {first.split()[2]: second.split()[0] for first, _, second in halves if second}
