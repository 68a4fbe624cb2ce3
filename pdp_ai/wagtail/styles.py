"""Styles in Wagtail's admin: the form of both admins, a preview before saving, and the versions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib import messages
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from pdp_ai.actions.permissions import EDIT_STYLE, Actor
from pdp_ai.actions.style_versions import sign_version
from pdp_ai.models import Style
from pdp_ai.views.styles.form import SECTIONS, StyleForm, rivalry
from pdp_ai.views.styles.preview import style_preview, try_style
from pdp_ai.views.styles.versions import style_versions
from pdp_ai.wagtail.face import FACE


class WagtailStyleForm(StyleForm, WagtailAdminModelForm):
    """The same form, as Wagtail's panels want it."""


if TYPE_CHECKING:
    _View: TypeAlias = Any
else:
    _View = object


class SignedMixin(_View):
    """Whoever saves signs the version."""

    def save_instance(self) -> Style:
        style: Style = super().save_instance()
        sign_version(style, self.request.user)
        if warning := rivalry(style):
            messages.warning(self.request, warning)
        return style

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        key = self.kwargs.get("pk") if isinstance(self, generic.EditView) else None
        context["try_url"] = FACE.url("style_try", key) if key else FACE.url("style_try")
        return context


class StyleCreateView(SignedMixin, generic.CreateView):
    pass


class StyleCopyView(SignedMixin, generic.CopyView):
    pass


class StyleEditView(SignedMixin, generic.EditView):
    @property
    def header_more_buttons(self) -> list[Any]:
        url = FACE.url("style_versions", self.object.pk)
        return [*super().header_more_buttons, Button(_("Versions"), url=url, icon_name="history", priority=5)]


class StylePermissionPolicy(ModelPermissionPolicy):
    """`edit_style` in the place of Django's permissions to add, change and delete."""

    def user_has_permission(self, user: Actor, action: str) -> bool:
        if user is not None and user.has_perm(EDIT_STYLE):  # type: ignore[union-attr]
            return True
        return action == "view" and bool(super().user_has_permission(user, action))


register_permission_policy(Style, StylePermissionPolicy(Style))


class StyleViewSet(ModelViewSet):
    model = Style
    name = "pdp_ai_styles"
    url_prefix = "product-media/styles"
    icon = "openquote"
    menu_label = _("Styles")
    copy_view_enabled = True
    add_view_class = StyleCreateView
    edit_view_class = StyleEditView
    copy_view_class = StyleCopyView
    create_template_name = edit_template_name = "pdp_ai/wagtail/style_form.html"
    search_fields = ["name", "category"]
    list_display = [
        "name",
        "category",
        "language",
        "preset",
        "candidates",
        BooleanColumn("is_active", label=_("Active")),
    ]
    list_filter = ["is_active", "preset"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel(name) for name in fields], heading=heading or _("Style"), help_text=text)
            for heading, text, fields in SECTIONS
        ],
        base_form_class=WagtailStyleForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("try/", partial(try_style, face=FACE), name="try"),
            path("try/<int:pk>/", partial(try_style, face=FACE), name="try"),
            path("previews/<int:pk>/", partial(style_preview, face=FACE), name="preview"),
            path("versions/<int:pk>/", partial(style_versions, face=FACE), name="versions"),
            *super().get_urlpatterns(),
        ]
