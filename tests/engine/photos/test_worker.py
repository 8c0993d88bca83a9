"""The worker process: limited, silent but for its answers, and quick to start."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tlstudio.photos.child import Child, ChildEndedError
from tlstudio.photos.frames import Job
from tlstudio.photos.request import Photo, PixelRequest, Refusal

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


@pytest.fixture
def worker() -> Iterator[Child]:
    child = Child()
    child.wait_until_ready()
    yield child
    child.end()


@linux_only
def test_that_a_worker_may_use_a_gigabyte_and_write_no_file(worker: Child) -> None:
    limits = Path(f"/proc/{worker.pid}/limits").read_text()
    values = {line[:26].strip(): line[26:47].strip() for line in limits.splitlines()}
    assert values["Max address space"] == str(2**30)
    assert values["Max file size"] == "0"
    assert values["Max core file size"] == "0"


@linux_only
def test_that_a_worker_is_small_and_has_one_thread(worker: Child) -> None:
    status = dict(line.split(":\t", 1) for line in Path(f"/proc/{worker.pid}/status").read_text().splitlines())
    assert int(status["VmPeak"].split()[0]) < 256 * 1024
    assert int(status["Threads"]) == 1


@linux_only
def test_that_a_picture_too_large_for_the_memory_limit_is_a_refusal(worker: Child, tmp_path: Path) -> None:
    Image.new("LA", (9900, 9900)).save(tmp_path / "big.png", compress_level=1)
    worker.send(Job(bytes(tmp_path / "big.png"), is_path=True, request=PixelRequest(64, 64)), 30)
    found = worker.receive(30)
    assert isinstance(found, Refusal)
    assert found.kind == "memory"
    worker.send(Job(b"", is_path=False, request=PixelRequest(64, 64)), 10)
    assert worker.receive(10) == Refusal("empty", "The file is empty: copy it again from where it came from.")


def test_that_a_worker_reads_deep_greys_within_its_limits(worker: Child, tmp_path: Path) -> None:
    Image.new("I;16", (40, 30), 2**15).save(tmp_path / "deep.png")
    worker.send(Job(bytes(tmp_path / "deep.png"), is_path=True, request=PixelRequest(8, 8)), 30)
    found = worker.receive(30)
    assert isinstance(found, Photo)
    assert found.note == "16-bit greys were scaled to 8 bit."
    assert set(found.pixels.ravel().tolist()) == {128}


def test_that_a_worker_loads_nothing_large() -> None:
    large = {"numpy", "torch", "PySide6", "timm", "torchvision"}
    code = f"import sys, tlstudio.photos.worker; print({large} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout == "set()\n"


def test_that_what_a_library_prints_does_not_reach_the_answers(tmp_path: Path) -> None:
    """A stray print in the decoder would shift every later byte."""
    Image.new("RGB", (8, 8), "red").save(tmp_path / "a.png")
    code = """
import os
from tlstudio.photos import worker
true_decode = worker.decode
def loud(*job):
    print("stray", flush=True)
    os.write(1, b"stray")
    return true_decode(*job)
worker.decode = loud
worker.main()
"""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tlstudio.photos.child._COMMAND", [sys.executable, "-P", "-c", code])
        child = Child()
    child.wait_until_ready()
    for _ in range(3):
        child.send(Job(bytes(tmp_path / "a.png"), is_path=True, request=PixelRequest(4, 4)), 10)
        assert isinstance(child.receive(10), Photo)
    child.end()


def test_that_a_worker_that_was_ended_raises_and_does_not_wait(worker: Child) -> None:
    worker.kill()
    with pytest.raises(ChildEndedError):
        worker.receive(10)
