"""Role × page × owner: what each of the six permissions opens, and that nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from example_project.shop.models import Product
from pdp_ai import registry
from pdp_ai.actions import product_permissions
from pdp_ai.actions.ask_for_sameness import ask_for_sameness, work_off_sameness
from pdp_ai.actions.cancel_jobs import cancel_jobs
from pdp_ai.actions.plan_publication import plan_publication
from pdp_ai.actions.preview_style import preview_style
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.quarantine_jobs import quarantine_jobs
from pdp_ai.actions.retry_jobs import retry_jobs
from pdp_ai.models import AuditEntry, BulkRequest, EnginePause, GenerationJob, MediaDraft, Style
from pdp_ai.models.bulk_request import BulkState
from pdp_ai.views.face import Face
from pdp_ai.views.products.panel import ProductPanel
from pdp_ai.wagtail.may import may_rows
from tests.drafts import make_draft
from tests.jobs import make_job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

SIX = ("generate", "review", "publish", "cancel", "view_prompt", "edit_style")
#: Nothing, each alone, all but one, and all.
ROLES = [set(), *({one} for one in SIX), *(set(SIX) - {one} for one in SIX), set(SIX)]

WATCH = {"generate", "review", "cancel"}


def give(user: User, role: set[str]) -> User:
    """The user with these permissions of pdp_ai and no other."""
    ours = Permission.objects.filter(content_type__app_label="pdp_ai")
    user.user_permissions.remove(*ours)
    user.user_permissions.add(*ours.filter(codename__in=role))
    return User.objects.get(pk=user.pk)


def pages(face: Face, picture: MediaDraft, style: Style, preview: int) -> list[tuple[str, set[str]]]:
    """Every page that a link leads to, and the permissions of which one opens it."""
    return [
        (face.url("room"), {"review"}),
        (face.url("drafts"), {"review"}),
        (face.url("draft", picture.pk), {"review"}),
        (face.url("file", picture.pk), {"review"}),
        (face.url("audit", "csv"), {"review"}),
        (face.url("generate", products=f"shop.product:{picture.product_id}"), {"generate"}),
        (face.url("jobs"), WATCH),
        (face.url("progress", jobs=picture.job_id), WATCH),
        (face.url("status", jobs=picture.job_id), WATCH),
        (face.url("queue"), WATCH),
        (face.url("styles"), {"edit_style"}),
        (face.url("style", style.pk), {"edit_style"}),
        (face.url("style_versions", style.pk), {"edit_style", "review"}),
        (face.url("style_preview", preview), {"edit_style"}),
    ]


def test_a_page_opens_for_its_permissions_and_for_no_others(
    client: Client, face: Face, product: Any, make_user: Callable[..., User]
) -> None:
    picture, style = make_draft(product, "packshot"), Style.objects.create(name="House")
    preview = preview_style(style, [product], ("description",))
    user = make_user()
    for role in ROLES:
        client.force_login(give(user, role))
        for address, opening in pages(face, picture, style, preview.pk):
            response = client.get(address)
            content = b"".join(response) if response.status_code == 200 else b""
            # Wagtail leads back to its home page with a message, Django's admin says 403.
            assert (response.status_code == 200) is bool(opening & role), (sorted(role), address)
            assert content or response.status_code in {302, 403}, (sorted(role), address)


@pytest.mark.parametrize("own", [True, False], ids=["own", "another's"])
def test_jobs_are_stopped_with_cancel_and_ones_own_with_generate_too(
    client: Client, face: Face, make_user: Callable[..., User], *, own: bool
) -> None:
    user, other = make_user(), make_user()
    asker = user if own else other
    for role in ROLES:
        client.force_login(give(user, role))
        expected = {
            "cancel": "cancel" in role or (own and "generate" in role),
            "quarantine": "cancel" in role,
            "retry": "generate" in role,
        }
        for decision, allowed in expected.items():
            job = make_job(state="failed" if decision == "retry" else "ready", requested_by=asker)
            client.post(face.url("queue_decide"), {decision: job.pk})
            state = GenerationJob.objects.get(pk=job.pk).state
            assert (state != job.state) is allowed, (sorted(role), decision)
        bulk = BulkRequest.objects.store({"shop.product": [1]}, asker.pk)
        BulkRequest.objects.filter(pk=bulk.pk).update(state=BulkState.WAITING)
        client.post(face.url("queue_decide"), {"cancel_bulk": bulk.pk})
        bulk.refresh_from_db()
        assert (bulk.state == BulkState.CANCELLED) is expected["cancel"], sorted(role)
        client.post(face.url("queue_decide"), {"pause": "stand_in"})
        assert EnginePause.objects.exists() is ("cancel" in role), sorted(role)
        EnginePause.objects.all().delete()


def test_the_page_offers_what_would_be_done(client: Client, face: Face, make_user: Callable[..., User]) -> None:
    user = make_user()
    own, foreign = make_job(requested_by=user), make_job()
    for role in ROLES:
        client.force_login(give(user, role))
        text = client.get(face.url("queue"), follow=True).content.decode()
        for job, may in ((own, bool({"cancel", "generate"} & role)), (foreign, "cancel" in role)):
            assert (f'name="cancel" value="{job.pk}"' in text) is may, sorted(role)
        assert (f'name="quarantine" value="{own.pk}"' in text) is ("cancel" in role), sorted(role)


def test_styles_are_changed_with_edit_style_whatever_django_says(
    client: Client, face: Face, make_user: Callable[..., User]
) -> None:
    style = Style.objects.create(name="House")
    django_s = ("add_style", "change_style", "delete_style", "view_style")
    client.force_login(make_user(*django_s, "review", "generate", "publish", "cancel"))
    form = {"name": "Mine", "preset": "", "examples": "[]"}
    for address in (face.url("style", style.pk), face.url("style_versions", style.pk), face.url("style_try")):
        client.post(address, {**form, "restore": "1"})
    assert [row.name for row in Style.objects.all()] == ["House"]
    assert Style.objects.get().version == style.version


def of_stools(_user: object, _permission: str, rows: Any) -> Any:
    return rows.filter(product_title__contains="Stool")


MAY = {"MAY": "tests.views.test_who_may.only_stools"}
MAY_ROWS = {**MAY, "MAY_ROWS": "tests.views.test_grid.of_stools"}


@pytest.mark.parametrize("review", [MAY, MAY_ROWS], ids=["one by one", "many at once"])
def test_lists_counts_and_the_audit_hold_ones_own_products_alone(
    browser: Client,
    face: Face,
    make_product: Callable[..., Any],
    settings: Any,
    reviewer: User,
    review: dict[str, str],
) -> None:
    drafts = [make_draft(make_product(title)) for title in ("Stool", "Stool two", "Lamp")]
    for draft in drafts:
        AuditEntry.objects.record("commented", draft, None)
    AuditEntry.objects.create(action="paused", subject="engine:copy")
    for draft in drafts:
        planned = make_draft(Product.objects.get(pk=draft.product_id), "bullets", text="Fine", state="approved")
        publish_draft(planned)
        again = make_draft(Product.objects.get(pk=draft.product_id), "bullets", text="Finer", state="approved")
        plan_publication(again, timezone.now() + timedelta(hours=1), user=reviewer)
    ask_for_sameness(["description"])
    work_off_sameness()
    settings.PDP_AI = {**settings.PDP_AI, "REVIEW": review}
    room = browser.get(face.url("room"))
    assert [card.title for card in room.context["cards"]] == ["Stool two", "Stool"]
    assert room.context["count"] == ("2" if "MAY_ROWS" in review else "≤ 3")
    for form in ("csv", "jsonl"):
        text = b"".join(browser.get(face.url("audit", form))).decode()
        assert text.count("commented") == 2
        assert "Lamp" not in text
        assert "engine:copy" in text
    for page in (face.url("drafts"), face.url("jobs"), face.url("queue"), face.url("progress", jobs="1-999")):
        text = browser.get(page).content.decode()
        assert "Lamp" not in text, page
    for page in (face.url("publications"), face.url("without"), face.url("sameness")):
        text = browser.get(page).content.decode()
        assert "Stool" in text, page
        assert "Lamp" not in text, page
    table = b"".join(browser.get(face.url("without", export="csv"))).decode()
    assert [line.split(",")[1] for line in table.splitlines()[1:]] == ["Stool", "Stool two"]
    page = browser.post(face.url("choose"), {"kind": "reject", "draft": [draft.pk for draft in drafts]}, follow=True)
    assert "Lamp" not in page.content.decode()


@pytest.mark.parametrize("owned", [True, False], ids=["own", "foreign"])
@pytest.mark.parametrize("review", [MAY, MAY_ROWS], ids=["one by one", "many at once"])
def test_a_products_panel_tells_each_role_what_is_its_business(
    client: Client,
    face: Face,
    make_product: Callable[..., Any],
    make_user: Callable[..., User],
    settings: Any,
    review: dict[str, str],
    *,
    owned: bool,
) -> None:
    product = make_product("Stool" if owned else "Lamp")
    draft = make_draft(product)
    make_job(product_model="shop.product", product_id=str(product.pk), product_title=product.title)
    settings.PDP_AI = {**settings.PDP_AI, "REVIEW": review}
    user = make_user()
    for role in ROLES:
        client.force_login(give(user, role))
        response = client.get(face.url("panel", "shop.product", product.pk))
        assert (response.status_code == 200) is bool(owned and WATCH & role), sorted(role)
        text = response.content.decode()
        assert (face.url("draft", draft.pk) in text) is (owned and "review" in role), sorted(role)
        assert ("Being made" in text) is bool(owned and WATCH & role), sorted(role)
        assert ("Generate media" in text) is (owned and "generate" in role), sorted(role)
        shown = ProductPanel.of(product, user=User.objects.get(pk=user.pk), face=face)
        assert bool(shown.jobs) is bool(owned and WATCH & role), sorted(role)
        assert shown.score, "what is live is told to whoever may edit the product"


@pytest.mark.parametrize("review", [MAY, MAY_ROWS], ids=["one by one", "many at once"])
def test_a_report_is_narrowed_down_for_each_role_that_opens_it(
    client: Client,
    face: Face,
    make_product: Callable[..., Any],
    make_user: Callable[..., User],
    settings: Any,
    review: dict[str, str],
) -> None:
    for title in ("Stool", "Lamp"):
        publish_draft(make_draft(make_product(title), state="approved"))
    settings.PDP_AI = {**settings.PDP_AI, "REVIEW": review}
    user = make_user()
    opening = {"publications": {"review"}, "without": WATCH, "sameness": {"review"}}
    for role in ROLES:
        client.force_login(give(user, role))
        for page, permissions in opening.items():
            response = client.get(face.url(page))
            assert (response.status_code == 200) is bool(permissions & role), (sorted(role), page)
            text = response.content.decode()
            assert "Lamp" not in text, (sorted(role), page)
            assert page == "sameness" or ("Stool" in text) is bool(permissions & role), (sorted(role), page)


def test_a_model_that_has_a_field_by_one_of_our_names_is_asked_about_row_by_row(
    make_product: Callable[..., Any], settings: Any, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("Stool", "Lamp"):
        make_product(title)
    monkeypatch.setattr(product_permissions, "NAMES", ("category_id",))
    settings.PDP_AI = {**settings.PDP_AI, "REVIEW": MAY_ROWS}
    adapter = registry.adapter_for("shop.product")
    products = product_permissions.among_products(reviewer, "pdp_ai.review", adapter)
    assert products.count() == 2
    kept = product_permissions.keep_products(reviewer, "pdp_ai.review", adapter, products)
    assert [product.title for product in kept] == ["Stool"]


@pytest.mark.usefixtures("product")
def test_wagtails_permissions_narrow_rows_down_too(make_user: Callable[..., User], product: Any) -> None:
    make_draft(product)
    user = make_user("review")
    assert not may_rows(user, "pdp_ai.review", MediaDraft.objects.all())
    user.user_permissions.add(Permission.objects.get(codename="change_product"))
    user = User.objects.get(pk=user.pk)
    assert may_rows(user, "pdp_ai.review", MediaDraft.objects.all()).count() == 1
    assert not may_rows(user, "pdp_ai.publish", MediaDraft.objects.all())


def test_jobs_of_other_peoples_products_are_neither_stopped_nor_tried_again(
    settings: Any, make_user: Callable[..., User]
) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "REVIEW": MAY}
    lamp = make_job(product_title="Lamp")
    user = make_user(*SIX)
    with pytest.raises(PermissionDenied):
        cancel_jobs(GenerationJob.objects.all(), user=user)
    assert quarantine_jobs(GenerationJob.objects.all(), user=user) == 0
    GenerationJob.objects.filter(pk=lamp.pk).update(state="failed")
    assert retry_jobs(GenerationJob.objects.all(), user=user) == 0


def test_holders_of_the_old_permissions_keep_what_they_could_do(make_user: Callable[..., User]) -> None:
    group = Group.objects.create(name="Old")
    group.permissions.add(Permission.objects.get(codename="change_style", content_type__app_label="pdp_ai"))
    user = make_user("generate")
    user.groups.add(group)
    import_module("pdp_ai.migrations.0021_six_permissions").hand_on(apps, SimpleNamespace(connection=connection))
    assert User.objects.get(pk=user.pk).has_perms(["pdp_ai.cancel", "pdp_ai.edit_style"])
