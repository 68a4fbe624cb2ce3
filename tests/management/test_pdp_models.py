from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from pdp_ai.engines.starter_models import WEIGHTS, Weights
from pdp_ai.engines.weights import sha256_of, write_record


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache that holds ``little``, the only starter model."""
    directory = tmp_path / "little"
    directory.mkdir()
    model = directory / "little.onnx"
    model.write_bytes(b"onnx weights")
    little = Weights(
        "little",
        "npm:little",
        "1.0",
        "package/little.onnx",
        sha256_of(model),
        "MIT",
        commercial_use=False,
        size=12,
        format="onnx",
    )
    for name in list(WEIGHTS):
        monkeypatch.delitem(WEIGHTS, name)
    monkeypatch.setitem(WEIGHTS, "little", little)
    write_record(little, directory)
    return tmp_path


def call(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("pdp_models", *arguments, stdout=out, **options)
    return out.getvalue()


def test_list_shows_what_is_pinned_and_present(cache: Path) -> None:
    header, row = call("list", "--cache", str(cache)).splitlines()
    assert header.split("  ")[0].strip() == "name"
    for text in ("little", "npm:little", "1.0", "MIT", "no", "0.0 MB", "present"):
        assert text in row


def test_list_is_content_with_a_missing_model(tmp_path: Path) -> None:
    assert "missing" in call("list", "u2netp", "--cache", str(tmp_path))


def test_verify_hashes_everything_and_prints_json(cache: Path) -> None:
    result = json.loads(call("verify", "--json", "--cache", str(cache)))
    assert result["cache"] == str(cache)
    [model] = result["models"]
    assert model["state"] == "verified"
    assert model["commercial_use"] is False
    assert model["path"] == str(cache / "little" / "little.onnx")


def test_verify_fails_on_a_changed_file(cache: Path) -> None:
    (cache / "little" / "little.onnx").write_bytes(b"evil weights")
    with pytest.raises(CommandError, match="pdp_models fetch little"):
        call("verify", "--cache", str(cache))


def test_verify_fails_on_a_missing_model_with_the_command_to_run(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="pdp_models fetch u2netp"):
        call("verify", "u2netp", "--cache", str(tmp_path))


def test_fetch_leaves_alone_what_is_there(cache: Path) -> None:
    assert call("fetch", "--cache", str(cache)).splitlines() == [
        "little: already there",
        f"  {cache / 'little' / 'little.onnx'}",
    ]


def test_fetching_an_unknown_model_is_an_error_with_advice(cache: Path) -> None:
    with pytest.raises(CommandError, match=r"no-such: .*pdp_models list"):
        call("fetch", "no-such", "--cache", str(cache))


def test_a_pinned_hub_model_has_a_row_too(cache: Path) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    assert f"hub     {commit[:32]}" in call("list", f"org/model@{commit}", "--cache", str(cache))
