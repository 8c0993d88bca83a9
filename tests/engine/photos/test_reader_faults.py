"""What happens to the processes that read photos, with the sentence that a person reads."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.dataset.sample import Sample
from tlstudio.features.reading import problem_of, read_batches
from tlstudio.foundation.errors import StudioError
from tlstudio.photos import child
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.reading import content_digest
from tlstudio.photos.request import Photo, PixelRequest, Refusal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals and limits")
SMALL = PixelRequest(32, 32)
CRASHED = "Reading this file ended the process that reads photos: leave it out, or save it anew."
HANGS = "Reading this file took over 2 seconds: leave it out, or save it anew."
CHANGED = (
    "The file holds something else than when the folder was looked through: look through the folder again to use it."
)
TOO_MANY_FILES = "Too many files are open at once, so no photo can be read: close other programs, then try again."
_FEW_FILES = """
import os, resource, sys
from pathlib import Path
import tlstudio.photos.reader as reader
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo, PixelRequest
reader._REST_SECONDS = 0
photo, limits = Path(sys.argv[1]), resource.getrlimit(resource.RLIMIT_NOFILE)
with PhotoPool(1) as pool:
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(map(int, os.listdir("/proc/self/fd"))) + 2, limits[1]))
    print(pool.submit(photo, PixelRequest(8, 8), Priority.TRAINING).result().reason)
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    print(isinstance(pool.submit(photo, PixelRequest(8, 8), Priority.TRAINING).result(), Photo))
"""
_KILLED_BY_EVERY_PHOTO = """
import os, signal, sys
from tlstudio.photos.frames import Ready, read_job, write_reply
write_reply(sys.stdout.buffer, Ready())
read_job(sys.stdin.buffer, 10**6)
os.kill(os.getpid(), signal.SIGKILL)
"""
_NO_SHARED_MEMORY = """
import sys
from pathlib import Path
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo, PixelRequest
try:
    Path("/dev/shm/filler").write_bytes(bytes(2**20))
except OSError as error:
    print("full")
with PhotoPool(2) as pool:
    answers = pool.in_order([Path(name) for name in sys.argv[1:]], PixelRequest(64, 64), Priority.TRAINING)
    print(sum(isinstance(answer, Photo) for answer in answers))
"""


@pytest.fixture
def photos(draw_photos: Callable[..., Path]) -> list[Path]:
    return sorted(draw_photos(count=9).rglob("*.jpg"))


def held(pool: PhotoPool, photo: Path) -> tuple[int, list["object"]]:
    """A photo in the hands of a reader that does not go on, and more photos behind it."""
    assert isinstance(pool.submit(photo, SMALL, Priority.TRAINING).result(30), Photo)
    (process,) = pool.process_ids()
    os.kill(process, signal.SIGSTOP)
    futures = [pool.submit(photo, SMALL, Priority.TRAINING) for _ in range(5)]
    while not futures[0].running():
        time.sleep(0.001)
    return process, futures  # type: ignore[return-value]


def test_that_a_reader_killed_from_outside_costs_no_photo(pool: PhotoPool, photos: list[Path]) -> None:
    process, futures = held(pool, photos[0])
    os.kill(process, signal.SIGKILL)
    began = time.monotonic()
    assert all(isinstance(future.result(10), Photo) for future in futures)  # type: ignore[attr-defined]
    assert time.monotonic() - began < 10


def test_that_a_photo_whose_readers_are_killed_again_and_again_is_refused(
    photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "_COMMAND", [sys.executable, "-c", _KILLED_BY_EVERY_PHOTO])
    with PhotoPool(1) as pool:
        refusals = list(pool.in_order(photos[:2], SMALL, Priority.TRAINING))
    assert refusals == [Refusal("crash", CRASHED)] * 2


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT])
def test_that_a_reader_that_crashes_costs_the_photo_it_held_and_no_other(
    pool: PhotoPool, photos: list[Path], number: signal.Signals
) -> None:
    process, futures = held(pool, photos[0])
    os.kill(process, number)
    os.kill(process, signal.SIGCONT)
    began = time.monotonic()
    assert futures[0].result(10) == Refusal("crash", CRASHED)  # type: ignore[attr-defined]
    assert time.monotonic() - began < 10
    assert all(isinstance(future.result(10), Photo) for future in futures[1:])  # type: ignore[attr-defined]


def test_that_a_reader_that_hangs_is_ended_and_the_rest_is_read(pool: PhotoPool, photos: list[Path]) -> None:
    _, futures = held(pool, photos[0])
    assert futures[0].result(10) == Refusal("hang", HANGS)  # type: ignore[attr-defined]
    assert all(isinstance(future.result(10), Photo) for future in futures[1:])  # type: ignore[attr-defined]


def test_that_a_sleep_of_hours_is_not_blamed_on_the_photo_being_read(
    pool: PhotoPool, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    process, futures = held(pool, photos[0])
    real = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: real() + 6 * 3600)
    os.kill(process, signal.SIGCONT)
    assert all(isinstance(future.result(10), Photo) for future in futures)  # type: ignore[attr-defined]


def test_that_a_photo_with_another_content_than_was_found_is_refused(pool: PhotoPool, photos: list[Path]) -> None:
    digest = content_digest(photos[0].read_bytes())
    assert isinstance(pool.submit(photos[0], SMALL, Priority.TRAINING, digest).result(30), Photo)
    Image.new("RGB", (48, 48), "blue").save(photos[0])
    assert pool.submit(photos[0], SMALL, Priority.TRAINING, digest).result(30) == Refusal("changed", CHANGED)
    assert isinstance(pool.submit(photos[0], SMALL, Priority.TRAINING).result(30), Photo)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_that_too_many_open_files_are_said_and_got_over(photos: list[Path]) -> None:
    command = [sys.executable, "-c", _FEW_FILES, str(photos[0])]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert said.splitlines() == [TOO_MANY_FILES, "True"]


def test_that_a_reader_that_cannot_start_is_no_photo_s_fault(photos: list[Path]) -> None:
    sample = Sample(photos[0], "red", "train", "")
    with pytest.raises(StudioError, match=TOO_MANY_FILES):
        problem_of(sample, Refusal("reader", TOO_MANY_FILES))


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare")
def test_that_photos_are_read_where_shared_memory_is_full(photos: list[Path]) -> None:
    mounted = "mount -t tmpfs -o size=64k none /dev/shm || exit 77\n" + 'exec "$@"'
    command = ["unshare", "-Urm", "sh", "-c", mounted, "sh", sys.executable, "-c", _NO_SHARED_MEMORY, *map(str, photos)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if ended.returncode == 77 or "unshare" in ended.stderr:
        pytest.skip("this system lets nobody mount a small /dev/shm")
    assert ended.stdout.splitlines() == ["full", str(len(photos))]


def test_that_no_batch_of_one_is_left_over_of_nine_photos_in_batches_of_eight(
    pool: PhotoPool, photos: list[Path]
) -> None:
    samples = [Sample(path, "red", "train", content_digest(path.read_bytes())) for path in photos[:9]]
    shown = Preprocessing(32, 1.0, "bilinear", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
    assert [len(batch.photos) for batch in read_batches(samples, shown, pool, 4)] == [4, 5]
    photos[0].unlink()
    batches = list(read_batches(samples, shown, pool, 8))
    assert [len(batch.photos) for batch in batches] == [8]
    assert [problem.kind for batch in batches for problem in batch.problems] == ["missing"]
