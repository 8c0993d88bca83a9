"""The menu entry, the store's description and the file type: they agree with each other and with the standards."""

import configparser
import shutil
import subprocess
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


@pytest.fixture
def linux(scripts: Path) -> Path:
    return scripts / "linux"


@pytest.mark.parametrize(
    "command",
    [["desktop-file-validate", "tlstudio.desktop"], ["appstreamcli", "validate", "--no-net", "tlstudio.metainfo.xml"]],
)
def test_that_the_system_s_own_checker_accepts_the_file(linux: Path, command: list[str]) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"needs {command[0]}")
    result = subprocess.run(command, cwd=linux, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_that_the_studio_s_file_types_are_named_alike_everywhere(linux: Path) -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(linux / "tlstudio.desktop", encoding="utf-8")
    kinds = ElementTree.parse(linux / "tlstudio.xml").getroot().findall(f"{MIME}mime-type")
    globs = [kind.find(f"{MIME}glob") for kind in kinds]
    assert [glob.get("pattern") for glob in globs if glob is not None] == ["*.tlmodel", "*.tlproject"]
    names = [kind.get("type") for kind in kinds]
    assert set(names) <= set(entry["Desktop Entry"]["MimeType"].split(";"))
    provided = ElementTree.parse(linux / "tlstudio.metainfo.xml").findall("provides/mediatype")
    assert names == [each.text for each in provided]


def test_that_the_store_s_newest_release_is_this_version(linux: Path, scripts: Path) -> None:
    project = tomllib.loads((scripts.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    release = ElementTree.parse(linux / "tlstudio.metainfo.xml").find("releases/release")
    assert release is not None
    assert release.get("version") == project["version"]
