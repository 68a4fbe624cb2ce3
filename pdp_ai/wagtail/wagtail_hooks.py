"""Where Wagtail learns of it all."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from pdp_ai import registry
from pdp_ai.wagtail import bulk_actions, log, product_links
from pdp_ai.wagtail.drafts import DraftViewSet
from pdp_ai.wagtail.home import DraftsToReview, ProductsWithoutMedia
from pdp_ai.wagtail.jobs import JobViewSet
from pdp_ai.wagtail.publications import PublicationViewSet
from pdp_ai.wagtail.queue import QueueViewSet
from pdp_ai.wagtail.room import RoomViewSet
from pdp_ai.wagtail.sameness import SamenessViewSet
from pdp_ai.wagtail.styles import StyleViewSet
from pdp_ai.wagtail.without import ProductsWithoutViewSet


class ProductMediaGroup(ViewSetGroup):
    menu_label = _("Product media")
    menu_icon = "image"
    menu_order = 150
    items = (RoomViewSet, DraftViewSet, QueueViewSet, JobViewSet, PublicationViewSet, StyleViewSet)


@hooks.register("register_admin_viewset")
def product_media() -> list[ViewSet | ViewSetGroup]:
    return [ProductMediaGroup(), SamenessViewSet()]


@hooks.register("register_admin_viewset")
def products_without_media() -> ProductsWithoutViewSet:
    return ProductsWithoutViewSet()


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """So that groups can be given them in Wagtail's settings."""
    return Permission.objects.filter(
        content_type__app_label="pdp_ai",
        codename__in=["generate", "review", "publish", "cancel", "view_prompt", "edit_style"],
    )


@hooks.register("construct_homepage_summary_items")
def drafts_to_review(request: HttpRequest, items: list[SummaryItem]) -> None:
    items += [DraftsToReview(request), ProductsWithoutMedia(request)]


for action in (
    bulk_actions.GenerateMediaAction,
    bulk_actions.GenerateMediaForPagesAction,
    bulk_actions.ApproveDraftsAction,
    bulk_actions.PublishDraftsAction,
    bulk_actions.RejectDraftsAction,
    bulk_actions.UndoPublicationsAction,
    bulk_actions.CancelJobsAction,
    bulk_actions.RetryJobsAction,
    bulk_actions.QuarantineJobsAction,
):
    hooks.register("register_bulk_action", action)

hooks.register("register_log_actions", log.register_actions)
hooks.register("register_snippet_listing_buttons", product_links.listing_buttons)
hooks.register("register_page_header_buttons", product_links.page_header_buttons)


@hooks.register("register_snippet_action_menu_item")
def generate_item(model: type[Model]) -> Any:
    return product_links.GenerateMenuItem() if registry.is_product(model) else None


@hooks.register("register_snippet_action_menu_item")
def drafts_item(model: type[Model]) -> Any:
    return product_links.DraftsMenuItem() if registry.is_product(model) else None
