"""Small catalogues made on the spot."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from example_project.shop.catalogue.rows import COLUMNS

ROW = {
    "sku": "ST-01",
    "title": "Oak Stool",
    "description": "Solid oak, oiled by hand.",
    "price": "89.00",
    "currency": "EUR",
    "category": "Home > Furniture",
    "language": "en",
    "images": "stool.png",
    "attributes": '{"Material": "oak"}',
}

WriteCatalogue = Callable[..., Path]


def png(colour: str = "tan", size: tuple[int, int] = (80, 80)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def write_catalogue(tmp_path: Path) -> WriteCatalogue:
    """`write_catalogue({"sku": …}, …)` writes one row for each dict, over the defaults, and `stool.png`."""

    def write(*changes: dict[str, str], encoding: str = "utf-8", columns: tuple[str, ...] = COLUMNS) -> Path:
        folder = tmp_path / "catalogue"
        (folder / "images").mkdir(parents=True, exist_ok=True)
        (folder / "images" / "stool.png").write_bytes(png())
        with (folder / "products.csv").open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(ROW | change for change in changes)
        return folder

    return write
