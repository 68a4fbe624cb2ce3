"""The shop's page with a draft in place."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as live_settings
from django.contrib.auth.models import User
from django.core import checks
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client
from PIL import Image

from example_project.shop.models import Category, PlainProduct, Product, ProductPhoto
from example_project.shop.views import WorkshopDetail
from pdp_ai.adapters.in_place import put_in_place
from pdp_ai.adapters.photo_relation import PhotoRelation
from pdp_ai.adapters.targets import PhotoAltTarget, Target
from pdp_ai.exceptions import PreviewImpossible
from pdp_ai.models import MediaDraft
from pdp_ai.views.draft.preview_address import page_address
from pdp_ai.views.face import Face
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def everything() -> tuple[Any, list[str]]:
    """All rows of the database but sessions, and all files of both storages."""
    rows = {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in apps.get_models()}
    del rows["sessions.Session"]
    drafts = Path(str(live_settings.STORAGES["pdp_ai_drafts"]["OPTIONS"]["location"]))
    files = [str(path) for root in (Path(live_settings.MEDIA_ROOT), drafts) for path in sorted(root.rglob("*"))]
    return rows, files


def words(response: Any) -> str:
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_a_text_stands_on_the_shops_own_page_before_anything_is_live(browser: Client, product: Any) -> None:
    draft = make_draft(product, text="<p>A stool to keep.</p>")
    page = words(browser.get(page_address(draft)))
    assert "A stool to keep." in page
    assert "masthead" in page
    assert "A stool to keep." not in words(browser.get(product.get_absolute_url()))


def test_a_phrase_of_a_plain_product_stands_on_its_page(browser: Client, plain_product: Any) -> None:
    draft = make_draft(plain_product, "title", text="A lamp for late readers")
    assert "<h1>A lamp for late readers</h1>" in words(browser.get(page_address(draft)))


def test_the_page_of_a_product_that_is_not_live_can_be_seen(browser: Client, plain_product: Any) -> None:
    PlainProduct.objects.update(live=False)
    draft = make_draft(plain_product, "title", text="A lamp for late readers")
    assert "A lamp for late readers" in words(browser.get(page_address(draft)))


def test_alternative_text_is_heard_in_the_preview(browser: Client, product: Any) -> None:
    draft = make_draft(product, "alt_text", text="A low round stool in oak")
    MediaDraft.objects.update(place=f"alt_text#{product.photos.get().pk}")
    assert 'alt="A low round stool in oak"' in words(browser.get(page_address(draft)))


@pytest.mark.parametrize("slot", ["packshot", "scene"])
def test_a_picture_stands_in_the_gallery_at_the_sizes_that_the_shop_asks_for(
    browser: Client, product: Any, slot: str
) -> None:
    draft = make_draft(product, slot)
    page = words(browser.get(page_address(draft)))
    addresses = re.findall(r'height="(\d+)" src="(/pdp-ai/preview/picture/[^"]+)" width="(\d+)"', page)
    assert ("160", "160") in {(width, height) for height, _url, width in addresses}
    for height, url, width in addresses:
        response = Client().get(url)
        with Image.open(io.BytesIO(response.content)) as picture:
            assert picture.size == (int(width), int(height))
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert response.headers["Cache-Control"] == "private, no-store"


def test_a_picture_takes_the_place_of_the_one_it_would_replace(browser: Client, product: Any) -> None:
    ProductPhoto.objects.create(product=product, image=product.photos.get().image, role="packshot", sort_order=7)
    page = words(browser.get(page_address(make_draft(product, "packshot"))))
    assert page.count("<li>\n                <a href=") == 2
    assert page.index("/preview/picture/") < page.index("/media/")


def test_a_picture_of_a_plain_product_has_a_signed_address(browser: Client, plain_product: Any) -> None:
    draft = make_draft(plain_product, "packshot")
    page = words(browser.get(page_address(draft)))
    [address] = set(re.findall(r'src="(/pdp-ai/preview/picture/[^"]+)"', page))
    with draft.file.open("rb") as file:
        assert Client().get(address).content == file.read()


@pytest.mark.parametrize("slot", ["title", "description", "alt_text", "packshot", "scene"])
@pytest.mark.parametrize("kind", ["product", "plain_product"])
def test_nothing_is_saved_by_looking(browser: Client, request: pytest.FixtureRequest, slot: str, kind: str) -> None:
    shown = request.getfixturevalue(kind)
    draft = make_draft(shown, slot, text="Nothing but words")
    if kind == "product":
        ProductPhoto.objects.create(product=shown, image=shown.photos.get().image, sort_order=3)
    words(browser.get(shown.get_absolute_url()))  # makes the renditions of the shop's own photos
    rows, files = everything()
    words(browser.get(page_address(draft)))
    rows_after, files_after = everything()
    assert files_after == files
    for model, before in rows.items():
        assert rows_after[model] == before, model


def test_what_a_shops_view_saves_is_not_saved(browser: Client, plain_product: Any, settings: Any) -> None:
    settings.PDP_AI = with_preview(settings, f"{__name__}.page_that_saves")
    draft = make_draft(plain_product, "title", text="A lamp for late readers")
    assert words(browser.get(page_address(draft))) == "A lamp for late readers"
    assert PlainProduct.objects.get().headline == ""


def page_that_saves(_request: HttpRequest, product: Any) -> HttpResponse:
    product.save()
    return HttpResponse(product.headline)


def test_the_setting_names_a_view_class(browser: Client, plain_product: Any, settings: Any) -> None:
    settings.PDP_AI = with_preview(settings, f"{__name__}.Leaflet")
    draft = make_draft(plain_product, "title", text="A lamp for late readers")
    response = browser.get(page_address(draft))
    assert "A lamp for late readers" in words(response)
    assert response.headers["X-Leaflet"] == "yes"


class Leaflet(WorkshopDetail):
    def render_to_response(self, context: Any, **kwargs: Any) -> Any:
        return super().render_to_response(context, headers={"X-Leaflet": "yes"}, **kwargs)


def with_preview(settings: Any, path: str) -> dict[str, Any]:
    products = settings.PDP_AI["PRODUCTS"]
    entry = {**products["shop.PlainProduct"], "PREVIEW": path}
    return {**settings.PDP_AI, "PRODUCTS": {**products, "shop.PlainProduct": entry}}


@pytest.mark.parametrize("path", ["nowhere.at_all", "example_project.settings.USUAL_SLOTS"])
def test_a_page_that_is_none_is_found_by_the_checks(settings: Any, path: str) -> None:
    settings.PDP_AI = with_preview(settings, path)
    assert "pdp_ai.E014" in {message.id for message in checks.run_checks()}


def test_search_engines_caches_and_other_sites_get_nothing_of_it(browser: Client, draft: MediaDraft) -> None:
    response = browser.get(page_address(draft))
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    policies = response.headers["Content-Security-Policy"].split(", ")
    assert policies[0].startswith("default-src 'self'")
    assert policies[-1] == "sandbox allow-scripts"


def test_a_cached_shop_neither_shows_nor_keeps_a_draft(browser: Client, draft: MediaDraft, settings: Any) -> None:
    middleware = "django.middleware.cache"
    settings.MIDDLEWARE = [
        f"{middleware}.UpdateCacheMiddleware",
        *settings.MIDDLEWARE,
        f"{middleware}.FetchFromCacheMiddleware",
    ]
    cache.clear()
    public = Product.objects.get().get_absolute_url()
    assert "A fine stool." in words(browser.get(page_address(draft)))
    assert "A fine stool." not in words(Client().get(public))
    assert "A fine stool." in words(browser.get(page_address(draft)))
    assert "A fine stool." not in words(Client().get(public))
    cache.clear()


def test_the_reviewer_stays_signed_in(browser: Client, draft: MediaDraft, face: Face) -> None:
    response = browser.get(page_address(draft))
    assert not response.cookies
    assert browser.get(face.url("draft", draft.pk)).status_code == 200


def test_the_page_is_that_of_a_visitor_without_an_account(browser: Client, plain_product: Any, settings: Any) -> None:
    settings.PDP_AI = with_preview(settings, f"{__name__}.page_that_greets")
    draft = make_draft(plain_product, "title", text="A lamp")
    assert words(browser.get(page_address(draft))) == f"nobody at {plain_product.get_absolute_url()}, preview: True"


def page_that_greets(request: Any, _product: Any) -> HttpResponse:
    name = request.user.username or "nobody"
    return HttpResponse(f"{name} at {request.path}, preview: {request.is_preview}")


def test_an_address_that_has_expired_says_so_and_shows_nothing(browser: Client, product: Any, settings: Any) -> None:
    draft = make_draft(product, "packshot")
    address = page_address(draft)
    picture = re.search(r'src="(/pdp-ai/preview/picture/[^"]+)"', words(browser.get(address)))
    settings.PDP_AI = {**settings.PDP_AI, "REVIEW": {"PREVIEW_SECONDS": -1}}
    for url in (address, picture[1] if picture else ""):
        response = browser.get(url)
        assert response.status_code == 410
        assert "has expired" in response.content.decode()
        assert "masthead" not in response.content.decode()


def test_the_address_of_one_draft_opens_no_other(browser: Client, product: Any) -> None:
    first, second = make_draft(product), make_draft(product, "packshot")
    address = page_address(first)
    token = address.rstrip("/").rpartition("/")[2]
    _key, _, signature = token.partition(":")
    assert browser.get(address.replace(token, f"{second.pk}:{signature}")).status_code == 404
    assert browser.get(f"/pdp-ai/preview/picture/{second.pk}:{signature}").status_code == 404
    assert browser.get(f"/pdp-ai/preview/picture/{token}").status_code == 404
    assert browser.get(f"/pdp-ai/preview/{second.pk}/").status_code == 404


def test_without_an_account_one_is_asked_to_sign_in(client: Client, draft: MediaDraft) -> None:
    response = client.get(page_address(draft))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/admin/login/?next=/pdp-ai/preview/")
    assert response.headers["Cache-Control"] == "private, no-store"


def test_an_account_that_may_not_review_sees_nothing(
    client: Client, draft: MediaDraft, make_user: Callable[..., User]
) -> None:
    client.force_login(make_user("generate"))
    assert client.get(page_address(draft)).status_code == 403


def test_a_shop_may_let_the_address_alone_open_it(client: Client, draft: MediaDraft, settings: Any) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "REVIEW": {"SHARE_PREVIEWS": True}}
    assert "A fine stool." in words(client.get(page_address(draft)))


def test_a_text_that_the_product_has_no_room_for_says_so(browser: Client, product: Any) -> None:
    response = browser.get(page_address(make_draft(product, "title", text="very " * 40 + "long")))
    assert response.status_code == 409
    assert "has room for 120" in response.content.decode()


def test_a_product_that_is_gone_says_so(browser: Client, product: Any, draft: MediaDraft) -> None:
    product.delete()
    response = browser.get(page_address(draft))
    assert response.status_code == 409
    assert "no longer exists" in response.content.decode()


def test_a_hostile_draft_runs_nothing(browser: Client, product: Any) -> None:
    draft = make_draft(product, "title", text="<script>alert(1)</script>")
    MediaDraft.objects.update(text="<script>alert(1)</script>")
    page = words(browser.get(page_address(draft)))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_only_looking_is_possible(browser: Client, draft: MediaDraft) -> None:
    assert browser.post(page_address(draft)).status_code == 405


def test_both_admins_show_it_on_a_phone_and_on_a_desk(browser: Client, draft: MediaDraft, face: Face) -> None:
    address = face.url("preview", draft.pk)
    assert f'href="{address}"' in words(browser.get(face.url("draft", draft.pk)))
    page = words(browser.get(address))
    frames = re.findall(r'<iframe src="(/pdp-ai/preview/[^"]+)"[^>]*sandbox="allow-scripts"', page)
    assert len(frames) == 2
    assert "A fine stool." in words(browser.get(frames[0]))
    assert "pdp-shared" not in page.replace("pdp-shared {", "")


def test_the_address_to_share_is_named_where_sharing_is_allowed(
    browser: Client, draft: MediaDraft, face: Face, settings: Any
) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "REVIEW": {"SHARE_PREVIEWS": True}}
    assert 'value="http://testserver/pdp-ai/preview/' in words(browser.get(face.url("preview", draft.pk)))


def test_a_product_without_a_page_has_no_preview(
    browser: Client, plain_product: Any, face: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PlainProduct, "get_absolute_url", lambda _self: "https://elsewhere.example/nowhere/")
    draft = make_draft(plain_product, "title", text="A lamp")
    assert "Preview on the page" not in words(browser.get(face.url("draft", draft.pk)))
    assert browser.get(face.url("preview", draft.pk)).status_code == 404
    assert browser.get(page_address(draft)).status_code == 409


def test_rows_of_plain_django_are_held_in_memory() -> None:
    shop = Category.objects.create(name="Shop", slug="shop")
    child = Category.objects.create(name="Chairs", slug="chairs", parent=shop)
    target = PhotoAltTarget(PhotoRelation("children", image="slug", alt="name"), key=str(child.pk))
    put_in_place(target, shop, "Stools")
    assert [category.name for category in shop.children.all()] == ["Stools"]
    assert Category.objects.get(pk=child.pk).name == "Chairs"


def test_a_kind_of_place_that_nobody_taught_is_refused(product: Any) -> None:
    class Elsewhere(Target):
        read = store = attach = mirror = None  # type: ignore[assignment]

    with pytest.raises(PreviewImpossible):
        put_in_place(Elsewhere(), product, "text")
