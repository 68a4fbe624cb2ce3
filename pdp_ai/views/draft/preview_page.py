"""The shop's page with the draft in place, as wide as a phone and as a desk, side by side in the admin."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from pdp_ai import conf
from pdp_ai.actions.permissions import REVIEW, require
from pdp_ai.views import badges
from pdp_ai.views.draft.page import find_draft
from pdp_ai.views.draft.preview_address import page_address
from pdp_ai.views.draft.product_on_page import ProductOnPage
from pdp_ai.views.face import Crumb, Face
from pdp_ai.views.queue.page import age_label
from pdp_ai.views.room.filter import RoomFilter
from pdp_ai.views.words import slot_label


def preview_page(request: HttpRequest, pk: int, face: Face) -> HttpResponse:
    require(request.user, REVIEW)
    draft = find_draft(pk, request.user)
    product = ProductOnPage.of(draft)
    if not product.can_preview:
        raise Http404
    address = page_address(draft)
    room = RoomFilter.of(request.GET, request.user)
    draft_url = face.url("draft", draft.pk, **room.query)
    context = {
        "preview_url": address,
        "shared_url": request.build_absolute_uri(address) if conf.review("SHARE_PREVIEWS") else "",
        "lasts": age_label(conf.review("PREVIEW_SECONDS")),
        "public_url": product.public_url,
        "draft_url": draft_url,
        "state_badge": badges.draft_state(draft),
        "slot_label": slot_label(draft.slot),
    }
    title = _("Preview: %(slot)s for %(product)s") % {"slot": slot_label(draft.slot), "product": draft.product_name}
    crumbs = (Crumb(slot_label(draft.slot), draft_url),)
    return face.render(request, "pdp_ai/draft/_preview_page.html", context, title=title, crumbs=crumbs)
