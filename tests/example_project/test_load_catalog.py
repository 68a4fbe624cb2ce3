"""Loading a catalogue: good rows once, bad rows by name."""

from __future__ import annotations

import io
import json
import shutil
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.images import get_image_model

from example_project.shop.catalogue.rows import COLUMNS
from example_project.shop.models import Category, PlainProduct, Product, ProductPhoto

from .conftest import WriteCatalogue, png

pytestmark = pytest.mark.django_db
WITH_VARIANTS = (*COLUMNS, "variants")


def load(folder: Path, **options: Any) -> dict[str, Any]:
    """The summary; raises when a row was bad."""
    out = io.StringIO()
    call_command("load_catalog", folder, as_json=True, stdout=out, stderr=io.StringIO(), **options)
    return json.loads(out.getvalue())


def load_with_problems(folder: Path) -> tuple[dict[str, Any], str]:
    """The summary and what was said on standard error."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError):
        call_command("load_catalog", folder, as_json=True, stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


def test_a_row_becomes_a_live_product_with_its_photo_and_category(write_catalogue: WriteCatalogue) -> None:
    summary = load(write_catalogue({}))
    product = Product.objects.get()
    assert summary["created"] == 1
    assert (product.title, product.slug, product.price, product.currency) == (
        "Oak Stool",
        "oak-stool",
        Decimal("89.00"),
        "EUR",
    )
    assert product.live
    assert product.category.path_names == ["Home", "Furniture"]
    assert product.attributes == {"Material": "oak"}
    assert product.supplier_notes == "Solid oak, oiled by hand."
    assert not product.description
    photo = product.photos.get()
    assert photo.role == ProductPhoto.OWN
    assert photo.image.file.name.startswith("original_images/catalogue-")


def test_loading_twice_writes_nothing_the_second_time(write_catalogue: WriteCatalogue) -> None:
    folder = write_catalogue({}, {"sku": "ST-02"})
    load(folder, plain=1)
    before = list(Product.objects.values_list("pk", "updated_at"))
    plain_before = PlainProduct.objects.get().updated_at
    summary = load(folder, plain=1)
    assert (summary["created"], summary["updated"], summary["unchanged"]) == (0, 0, 2)
    assert list(Product.objects.values_list("pk", "updated_at")) == before
    assert PlainProduct.objects.get().updated_at == plain_before
    assert (get_image_model().objects.count(), Category.objects.count()) == (1, 2)


def test_a_changed_row_updates_the_product_and_keeps_what_people_made(write_catalogue: WriteCatalogue) -> None:
    load(write_catalogue({}))
    product = Product.objects.get()
    product.description = "<p>Ours.</p>"
    product.save()
    photo = product.photos.get()
    photo.alt_text = "A stool"
    photo.save()
    ProductPhoto.objects.create(product=product, image=photo.image, role=ProductPhoto.SCENE)
    folder = write_catalogue({"price": "79.50", "images": "stool.png|back.png"})
    (folder / "images" / "back.png").write_bytes(png("sienna"))
    assert load(folder)["updated"] == 1
    product = Product.objects.get()
    assert (product.price, product.description) == (Decimal("79.50"), "<p>Ours.</p>")
    assert [(photo.role, photo.alt_text) for photo in product.photos.all()] == [
        ("", "A stool"),
        ("", ""),
        ("scene", ""),
    ]


def test_a_photo_the_row_no_longer_names_goes_from_the_product(write_catalogue: WriteCatalogue) -> None:
    load(write_catalogue({}))
    load(write_catalogue({"images": ""}))
    assert not Product.objects.get().photos.exists()


def test_a_persons_unpublished_draft_survives_an_update(write_catalogue: WriteCatalogue) -> None:
    load(write_catalogue({}))
    product = Product.objects.get()
    product.description = "<p>Not yet public.</p>"
    product.save_revision()
    load(write_catalogue({"price": "70.00"}))
    live = Product.objects.get()
    draft = live.get_latest_revision_as_object()
    assert (live.price, live.description, live.has_unpublished_changes) == (Decimal("70.00"), "", True)
    assert (draft.price, draft.description) == (Decimal("70.00"), "<p>Not yet public.</p>")


def test_an_update_reaches_the_editor_of_a_product_with_revisions(write_catalogue: WriteCatalogue) -> None:
    load(write_catalogue({}))
    Product.objects.get().save_revision().publish()
    load(write_catalogue({"title": "Ash Stool", "images": ""}))
    live = Product.objects.get()
    draft = live.get_latest_revision_as_object()
    assert (live.title, draft.title, live.has_unpublished_changes) == ("Ash Stool", "Ash Stool", False)
    assert (live.photos.count(), draft.photos.count()) == (0, 0)


def test_the_first_rows_become_plain_products_too(write_catalogue: WriteCatalogue) -> None:
    load(write_catalogue({}, {"sku": "ST-02"}), plain=1)
    product = PlainProduct.objects.get()
    assert (product.sku, product.name, product.price) == ("ST-01", "Oak Stool", Decimal("89.00"))
    assert product.photo.name.startswith("workshop/catalogue-")
    assert product.photo.width == 80


def test_a_byte_order_mark_is_tolerated(write_catalogue: WriteCatalogue) -> None:
    assert load(write_catalogue({}, encoding="utf-8-sig"))["created"] == 1


def test_a_row_without_title_is_loaded_with_a_warning(write_catalogue: WriteCatalogue) -> None:
    summary = load(write_catalogue({"title": ""}))
    assert summary["warnings"] == [{"row": 2, "column": "title", "message": "is empty; loaded under its SKU"}]
    assert str(Product.objects.get()) == "ST-01"


def test_equal_titles_get_slugs_of_their_own(write_catalogue: WriteCatalogue) -> None:
    load(write_catalogue({}, {"sku": "ST-02"}, {"sku": "ST 02"}))
    slugs = Product.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["oak-stool", "oak-stool-st-02", "oak-stool-st-02-2"]


def test_text_is_cleaned_on_its_way_in(write_catalogue: WriteCatalogue) -> None:
    load(write_catalogue({"title": "Oak\u202e \u200bStool", "attributes": '{"Ma\\u0000terial": ["oak", 3, true]}'}))
    product = Product.objects.get()
    assert (product.title, product.attributes) == ("Oak Stool", {"Material": "oak, 3, yes"})


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ({"sku": ""}, "sku", "is empty"),
        ({"sku": "x" * 65}, "sku", "more than 64"),
        ({"sku": "ST-01"}, "sku", "already used in row 2"),
        ({"title": "x" * 256}, "title", "more than 255"),
        ({"title": "x" * 10_000_000}, "title", "more than 255 characters"),
        ({"description": "a\x00b"}, "description", "NUL"),
        ({"price": "12,50"}, "price", "is not a price"),
        ({"price": "NaN"}, "price", "is not a price"),
        ({"price": "-3.00"}, "price", "is not a price"),
        ({"price": "1e9"}, "price", "is not a price"),
        ({"price": "٣"}, "price", "is not a price"),
        ({"currency": "dollars"}, "currency", "three capital letters"),
        ({"language": "<b>"}, "language", "language tag"),
        ({"category": " > ".join("abcdef")}, "category", "levels deep"),
        ({"category": "x" * 81}, "category", "more than 80"),
        ({"attributes": "{oak}"}, "attributes", "is not JSON"),
        ({"attributes": '["oak"]'}, "attributes", "is not a JSON object"),
        ({"attributes": '{"Height": NaN}'}, "attributes", "is not JSON"),
        ({"attributes": '{"Size": {"Height": 3}}'}, "attributes", "another object"),
        ({"attributes": "[" * 15_000}, "attributes", "is not JSON"),
        ({"attributes": json.dumps(dict.fromkeys(map(str, range(101)), "x"))}, "attributes", "more than 100"),
        ({"images": "missing.png"}, "images", "missing.png"),
        ({"images": "../products.csv"}, "images", "not a plain file name"),
        ({"images": "../../../../etc/passwd"}, "images", "not a plain file name"),
        ({"images": "/etc/passwd"}, "images", "not a plain file name"),
        ({"images": "..\\stool.png"}, "images", "not a plain file name"),
        ({"images": ".."}, "images", "not a plain file name"),
        ({"images": f"{'x' * 300}.png"}, "images", "cannot be read"),
        ({"images": "link.png"}, "images", "leads out"),
        ({"images": "zero.png"}, "images", "is empty"),
        ({"images": "torn.png"}, "images", "torn.png"),
        ({"images": "text.jpg"}, "images", "text.jpg"),
        ({"images": "drawing.svg"}, "images", "SVG"),
        ({"images": "bomb.png"}, "images", "megapixels"),
        ({"images": "tiny.png"}, "images", "pixels"),
        ({"images": "huge.png"}, "images", "larger than 20 MB"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_are_kept(
    write_catalogue: WriteCatalogue, change: dict[str, str], column: str, message: str
) -> None:
    folder = write_catalogue({}, {"sku": "ST-02", **change}, {"sku": "ST-03"})
    write_bad_images(folder / "images")
    summary, said = load_with_problems(folder)
    assert [(problem["row"], problem["column"]) for problem in summary["problems"]] == [(3, column)]
    assert message in summary["problems"][0]["message"]
    assert f"row 3, column {column}: " in said
    assert (summary["created"], summary["failed"]) == (2, 1)
    assert set(Product.objects.values_list("sku", flat=True)) == {"ST-01", "ST-03"}
    # Nothing of the bad row is left behind.
    assert get_image_model().objects.count() == 1


def write_bad_images(folder: Path) -> None:
    (folder / "zero.png").touch()
    (folder / "torn.png").write_bytes(png()[:120])
    (folder / "text.jpg").write_text("not a photo")
    (folder / "drawing.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    (folder / "bomb.png").write_bytes(hollow_png(12_000, 12_000))
    (folder / "tiny.png").write_bytes(png(size=(8, 8)))
    with (folder / "huge.png").open("wb") as file:
        file.truncate(20_000_001)
    secret = folder.parent / "secret.png"
    shutil.copy(folder / "stool.png", secret)
    (folder / "link.png").symlink_to(secret)


def hollow_png(width: int, height: int) -> bytes:
    """A file of a few kilobytes that decodes to `width` × `height` one-bit pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_row_in_another_encoding_is_named_and_the_others_are_kept(write_catalogue: WriteCatalogue) -> None:
    folder = write_catalogue({}, {"sku": "ST-02", "title": "Tabouret en chêne"}, encoding="latin-1")
    summary, _ = load_with_problems(folder)
    assert [(problem["row"], problem["column"]) for problem in summary["problems"]] == [(3, "title")]
    assert "not UTF-8" in summary["problems"][0]["message"]
    assert summary["created"] == 1


def test_a_row_with_too_few_cells_is_named(write_catalogue: WriteCatalogue) -> None:
    folder = write_catalogue({})
    with (folder / "products.csv").open("a") as file:
        file.write("ST-02,Short\n\n")
    summary, _ = load_with_problems(folder)
    assert summary["problems"][0]["message"] == "has 2 cells, the header has 9"
    assert (summary["created"], summary["failed"]) == (1, 1)


def test_a_quote_that_never_closes_is_named(write_catalogue: WriteCatalogue) -> None:
    folder = write_catalogue({})
    with (folder / "products.csv").open("a") as file:
        file.write('ST-02,"Oak\n')
    summary, _ = load_with_problems(folder)
    assert (summary["created"], summary["failed"]) == (1, 1)


def test_missing_columns_are_named(write_catalogue: WriteCatalogue) -> None:
    folder = write_catalogue({}, columns=("sku", "title", "price"))
    with pytest.raises(CommandError, match="lacks the columns description, currency, category, language, images"):
        load(folder)


def test_a_utf16_file_is_refused_with_advice(write_catalogue: WriteCatalogue) -> None:
    with pytest.raises(CommandError, match="CSV UTF-8"):
        load(write_catalogue({}, encoding="utf-16"))


def test_an_empty_file_and_a_missing_one_are_refused(write_catalogue: WriteCatalogue, tmp_path: Path) -> None:
    folder = write_catalogue({})
    (folder / "products.csv").write_text("")
    with pytest.raises(CommandError, match="lacks the columns"):
        load(folder)
    with pytest.raises(CommandError, match="cannot be opened"):
        load(tmp_path / "nowhere")


def test_the_summary_reads_well_without_json(write_catalogue: WriteCatalogue) -> None:
    out = io.StringIO()
    call_command("load_catalog", write_catalogue({}), stdout=out, stderr=io.StringIO())
    assert out.getvalue() == "1 created, 0 updated, 0 unchanged, 0 failed\n"


def test_colours_are_loaded_with_their_own_photos_or_without(write_catalogue: WriteCatalogue) -> None:
    folder = write_catalogue({"variants": "sage: stool.png | rust"}, columns=WITH_VARIANTS)
    assert load(folder)["created"] == 1
    sage, rust = Product.objects.get().variants.all()
    assert (sage.colour, bool(sage.image), rust.colour, rust.image) == ("sage", True, "rust", None)
    scene = get_image_model().objects.get()
    Product.objects.get().variants.filter(colour="sage").update(scene=scene)
    assert load(folder)["unchanged"] == 1
    assert load(write_catalogue({"variants": "sage: stool.png"}, columns=WITH_VARIANTS))["updated"] == 1
    assert [(variant.colour, variant.scene) for variant in Product.objects.get().variants.all()] == [("sage", scene)]


def test_a_colour_named_twice_is_refused(write_catalogue: WriteCatalogue) -> None:
    _summary, said = load_with_problems(write_catalogue({"variants": "sage|sage"}, columns=WITH_VARIANTS))
    assert "row 2, column variants: names a colour twice, or none" in said
