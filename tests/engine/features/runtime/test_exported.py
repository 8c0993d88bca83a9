import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from tlstudio.features.runtime.exported import export_path, is_exported, make_export, read_export, write_export
from tlstudio.foundation.control import Control
from tlstudio.foundation.folders import cache_folder


def test_that_a_damaged_export_is_not_read(exported: Path) -> None:
    content = bytearray(exported.read_bytes())
    assert read_export(exported)
    content[len(content) // 2] ^= 1
    exported.write_bytes(content)
    assert read_export(exported) is None
    exported.write_bytes(content[:20])
    assert read_export(exported) is None


def test_that_other_sizes_and_networks_have_exports_of_their_own() -> None:
    assert len({export_path("resnet18", 224), export_path("resnet18", 64), export_path("resnet34", 224)}) == 3


def test_that_what_is_there_is_not_made_again(exported: Path) -> None:
    before = exported.stat().st_mtime_ns
    assert list(make_export("efficientnet_lite0", 64, Control())) == []
    assert exported.stat().st_mtime_ns == before


def test_that_a_stopped_run_does_not_wait_for_another_programs_export() -> None:
    path = export_path("efficientnet_lite0", 64)
    path.parent.mkdir(parents=True)
    control = Control()
    with FileLock(path.with_suffix(".lock")):
        making = make_export("efficientnet_lite0", 64, control)
        next(making)
        control.stop()
        list(making)
    assert not is_exported("efficientnet_lite0", 64)


def test_that_an_export_that_another_program_makes_meanwhile_is_taken() -> None:
    path = export_path("efficientnet_lite0", 64)
    path.parent.mkdir(parents=True)
    lock = FileLock(path.with_suffix(".lock"))
    lock.acquire()
    making = make_export("efficientnet_lite0", 64, Control())
    next(making)
    write_export(path, b"made by another program")
    lock.release()
    list(making)
    assert read_export(path) == b"made by another program"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that cannot be written")
def test_that_a_cache_folder_that_cannot_be_written_means_no_export() -> None:
    cache_folder().mkdir(parents=True)
    cache_folder().chmod(0o500)
    list(make_export("efficientnet_lite0", 64, Control()))
    assert not is_exported("efficientnet_lite0", 64)


def test_that_a_cache_folder_that_is_a_file_means_no_export() -> None:
    cache_folder().parent.mkdir(parents=True, exist_ok=True)
    cache_folder().write_text("in the way")
    list(make_export("efficientnet_lite0", 64, Control()))
    assert not is_exported("efficientnet_lite0", 64)


def test_that_choosing_loads_no_exporter() -> None:
    code = "import sys, tlstudio.features.runtime; print({'onnx', 'onnxscript', 'onnxruntime'} & sys.modules.keys())"
    result = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"
