"""The converter, over a small tarball of the same shape as the real one."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest
from django.core.management import call_command

from example_project.demo_catalogue import catalogue_rows, make_catalogue
from example_project.shop.models import Product

from .conftest import png

# Padded with spaces and with a row a variant, as the real one is.
TABLE = """\
name        ,slug,description  ,assets  ,facets,optionGroups,optionValues,sku ,price ,variantFacets
Running Shoe,shoe,"Light, fast",shoe.png,FACETS,size|RAM    ,Size 40|8GB ,RS40,99.9  ,
            ,    ,             ,        ,      ,            ,Size 42|8GB ,RS42,109.90,
Cactus      ,cact,Green        ,shoe.png,category:Plants,   ,            ,C1  ,15.50 ,
""".replace("FACETS", "category:Sport|category:Footwear|brand:Acme|color:blue|color:pink")


@pytest.fixture
def tarball(tmp_path: Path) -> Path:
    files = {
        "package/assets/products.csv": TABLE.encode(),
        "package/assets/images/shoe.png": png(),
        "package/assets/images/../../../../evil.png": png(),
        "package/index.js": b"throw 1",
    }
    path = tmp_path / "package.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_variants_are_merged_into_one_row_of_our_format() -> None:
    shoe, cactus = catalogue_rows(csv.DictReader(io.StringIO(TABLE)))
    attributes = json.loads(shoe.pop("attributes"))
    assert attributes == {"Brand": "Acme", "Color": "blue, pink", "Size": "40, 42", "RAM": "8GB"}
    assert shoe == {
        "sku": "RS40",
        "title": "Running Shoe",
        "description": "Light, fast",
        "price": "99.90",
        "currency": "USD",
        "category": "Sport > Footwear",
        "language": "en",
        "images": "shoe.png",
    }
    assert (cactus["price"], cactus["attributes"]) == ("15.50", "{}")


def test_only_the_product_list_and_its_photos_are_unpacked(tarball: Path, tmp_path: Path) -> None:
    dest = tmp_path / "demo"
    assert make_catalogue(dest, sha256=sha256(tarball), tarball=tarball) == 2
    files = {str(path.relative_to(dest)) for path in dest.rglob("*") if path.is_file()}
    assert files == {"products.csv", "SOURCES.txt", "images/shoe.png"}
    assert not list(tmp_path.rglob("evil.png"))
    assert "MIT" in (dest / "SOURCES.txt").read_text()


def test_a_second_run_finds_the_work_done(tarball: Path, tmp_path: Path) -> None:
    digest = sha256(tarball)
    make_catalogue(tmp_path / "demo", sha256=digest, tarball=tarball)
    tarball.unlink()
    assert make_catalogue(tmp_path / "demo", sha256=digest, tarball=tarball) == 2


def test_a_tarball_with_another_hash_is_refused(tarball: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing was unpacked"):
        make_catalogue(tmp_path / "demo", tarball=tarball)
    assert not (tmp_path / "demo").exists()


@pytest.mark.django_db
def test_what_is_made_can_be_loaded(tarball: Path, tmp_path: Path) -> None:
    make_catalogue(tmp_path / "demo", sha256=sha256(tarball), tarball=tarball)
    call_command("load_catalog", tmp_path / "demo", stdout=io.StringIO(), stderr=io.StringIO())
    assert set(Product.objects.values_list("title", flat=True)) == {"Running Shoe", "Cactus"}
