"""The product behind a draft, as the draft's page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from pdp_ai import registry
from pdp_ai.adapters.base import ProductAdapter
from pdp_ai.exceptions import ConfigurationError, ProductNotFound
from pdp_ai.models import MediaDraft, Publication
from pdp_ai.types import SlotValue
from pdp_ai.views.draft.comparison import Shown, show_value
from pdp_ai.views.draft.history import visible_diff
from pdp_ai.views.draft.picture import picture_url
from pdp_ai.views.draft.preview_address import has_addresses
from pdp_ai.views.draft.word_diff import DiffPiece
from pdp_ai.views.face import Face


@dataclass(frozen=True, slots=True)
class ProductOnPage:
    """The draft's product, or what is left when it was deleted or is no longer configured."""

    adapter: ProductAdapter | None
    instance: Model | None

    @classmethod
    def of(cls, draft: MediaDraft) -> ProductOnPage:
        try:
            adapter = registry.adapter_for(draft.product_model)
        except ConfigurationError:
            return cls(None, None)
        try:
            return cls(adapter, adapter.get(draft.product_id))
        except ProductNotFound:
            return cls(adapter, None)

    def live(self, draft: MediaDraft) -> Shown | None:
        value = self._live_value(draft)
        if value is None or self.adapter is None or self.instance is None:
            return None
        return show_value(_("Live now"), self.adapter, self.instance, draft.slot, value)

    def changes(self, draft: MediaDraft) -> tuple[DiffPiece, ...]:
        """The live text's words against the draft's; empty for pictures, where nothing is live, or both are equal."""
        value = self._live_value(draft)
        if draft.is_picture or value is None or not value.text.strip():
            return ()
        pieces = visible_diff(draft, value.text, draft.text)
        return pieces if any(piece.kind != "same" for piece in pieces) else ()

    def compare(self, draft: MediaDraft, face: Face) -> dict[str, Any]:
        """For a picture: what is live, or else the photo it was made from, to be laid under it."""
        if not draft.is_picture:
            return {}
        live = self.live(draft)
        url = live.picture_url if live and not live.is_empty else ""
        before, before_url = (_("Live now"), url) if url else (_("Original photo"), self.photo_url(draft))
        after_url = picture_url(draft, face, width=1200)
        if not before_url:
            return {}
        # In a photo the product stands elsewhere: a difference would say nothing.
        return {"before": before, "before_url": before_url, "after_url": after_url, "is_live": bool(url)}

    def _live_value(self, draft: MediaDraft) -> SlotValue | None:
        if self.adapter is None or self.instance is None:
            return None
        try:
            return self.adapter.read(self.instance, draft.place)
        except KeyError:  # the shop's settings name no such place any more
            return None

    def photo_url(self, draft: MediaDraft) -> str:
        """The photo it was made from, or describes; for pictures the main photo when the draft names none."""
        if self.adapter is None or self.instance is None:
            return ""
        photos = draft.job.brief.facts.photos
        key = draft.photo_key or (photos[0].key if draft.is_picture and photos else "")
        return self.adapter.photo_url(self.instance, key) if key else ""

    @property
    def impossible(self) -> frozenset[str]:
        """Decisions that this product knows nothing of."""
        takes_drafts = self.adapter and self.instance and self.adapter.takes_drafts(self.instance)
        return frozenset() if takes_drafts else frozenset({"hand_over"})

    def has_place(self, draft: MediaDraft) -> bool:
        """False where the shop's settings name no such place any more, which makes it a draft for nothing."""
        return self.adapter is None or self.instance is None or self._live_value(draft) is not None

    def handed_over(self, publication: Publication | None) -> str:
        """Where a draft is that was handed over; empty for any other."""
        if publication is None or publication.is_live or self.adapter is None or self.instance is None:
            return ""
        if not self.adapter.has_place(publication.draft.place):
            return ""
        drafted = self.adapter.drafted(self.instance)
        if self.adapter.holds(drafted, publication.draft.place, SlotValue.from_dict(publication.after)):
            return _("It stands in the product's unpublished draft. The public sees it when that is published.")
        return _("Somebody has changed it in the product's unpublished draft.")

    @property
    def public_url(self) -> str:
        return self.adapter.public_url(self.instance) if self.adapter and self.instance else ""

    def keeps_focal_point(self, draft: MediaDraft) -> bool:
        try:
            return self.adapter is not None and draft.is_picture and self.adapter.keeps_focal_point(draft.place)
        except KeyError:  # the shop's settings name no such place any more
            return False

    @property
    def can_preview(self) -> bool:
        return self.instance is not None and has_addresses() and registry.shop_page(self.instance) is not None
