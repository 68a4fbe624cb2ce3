"""One stored, reviewable artifact: the only form in which anything generated exists before a person approved it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models.fields.files import FieldFile
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pdp_ai.models.drafts_storage import drafts_storage
from pdp_ai.models.job import GenerationJob
from pdp_ai.models.product_reference import ProductReference
from pdp_ai.slots import SLOTS, Slot
from pdp_ai.types import SEVERITIES, CropBox, Finding, FocalPoint, SlotValue


class DraftState(models.TextChoices):
    PENDING = "pending", _("to review")
    APPROVED = "approved", _("approved")
    #: In the product's own unpublished draft; live when the shop's system publishes that.
    DRAFTED = "drafted", _("in the product's draft")
    PUBLISHED = "published", _("published")
    REJECTED = "rejected", _("rejected")
    SUPERSEDED = "superseded", _("superseded")
    REVERTED = "reverted", _("undone")


#: Of drafts that may be on the shop's pages now or soon.
STANDING = (DraftState.PENDING, DraftState.APPROVED, DraftState.PUBLISHED)


class DraftSeverity(models.IntegerChoices):
    """The worst of a draft's findings, for filters and lists."""

    CLEAN = 0, _("no findings")
    INFO = 1, _("notes")
    WARNING = 2, _("warnings")
    ERROR = 3, _("errors")


#: From which states each decision may be taken.
TRANSITIONS: dict[DraftState, tuple[DraftState, ...]] = {
    DraftState.PENDING: (DraftState.APPROVED, DraftState.REJECTED, DraftState.SUPERSEDED, DraftState.REVERTED),
    DraftState.APPROVED: (DraftState.PENDING, DraftState.REJECTED, DraftState.SUPERSEDED),
    DraftState.REJECTED: (DraftState.PENDING, DraftState.APPROVED),
    DraftState.DRAFTED: (DraftState.APPROVED, DraftState.REVERTED),
    DraftState.PUBLISHED: (DraftState.APPROVED, DraftState.REVERTED, DraftState.DRAFTED),
    DraftState.SUPERSEDED: (DraftState.PENDING, DraftState.APPROVED, DraftState.PUBLISHED),
    DraftState.REVERTED: (DraftState.PUBLISHED, DraftState.DRAFTED),
}


class DraftQuerySet(models.QuerySet["MediaDraft"]):
    def name_file(self, name: str) -> bool:
        """Whether any draft's picture, what it was cut from, or its proof, is kept under this name."""
        return any(self.filter(**{kept: name}).exists() for kept in ("file", "original_file", "proof"))

    def open(self) -> DraftQuerySet:
        """Drafts that still want a decision or wait for publication."""
        return self.filter(state__in=(DraftState.PENDING, DraftState.APPROVED))

    def first_made_within(self, span: timedelta) -> int:
        """The key of the first draft made within `span`; beyond all keys when there is none.

        Keys grow with time, and every index for a list ends with the key: so an age narrows any of them.
        """
        within = self.filter(created_at__gte=Now() - span).order_by("created_at")
        return within.values_list("pk", flat=True).first() or 2**62

    def of_slot(self, draft: MediaDraft) -> DraftQuerySet:
        return self.filter(
            product_model=draft.product_model,
            product_id=draft.product_id,
            slot=draft.slot,
            photo_key=draft.photo_key,
            language=draft.language,
        )

    def published_texts(self, slot: str, category: tuple[str, ...], language: str) -> DraftQuerySet:
        """What people let through for products of exactly this category, newest first."""
        published = self.filter(state=DraftState.PUBLISHED, slot=slot, language=language)
        return published.filter(job__brief_data__facts__category=list(category)).order_by("-pk")

    def seen_as(self, *, seen: str | None = None, state: str | None = None) -> DraftQuerySet:
        """Only while they are what a person saw, see `MediaDraft.seen`; None where nothing says what was seen."""
        copy, picture = models.Q(file="", text=seen), ~models.Q(file="") & models.Q(crop=seen)
        drafts = self if seen is None else self.filter(copy | picture)
        return drafts if state is None else drafts.filter(state=state)

    def move(self, draft: MediaDraft, state: DraftState, **changes: Any) -> bool:
        """One conditional UPDATE; False when the draft was no longer where this decision may be taken.

        A decision gives up what was planned before it.
        The instance in hand stays as it is: its caller refreshes it once the transaction has held.
        """
        moved = self.filter(pk=draft.pk, state__in=TRANSITIONS[state]).update(state=state, **changes) == 1
        if moved:
            draft.plans.cancel()
        return moved

    def reinstate(self, draft: MediaDraft, state: DraftState) -> None:
        """What took the draft's place was undone: it is what the product, or its own draft, shows again."""
        self.filter(pk=draft.pk, state=DraftState.SUPERSEDED).update(state=state)

    def supersede_rivals(self, draft: MediaDraft) -> None:
        """A draft was published or handed over: what it replaced there, and the undecided for the place, step back."""
        product = self.filter(product_model=draft.product_model, product_id=draft.product_id)
        replaced = product.filter(slot=draft.slot, place=draft.place, state=draft.state)
        replaced.exclude(pk=draft.pk).update(state=DraftState.SUPERSEDED)
        self.of_slot(draft).filter(state=DraftState.PENDING).update(state=DraftState.SUPERSEDED)

    def set_rivals_aside(self, draft: MediaDraft) -> list[int]:
        """A draft was approved: the undecided ones for the same place step back; their keys."""
        rivals = self.of_slot(draft).filter(state=DraftState.PENDING).exclude(pk=draft.pk)
        keys = list(rivals.order_by("pk").values_list("pk", flat=True))
        rivals.filter(pk__in=keys).update(state=DraftState.SUPERSEDED)
        return keys

    def supersede_by(self, drafts: Iterable[MediaDraft]) -> int:
        """Set aside the undecided, unedited drafts of earlier jobs in the slots that `drafts` fill."""
        return sum(
            self.of_slot(draft)
            .filter(state=DraftState.PENDING, edited_by=None)
            .exclude(job_id=draft.job_id)
            .update(state=DraftState.SUPERSEDED)
            for draft in {(draft.slot, draft.photo_key, draft.language): draft for draft in drafts}.values()
        )


class MediaDraft(ProductReference):
    State = DraftState
    Severity = DraftSeverity

    job = models.ForeignKey(GenerationJob, verbose_name=_("job"), on_delete=models.PROTECT, related_name="drafts")
    #: The job's, kept here too because people filter by it.
    style = models.ForeignKey(
        "pdp_ai.Style",
        verbose_name=_("style"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    slot = models.CharField(_("slot"), max_length=40)
    #: Where it goes on the product, as `slots` writes places.
    place = models.CharField(_("place"), max_length=300, editable=False)
    language = models.CharField(_("language"), max_length=20)
    #: 0 for the first of the candidates asked for.
    candidate = models.PositiveSmallIntegerField(_("candidate"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=DraftState, default=DraftState.PENDING)

    #: What the model wrote, cleaned; empty for pictures.
    original_text = models.TextField(blank=True, editable=False)
    #: What would be published: the original until a person edits it.
    text = models.TextField(_("text"), blank=True)
    #: Under its content's hash in the private storage; empty for copy.
    file = models.FileField(_("file"), storage=drafts_storage, max_length=200, blank=True)
    mime = models.CharField(_("type"), max_length=40)
    #: The part of the picture that a person kept, as ``left,top,right,bottom`` in pixels; empty for all of it.
    crop = models.CharField(max_length=40, blank=True, editable=False)
    #: What the model made, and its measures, where `file` is a part of it; otherwise empty.
    original_file = models.FileField(storage=drafts_storage, max_length=200, blank=True, editable=False)
    original_measures = models.JSONField(default=dict, editable=False)
    #: Photo, mask and difference side by side, kept like `file`; empty where nothing was composited.
    proof = models.FileField(_("proof"), storage=drafts_storage, max_length=200, blank=True)
    #: What a person wants kept in sight where the shop cuts the picture; see `FocalPoint`.
    focal_x = models.FloatField(null=True, editable=False)
    focal_y = models.FloatField(null=True, editable=False)
    photo_key = models.CharField(_("photo"), max_length=200, blank=True)

    #: The slot's live value when the job ran; publishing refuses when it moved.
    base_value = models.JSONField(default=dict, editable=False)
    findings = models.JSONField(_("findings"), default=list)
    severity = models.PositiveSmallIntegerField(_("findings"), choices=DraftSeverity, default=DraftSeverity.CLEAN)
    measures = models.JSONField(_("measures"), default=dict)
    #: What the mark says, see `Candidate.provenance`; empty on drafts from before marks were made.
    provenance = models.JSONField(_("provenance"), default=dict, editable=False)
    prompt = models.JSONField(_("prompt"), default=list)

    engine = models.CharField(_("engine"), max_length=40)
    model = models.CharField(_("model"), max_length=200)
    revision = models.CharField(_("revision"), max_length=80, blank=True)
    seed = models.BigIntegerField(_("seed"), null=True)
    seconds = models.FloatField(_("seconds"), default=0)
    tokens_in = models.PositiveIntegerField(_("tokens in"), null=True)
    tokens_out = models.PositiveIntegerField(_("tokens out"), null=True)

    created_at = models.DateTimeField(_("made at"), db_default=Now())
    #: Who is to review it; anybody may when nobody is named.
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assigned to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("edited by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reviewed by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)
    #: Why it was rejected.
    reason = models.TextField(_("reason"), blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("media draft")
        verbose_name_plural = _("media drafts")
        ordering = ["-pk"]
        permissions = [
            ("generate", _("Can ask for generated media")),
            ("review", _("Can review generated media")),
            ("publish", _("Can publish and undo generated media")),
            ("cancel", _("Can cancel jobs and set them aside")),
            ("view_prompt", _("Can see what a model was given")),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="pdp_ai_draft_state"),
            # One for every filter of the review room: without it a rare value would be looked for in the whole table.
            models.Index(fields=["state", "slot", "id"], name="pdp_ai_draft_slot"),
            models.Index(fields=["state", "slot", "severity", "id"], name="pdp_ai_draft_slot_worst"),
            models.Index(fields=["state", "severity", "id"], name="pdp_ai_draft_severity"),
            models.Index(fields=["state", "style", "id"], name="pdp_ai_draft_style"),
            models.Index(fields=["state", "model", "id"], name="pdp_ai_draft_model"),
            models.Index(fields=["state", "assigned_to", "id"], name="pdp_ai_draft_assigned"),
            models.Index(fields=["created_at"], name="pdp_ai_draft_age"),
            models.Index(fields=["product_title", "state"], name="pdp_ai_draft_titled"),
            models.Index(fields=["product_model", "product_id", "slot"], name="pdp_ai_draft_product"),
            models.Index(fields=["file"], name="pdp_ai_draft_file"),
            models.Index(fields=["original_file"], name="pdp_ai_draft_original"),
            models.Index(fields=["proof"], name="pdp_ai_draft_proof"),
        ]

    def __str__(self) -> str:
        return f"{self.slot}: {self.product_name}"

    @property
    def slot_kind(self) -> Slot:
        """A slot that is known no more is told from what the draft holds."""
        return SLOTS.get(self.slot) or Slot(self.slot, "picture" if self.file else "text")

    @property
    def is_picture(self) -> bool:
        return self.slot_kind.is_picture

    @property
    def is_edited(self) -> bool:
        return bool(self.crop) or self.text != self.original_text

    @property
    def seen(self) -> str:
        """What a decision is about, for a door to say that it is still this: the text, or a picture's crop."""
        return self.crop if self.file else self.text

    @property
    def made_file(self) -> FieldFile:
        """The picture as the model made it."""
        return self.original_file if self.crop else self.file

    @property
    def crop_box(self) -> CropBox | None:
        return cast("CropBox", tuple(map(int, self.crop.split(",")))) if self.crop else None

    @property
    def focal_point(self) -> FocalPoint | None:
        return None if self.focal_x is None or self.focal_y is None else (self.focal_x, self.focal_y)

    @property
    def base(self) -> SlotValue:
        return SlotValue.from_dict(self.base_value)

    def set_findings(self, findings: Iterable[Finding]) -> None:
        """Worst first; `severity` follows."""
        ordered = sorted(findings, key=lambda finding: -SEVERITIES.index(finding.severity))
        self.findings = [finding.as_dict() for finding in ordered]
        self.severity = SEVERITIES.index(ordered[0].severity) + 1 if ordered else DraftSeverity.CLEAN
