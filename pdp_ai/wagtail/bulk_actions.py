"""Wagtail's bulk actions: generate media for products, decide on drafts, undo publications, cancel and retry jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from pdp_ai import registry
from pdp_ai.actions.cancel_jobs import cancel_jobs
from pdp_ai.actions.permissions import CANCEL, GENERATE, PUBLISH, REVIEW, Actor, require_any
from pdp_ai.actions.quarantine_jobs import quarantine_jobs
from pdp_ai.actions.retry_jobs import retry_jobs
from pdp_ai.exceptions import LimitReached
from pdp_ai.models import GenerationJob, MediaDraft, Publication
from pdp_ai.models.job_queue import JobQuerySet
from pdp_ai.say import say
from pdp_ai.views.bulk import BulkResult, approve_drafts, publish_drafts, reject_drafts, tell
from pdp_ai.views.draft.forms import RejectForm
from pdp_ai.views.products.generate import open_generate
from pdp_ai.views.products.selection import Selection
from pdp_ai.views.room.bulk_decision import open_undo
from pdp_ai.views.words import slot_label
from pdp_ai.wagtail.face import FACE

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class GenerateMediaAction(BulkAction):
    """Leads to the form; nothing is asked for before a person has seen what it comes to."""

    display_name = _("Generate media")
    action_type = "generate_media"
    aria_label = _("Generate media for the selected products")
    action_priority = 20

    @classproperty
    def models(cls) -> list[type[Model]]:  # noqa: N805
        return [model for model in get_snippet_models() if registry.is_product(model)]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "all" in request.GET.getlist("id") and not issubclass(self.model, Page):
            # Their keys only: loading every product of a large shop would take too long.
            keys = self.get_all_objects_in_listing_query(None)
            return open_generate(request, Selection.of_model(self.model, keys), FACE)
        return open_generate(request, Selection.of(self.get_actionable_objects()[0]), FACE)


class GenerateMediaForPagesAction(GenerateMediaAction):
    aria_label = _("Generate media for the selected pages")

    @classproperty
    def models(cls) -> list[type[Model]]:  # noqa: N805
        return [Page]

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> Any:
        children = Page.objects.get(pk=parent_id).get_children() if parent_id else Page.objects.all()
        return children.values_list("pk", flat=True)

    def check_perm(self, page: Page) -> bool:
        return (
            registry.is_product(page.specific_class or Page) and page.permissions_for_user(self.request.user).can_edit()
        )

    @classmethod
    def get_queryset(cls, model: type[Page], object_ids: list[str]) -> Any:
        return model.objects.filter(pk__in=object_ids).specific()


class RowsAction(BulkAction):
    """A decision on ticked rows of ours, after a question. Never “all in the listing”: that would pass filters by."""

    template_name = "pdp_ai/wagtail/confirm_bulk.html"
    #: One of these is needed.
    permissions: ClassVar[tuple[str, ...]]
    question: StrOrPromise = ""
    #: What came of it: a sentence with ``%(count)s``.
    done: ClassVar[Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_any(request.user, *self.permissions)
        return super().dispatch(request, *args, **kwargs)

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> list[int]:
        return []

    @classmethod
    def get_queryset(cls, model: type[Model], object_ids: list[str]) -> Any:
        wanted = [int(key) for key in object_ids if key.isdecimal()]
        return model._default_manager.filter(pk__in=wanted)

    def object_context(self, row: MediaDraft | GenerationJob) -> dict[str, Any]:
        made = row.slot if isinstance(row, MediaDraft) else row.recipe
        return {"item": row, "label": f"{slot_label(made)}: {row.product_name}"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "question": self.question, "display_name": self.display_name}

    def get_execution_context(self) -> dict[str, Any]:
        return {"request": self.request, "data": self.cleaned_form.cleaned_data}


class DraftAction(RowsAction):
    """`decide` tells of what was refused; the rest is data."""

    models = [MediaDraft]
    permissions = (REVIEW,)

    @staticmethod
    def decide(drafts: list[MediaDraft], user: Actor, data: dict[str, Any]) -> BulkResult:
        raise NotImplementedError

    @classmethod
    def execute_action(cls, objects: list[MediaDraft], **kwargs: Any) -> tuple[int, int]:
        request = kwargs["request"]
        result = cls.decide(objects, request.user, kwargs["data"])
        tell(request, result, cls.done)
        return result.done, 0


class ApproveDraftsAction(DraftAction):
    display_name = _("Approve")
    action_type = "approve"
    aria_label = _("Approve selected drafts")
    action_priority = 10
    question = _("Drafts with errors among their findings are left out: those want a look of their own.")
    done = ngettext_lazy("%(count)s draft approved.", "%(count)s drafts approved.", "count")

    @staticmethod
    def decide(drafts: list[MediaDraft], user: Actor, _data: dict[str, Any]) -> BulkResult:
        return approve_drafts(drafts, user)


class PublishDraftsAction(DraftAction):
    display_name = _("Publish")
    action_type = "publish"
    aria_label = _("Publish selected approved drafts")
    action_priority = 20
    permissions = (PUBLISH,)
    question = _("Only approved drafts are published, and only where nobody changed the product meanwhile.")
    done = ngettext_lazy("%(count)s draft published.", "%(count)s drafts published.", "count")

    @staticmethod
    def decide(drafts: list[MediaDraft], user: Actor, _data: dict[str, Any]) -> BulkResult:
        return publish_drafts(drafts, user)


class RejectDraftsAction(DraftAction):
    display_name = _("Reject")
    action_type = "reject"
    aria_label = _("Reject selected drafts")
    action_priority = 30
    classes = {"serious"}
    form_class = RejectForm
    question = _("The reason is kept with each of them.")
    done = ngettext_lazy("%(count)s draft rejected.", "%(count)s drafts rejected.", "count")

    @staticmethod
    def decide(drafts: list[MediaDraft], user: Actor, data: dict[str, Any]) -> BulkResult:
        return reject_drafts(drafts, user, data["reason"])


class UndoPublicationsAction(RowsAction):
    """Leads to the page of the bulk decision: what would change, how far it is, and the way back."""

    models = [Publication]
    permissions = (PUBLISH,)
    display_name = _("Undo")
    action_type = "undo"
    aria_label = _("Undo selected publications")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return open_undo(request, self.get_queryset(Publication, request.GET.getlist("id")), FACE)


class JobAction(RowsAction):
    """`act` may refuse as a whole."""

    models = [GenerationJob]

    @staticmethod
    def act(jobs: JobQuerySet, user: Actor) -> int:
        raise NotImplementedError

    @classmethod
    def execute_action(cls, objects: list[GenerationJob], **kwargs: Any) -> tuple[int, int]:
        jobs = GenerationJob.objects.filter(pk__in=[job.pk for job in objects])
        try:
            return cls.act(jobs, kwargs["request"].user), 0
        except LimitReached as refusal:
            messages.error(kwargs["request"], say(refusal))
            return 0, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return str(self.done % {"count": num_parent_objects})


class CancelJobsAction(JobAction):
    permissions = (CANCEL, GENERATE)
    display_name = _("Cancel")
    action_type = "cancel"
    aria_label = _("Cancel selected jobs")
    question = _("Jobs that wait are stopped at once, running ones within one step. Finished ones stay as they are.")
    done = ngettext_lazy("%(count)s job cancelled.", "%(count)s jobs cancelled.", "count")

    @staticmethod
    def act(jobs: JobQuerySet, user: Actor) -> int:
        return cancel_jobs(jobs, user=user)


class RetryJobsAction(JobAction):
    permissions = (GENERATE,)
    display_name = _("Try again")
    action_type = "retry"
    aria_label = _("Try selected jobs again")
    question = _("Jobs that failed, were cancelled or are out of date start over.")
    done = ngettext_lazy("%(count)s job waits again.", "%(count)s jobs wait again.", "count")

    @staticmethod
    def act(jobs: JobQuerySet, user: Actor) -> int:
        return retry_jobs(jobs, user=user)


class QuarantineJobsAction(JobAction):
    permissions = (CANCEL,)
    display_name = _("Set aside")
    action_type = "quarantine"
    aria_label = _("Set selected jobs aside")
    question = _("Nothing runs these jobs until somebody tries them again.")
    done = ngettext_lazy("%(count)s job set aside.", "%(count)s jobs set aside.", "count")

    @staticmethod
    def act(jobs: JobQuerySet, user: Actor) -> int:
        return quarantine_jobs(jobs, user=user)
