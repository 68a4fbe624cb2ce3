"""A style's past: what each version said, what changed with it, and a button to take it up again."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from pdp_ai.actions.permissions import EDIT_STYLE, REVIEW
from pdp_ai.actions.style_versions import restore_version
from pdp_ai.models import MediaDraft, Style
from pdp_ai.models.style import KEPT
from pdp_ai.views.face import Crumb, Face
from pdp_ai.views.styles.form import shown

#: A field, what it said before, what it says.
Change = tuple[str, str, str]


def style_versions(request: HttpRequest, pk: int, face: Face) -> HttpResponse:
    """GET shows the versions, newest first; POST takes the one named in ``restore`` up again."""
    may_restore = request.user.has_perm(EDIT_STYLE)
    if not (may_restore or request.user.has_perm(REVIEW) or request.user.has_perm("pdp_ai.view_style")):
        raise PermissionDenied
    style = get_object_or_404(Style, pk=pk)
    if request.method == "POST":
        version = get_object_or_404(style.versions, version=request.POST.get("restore"))
        style = restore_version(version, user=request.user)
        text = _("Version %(old)s holds again, as version %(new)s.")
        messages.success(request, text % {"old": version.version, "new": style.version})
        return redirect(face.url("style_versions", pk))
    kept = list(style.versions.select_related("saved_by"))
    before = [*(version.data for version in kept[1:]), Style().kept()]
    context = {
        "versions": [
            {"version": version, "changes": changes(old, version.data), "said": said(version.data)}
            for version, old in zip(kept, before, strict=True)
        ],
        "style": style,
        "may_restore": may_restore,
        "style_url": face.url("style", pk),
    }
    crumbs = (Crumb(_("Styles"), face.url("styles")), Crumb(style.name, face.url("style", pk)))
    return face.render(request, "pdp_ai/styles/_versions.html", context, title=_("Versions"), crumbs=crumbs)


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    return [
        (label(name), shown(name, old.get(name)), shown(name, new.get(name)))
        for name in KEPT
        if old.get(name) != new.get(name)
    ]


def said(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a version said, field by field; what it left empty is left out."""
    return [(label(name), whole(name, data[name])) for name in KEPT if data.get(name)]


def style_of_draft(draft: MediaDraft, face: Face) -> dict[str, Any]:
    """What the style said when the draft was asked for, with what it inherited, and where its versions are."""
    style = draft.job.brief.style
    data = dataclasses.asdict(style)
    told = {
        name: "\n".join(value) if name in {"do_words", "forbidden_words"} else value for name, value in data.items()
    }
    url = f"{face.url('style_versions', draft.job.style_id)}#version-{style.version}" if draft.job.style_id else ""
    inherited = ", ".join(f"{name} ({version})" for name, version in style.inherited)
    return {"style_said": said(told) if style.name else [], "style_inherited": inherited, "style_versions_url": url}


def whole(name: str, value: Any) -> str:
    if name == "examples":
        return "\n\n".join(f"{example['facts']}\n→ {example['copy']}" for example in value)
    return value if isinstance(value, str) and name not in {"preset", "length"} else shown(name, value)


def label(name: str) -> str:
    return capfirst(str(Style._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
