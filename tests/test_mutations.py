"""Every address of ours: visiting it changes nothing, and sending to it without the form's token is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from pdp_ai.models import ApiToken, AuditEntry, Publication, StylePreview, Webhook, WebhookDelivery
from pdp_ai.views.draft.decisions import DECISIONS
from tests.browser.stage import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

#: What Django and Wagtail keep about a visitor.
THEIR_TABLES = ("django_session", "auth_user", "wagtailusers_userprofile")
#: The product that the generate form is asked for stands in the address; other pages want no query.
QUERIES = {"generate": "?products=shop.product:{product}", "audit": "?product_model=shop.product&product_id={product}"}


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("boss", password="boss")


@pytest.fixture
def stage(make_product: Callable[..., Any], boss: User) -> Stage:
    return Stage(make_product, boss)


@pytest.fixture
def addresses(stage: Stage, boss: User) -> list[str]:
    return sorted(set(_addresses(stage, boss)))


def test_visiting_an_address_changes_nothing(addresses: list[str], boss: User) -> None:
    client = Client()
    client.force_login(boss)
    for address in addresses:
        for visit in (client.get, client.head):
            with CaptureQueriesContext(connection) as queries:
                response = visit(address)
            assert response.status_code != 500, address
            assert _writes(queries) == [], address


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_is_taken_without_the_forms_token(addresses: list[str], boss: User, method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(boss)
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            response = client.generic(method, address, b"{}", "application/json")
        assert response.status_code in {403, 405}, address
        assert _writes(queries) == [], address


def test_the_walk_passes_by_what_people_send(addresses: list[str]) -> None:
    sent = [address for address in addresses if "decide" in address or "take-back" in address or "choose" in address]
    assert len(sent) >= 2 * (len(DECISIONS) + 3)
    assert len(addresses) > 100


def test_a_mutation_that_takes_a_visit_for_an_order_would_be_found(boss: User) -> None:
    with CaptureQueriesContext(connection) as queries:
        ApiToken.objects.issue(boss.pk, "ERP")
    assert len(_writes(queries)) == 1


def _writes(queries: CaptureQueriesContext) -> list[str]:
    return [
        query["sql"][:200]
        for query in queries
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
        and not any(f'"{table}"' in query["sql"][:80] for table in THEIR_TABLES)
    ]


def _addresses(stage: Stage, boss: User) -> Iterator[str]:
    keys = _keys(stage, boss)
    product = str(stage.product.pk)
    for name, pattern in _ours(get_resolver().url_patterns):
        kind = next((kind for kind in keys if kind in name), "draft")
        for values in _values(pattern, keys[kind]):
            yield reverse(name, kwargs=values) + QUERIES.get(name.rpartition("_")[2].rpartition(":")[2], "").format(
                product=product
            )
    for label, action, key in _bulk_actions(stage):
        yield reverse("wagtail_bulk_action", args=("pdp_ai", label, action)) + f"?id={key}"


def _ours(patterns: list[Any], spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _ours(pattern.url_patterns, inner)
        elif "pdp_ai" in (name := ":".join((*spaces, pattern.name or ""))):
            yield name, pattern


def _keys(stage: Stage, boss: User) -> dict[str, int]:
    """By what is in an address's name, the key of a row of that kind; drafts for all others."""
    list(stage.pages("admin"))  # which tries the style
    preview = StylePreview.objects.get()
    token, _key = ApiToken.objects.issue(boss.pk, "ERP")
    webhook = Webhook.objects.create(name="ERP", url="https://erp.example/hook")
    return {
        "webhookdelivery": WebhookDelivery.objects.create(webhook=webhook, event="published", body={}).pk,
        "webhook": webhook.pk,
        "apitoken": token.pk,
        "take_back": AuditEntry.objects.filter(action="published").latest("pk").pk,
        "bulk": stage.preview_bulk.pk,
        "preview": preview.pk,
        "style": stage.style.pk,
        "publication": Publication.objects.latest("pk").pk,
        "job": stage.copy.job_id,
        "draft": stage.copy.pk,
    }


def _values(pattern: URLPattern, key: int) -> list[dict[str, Any]]:
    arguments = pattern.pattern.regex.groupindex
    if "decision" in arguments:
        return [{"pk": key, "decision": decision} for decision in DECISIONS]
    if "form" in arguments:
        return [{"form": form} for form in ("csv", "json")]
    return [dict.fromkeys(arguments, key)]


def _bulk_actions(stage: Stage) -> Iterator[tuple[str, str, int]]:
    for action in ("approve", "publish", "reject"):
        yield "mediadraft", action, stage.copy.pk
    for action in ("cancel", "retry", "quarantine"):
        yield "generationjob", action, stage.copy.job_id
