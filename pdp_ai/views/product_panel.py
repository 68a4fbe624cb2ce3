"""What a product's own edit page says of its media: drafts that wait, and the way to more."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pdp_ai.actions.permissions import GENERATE, REVIEW
from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.models.draft import DraftState
from pdp_ai.views.face import Face
from pdp_ai.views.plans import PlanLine, plans_of_product
from pdp_ai.views.selection import Selection


@dataclass(frozen=True, slots=True)
class ProductPanel:
    """Links that are empty for people who may not follow them."""

    drafts_url: str
    generate_url: str
    #: Drafts to review, and jobs not finished yet.
    waiting: int
    unfinished: int
    #: Publications to come, and such as were stopped.
    plans: list[PlanLine]

    @classmethod
    def of(cls, product: Model, user: AbstractBaseUser | AnonymousUser, face: Face) -> ProductPanel:
        reference = {"product_model": product._meta.label_lower, "product_id": str(product.pk)}
        reviews, generates = user.has_perm(REVIEW), user.has_perm(GENERATE)  # type: ignore[union-attr]
        waiting = MediaDraft.objects.filter(state=DraftState.PENDING, **reference).count() if reviews else 0
        unfinished = GenerationJob.objects.unfinished().filter(**reference).count() if reviews or generates else 0
        return cls(
            drafts_url=face.drafts_of(**reference) if reviews else "",
            generate_url=face.url("generate", products=Selection.of([product]).token) if generates else "",
            waiting=waiting,
            unfinished=unfinished,
            plans=plans_of_product(**reference, face=face) if reviews else [],
        )

    @property
    def review_label(self) -> str:
        if not self.waiting:
            return _("Media drafts")
        return ngettext("%(count)s draft to review", "%(count)s drafts to review", self.waiting) % {
            "count": self.waiting
        }
