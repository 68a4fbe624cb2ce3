"""What waits for review, and the way to what is missing, on the front page of Wagtail's admin."""

from __future__ import annotations

from typing import Any

from wagtail.admin.site_summary import SummaryItem

from pdp_ai.actions.permissions import REVIEW, among
from pdp_ai.models import MediaDraft
from pdp_ai.models.draft import DraftState
from pdp_ai.views.queue.progress import may_watch
from pdp_ai.views.room.counts import counted
from pdp_ai.wagtail.face import FACE


class DraftsToReview(SummaryItem):
    order = 400
    template_name = "pdp_ai/wagtail/drafts_to_review.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        drafts = among(self.request.user, REVIEW, MediaDraft.objects.filter(state=DraftState.PENDING))
        return {"count": counted(drafts, self.request.user), "url": FACE.url("room")}

    def is_shown(self) -> bool:
        return self.request.user.has_perm(REVIEW)


class ProductsWithoutMedia(SummaryItem):
    """Without a number: to count them, the database would have to look at every product."""

    order = 410
    template_name = "pdp_ai/wagtail/products_without_media.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"url": FACE.url("without")}

    def is_shown(self) -> bool:
        return may_watch(self.request.user)
