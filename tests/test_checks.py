"""Every mistake in the settings has its own message, found before a worker meets it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import models
from django.test.utils import isolate_apps
from wagtail.blocks import RichTextBlock
from wagtail.fields import StreamField

from pdp_ai import checks
from pdp_ai.adapters.wagtail import WagtailProductAdapter
from pdp_ai.engines.starter_models import WEIGHTS
from pdp_ai.models import Style
from pdp_ai.provenance.development_key import write_development_key

PRODUCTS = django_settings.PDP_AI["PRODUCTS"]


def ids(messages: list[Any]) -> set[str]:
    return {message.id for message in messages}


def product_with(settings: Any, **changes: Any) -> None:
    entry = PRODUCTS["shop.PlainProduct"]
    options = {**entry["OPTIONS"], **changes.pop("OPTIONS", {})}
    settings.PDP_AI = {"PRODUCTS": {"shop.PlainProduct": {**entry, "OPTIONS": options, **changes}}}


def test_the_example_shop_has_nothing_to_mend() -> None:
    for check in (checks.check_products, checks.check_recipes, checks.check_engines, checks.check_storage):
        assert check() == []
    assert checks.check_queue() == []
    assert checks.check_database() == []


def test_e001_a_product_model_that_does_not_exist(settings: Any) -> None:
    settings.PDP_AI = {"PRODUCTS": {"shop.Nothing": {"ADAPTER": "x", "OPTIONS": {}}}}
    assert ids(checks.check_products()) == {"pdp_ai.E001"}


@pytest.mark.parametrize(
    "changes",
    [
        {"ADAPTER": "pdp_ai.adapters.nowhere.Adapter"},
        {"OPTIONS": {"colour": "red"}},
        {"OPTIONS": {"slots": {"packshot": "photos:packshot"}}},
        {"OPTIONS": {"slots": {"hologram": "text"}}},
    ],
)
def test_e002_an_adapter_or_mapping_that_cannot_work(settings: Any, changes: dict[str, Any]) -> None:
    product_with(settings, **changes)
    assert ids(checks.check_products()) == {"pdp_ai.E002"}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"sku": "article"}, "shop.PlainProduct has no field 'article'."),
        ({"facts": {"name": "name"}}, "'name' is no fact; there are title, description, price"),
        ({"facts": {"attributes": ["material"]}}, "shop.PlainProduct has no field 'material'."),
        ({"facts": {"attributes": {"related": "values"}}}, "'attributes' is {'related', 'name', 'value'}"),
        (
            {"slots": {"description": "descripton"}},
            "the slot 'description': shop.PlainProduct has no field 'descripton'.",
        ),
        ({"slots": {"description": "price"}}, "shop.PlainProduct.price is a DecimalField, where one of CharField"),
        ({"slots": {"packshot": "text"}}, "shop.PlainProduct.text is a TextField, where one of FileField"),
        ({"photos": {"field": "foto"}}, "shop.PlainProduct has no field 'foto'."),
        ({"photos": {"image": "photo"}}, "`photos` has 'image'; it is either"),
        ({"photos": {"related": "photos"}}, "`photos` needs 'image' beside 'related'."),
        ({"photos": {"related": "photos", "image": "image"}}, "shop.PlainProduct has no relation 'photos'."),
        ({"variants": {"related": "variants", "names": "colour"}}, "`variants` has 'names'; it knows related, name"),
    ],
)
def test_e002_names_what_the_model_does_not_have(settings: Any, options: dict[str, Any], sentence: str) -> None:
    product_with(settings, OPTIONS={"slots": {"description": "text"}, **options})
    found = checks.check_products()
    assert ids(found) == {"pdp_ai.E002"}
    assert sentence in found[0].msg


@pytest.mark.parametrize(("key", "name"), [("image", "picture"), ("alt", "caption"), ("role", "kind")])
def test_e002_a_row_of_photos_without_the_field(settings: Any, key: str, name: str) -> None:
    entry = PRODUCTS["shop.Product"]
    photos = {**entry["OPTIONS"]["photos"], key: name}
    options = {**entry["OPTIONS"], "photos": photos, "slots": {"description": "description"}}
    settings.PDP_AI = {"PRODUCTS": {"shop.Product": {**entry, "OPTIONS": options}}}
    assert [error.msg.partition("]: ")[2] for error in checks.check_products()] == [
        f"shop.ProductPhoto has no field {name!r}."
    ]


def test_e002_plain_text_in_a_field_whose_editor_puts_tags_round_it(settings: Any) -> None:
    entry = PRODUCTS["shop.Product"]
    options = {**entry["OPTIONS"], "slots": {"short_description": "description"}}
    settings.PDP_AI = {"PRODUCTS": {"shop.Product": {**entry, "OPTIONS": options}}}
    found = checks.check_products()
    assert ids(found) == {"pdp_ai.E002"}
    assert "plain text and cannot stand in the RichTextField 'description'" in found[0].msg


@isolate_apps("example_project.shop")
def test_e002_copy_in_a_stream_field() -> None:
    class Page(models.Model):  # noqa: DJ008  # never shown
        body = StreamField([("text", RichTextBlock())])

        class Meta:
            app_label = "shop"

    [mistake] = WagtailProductAdapter(Page, {"slots": {"description": "body"}}).mistakes()
    assert "shop.Page.body is a StreamField, where one of CharField, TextField, JSONField is needed" in mistake


@pytest.mark.parametrize("path", ["titel", "category.nam", "category.parent.nam"])
def test_w008_a_fact_whose_path_leads_nowhere(settings: Any, path: str) -> None:
    entry = PRODUCTS["shop.Product"]
    options = {**entry["OPTIONS"], "facts": {**entry["OPTIONS"]["facts"], "title": path}}
    settings.PDP_AI = {"PRODUCTS": {"shop.Product": {**entry, "OPTIONS": options}}}
    assert ids(checks.check_products()) == {"pdp_ai.W008"}


@pytest.mark.parametrize(
    "path", ["category.parent.parent.name", "category.path_names", "attributes.Material", "photos.first.x"]
)
def test_what_lies_behind_a_method_or_in_json_is_not_complained_of(settings: Any, path: str) -> None:
    entry = PRODUCTS["shop.Product"]
    options = {**entry["OPTIONS"], "facts": {**entry["OPTIONS"]["facts"], "title": path}}
    settings.PDP_AI = {"PRODUCTS": {"shop.Product": {**entry, "OPTIONS": options}}}
    assert checks.check_products() == []


def test_w009_a_place_that_no_recipe_makes_anything_for(settings: Any) -> None:
    product_with(settings)
    scene = {"BACKEND": "pdp_ai.recipes.scene.SceneRecipe"}
    settings.PDP_AI = {**settings.PDP_AI, "RECIPES": {"packshot": scene}}
    [warning] = checks.check_products()
    assert warning.id == "pdp_ai.W009"
    assert "'packshot'" in warning.msg


def test_e003_a_slot_to_fill_on_save_that_does_not_exist(settings: Any) -> None:
    product_with(settings, GENERATE_ON_SAVE=["hologram"])
    assert ids(checks.check_products()) == {"pdp_ai.E003"}


def test_w001_a_fact_read_from_the_field_that_copy_is_published_to(settings: Any) -> None:
    product_with(settings, OPTIONS={"facts": {"description": "text"}})
    assert ids(checks.check_products()) == {"pdp_ai.W001"}


def test_e004_a_recipe_that_cannot_be_made(settings: Any) -> None:
    settings.PDP_AI = {"RECIPES": {"scene": {"BACKEND": "pdp_ai.recipes.scene.SceneRecipe", "OPTIONS": {"speed": 9}}}}
    assert ids(checks.check_recipes()) == {"pdp_ai.E004"}


def test_e005_a_recipe_that_names_no_engine(settings: Any) -> None:
    recipe = {"BACKEND": "pdp_ai.recipes.scene.SceneRecipe", "OPTIONS": {"engine": "gone"}}
    settings.PDP_AI = {"RECIPES": {"scene": recipe}}
    assert ids(checks.check_recipes()) == {"pdp_ai.E005"}


def test_e006_an_engine_with_an_option_it_does_not_know(settings: Any) -> None:
    backend = "pdp_ai.engines.transformers_copy.TransformersCopyEngine"
    settings.PDP_AI = {"ENGINES": {"copy": {"BACKEND": backend, "OPTIONS": {"speed": 9}}}}
    assert ids(checks.check_engines()) == {"pdp_ai.E006"}


def test_e007_drafts_without_a_storage_of_their_own(settings: Any) -> None:
    settings.STORAGES = {name: entry for name, entry in settings.STORAGES.items() if name != "pdp_ai_drafts"}
    assert ids(checks.check_storage()) == {"pdp_ai.E007"}


def test_e008_drafts_where_the_public_can_fetch_them(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert ids(checks.check_storage()) == {"pdp_ai.E008"}


def test_e009_a_lane_without_a_cluster(settings: Any) -> None:
    settings.PDP_AI = {"QUEUE": {"CLUSTERS": {"gpu": "missing"}}}
    assert ids(checks.check_queue()) == {"pdp_ai.E009"}


@pytest.mark.parametrize("change", [{"max_attempts": 0}, {"ack_failures": False}, {"timeout": 3600}, {"timeout": 700}])
def test_w002_a_queue_that_loses_or_doubles_work(settings: Any, change: dict[str, Any]) -> None:
    alternatives = {"cpu": {**settings.Q_CLUSTER["ALT_CLUSTERS"]["cpu"], **change}}
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, **change, "ALT_CLUSTERS": alternatives}
    assert ids(checks.check_queue()) == {"pdp_ai.W002"}


def test_w003_sqlite_that_locks_under_two_writers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(django_settings.DATABASES, "default", {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {}})
    assert ids(checks.check_database()) == {"pdp_ai.W003"}


def test_w004_postgresql_that_reconnects_for_every_task(monkeypatch: pytest.MonkeyPatch) -> None:
    database = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 0}
    monkeypatch.setitem(django_settings.DATABASES, "default", database)
    assert ids(checks.check_database()) == {"pdp_ai.W004"}


#: Of a model the catalogue says nothing of.
UNKNOWN = {"BACKEND": "pdp_ai.engines.diffusers_image.DiffusersImageEngine", "OPTIONS": {"model": "/srv/models/sdxl"}}


@pytest.mark.parametrize(("stated", "warned"), [({"commercial_use": False}, True), ({"commercial_use": True}, False)])
def test_w005_a_model_whose_licence_forbids_commercial_use(settings: Any, stated: Any, warned: bool) -> None:
    settings.PDP_AI = {"ENGINES": {"image": {**UNKNOWN, "OPTIONS": {**UNKNOWN["OPTIONS"], **stated}}}}
    assert ids(checks.check_engines()) == ({"pdp_ai.W005"} if warned else set())
    assert all("refused" in message.msg for message in checks.check_engines())
    settings.PDP_AI = {**settings.PDP_AI, "LICENCES": {"NON_COMMERCIAL": True}}
    assert not any("refused" in message.msg for message in checks.check_engines())


def test_w005_asks_the_catalogue_and_lets_a_licence_of_your_own_overrule_it(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WEIGHTS, "u2netp", dataclasses.replace(WEIGHTS["u2netp"], commercial_use=False))
    assert ids(checks.check_engines()) == {"pdp_ai.W005"}
    backend = "pdp_ai.engines.onnx_cutout.OnnxCutoutEngine"
    settings.PDP_AI = {"ENGINES": {"cutout": {"BACKEND": backend, "OPTIONS": {"commercial_use": True}}}}
    assert checks.check_engines() == []


@pytest.mark.parametrize(
    ("backend", "options"),
    [
        ("openai_copy.OpenAICopyEngine", {"model": "m", "base_url": "http://127.0.0.1:8000/v1"}),
        ("openai_image.OpenAIImageEngine", {"model": "m", "sizes": ["1024x1024"]}),
        ("diffusers_image.DiffusersImageEngine", {"model": "org/name@" + "0" * 40}),
    ],
)
def test_the_settings_of_the_handbook_are_right(settings: Any, backend: str, options: dict[str, Any]) -> None:
    settings.PDP_AI = {"ENGINES": {"mine": {"BACKEND": f"pdp_ai.engines.{backend}", "OPTIONS": options}}}
    assert checks.check_engines() == []


@pytest.mark.parametrize("value", [-1, "100", 1.5, True])
def test_e010_a_limit_that_is_no_number(settings: Any, value: object) -> None:
    settings.PDP_AI = {"LIMITS": {"USER_DAILY": value}}
    assert ids(checks.check_limits()) == {"pdp_ai.E010"}
    settings.PDP_AI = {"LIMITS": {"USER_DAILY": 0, "SITE_DAILY": None}}
    assert checks.check_limits() == []


@pytest.mark.parametrize(("section", "name", "value"), [
    ("LIMITS", "CANDIDATES", "four"),
    ("LIMITS", "CANDIDATES", 0),
    ("QUEUE", "BATCH", 0),
    ("QUEUE", "LEASE_SECONDS", None),
])  # fmt: skip
def test_e010_a_number_that_no_work_could_be_done_with(settings: Any, section: str, name: str, value: object) -> None:
    settings.PDP_AI = {section: {name: value}}
    [error] = checks.check_limits()
    assert error.id == "pdp_ai.E010"
    assert f'PDP_AI["{section}"][{name!r}] must be a number above 0' in error.msg


@pytest.mark.parametrize(("own", "where", "hint"), [
    ({"ENGINE": {}}, "PDP_AI has no 'ENGINE'", "Did you mean 'ENGINES'?"),
    ({"LIMITS": {"CANDIDATE": 3}}, "PDP_AI[\"LIMITS\"] has no 'CANDIDATE'", "Did you mean 'CANDIDATES'?"),
    ({"REVIEW": {"FOUREYES": True}}, "PDP_AI[\"REVIEW\"] has no 'FOUREYES'", "Did you mean 'FOUR_EYES'?"),
    ({"PRODUCTS": {"shop.Product": {"GENERAT": []}}}, "['shop.Product'] has no 'GENERAT'", "Did you mean 'GENERATE'?"),
    ({"ENGINES": {"copy": {"BACKEND": "x", "model": "y"}}}, "['copy'] has no 'model'", "There are BACKEND, OPTIONS."),
])  # fmt: skip
def test_e016_a_name_that_nothing_reads(settings: Any, own: dict[str, Any], where: str, hint: str) -> None:
    settings.PDP_AI = own
    [error] = checks.check_names()
    assert (error.id, error.hint) == ("pdp_ai.E016", hint)
    assert where in error.msg


def test_w006_a_public_shop_that_signs_with_the_key_for_development(settings: Any) -> None:
    assert ids(checks.check_provenance()) == {"pdp_ai.W006"}
    settings.DEBUG = True
    assert checks.check_provenance() == []


def test_e011_a_key_that_cannot_sign(settings: Any, tmp_path: Path) -> None:
    write_development_key(tmp_path / "mine")
    write_development_key(tmp_path / "other")
    certificates, key = tmp_path / "mine" / "certificates.pem", tmp_path / "mine" / "private-key.pem"
    settings.PDP_AI = {"PROVENANCE": {"CERTIFICATES": certificates, "PRIVATE_KEY": key}}
    assert checks.check_provenance() == []
    for wrong in (tmp_path / "other" / "private-key.pem", tmp_path / "gone.pem", certificates):
        settings.PDP_AI = {"PROVENANCE": {"CERTIFICATES": certificates, "PRIVATE_KEY": wrong}}
        assert ids(checks.check_provenance()) == {"pdp_ai.E011"}


def test_e015_a_shop_that_keeps_times_without_a_zone(settings: Any) -> None:
    settings.USE_TZ = False
    assert ids(checks.check_database()) == {"pdp_ai.E015"}


@pytest.mark.django_db
def test_w007_active_styles_for_the_same_category_and_language() -> None:
    for name, category, active in (("Old", "Home>Chairs", True), ("New", "Home > Chairs", True), ("Shop", "", True)):
        Style.objects.create(name=name, category=category, is_active=active)
    [warning] = checks.check_styles(databases=["default"])
    assert warning.id == "pdp_ai.W007"
    assert "'Old', and never ['New']" in warning.msg
    assert checks.check_styles(databases=None) == []
    Style.objects.filter(name="New").update(is_active=False)
    assert checks.check_styles(databases=["default"]) == []
