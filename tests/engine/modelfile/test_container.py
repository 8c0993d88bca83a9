"""A model file is refused, in one sentence, unless every byte of it is what its writer meant."""

import hashlib
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
import torch

from tlstudio.foundation.errors import StudioError
from tlstudio.modelfile.container import read_contents, read_model, write_model
from tlstudio.modelfile.description import Description, Scores


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "small.tlmodel"
    write_model(path, a_description(), {"head.weight": torch.arange(6.0).reshape(2, 3), "head.bias": torch.zeros(2)})
    return path


def a_description() -> Description:
    scores = Scores(8, 2, 1.0, (0.3, 1.0), 0.1, 3, True)
    return Description(
        classes=["ants", "bées"],
        backbone="efficientnet_lite0",
        backbone_sha256="",
        frozen=["conv_stem"],
        frozen_sha256=None,
        head={"type": "linear", "features": 3},
        input={"size": 224, "fit": "crop"},
        preprocessing={},
        recipe={"seed": 0},
        runtime={},
        scores=scores,
        versions={},
    )


def rewritten(model: Path, changes: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> Path:
    """The same archive with members replaced or added."""
    with zipfile.ZipFile(model) as archive:
        members = {name: archive.read(name) for name in archive.namelist()} | changes
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    model.write_bytes(buffer.getvalue())
    return model


def test_that_a_model_is_read_back_as_it_was_written(model: Path) -> None:
    description, weights = read_model(model)
    assert description == a_description()
    assert torch.equal(weights["head.weight"], torch.arange(6.0).reshape(2, 3))


def test_that_a_tensor_with_two_names_is_kept_under_both(tmp_path: Path) -> None:
    shared = torch.arange(6.0)
    write_model(tmp_path / "shared.tlmodel", a_description(), {"first": shared, "second": shared})
    _, weights, *_ = read_model(tmp_path / "shared.tlmodel")
    assert torch.equal(weights["first"], shared)
    assert torch.equal(weights["second"], shared)


def test_that_a_disk_that_gives_back_something_else_is_noticed_before_the_old_model_is_gone(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = model.read_bytes()
    real_write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real_write(descriptor, bytes(data).replace(b"b", b"d")))
    with pytest.raises(StudioError, match=r"small\.tlmodel was not saved: the disk gives back something else"):
        write_model(model, a_description(), {"head.weight": torch.ones(2, 3)})
    assert model.read_bytes() == before
    assert list(model.parent.iterdir()) == [model]


def test_that_what_is_returned_was_read_from_the_file(tmp_path: Path) -> None:
    weights = {"head.weight": torch.arange(6.0).reshape(2, 3)}
    saved = write_model(tmp_path / "m.tlmodel", a_description(), weights)
    assert torch.equal(saved["head.weight"], weights["head.weight"])
    assert saved["head.weight"].data_ptr() != weights["head.weight"].data_ptr()


def test_that_the_same_model_gives_the_same_bytes(model: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.tlmodel"
    write_model(again, *read_model(model))
    assert again.read_bytes() == model.read_bytes()


def test_that_members_are_stored_and_named_as_documented(model: Path) -> None:
    with zipfile.ZipFile(model) as archive:
        assert archive.namelist() == ["manifest.json", "model.json", "weights.safetensors"]
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


def test_that_every_flipped_byte_is_noticed_or_harmless(model: Path) -> None:
    intact = read_model(model)
    original = model.read_bytes()
    noticed = 0
    for position in range(0, len(original), 7):
        damaged = bytearray(original)
        damaged[position] ^= 0x20
        model.write_bytes(damaged)
        try:
            description, weights = read_model(model)
        except StudioError:
            noticed += 1
        else:  # a byte of the ZIP's own bookkeeping, such as a time stamp: the contents are what they were
            assert description == intact[0]
            assert all(torch.equal(value, intact[1][name]) for name, value in weights.items())
    assert noticed > len(original) / 7 * 0.7


def test_that_a_model_cut_short_anywhere_is_refused(model: Path) -> None:
    original = model.read_bytes()
    for length in range(0, len(original), 31):
        model.write_bytes(original[:length])
        with pytest.raises(StudioError, match="cannot be opened"):
            read_model(model)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"../evil.py": b"x"}, "not a tlstudio model, or one of a newer version"),
        ({"model.json": b"{}"}, "damaged"),
        ({"weights.safetensors": b"\x00" * 16}, "damaged"),
        ({"manifest.json": b'{"model.json": {"sha256": "", "size": 0}}'}, "list of contents"),
        ({"manifest.json": b"[" * 50_000}, "field that is missing"),
    ],
)
def test_that_a_foreign_or_changed_archive_is_refused(model: Path, changes: dict[str, bytes], reason: str) -> None:
    with pytest.raises(StudioError, match=reason):
        read_model(rewritten(model, changes))


def test_that_a_compressed_member_is_refused(model: Path) -> None:
    with pytest.raises(StudioError, match="compressed"):
        read_model(rewritten(model, {}, zipfile.ZIP_DEFLATED))


def test_that_hostile_nesting_behind_right_checksums_is_refused(model: Path) -> None:
    nested = b'{"recipe": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}"
    with zipfile.ZipFile(model) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["model.json"] = {"sha256": hashlib.sha256(nested).hexdigest(), "size": len(nested)}
    with pytest.raises(StudioError, match="cannot be opened"):
        read_model(rewritten(model, {"model.json": nested, "manifest.json": json.dumps(manifest).encode()}))


def test_that_an_encrypted_member_is_refused(model: Path) -> None:
    data = bytearray(model.read_bytes())
    position = data.find(b"PK\x01\x02")
    data[position + 8] |= 1
    model.write_bytes(data)
    with pytest.raises(StudioError, match="cannot be opened"):
        read_model(model)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"\x80\x04\x95pickle"])
def test_that_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no.tlmodel"
    path.write_bytes(content)
    with pytest.raises(StudioError, match="not a tlstudio model"):
        read_model(path)


def test_that_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="no such file"):
        read_model(tmp_path / "gone.tlmodel")


def test_that_what_a_model_remembers_is_a_member_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "m.tlmodel"
    write_model(path, a_description(), {"head.bias": torch.zeros(2)}, {"distances": torch.ones(3)})
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist()[-1] == "reference.safetensors"
    contents = read_contents(path)
    assert contents.reference is not None
    assert torch.equal(contents.reference["distances"], torch.ones(3))
    assert read_model(path) == (contents.description, {"head.bias": pytest.approx(torch.zeros(2))})


def test_that_a_model_that_remembers_nothing_opens(model: Path) -> None:
    assert read_contents(model).reference is None


def test_that_a_member_that_the_manifest_does_not_name_is_refused(model: Path) -> None:
    with pytest.raises(StudioError, match="list of contents"):
        read_model(rewritten(model, {"reference.safetensors": b"x"}))


def test_that_a_damaged_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.tlmodel"
    write_model(path, a_description(), {"head.bias": torch.zeros(2)}, {"distances": torch.ones(3)})
    with pytest.raises(StudioError, match="checksums"):
        read_model(rewritten(path, {"reference.safetensors": b"x"}))
