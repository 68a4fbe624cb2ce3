"""The filters that a person keeps, above the review room: links to them, and the forms that keep and forget them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from pdp_ai.actions.keep_filter import forget_filter, keep_filter, open_with
from pdp_ai.actions.permissions import REVIEW, require
from pdp_ai.models import ReviewPreferences, SavedFilter
from pdp_ai.models.draft import DraftState
from pdp_ai.views.face import Face
from pdp_ai.views.room.filter import RoomFilter
from pdp_ai.views.room.forms import SaveFilterForm
from pdp_ai.views.sent_by_get import lead_back


@dataclass(frozen=True, slots=True)
class FilterLink:
    saved: SavedFilter
    url: str
    is_current: bool
    #: The room opens with it.
    is_first: bool
    is_own: bool


def filter_links(room: RoomFilter, user: AbstractBaseUser, face: Face) -> Iterator[FilterLink]:
    first = ReviewPreferences.objects.filter(user=user.pk).values_list("first_filter", flat=True).first()
    for saved in SavedFilter.objects.for_user(user).select_related("owner"):
        yield FilterLink(
            saved,
            url=room_url(face, saved.query),
            is_current=saved.query == room.query,
            is_first=saved.pk == first,
            is_own=saved.owner_id == user.pk,
        )


def first_url(user: AbstractBaseUser, face: Face) -> str:
    """What the room opens with, when a person chose a filter for that."""
    preferences = ReviewPreferences.objects.select_related("first_filter").filter(user=user.pk).first()
    return room_url(face, preferences.first_filter.query) if preferences and preferences.first_filter else ""


def room_url(face: Face, query: dict[str, str]) -> str:
    """With its state named: an address without parameters would open the person's first filter."""
    return face.url("room", **{"state": DraftState.PENDING.value, **query})


def saved_filters(request: HttpRequest, face: Face) -> HttpResponse:
    """POST of the room: ``save`` the filter in the address, ``forget`` one, or ``first``, with no key for none."""
    require(request.user, REVIEW)
    if request.method != "POST":
        return lead_back(request, room_url(face, RoomFilter.of(request.GET, request.user).query))
    room = RoomFilter.of(request.GET, request.user)
    user: AbstractBaseUser = request.user  # type: ignore[assignment]  # `require` lets nobody else pass
    if "save" in request.POST:
        form = SaveFilterForm(request.POST)
        if form.is_valid():
            saved = keep_filter(user=user, query=room.query, **form.cleaned_data)
            messages.success(request, _("Kept as “%(name)s”.") % {"name": saved.name})
        else:
            messages.error(request, _("Give the filter a name of at most 60 characters."))
    elif "forget" in request.POST:
        forget_filter(_chosen(request, "forget"), user=user)
    elif "first" in request.POST:
        open_with(_chosen(request, "first") if request.POST["first"] else None, user=user)
    else:
        raise Http404
    return redirect(room_url(face, room.query))


def _chosen(request: HttpRequest, name: str) -> SavedFilter:
    key = request.POST[name]
    if not key.isdecimal():
        raise Http404
    return get_object_or_404(SavedFilter.objects.for_user(request.user), pk=key)
