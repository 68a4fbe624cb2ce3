"""The same picture on two products is found, however many drafts there are."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pdp_ai.actions.find_twin import twin_findings
from pdp_ai.actions.reject_draft import reject_draft
from pdp_ai.models import MediaDraft, PictureLook
from pdp_ai.types import Artifact, Candidate
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

LOOK = "8f0f3c5ad2b41e76" + "01c00000038"


def flipped(look: str, *bits: int) -> str:
    shapes = int(look[:16], 16)
    for bit in bits:
        shapes ^= 1 << bit
    return f"{shapes:016x}{look[16:]}"


def drafted(product: Any, look: str = LOOK) -> MediaDraft:
    draft = make_draft(product, "scene")
    PictureLook.objects.remember(draft, look)
    return draft


def found(product: Any, look: str = LOOK) -> list[Any]:
    job = make_draft(product, "packshot").job
    return twin_findings(job, Candidate("packshot", Artifact("image/png"), look=look))


def test_the_other_product_and_its_draft_are_named(make_product: Callable[..., Any]) -> None:
    draft = drafted(make_product("Oak Stool"))
    [finding] = found(make_product("Beech Stool"))
    assert finding.code == "like_another_product"
    assert "picture of Oak Stool" in finding.message
    assert finding.evidence == {"draft": draft.pk, "distance": 0}


@pytest.mark.parametrize("bits", [(0,), (0, 20), (5, 25, 63)])
def test_up_to_three_bits_of_difference_are_never_missed(
    make_product: Callable[..., Any], bits: tuple[int, ...]
) -> None:
    drafted(make_product())
    [finding] = found(make_product(), flipped(LOOK, *bits))
    assert finding.evidence["distance"] == len(bits)


def test_pictures_that_share_a_band_by_chance_are_no_twins(make_product: Callable[..., Any]) -> None:
    drafted(make_product())
    assert found(make_product(), flipped(LOOK, 0, 2, 4, 6, 8, 10)) == []
    # The same shapes in other colours: two colours of one thing, each a product of its own.
    assert found(make_product(), LOOK[:16] + "3f3f00000ff") == []


def test_a_products_own_pictures_and_those_set_aside_are_no_twins(make_product: Callable[..., Any]) -> None:
    product = make_product()
    draft = drafted(product)
    assert found(product) == []
    reject_draft(draft, "Poor light")
    assert found(make_product()) == []


def test_the_search_goes_through_the_bands_indexes() -> None:
    with CaptureQueriesContext(connection) as asked:
        PictureLook.objects.twin_of(LOOK, product_model="", product_id="")
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + asked.captured_queries[0]["sql"])
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert plan.count("USING INDEX") == 4
    assert "SCAN" not in plan


@pytest.mark.parametrize("room", ["/admin/product-media/drafts/{}/", "/django-admin/pdp_ai/mediadraft/{}/change/"])
def test_the_drafts_page_leads_to_the_other_draft(
    make_product: Callable[..., Any], client: Client, make_user: Callable[..., Any], room: str
) -> None:
    first = drafted(make_product("Oak Stool"))
    product = make_product("Beech Stool")
    second = make_draft(product, "scene", findings=found(product))
    client.force_login(make_user("review", "view_mediadraft"))
    page = client.get(room.format(second.pk), follow=True).content.decode()
    [address] = re.findall(r'href="([^"]+)">Open it', page)
    assert str(first.pk) in address
    assert client.get(address).status_code == 200
