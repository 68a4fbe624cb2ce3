"""A shop in which every page of ours has something to show, and where those pages are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.ask_for_sameness import ask_for_sameness, work_off_sameness
from pdp_ai.actions.comment_draft import comment_draft
from pdp_ai.actions.decide_in_bulk import begin_bulk_decision
from pdp_ai.actions.edit_draft import edit_draft
from pdp_ai.actions.plan_publication import plan_publication
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.reject_draft import reject_draft
from pdp_ai.admin.face import FACE as ADMIN
from pdp_ai.models import BulkDecision, MediaDraft, SavedFilter, Style
from pdp_ai.models.bulk_decision import BulkKind
from pdp_ai.types import Finding
from pdp_ai.views.face import Face
from pdp_ai.wagtail.face import FACE as WAGTAIL
from tests.conftest import photo_bytes
from tests.drafts import ERROR, NOTE, make_draft
from tests.jobs import make_job
from tests.views.styles.form_fields import form_fields

FACES = {"admin": ADMIN, "wagtail": WAGTAIL}

WARNING = Finding("superlative", "warning", "“finest” promises more than the data holds.", {"start": 2, "end": 8})
COPY = "<p>A finer stool of oak, 45 cm high and 6.9 kg heavy.</p><ul><li>Oiled by hand</li><li>Solid oak</li></ul>"


def ready_draft(product: Any, slot: str = "description", **said: Any) -> MediaDraft:
    """`make_draft` in one transaction: workers that run beside the tests see its job when it is done."""
    with transaction.atomic():
        return make_draft(product, slot, **said)


class Stage:
    """Three products: one that waits for decisions, one that is published, one whose drafts were rejected."""

    def __init__(self, make_product: Callable[..., Any], boss: User) -> None:
        self.boss = boss
        self.homeless = ready_draft(make_product("Felt Hat"))
        MediaDraft.objects.filter(pk=self.homeless.pk).update(slot="retired", place="retired")
        for title in ("Oak Bench", "Oak Shelf"):
            ready_draft(make_product(title), text=f"<p>The {title} is made of oak and oiled by hand for years.</p>")
        self.product = make_product("Oak Stool", description="<p>An old stool of oak, 45 cm high.</p>")
        self.copy = ready_draft(self.product, text=COPY, findings=[ERROR, WARNING, NOTE])
        edit_draft(self.copy, COPY.replace("Solid", "Massive"), user=boss)
        comment_draft(self.copy, "Is the weight right?", user=boss)
        measures = {"untouched_max": 0, "untouched_mean": 0, "sharpness": 12.5, "coverage": 0.4}
        self.picture = ready_draft(
            self.product, "packshot", measures=measures, findings=[NOTE], proof=photo_bytes("grey", (1104, 360))
        )
        ready_draft(self.product, "bullets", text="Solid oak\nOiled by hand")
        self.published = ready_draft(make_product("Brass Lamp"), text="<p>A lamp of brass.</p>")
        approve_draft(self.published, user=boss)
        publish_draft(self.published, user=boss)
        self.planned = ready_draft(make_product("Tin Box"))
        approve_draft(self.planned, user=boss)
        plan_publication(self.planned, timezone.now() + timedelta(days=1), user=boss)
        ask_for_sameness(["description"])
        work_off_sameness()
        SavedFilter.objects.create(name="Errors first", owner=boss, query={"severity": "3"})
        self.rejected = ready_draft(make_product("Wool Rug"), text="<p>A rug of nylon.</p>", findings=[ERROR])
        reject_draft(self.rejected, "It is wool.", user=boss)
        self.style = Style.objects.create(name="House", voice="Plain.", candidates=2)
        self.style.voice = "Plain and warm."
        self.style.save()
        self.preview_bulk = BulkDecision.objects.store(BulkKind.REPLACE, [self.copy.pk], boss.pk)
        self.done_bulk = BulkDecision.objects.store(
            BulkKind.APPROVE, [self.copy.pk, ready_draft(make_product("Clay Pot")).pk], boss.pk
        )
        begin_bulk_decision(self.done_bulk, {}, user=boss)
        approved = ready_draft(make_product("Jute Bag"))
        approve_draft(approved, user=boss)
        self.bulk_to_come = BulkDecision.objects.store(BulkKind.LATER, [approved.pk], boss.pk)
        self.planned_bulk = BulkDecision.objects.store(BulkKind.LATER, [approved.pk], boss.pk)
        at = timezone.now() + timedelta(days=2)
        begin_bulk_decision(self.planned_bulk, {"at": at.isoformat()}, user=boss)
        now = timezone.now()
        later = now + timedelta(hours=1)
        since = now - timedelta(minutes=3)
        make_job(product_title="Runs", state="running", started_at=since, lease_until=later, requested_by=boss)
        make_job(product_title="Waits", requested_by=boss, run_after=later)
        errors = [{"at": "", "attempt": 1, "code": "x", "message": "The engine broke."}]
        make_job(product_title="Failed", state="failed", finished_at=now, errors=errors)

    def pages(self, name: str) -> Iterator[tuple[str, str]]:
        """Every page of ours in an admin: its name and its address."""
        face = FACES[name]
        product = f"shop.product:{self.product.pk}"
        yield "room", face.url("room")
        yield "room of the rejected", face.url("room", state="rejected")
        yield "copy", face.url("draft", self.copy.pk)
        yield "picture", face.url("draft", self.picture.pk)
        yield "planned", face.url("draft", self.planned.pk)
        yield "published", face.url("draft", self.published.pk)
        yield "preview", face.url("preview", self.copy.pk)
        yield "bulk preview", face.url("bulk", self.preview_bulk.pk)
        yield "bulk progress", face.url("bulk", self.done_bulk.pk)
        yield "bulk at a time", face.url("bulk", self.bulk_to_come.pk)
        yield "bulk that is planned", face.url("bulk", self.planned_bulk.pk)
        yield "of a place that is gone", face.url("draft", self.homeless.pk)
        yield "drafts", face.url("drafts")
        yield "generate", face.url("generate", products=product)
        yield "progress", face.url("progress", jobs=self.copy.job_id)
        yield "jobs", face.url("jobs")
        yield "queue", face.url("queue")
        yield "publications", self._publications(name)
        yield "styles", face.url("styles")
        yield "style", face.url("style", self.style.pk)
        yield "products without media", face.url("without")
        yield "products without some", face.url("without", slot="packshot", below="90")
        yield "texts that say the same", face.url("sameness")
        yield "e-mail preferences", face.url("preferences")
        yield "style versions", face.url("style_versions", self.style.pk)
        yield "style preview", self._style_preview(face)
        yield "product", face.product_url(asked_by(self.boss), self.product)
        if name == "admin":
            yield "API tokens", "/django-admin/pdp_ai/apitoken/"
            yield "webhooks", "/django-admin/pdp_ai/webhook/"

    def _publications(self, name: str) -> str:
        return {"admin": "/django-admin/pdp_ai/publication/", "wagtail": "/admin/product-media/publications/"}[name]

    def _style_preview(self, face: Face) -> str:
        client = Client()
        client.force_login(self.boss)
        return client.post(face.url("style_try", self.style.pk), form_fields(voice="Slow.")).headers["Location"]


def asked_by(user: User) -> Any:
    """A request of somebody, for what depends on who asks."""
    request = RequestFactory().get("/")
    request.user = user
    return request
