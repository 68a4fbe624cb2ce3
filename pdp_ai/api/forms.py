"""What callers send and are sent, as the OpenAPI page shows it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Field, FilterLookup, FilterSchema, Schema
from pydantic import AwareDatetime


class Refusal(Schema):
    #: Stable and machine-readable.
    code: str
    #: One sentence that says what to do.
    message: str


class GenerateIn(Schema):
    product_model: str = Field(examples=["shop.product"])
    product_ids: list[str] = Field(min_length=1, max_length=1_000)
    slots: list[str] = Field([], description="Empty: every slot that the shop has a place for.")
    style: str = Field("", description="A style's name; by default the one that fits the product's category.")
    candidates: int | None = Field(None, ge=1)
    fill: Literal["empty", "all"] = Field("empty", description="“all” also where the slot is filled.")
    hint: str = Field("", max_length=1_000, description="A one-off wish.")
    language: str = Field("", description="Of the copy, as a BCP 47 tag; empty: the product's own.", examples=["de"])


class JobOut(Schema):
    id: int
    product: str
    title: str
    recipe: str
    state: str
    progress: int
    spread: dict[str, dict[str, float]]
    errors: list[dict[str, Any]]


class LeftOut(Schema):
    product: str
    title: str
    recipe: str
    reason: str


class GenerateOut(Schema):
    jobs: list[JobOut]
    skipped: list[LeftOut]
    #: Of the jobs, how many are new; the others had been asked for already.
    added: int


class JobFilters(FilterSchema):
    state: str | None = None
    recipe: str | None = None
    product_model: str | None = None
    product_id: str | None = None
    before: Annotated[int | None, FilterLookup("pk__lt")] = None


class JobPage(Schema):
    jobs: list[JobOut]
    #: Send it as ``before`` for the next page; none on the last.
    before: int | None


class Crop(Schema):
    """A part of a picture, in pixels of the picture as it was made."""

    left: int = Field(ge=0)
    top: int = Field(ge=0)
    width: int = Field(ge=1)
    height: int = Field(ge=1)


class FocalPoint(Schema):
    """Shares of a picture's width and height, from the left and from the top."""

    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)


class DraftOut(Schema):
    id: int
    job: int
    product: str
    title: str
    slot: str
    state: str
    language: str
    text: str | None = None
    file: str | None = None
    #: Of a picture: the part that is shown, where it is not all of it, and what must stay in sight.
    crop: Crop | None = None
    focal_point: FocalPoint | None = None
    mime: str
    engine: str
    model: str
    seed: int | None
    findings: list[dict[str, Any]]
    created: str


class DraftFilters(FilterSchema):
    state: str | None = None
    slot: str | None = None
    job: int | None = None
    product_model: str | None = None
    product_id: str | None = None
    before: Annotated[int | None, FilterLookup("pk__lt")] = None


class DraftPage(Schema):
    drafts: list[DraftOut]
    before: int | None


class ApproveIn(Schema):
    seen: str | None = Field(None, description="The text that was read; refused if it has changed since.")
    despite_errors: bool = Field(default=False, description="Somebody looked at the errors among the findings.")


class EditIn(Schema):
    text: str
    seen: str | None = Field(None, description="The text that was started from.")


class CropIn(Schema):
    crop: Crop | None = Field(description="The part to show; null for the whole picture again.")
    seen: Crop | None = Field(
        None, description="The `crop` that was started from, null for the whole; refused if it has changed since."
    )


class FocalPointIn(Schema):
    focal_point: FocalPoint | None = Field(description="Null for none.")


class RejectIn(Schema):
    reason: str = Field(max_length=2_000)


class SlotValueIn(Schema):
    text: str = ""
    file: str = ""
    row: str = ""


class PublishIn(Schema):
    over: SlotValueIn | None = Field(None, description="The live value to replace, after a conflict showed it.")

    into_draft: bool = Field(
        default=False, description="Into the product's own unpublished draft (Wagtail): public when that is published."
    )
    at: AwareDatetime | None = Field(
        None,
        description="Publish then, not now: ISO 8601 with its offset.",
        examples=["2026-12-24T18:00+01:00"],
    )


class PlanOut(Schema):
    draft: int
    product: str
    title: str
    #: waiting, done, stopped, cancelled
    state: str
    publish_at: str
    #: Why it was stopped.
    why: str


class PublicationOut(Schema):
    id: int
    draft: int
    product: str
    title: str
    slot: str
    #: False for what was put into the product's own draft and is not published yet.
    live: bool
    before: dict[str, Any]
    after: dict[str, Any]
    published: str
    reverted: str | None


class LiveValue(Schema):
    #: What the draft was made against.
    base: dict[str, Any]
    #: What stands on the product now.
    live: dict[str, Any]
