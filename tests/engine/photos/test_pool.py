"""The pool: the urgent first, the dead replaced, the guilty blamed, and nothing left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from pathlib import Path

import pytest

from tlstudio.photos import child
from tlstudio.photos.decode import decode
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo, Picture, PixelRequest, Refusal

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
SMALL = PixelRequest(32, 32)


@pytest.fixture
def photos(draw_photos: Callable[..., Path]) -> list[Path]:
    return sorted(draw_photos(count=10).rglob("*.jpg"))


def _held(pool: PhotoPool, photo: Path) -> tuple[int, Future[Photo | Refusal]]:
    """A photo in the hands of a worker that does not go on; the worker's id."""
    assert isinstance(pool.submit(photo, SMALL, Priority.DROP).result(30), Photo)
    (pid,) = pool.process_ids()
    os.kill(pid, signal.SIGSTOP)
    future = pool.submit(photo, SMALL, Priority.DROP)
    while not future.running():
        time.sleep(0.001)
    return pid, future


def _ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_that_the_pool_gives_the_pixels_of_the_decode_door(pool: PhotoPool, photos: list[Path]) -> None:
    found = pool.submit(photos[0], SMALL, Priority.TRAINING).result(30)
    alone = decode(photos[0].read_bytes(), SMALL)
    assert isinstance(found, Photo)
    assert isinstance(alone, Picture)
    assert found.pixels.tobytes() == alone.pixels
    assert (found.width, found.height, found.note) == (48, 48, None)
    found.pixels[0] = 0  # torch wants arrays that may be written to


def test_that_bytes_are_read_like_a_file(pool: PhotoPool, photos: list[Path]) -> None:
    data = photos[0].read_bytes()
    from_bytes, from_path = (pool.submit(source, SMALL, Priority.DROP).result(30) for source in (data, photos[0]))
    assert isinstance(from_bytes, Photo)
    assert isinstance(from_path, Photo)
    assert (from_bytes.pixels == from_path.pixels).all()


def test_that_a_relative_path_and_one_that_is_not_utf8_are_found(
    pool: PhotoPool, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = photos[0].with_name(os.fsdecode(b"caf\xe9.jpg") if sys.platform == "linux" else "café.jpg")
    odd.write_bytes(photos[0].read_bytes())
    monkeypatch.chdir(odd.parent)
    assert isinstance(pool.submit(Path(odd.name), SMALL, Priority.DROP).result(30), Photo)


def test_that_photos_come_in_order_with_the_refused_in_their_place(photos: list[Path], tmp_path: Path) -> None:
    (tmp_path / "page.jpg").write_text("<html>")
    sources = [*photos[:7], tmp_path / "page.jpg", *photos[7:], tmp_path / "none.jpg"]
    with PhotoPool(2) as pool:
        found = list(pool.in_order(sources, SMALL, Priority.TRAINING))
    kinds = [answer.kind if isinstance(answer, Refusal) else "photo" for answer in found]
    assert kinds == ["photo"] * 7 + ["html"] + ["photo"] * 13 + ["missing"]
    expected = [decode(photo.read_bytes(), SMALL) for photo in photos]
    pixels = [answer.pixels.tobytes() for answer in found if isinstance(answer, Photo)]
    assert pixels == [picture.pixels for picture in expected if isinstance(picture, Picture)]


def test_that_in_order_reads_only_a_little_ahead(pool: PhotoPool, photos: list[Path]) -> None:
    taken = 0

    def sources() -> object:
        nonlocal taken
        for taken in range(1, 1000):  # noqa: B007
            yield photos[0]

    answers = pool.in_order(sources(), SMALL, Priority.TRAINING)
    next(answers)
    assert taken < 20
    answers.close()
    assert isinstance(pool.submit(photos[0], SMALL, Priority.TRAINING).result(30), Photo)


@posix_only
def test_that_a_drop_is_served_before_thumbnails_and_those_before_training(pool: PhotoPool, photos: list[Path]) -> None:
    done: list[str] = []
    pid, _ = _held(pool, photos[0])
    futures = []
    for priority in (Priority.TRAINING, Priority.THUMBNAIL, Priority.DROP, Priority.TRAINING):
        future = pool.submit(photos[1], SMALL, priority)
        future.add_done_callback(lambda _, name=priority.name: done.append(name))
        futures.append(future)
    os.kill(pid, signal.SIGCONT)
    wait(futures, 30)
    assert done == ["DROP", "THUMBNAIL", "TRAINING", "TRAINING"]


@posix_only
def test_that_a_cancelled_photo_is_not_read(pool: PhotoPool, photos: list[Path]) -> None:
    pid, held = _held(pool, photos[0])
    future = pool.submit(photos[1], SMALL, Priority.TRAINING)
    assert future.cancel()
    os.kill(pid, signal.SIGCONT)
    assert isinstance(held.result(30), Photo)
    assert isinstance(pool.submit(photos[2], SMALL, Priority.TRAINING).result(30), Photo)
    assert future.cancelled()


@posix_only
def test_that_a_photo_that_hangs_is_blamed_and_its_worker_replaced(pool: PhotoPool, photos: list[Path]) -> None:
    pid, future = _held(pool, photos[0])
    found = future.result(10)
    assert isinstance(found, Refusal)
    assert found.kind == "hang"
    assert "over 2 seconds" in found.reason
    assert isinstance(pool.submit(photos[0], SMALL, Priority.DROP).result(5), Photo)
    assert pool.process_ids() != (pid,)
    assert _ended(pid)


@posix_only
@pytest.mark.parametrize("number", ["SIGABRT", "SIGSEGV"])
def test_that_a_worker_that_crashes_in_the_middle_is_replaced_and_its_file_blamed(
    pool: PhotoPool, photos: list[Path], number: str
) -> None:
    pid, future = _held(pool, photos[0])
    after = [pool.submit(photo, SMALL, Priority.TRAINING) for photo in photos]
    os.kill(pid, getattr(signal, number))
    os.kill(pid, signal.SIGCONT)
    killed = time.monotonic()
    found = future.result(10)
    assert isinstance(found, Refusal)
    assert found.kind == "crash"
    assert isinstance(after[0].result(5), Photo)
    assert time.monotonic() - killed < 3
    assert all(isinstance(other.result(10), Photo) for other in after)


@posix_only
def test_that_a_worker_killed_while_it_waits_costs_no_photo(pool: PhotoPool, photos: list[Path]) -> None:
    assert isinstance(pool.submit(photos[0], SMALL, Priority.DROP).result(30), Photo)
    (pid,) = pool.process_ids()
    os.kill(pid, signal.SIGKILL)
    while not _ended_or_zombie(pid):
        time.sleep(0.001)
    assert isinstance(pool.submit(photos[0], SMALL, Priority.DROP).result(30), Photo)


def _ended_or_zombie(pid: int) -> bool:
    """From /proc where there is one, because a bare Linux has no `ps`."""
    if Path("/proc/self/stat").exists():
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except (FileNotFoundError, ProcessLookupError):
            return True
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return not state.strip() or state.startswith("Z")


@posix_only
def test_that_workers_killed_while_they_start_cost_no_photo(pool: PhotoPool, photos: list[Path]) -> None:
    futures = [pool.submit(photo, SMALL, Priority.TRAINING) for photo in photos]
    killed: set[int] = set()
    while len(killed) < 2:
        for pid in set(pool.process_ids()) - killed:
            os.kill(pid, signal.SIGKILL)
            killed.add(pid)
    assert [future.result(30) for future in futures if not isinstance(future.result(30), Photo)] == []


@pytest.mark.parametrize("command", [[sys.executable, "-c", "pass"], ["/no/such/program"]])
def test_that_workers_that_cannot_start_are_a_sentence_and_no_endless_loop(
    monkeypatch: pytest.MonkeyPatch, photos: list[Path], command: list[str]
) -> None:
    monkeypatch.setattr(child, "_COMMAND", command)
    started = time.monotonic()
    with PhotoPool(2) as pool:
        found = list(pool.in_order(photos * 20, SMALL, Priority.TRAINING))
    assert {answer.kind for answer in found if isinstance(answer, Refusal)} == {"reader"}
    assert len(found) == 400
    assert time.monotonic() - started < 5


def test_that_a_worker_that_talks_nonsense_is_a_crash_and_not_more(
    monkeypatch: pytest.MonkeyPatch, photos: list[Path]
) -> None:
    nonsense = "import sys; sys.stdout.write('x' * 100); sys.stdout.flush(); sys.stdin.read()"
    monkeypatch.setattr(child, "_COMMAND", [sys.executable, "-c", nonsense])
    with PhotoPool(1) as pool:
        found = pool.submit(photos[0], SMALL, Priority.DROP).result(30)
    assert isinstance(found, Refusal)


def test_that_close_leaves_no_thread_process_or_descriptor(
    photos: list[Path], open_descriptors: Callable[[], int]
) -> None:
    threads, descriptors = threading.active_count(), open_descriptors()
    for _ in range(3):
        pool = PhotoPool(2)
        list(pool.in_order(photos, SMALL, Priority.TRAINING))
        pids = pool.process_ids()
        pool.close()
        pool.close()
        assert pids
        assert all(_ended(pid) for pid in pids)
    assert (threading.active_count(), open_descriptors()) == (threads, descriptors)


@posix_only
def test_that_close_does_not_wait_and_answers_everyone(pool: PhotoPool, photos: list[Path]) -> None:
    _, held = _held(pool, photos[0])
    queued = pool.submit(photos[1], SMALL, Priority.TRAINING)
    started = time.monotonic()
    pool.close()
    assert time.monotonic() - started < 1.5
    later = pool.submit(photos[2], SMALL, Priority.TRAINING)
    kinds = [answer.kind for answer in (held.result(0), queued.result(0), later.result(0))]  # type: ignore[union-attr]
    assert kinds == ["closed"] * 3


def test_that_a_pool_that_was_never_used_starts_nothing() -> None:
    threads = threading.active_count()
    with PhotoPool() as pool:
        assert threading.active_count() == threads
        assert pool.process_ids() == ()
        assert 1 <= pool.workers <= 8


@posix_only
def test_that_a_program_that_forgets_close_ends_and_takes_its_workers_along(photos: list[Path]) -> None:
    code = f"""
from pathlib import Path
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import PixelRequest
pool = PhotoPool(1)
pool.submit(Path({str(photos[0])!r}), PixelRequest(8, 8), Priority.DROP).result()
print(*pool.process_ids())
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    deadline = time.monotonic() + 5
    while not _ended_or_zombie(int(ended.stdout)):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_that_a_strangers_module_beside_the_photos_does_not_run(
    photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("numpy.py", "PIL.py", "msgspec.py", "struct.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nraise SystemExit\n")
    monkeypatch.chdir(tmp_path)
    with PhotoPool(1) as pool:
        assert isinstance(pool.submit(photos[0], SMALL, Priority.DROP).result(30), Photo)
    assert not (tmp_path / "ran").exists()


def test_that_fewer_readers_read_when_they_are_told_so_and_all_of_them_again(photos: list[Path]) -> None:
    with PhotoPool(workers=3) as pool:
        assert _places_that_read(pool, photos) == {0, 1, 2}
        pool.use(1)
        wait([pool.submit(photos[0], SMALL, Priority.TRAINING) for _ in range(8)], 30)  # each had begun to wait
        assert _places_that_read(pool, photos) == {0}
        pool.use(99)
        assert pool.workers == 3
        assert _places_that_read(pool, photos) == {0, 1, 2}


def _places_that_read(pool: PhotoPool, photos: list[Path]) -> set[int]:
    """Which of the readers take part in a long row of photos."""
    taken: set[int] = set()
    for place, reader in enumerate(pool._readers):
        send = type(reader).send.__get__(reader)
        reader.send = lambda job, place=place, send=send: (taken.add(place), send(job))  # type: ignore[method-assign]
    assert all(isinstance(answer, Photo) for answer in pool.in_order(photos * 20, SMALL, Priority.TRAINING))
    return taken
