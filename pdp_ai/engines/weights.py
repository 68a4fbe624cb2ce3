"""The one way to a model's files: pinned, verified, in a format that runs no code."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pdp_ai.engines.starter_models import SHIPPED, WEIGHTS, Weights
from pdp_ai.exceptions import ModelNotFetched, ModelRefused
from pdp_ai.sentences import sentence as _

#: ``org/name@revision``: a model on a hub, pinned to a full commit.
HUB_ID = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)@(?P<revision>[0-9a-f]{40})")
#: The only formats loaded: reading them runs no code.
SAFE_SUFFIXES = frozenset({".safetensors", ".onnx", ".gguf"})

#: What `fetch` writes beside the files it stored: their hashes, sizes and times of change.
RECORD = "pdp_ai.json"


def locate(name: str, cache: str = "") -> Path:
    """Where the model's verified files are: a file for ONNX, a directory for a language model.

    `name` is a name in the catalogue, a hub id ``org/name@<40-digit commit>``, or the path of a local file or
    directory. Nothing is downloaded here. Raises `ModelNotFetched` or `ModelRefused`.
    """
    if name in WEIGHTS:
        return _locate_starter(WEIGHTS[name], cache_directory(cache))
    if pinned := HUB_ID.fullmatch(name):
        return _locate_hub(pinned["repo"], pinned["revision"], cache_directory(cache))
    path = Path(name).expanduser()
    if path.exists():
        refuse_unsafe(path)
        return path
    if re.fullmatch(r"[\w.-]+/[\w.-]+(@.*)?", name):
        raise ModelRefused(_("%(name)s is not pinned; write org/name@ and the full 40-digit commit hash.", name=name))
    raise ModelNotFetched(_("There is no model called %(name)s; `manage.py pdp_models list` names them.", name=name))


def revision_of(name: str) -> str:
    """The pinned version, commit or ``local``, for the provenance of what the model makes."""
    if name in WEIGHTS:
        return WEIGHTS[name].revision
    pinned = HUB_ID.fullmatch(name)
    return pinned["revision"] if pinned else "local"


def cache_directory(cache: str = "") -> Path:
    """`cache`, else ``PDP_AI_MODEL_CACHE``, else ``~/.cache/pdp_ai/models``."""
    return Path(cache or os.environ.get("PDP_AI_MODEL_CACHE") or "~/.cache/pdp_ai/models").expanduser()


def refuse_unsafe(path: Path) -> None:
    """Raise `ModelRefused` unless `path` is, or holds, weights in a safe format with none of its shards missing."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    if not any(file.suffix in SAFE_SUFFIXES for file in files):
        raise ModelRefused(
            _(
                "%(path)s holds no safetensors, ONNX or GGUF weights. Pickled weights (.bin, .pt, .ckpt) can run "
                "code and are never loaded; convert them to safetensors.",
                path=path,
            )
        )
    for index in (file for file in files if file.name.endswith(".safetensors.index.json")):
        shards = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
        if missing := sorted(shard for shard in shards if not (index.parent / shard).is_file()):
            raise ModelRefused(
                _(
                    "%(path)s is incomplete: %(missing)s is missing; fetch the model again.",
                    path=path,
                    missing=", ".join(missing),
                )
            )


def write_record(weights: Weights, directory: Path) -> None:
    """Remember what was stored, so that loading need not hash half a gigabyte each time."""
    files = {file.name: {"sha256": sha256_of(file), **_stamp(file)} for file in _stored(directory)}
    record = {**_pin(weights), "files": files}
    (directory / RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")


def verify(name: str, cache: str = "") -> Path:
    """Like `locate`, but a starter model's files are hashed again in full."""
    path = locate(name, cache)
    if name in WEIGHTS and WEIGHTS[name].source == SHIPPED:
        _refuse_changed(WEIGHTS[name], _shipped(WEIGHTS[name]), WEIGHTS[name].sha256)
    elif name in WEIGHTS:
        directory = cache_directory(cache) / name
        for file, stored in _read_record(WEIGHTS[name], directory)["files"].items():
            _refuse_changed(WEIGHTS[name], directory / file, stored["sha256"])
    return path


def sha256_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _shipped(weights: Weights) -> Path:
    return Path(__file__).parent / weights.filename


def _locate_starter(weights: Weights, root: Path) -> Path:
    if weights.source == SHIPPED:
        return Path(__file__).parent / Path(weights.filename).parts[0]
    directory = root / weights.name
    files = _read_record(weights, directory)["files"]
    for name, stored in files.items():
        file = directory / name
        if not file.is_file():
            raise ModelRefused(
                _("%(file)s is missing; run `%(command)s`.", file=file, command=fetch_command(weights.name))
            )
        if _stamp(file) != {key: stored[key] for key in ("size", "mtime_ns")}:
            _refuse_changed(weights, file, stored["sha256"])
    return directory / onnx_name(weights) if weights.format in {"onnx", "sam"} else directory


def onnx_name(weights: Weights) -> str:
    return Path(weights.filename).with_suffix(".onnx").name


def _read_record(weights: Weights, directory: Path) -> dict[str, Any]:
    """The record beside the files; what it was made from must be what the catalogue pins today."""
    try:
        record: dict[str, Any] = json.loads((directory / RECORD).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelNotFetched(
            _(
                "%(weights)s is not in the model cache %(cache)s; run `%(command)s`.",
                weights=weights.name,
                cache=directory.parent,
                command=fetch_command(weights.name),
            )
        ) from error
    except ValueError as error:
        raise ModelRefused(
            _(
                "%(record)s is damaged; run `%(command)s`.",
                record=directory / RECORD,
                command=fetch_command(weights.name),
            )
        ) from error
    if {key: record.get(key) for key in _pin(weights)} != _pin(weights):
        raise ModelRefused(
            _(
                "%(directory)s holds another version of %(weights)s; run `%(command)s`.",
                directory=directory,
                weights=weights.name,
                command=fetch_command(weights.name),
            )
        )
    return record


def _pin(weights: Weights) -> dict[str, str]:
    return {"source": weights.source, "revision": weights.revision, "sha256": weights.sha256}


def _refuse_changed(weights: Weights, file: Path, expected: str) -> None:
    if sha256_of(file) != expected:
        if weights.source == SHIPPED:
            raise ModelRefused(_("%(file)s does not match its recorded hash; install pdp_ai anew.", file=file))
        raise ModelRefused(
            _(
                "%(file)s does not match its recorded hash; run `%(command)s`.",
                file=file,
                command=fetch_command(weights.name),
            )
        )


def _locate_hub(repo: str, revision: str, root: Path) -> Path:
    """The snapshot in our cache or in Hugging Face's own, looked up without a network."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    for cache in (root / "hub", None):
        try:
            path = Path(snapshot_download(repo, revision=revision, cache_dir=cache, local_files_only=True))
        except LocalEntryNotFoundError:
            continue
        refuse_unsafe(path)
        return path
    name = f"{repo}@{revision}"
    raise ModelNotFetched(
        _(
            "%(name)s is not in the model cache %(cache)s; run `%(command)s`.",
            name=name,
            cache=root,
            command=fetch_command(name),
        )
    )


def fetch_command(name: str) -> str:
    return f"manage.py pdp_models fetch {name}"


def _stored(directory: Path) -> Iterator[Path]:
    return (file for file in sorted(directory.iterdir()) if file.is_file() and file.name != RECORD)


def _stamp(file: Path) -> dict[str, int]:
    status = file.stat()
    return {"size": status.st_size, "mtime_ns": status.st_mtime_ns}
