"""Where the system cannot tell of changes, nobody counts on it."""

import os
from pathlib import Path

import pytest

from tlstudio.foundation.drives import tells_of_changes


@pytest.mark.parametrize(
    ("kind", "expected"), [("ext4", True), ("fuseblk", True), ("nfs4", False), ("cifs", False), ("fuse.sshfs", False)]
)
def test_that_network_drives_are_known(tmp_path: Path, kind: str, expected: bool) -> None:
    device = tmp_path.stat().st_dev
    mounts = tmp_path / "mountinfo"
    line = f"36 35 {os.major(device)}:{os.minor(device)} / /photos rw,noatime master:1 - {kind} server:/photos rw\n"
    mounts.write_text(f"1 1 0:0 / / rw - nfs4 elsewhere rw\n{line}")
    assert tells_of_changes(tmp_path, mounts) is expected


def test_that_an_unknown_drive_is_taken_for_one_of_this_computer(tmp_path: Path) -> None:
    assert tells_of_changes(tmp_path, tmp_path / "not there")
