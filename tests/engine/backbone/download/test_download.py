"""Downloads from a server on this computer: whole, resumed, refused; nothing that is wrong takes the file's place."""

import dataclasses
import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from draining import drain
from serving import Server, serving

from tlstudio.backbone.catalogue import find
from tlstudio.backbone.download import connection, download, weights
from tlstudio.backbone.pretrained import Pretrained
from tlstudio.backbone.seals import read_seal
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Progress
from tlstudio.foundation.folders import weights_folder

DATA = bytes(range(256)) * 4000
DIGEST = hashlib.sha256(DATA).hexdigest()

Offer = Callable[..., Pretrained]


@pytest.fixture(autouse=True)
def no_shared_checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch) -> Offer:
    """Puts a network into the catalogue whose weights file the server has; `pinned` digits, or none for a hub's."""

    def make(server: Server, pinned: str = DIGEST[:8], url: str = "") -> Pretrained:
        real = find("resnet18") if pinned else find("resnet18.a1_in1k")
        changed = dataclasses.replace(real, bytes=len(DATA), sha256=pinned, url=url or server.url)
        monkeypatch.setattr(weights, "find", lambda _name: changed)
        return changed

    return make


def fetch(control: Control | None = None) -> tuple[Path | None, list[Any]]:
    return drain(download("resnet18", control or Control()))


def files() -> list[str]:
    return sorted(path.name for path in weights_folder().iterdir() if not path.name.startswith("."))


def test_that_a_file_comes_whole_and_is_sealed(offer: Offer) -> None:
    with serving(DATA) as server:
        wanted = offer(server)
        path, _ = fetch()
        assert path == weights_folder() / wanted.file
        assert path.read_bytes() == DATA
        seal = read_seal(path)
        assert seal
        assert (seal.sha256, seal.source) == (DIGEST, server.url)
        assert files() == [wanted.file, f"{wanted.file}.json"]
        assert wanted.located() == path
        fetch()
        assert len(server.asked) == 1, "what is here is not fetched again"


def test_that_a_file_cut_at_half_is_gone_on_with(offer: Offer) -> None:
    with serving(DATA, cut_at=len(DATA) // 2) as server:
        wanted = offer(server)
        with pytest.raises(StudioError, match=r"not downloaded from 127\.0\.0\.1: the connection broke off"):
            fetch()
        assert wanted.located() is None
        server.cut_at = None
        path, _ = fetch()
        assert path
        assert path.read_bytes() == DATA
        assert server.asked[1]["Range"] == f"bytes={len(DATA) // 2}-"
        assert server.asked[1]["If-Range"] == server.etag


@pytest.mark.parametrize("habit", [{"ranges": False}, {"etag": '"two"'}, {"etag": ""}])
def test_that_it_begins_anew_where_going_on_is_not_possible(offer: Offer, habit: dict[str, Any]) -> None:
    with serving(DATA, cut_at=1000) as server:
        offer(server)
        with pytest.raises(StudioError):
            fetch()
        vars(server).update(habit, cut_at=None)
        path, _ = fetch()
        assert path
        assert path.read_bytes() == DATA


def test_that_a_part_that_is_too_long_is_thrown_away(offer: Offer) -> None:
    with serving(DATA, cut_at=1000) as server:
        wanted = offer(server)
        with pytest.raises(StudioError):
            fetch()
        server.cut_at = None
        (weights_folder() / f"{wanted.file}.part").write_bytes(DATA + b"more")
        path, _ = fetch()
        assert path
        assert path.read_bytes() == DATA


def test_that_stopping_keeps_the_part_and_says_how_far_it_was(offer: Offer) -> None:
    control = Control()
    with serving(DATA, held_at=500_000) as server:
        wanted = offer(server)
        steps = download("resnet18", control)
        for event in steps:
            assert isinstance(event, Progress)
            assert (event.stage, event.total) == ("download", len(DATA))
            if event.done == 500_000:
                control.stop()
        part = weights_folder() / f"{wanted.file}.part"
        assert part.stat().st_size == 500_000
        assert wanted.located() is None
        server.pause.set()
        server.held_at = None
        path, _ = fetch()
        assert path
        assert path.read_bytes() == DATA
        assert server.asked[1]["Range"] == "bytes=500000-"


def test_that_a_wrong_hash_leaves_nothing(offer: Offer) -> None:
    with serving(DATA[:-1] + b"\0") as server:
        offer(server)
        with pytest.raises(StudioError, match="its hash is wrong"):
            fetch()
    assert files() == []


def test_that_a_web_page_is_no_weights_file(offer: Offer) -> None:
    with serving(b"<html>Please sign in</html>", kind="text/html; charset=utf-8") as server:
        offer(server)
        with pytest.raises(StudioError, match=r"a web page came instead.*sign in"):
            fetch()
    assert files() == []


@pytest.mark.parametrize(
    ("status", "words"), [(404, "any more"), (403, "refuses"), (503, "Try again later"), (407, "proxy")]
)
def test_that_a_refusal_is_one_sentence(offer: Offer, status: int, words: str) -> None:
    with serving(DATA, status=status) as server:
        offer(server)
        with pytest.raises(StudioError, match=words) as caught:
            fetch()
    assert "\n" not in str(caught.value)
    assert files() == []


def test_that_no_server_is_one_sentence(offer: Offer) -> None:
    with serving(DATA) as server:
        offer(server)
    with pytest.raises(StudioError, match="refused"):
        fetch()


def test_that_a_hub_states_the_hash_and_it_is_checked(offer: Offer) -> None:
    with serving(DATA) as server:
        server.redirect = server.url.replace("weights.bin", "elsewhere")
        wanted = offer(server, pinned="")
        with pytest.raises(StudioError, match="does not say which hash"):
            fetch()
        server.linked_etag = f'"{"0" * 64}"'
        with pytest.raises(StudioError, match="its hash is wrong"):
            fetch()
        assert files() == []
        server.linked_etag = f'"{DIGEST}"'
        path, _ = fetch()
        assert path == wanted.located()
        assert path
        path.write_bytes(b"poison")
        assert not wanted.is_genuine(path, hashlib.sha256(b"poison").hexdigest())
        again, _ = fetch()
        assert again
        assert again.read_bytes() == DATA


def test_that_nothing_comes_without_encryption(offer: Offer) -> None:
    with serving(DATA, redirect="http://192.0.2.1/weights.bin") as server:
        offer(server)
        with pytest.raises(StudioError, match="without encryption"):
            fetch()
        offer(server, url="http://192.0.2.1/weights.bin")
        with pytest.raises(StudioError, match="without encryption"):
            fetch()


def test_that_a_full_disk_is_told_and_left_as_it_was(offer: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(DATA) as server:
        offer(server)
        usage = shutil.disk_usage(Path.home())._replace(free=1000)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
        with pytest.raises(StudioError, match=r"take 1\.0 MB.*only 1\.0 kB left"):
            fetch()
    assert files() == []


def test_that_a_proxy_given_is_used(offer: Offer) -> None:
    with serving(DATA) as server, serving(DATA) as proxy:
        offer(server)
        drain(download("resnet18", Control(), proxy.url.removesuffix("/weights.bin")))
        assert (len(server.asked), len(proxy.asked)) == (0, 1)


def test_that_two_at_once_fetch_once(offer: Offer) -> None:
    with serving(DATA, held_at=500_000) as server:
        offer(server)
        first, second = download("resnet18", Control()), download("resnet18", Control())
        next(first)
        assert next(second).stage == "download"  # type: ignore[attr-defined]
        server.pause.set()
        one, _ = drain(first)
        other, _ = drain(second)
        assert one == other
        assert len(server.asked) == 1


def test_that_more_than_the_file_can_have_is_refused(offer: Offer) -> None:
    with serving(DATA * 4) as server:
        offer(server)
        with pytest.raises(StudioError, match="larger than this file can be"):
            fetch()
    assert files() == []


def test_that_an_unwritable_folder_is_told(offer: Offer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TLSTUDIO_WEIGHTS", str(tmp_path / "file" / "weights"))
    with serving(DATA) as server:
        offer(server)
        with pytest.raises(StudioError, match="Cannot write"):
            fetch()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits the size of files")
def test_that_a_disk_that_becomes_full_gives_its_room_back(offer: Offer) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with serving(DATA) as server:
        offer(server)
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, hard))
        try:
            with pytest.raises(StudioError, match="Cannot write"):
                fetch()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert files() == []
        assert fetch()[0]


def test_that_a_server_that_falls_silent_is_told(offer: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_TIMEOUT_SECONDS", 0.3)
    with serving(DATA, held_at=1000) as server:
        wanted = offer(server)
        with pytest.raises(StudioError, match=r"no answer comes.*is kept"):
            fetch()
        assert (weights_folder() / f"{wanted.file}.part").stat().st_size == 1000
