"""Only regular files of a sensible size are read, and nothing waits for ever."""

import os
import socket
import sys
from pathlib import Path

import pytest

from tlstudio.photos import reading
from tlstudio.photos.reading import content_digest, read_bytes
from tlstudio.photos.request import Refusal

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX file kinds")


def _kind(path: Path) -> str:
    found = read_bytes(path)
    assert isinstance(found, Refusal)
    return found.kind


def test_that_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"photo" * 100_000)
    assert read_bytes(tmp_path / "a.jpg") == b"photo" * 100_000


def test_that_an_empty_file_is_read_as_no_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    assert read_bytes(tmp_path / "a.jpg") == b""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow only Unicode names")
def test_that_a_name_that_is_not_utf8_is_read(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.png"))
    path.write_bytes(b"photo")
    assert read_bytes(path) == b"photo"


def test_that_a_missing_file_and_an_impossible_name_are_refused(tmp_path: Path) -> None:
    assert _kind(tmp_path / "none.jpg") == "missing"
    assert _kind(tmp_path / "nul\0.jpg") == "missing"
    assert _kind(tmp_path / ("x" * 5000)) == "missing"


@posix_only
@pytest.mark.timeout(10)
def test_that_a_pipe_a_socket_a_device_and_a_folder_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.png"))
        (tmp_path / "zero.png").symlink_to("/dev/zero")
        kinds = [_kind(tmp_path / name) for name in ("pipe.png", "socket.png", "zero.png", ".")]
    assert kinds == ["special"] * 4


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user whom permissions stop")
def test_that_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.touch(mode=0o000)
    assert _kind(path) == "permission"


def test_that_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "big.jpg").open("wb") as file:
        file.truncate(reading.LARGEST_FILE + 1)
    assert _kind(tmp_path / "big.jpg") == "large"


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_that_a_file_whose_size_is_not_what_it_says_is_refused_after_a_second_try() -> None:
    assert _kind(Path("/proc/self/status")) == "changing"


def test_that_a_digest_is_forty_hex_digits_of_the_content() -> None:
    digest = content_digest(b"photo")
    assert len(bytes.fromhex(digest)) == 20
    assert digest == content_digest(b"photo") != content_digest(b"photo ")
