"""A saved product is noted in its own transaction; a worker compares the facts later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import serializers
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import OrmQ

from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.follow_changes import follow_changes
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.actions.sweep import sweep
from pdp_ai.models import GenerationJob, Lane, MediaDraft, ProductChange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins", "on_save")]


@pytest.fixture
def on_save(stand_ins: None, settings: Any) -> None:
    products = {
        label: {**entry, "GENERATE_ON_SAVE": ["description", "alt_text"]}
        for label, entry in settings.PDP_AI["PRODUCTS"].items()
    }
    settings.PDP_AI = {**settings.PDP_AI, "PRODUCTS": products}


def test_a_new_product_gets_its_drafts(make_product: Callable[..., Any]) -> None:
    make_product()
    assert follow_changes() == 2
    run_generation("gpu")
    assert set(MediaDraft.objects.values_list("slot", flat=True)) == {"description", "alt_text"}


def test_saving_again_without_a_change_asks_for_nothing(product: Any) -> None:
    follow_changes()
    product.save()
    assert ProductChange.objects.count() == 1
    assert follow_changes() == 0


def test_changed_facts_are_asked_for_again(product: Any) -> None:
    follow_changes()
    run_generation("gpu")
    product.attributes = {"Material": "ash"}
    product.save()
    assert follow_changes() == 2


def test_what_publishing_writes_is_no_change_of_facts(product: Any) -> None:
    follow_changes()
    run_generation("gpu")
    for draft in MediaDraft.objects.all():
        approve_draft(draft)
        publish_draft(draft)
    assert ProductChange.objects.exists()
    assert follow_changes() == 0


def test_fixtures_and_foreign_models_pass_by(product: Any) -> None:
    ProductChange.objects.all().delete()
    [loaded] = serializers.deserialize("json", serializers.serialize("json", [product]))
    loaded.save()
    product.category.save()
    assert not ProductChange.objects.exists()


def test_a_model_that_is_off_is_not_even_noted(settings: Any, make_product: Callable[..., Any]) -> None:
    products = {label: {**entry, "GENERATE_ON_SAVE": []} for label, entry in settings.PDP_AI["PRODUCTS"].items()}
    settings.PDP_AI = {**settings.PDP_AI, "PRODUCTS": products}
    make_product()
    assert not ProductChange.objects.exists()


def test_many_saves_ring_once_and_only_in_the_sweep(
    make_product: Callable[..., Any], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(5):
            make_product(f"Stool {number}")
    assert ProductChange.objects.count() == 5
    assert not OrmQ.objects.exists()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert sweep().rung == ("cpu",)
    assert OrmQ.objects.count() == 1


def test_a_save_costs_one_query_more(product: Any, settings: Any) -> None:
    with CaptureQueriesContext(connection) as noted:
        product.save()
    settings.PDP_AI = {**settings.PDP_AI, "PRODUCTS": {}}
    with CaptureQueriesContext(connection) as plain:
        product.save()
    assert len(noted) == len(plain) + 1


def test_a_broker_that_is_down_is_rung_again_by_the_sweep(
    product: Any, django_capture_on_commit_callbacks: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_args: Any, **_kwargs: Any) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr("django_q.tasks.async_task", down)
    with django_capture_on_commit_callbacks(execute=True):
        assert "cpu" in sweep().rung
    assert not OrmQ.objects.exists()
    monkeypatch.undo()
    Lane.objects.update(rung_at=timezone.now() - timedelta(seconds=61))
    with django_capture_on_commit_callbacks(execute=True):
        sweep()
    assert OrmQ.objects.exists()


def test_a_product_that_cannot_be_read_holds_up_no_other(
    make_product: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pdp_ai.adapters.django_model import DjangoProductAdapter

    bad, _good = make_product("Bad"), make_product("Good")
    facts = DjangoProductAdapter.facts

    def broken(self: Any, product: Any) -> Any:
        if product.pk == bad.pk:
            raise KeyError("a shop's own property")
        return facts(self, product)

    monkeypatch.setattr(DjangoProductAdapter, "facts", broken)
    assert follow_changes() == 2
    for _ in range(5):
        assert ProductChange.objects.get().product_id == str(bad.pk)
        follow_changes()
    assert not ProductChange.objects.exists()


def test_a_note_that_cannot_be_written_does_not_break_the_save(
    make_product: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_args: Any) -> None:
        raise DatabaseError("locked")

    monkeypatch.setattr("pdp_ai.models.change.ProductChangeQuerySet.note", locked)
    assert make_product().pk


def test_a_deleted_product_is_forgotten(product: Any) -> None:
    product.delete()
    assert follow_changes() == 0
    assert not ProductChange.objects.exists()
    assert not GenerationJob.objects.exists()
