from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from pdp_ai.actions.preview_style import preview_style
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.actions.tidy import tidy
from pdp_ai.models import GenerationJob, MediaDraft, Style, StylePreview
from pdp_ai.views.face import Face
from tests.views.styles.form_fields import form_fields

#: Wagtail leads back to its first page with a message.
REFUSED = (302, 403)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def shop_style(**said: Any) -> Style:
    return Style.objects.create(name="Shop", **said)


def test_the_unsaved_style_is_tried_beside_the_saved_one(desk: Client, face: Face, product: Any) -> None:
    style = shop_style(voice="Quick.")
    answer = desk.post(face.url("style_try", style.pk), form_fields(voice="Slow."), follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain
    preview = StylePreview.objects.get()
    assert {side.side: side.job.brief.style.voice for side in preview.sides.all()} == {
        "before": "Quick.",
        "after": "Slow.",
    }
    assert Style.objects.get().voice == "Quick."
    run_generation("gpu")
    page = desk.get(face.url("style_preview", preview.pk, part="live")).content.decode()
    assert page.count("A fine Oak Stool for every home.") == 2
    assert "As it is now" in page
    assert "With your changes" in page


def test_a_preview_leaves_no_draft_and_counts_as_no_job_of_the_product(editor: User, product: Any) -> None:
    style = shop_style()
    style.voice = "Slow."
    preview = preview_style(style, [product], ("description",), user=editor)
    run_generation("gpu")
    assert [job.state for job in preview.jobs] == ["successful", "successful"]
    assert not MediaDraft.objects.exists()
    assert GenerationJob.objects.latest_fingerprint("shop.product", str(product.pk), "description") is None
    [job] = request_generation([product], Wish(slots=("description",))).jobs
    assert not job.is_preview
    assert job.brief.seed == preview.jobs[0].brief.seed


def test_a_preview_joins_no_other_request(editor: User, product: Any) -> None:
    style = shop_style()
    request_generation([product], Wish(slots=("description",)))
    preview_style(style, [product], ("description",), user=editor)
    assert GenerationJob.objects.unfinished().count() == 2


def test_where_nothing_changes_only_one_side_is_written(desk: Client, face: Face, product: Any) -> None:
    style = shop_style(voice="Quick.")
    page = desk.post(face.url("style_try", style.pk), form_fields(voice="Quick."), follow=True).content.decode()
    assert GenerationJob.objects.count() == 1
    assert "make no difference here" in page


def test_a_style_that_was_never_saved_is_held_against_what_fits_now(desk: Client, face: Face, product: Any) -> None:
    shop_style(voice="Quick.")
    desk.post(face.url("style_try"), form_fields(name="", category="Furniture", tone="calm"))
    sides = {side.side: side.job.brief.style for side in StylePreview.objects.get().sides.all()}
    assert (sides["before"].voice, sides["before"].tone) == ("Quick.", "")
    assert (sides["after"].voice, sides["after"].tone) == ("Quick.", "calm")
    assert Style.objects.count() == 1


def test_only_products_of_the_category_are_tried_and_others_next_time(
    desk: Client, face: Face, make_product: Callable[..., Any]
) -> None:
    for number in range(5):
        make_product(f"Stool {number}")
    style = shop_style()
    desk.post(face.url("style_try", style.pk), form_fields(category="Garden"))
    assert not GenerationJob.objects.exists()
    desk.post(face.url("style_try", style.pk), form_fields(category="Furniture"))
    first = StylePreview.objects.first()
    assert first is not None
    assert sorted({job.product_title for job in first.jobs}) == ["Stool 0", "Stool 1", "Stool 2"]
    desk.post(face.url("style_preview", first.pk), {"slots": ["bullets"], "others": "1"})
    second = StylePreview.objects.first()
    assert second is not None
    assert sorted({(job.product_title, job.recipe) for job in second.jobs}) == [
        ("Stool 3", "bullets"),
        ("Stool 4", "bullets"),
    ]


def test_products_may_be_named(desk: Client, face: Face, make_product: Callable[..., Any]) -> None:
    make_product("Oak Stool")
    bench = make_product("Elm Bench")
    preview = preview_style(shop_style(), [bench], ("description",))
    form = {"slots": ["description"], "products": f"{bench.sku}, nonesuch", "again": "1"}
    page = desk.post(face.url("style_preview", preview.pk), form, follow=True).content.decode()
    assert "No product is called nonesuch." in page
    latest = StylePreview.objects.first()
    assert latest is not None
    assert [job.product_title for job in latest.jobs] == ["Elm Bench"]


def test_a_preview_can_be_stopped(desk: Client, face: Face, product: Any) -> None:
    preview = preview_style(shop_style(), [product], ("description",))
    page = desk.post(face.url("style_preview", preview.pk), {"stop": "1"}, follow=True).content.decode()
    assert "Stopped before it was written." in page
    assert run_generation("gpu") == 0
    assert [job.state for job in preview.jobs] == ["cancelled"]


def test_a_style_with_mistakes_is_not_tried_and_says_why(desk: Client, face: Face, product: Any) -> None:
    style = shop_style()
    answer = desk.post(
        face.url("style_try", style.pk), form_fields(candidates="99", **{"examples-0-facts": "Oak Stool"})
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "needs both the facts and the copy" in page
    assert "Candidates" in page
    assert not StylePreview.objects.exists()


def test_a_change_of_the_product_does_not_ask_for_drafts_on_its_own(editor: User, product: Any) -> None:
    preview_style(shop_style(), [product], ("description",), user=editor)
    product.title = "Elm Stool"
    product.save()
    run_generation("gpu")
    assert not MediaDraft.objects.exists()
    assert GenerationJob.objects.count() == 1


def test_who_may_not_change_styles_sees_no_preview(
    client: Client, face: Face, product: Any, make_user: Callable[..., User]
) -> None:
    style = shop_style()
    preview = preview_style(style, [product], ("description",))
    client.force_login(make_user("generate", "review", "publish", "cancel", "view_style", "add_style", "change_style"))
    assert client.post(face.url("style_try", style.pk), form_fields()).status_code in REFUSED
    assert client.post(face.url("style_try"), form_fields()).status_code in REFUSED
    assert client.get(face.url("style_preview", preview.pk)).status_code in REFUSED
    assert client.post(face.url("style_preview", preview.pk), {"stop": "1"}).status_code in REFUSED
    assert StylePreview.objects.count() == 1
    assert [job.state for job in preview.jobs] == ["ready"]


def test_a_preview_is_gone_after_a_day_with_its_jobs(editor: User, product: Any) -> None:
    old, young = (preview_style(shop_style_or_first(), [product], ("description",), user=editor) for _ in range(2))
    StylePreview.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
    tidy()
    assert list(StylePreview.objects.all()) == [young]
    assert list(GenerationJob.objects.values_list("preview_side__preview", flat=True)) == [young.pk]


def shop_style_or_first() -> Style:
    return Style.objects.first() or shop_style()
