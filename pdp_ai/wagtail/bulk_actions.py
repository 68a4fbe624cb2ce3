"""Wagtail's bulk actions: generate media for products, decide on drafts, cancel and retry jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from pdp_ai import registry
from pdp_ai.actions.cancel_jobs import cancel_jobs
from pdp_ai.actions.permissions import GENERATE, PUBLISH, REVIEW, Actor
from pdp_ai.actions.quarantine_jobs import quarantine_jobs
from pdp_ai.actions.retry_jobs import retry_jobs
from pdp_ai.exceptions import LimitReached
from pdp_ai.forms import RejectForm
from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.say import say
from pdp_ai.views.bulk import BulkResult, approve_drafts, publish_drafts, reject_drafts, tell
from pdp_ai.views.generate import open_generate
from pdp_ai.views.selection import Selection
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
    permission: ClassVar[str]
    question: StrOrPromise = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
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
    models = [MediaDraft]
    permission = REVIEW

    @classmethod
    def execute_action(cls, objects: list[MediaDraft], **kwargs: Any) -> tuple[int, int]:
        request = kwargs["request"]
        result = cls.decide(objects, request.user, kwargs["data"])
        tell(request, result, cls.done(result.done))
        return result.done, 0

    @classmethod
    def decide(cls, drafts: list[MediaDraft], user: Actor, _data: dict[str, Any]) -> BulkResult:
        raise NotImplementedError

    @classmethod
    def done(cls, count: int) -> str:
        raise NotImplementedError


class ApproveDraftsAction(DraftAction):
    display_name = _("Approve")
    action_type = "approve"
    aria_label = _("Approve selected drafts")
    action_priority = 10
    question = _("Drafts with errors among their findings are left out: those want a look of their own.")

    @classmethod
    def decide(cls, drafts: list[MediaDraft], user: Actor, _data: dict[str, Any]) -> BulkResult:
        return approve_drafts(drafts, user)

    @classmethod
    def done(cls, count: int) -> str:
        return ngettext("%(count)s draft approved.", "%(count)s drafts approved.", count)


class PublishDraftsAction(DraftAction):
    display_name = _("Publish")
    action_type = "publish"
    aria_label = _("Publish selected approved drafts")
    action_priority = 20
    permission = PUBLISH
    question = _("Only approved drafts are published, and only where nobody changed the product meanwhile.")

    @classmethod
    def decide(cls, drafts: list[MediaDraft], user: Actor, _data: dict[str, Any]) -> BulkResult:
        return publish_drafts(drafts, user)

    @classmethod
    def done(cls, count: int) -> str:
        return ngettext("%(count)s draft published.", "%(count)s drafts published.", count)


class RejectDraftsAction(DraftAction):
    display_name = _("Reject")
    action_type = "reject"
    aria_label = _("Reject selected drafts")
    action_priority = 30
    classes = {"serious"}
    form_class = RejectForm
    question = _("The reason is kept with each of them.")

    @classmethod
    def decide(cls, drafts: list[MediaDraft], user: Actor, data: dict[str, Any]) -> BulkResult:
        return reject_drafts(drafts, user, data["reason"])

    @classmethod
    def done(cls, count: int) -> str:
        return ngettext("%(count)s draft rejected.", "%(count)s drafts rejected.", count)


class CancelJobsAction(RowsAction):
    models = [GenerationJob]
    permission = GENERATE
    display_name = _("Cancel")
    action_type = "cancel"
    aria_label = _("Cancel selected jobs")
    question = _("Jobs that wait are stopped at once, running ones within one step. Finished ones stay as they are.")
    form_class = forms.Form

    @classmethod
    def execute_action(cls, objects: list[GenerationJob], **kwargs: Any) -> tuple[int, int]:
        jobs = GenerationJob.objects.filter(pk__in=[job.pk for job in objects])
        return cancel_jobs(jobs, user=kwargs["request"].user), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        text = ngettext("%(count)s job cancelled.", "%(count)s jobs cancelled.", num_parent_objects)
        return text % {"count": num_parent_objects}


class RetryJobsAction(RowsAction):
    models = [GenerationJob]
    permission = GENERATE
    display_name = _("Try again")
    action_type = "retry"
    aria_label = _("Try selected jobs again")
    question = _("Jobs that failed, were cancelled or are out of date start over.")

    @classmethod
    def execute_action(cls, objects: list[GenerationJob], **kwargs: Any) -> tuple[int, int]:
        jobs = GenerationJob.objects.filter(pk__in=[job.pk for job in objects])
        try:
            return retry_jobs(jobs, user=kwargs["request"].user), 0
        except LimitReached as refusal:
            messages.error(kwargs["request"], say(refusal))
            return 0, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        text = ngettext("%(count)s job waits again.", "%(count)s jobs wait again.", num_parent_objects)
        return text % {"count": num_parent_objects}


class QuarantineJobsAction(RowsAction):
    models = [GenerationJob]
    permission = GENERATE
    display_name = _("Set aside")
    action_type = "quarantine"
    aria_label = _("Set selected jobs aside")
    question = _("Nothing runs these jobs until somebody tries them again.")

    @classmethod
    def execute_action(cls, objects: list[GenerationJob], **kwargs: Any) -> tuple[int, int]:
        jobs = GenerationJob.objects.filter(pk__in=[job.pk for job in objects])
        return quarantine_jobs(jobs, user=kwargs["request"].user), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        text = ngettext("%(count)s job set aside.", "%(count)s jobs set aside.", num_parent_objects)
        return text % {"count": num_parent_objects}
