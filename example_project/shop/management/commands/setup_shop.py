"""Make a fresh database a working shop: a site, and people to sign in as. Running it again changes nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Q
from wagtail.models import Page, Site

from pdp_ai.models import Style

REVIEWERS = "Media reviewers"
STYLE_EDITORS = "Style editors"
OUT_OF_DOORS = "Out of doors, painted"


class Command(BaseCommand):
    help = (
        "Create the Wagtail site, the groups of reviewers and of style editors, a style for scenes and, while DEBUG is "
        "on, the accounts admin, reviewer and editor."
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        self.set_up_site()
        groups = {"reviewer": self.set_up_reviewers(), "editor": self.set_up_style_editors()}
        self.set_up_style()
        if not settings.DEBUG:
            self.stdout.write("DEBUG is off: no demo accounts were made. Use createsuperuser.")
            return
        users = get_user_model()
        if not users.objects.filter(username="admin").exists():
            users.objects.create_superuser("admin", "admin@example.com", "admin")
        for name, group in groups.items():
            user, is_new = users.objects.get_or_create(username=name, defaults={"is_staff": True})
            if is_new:
                user.set_password(name)
                user.save()
            user.groups.add(group)
        self.stdout.write(
            "Sign in at /admin/ or /django-admin/ as admin / admin, reviewer / reviewer or editor / editor."
        )

    def set_up_site(self) -> None:
        root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
        home = root.get_children().first() or root.add_child(title=settings.WAGTAIL_SITE_NAME, slug="home")
        Site.objects.get_or_create(
            is_default_site=True,
            defaults={
                "hostname": "localhost",
                "port": 8000,
                "root_page": home,
                "site_name": settings.WAGTAIL_SITE_NAME,
            },
        )

    def set_up_style(self) -> None:
        """One whose scenes an image model paints; the other categories' are rendered."""
        theme = "green grass, meadow, summer, bright"
        Style.objects.get_or_create(name=OUT_OF_DOORS, defaults={"category": "Sports & Outdoor", "theme": theme})

    def set_up_reviewers(self) -> Group:
        """People who read drafts and decide on them, but neither delete products nor change the styles."""
        group, _ = Group.objects.get_or_create(name=REVIEWERS)
        admin_access = Q(content_type__app_label="wagtailadmin", codename="access_admin")
        products = Q(
            content_type__app_label="shop",
            codename__in=[
                "view_product", "change_product", "publish_product", "view_plainproduct", "change_plainproduct",
            ],
        )  # fmt: skip
        media = Q(content_type__app_label="pdp_ai") & ~Q(codename__regex="^(add|change|delete|edit)_")
        group.permissions.add(*Permission.objects.filter(admin_access | products | media))
        return group

    def set_up_style_editors(self) -> Group:
        """People who say how the shop sounds and looks, and see what comes of it; reviewers decide on that."""
        group, _ = Group.objects.get_or_create(name=STYLE_EDITORS)
        admin_access = Q(content_type__app_label="wagtailadmin", codename="access_admin")
        products = Q(content_type__app_label="shop", codename__in=["view_product", "view_plainproduct"])
        styles = Q(
            content_type__app_label="pdp_ai",
            codename__in=["edit_style", "view_style", "generate", "review", "view_prompt"],
        )
        group.permissions.add(*Permission.objects.filter(admin_access | products | styles))
        return group
