"""The private storage of drafts, as the settings name it at this moment."""

from __future__ import annotations

from typing import Any, cast

from django.core.files.storage import Storage, storages
from django.core.signals import setting_changed
from django.utils.functional import LazyObject, empty


class DraftsStorage(LazyObject):  # type: ignore[type-arg]
    """``STORAGES["pdp_ai_drafts"]``, looked up when it is first used."""

    def _setup(self) -> None:
        self._wrapped = storages["pdp_ai_drafts"]


_drafts_storage = DraftsStorage()


def drafts_storage() -> Storage:
    return cast("Storage", _drafts_storage)


def _forget_storage(*, setting: str, **_kwargs: Any) -> None:
    if setting == "STORAGES":
        _drafts_storage._wrapped = empty  # type: ignore[assignment]  # noqa: SLF001  # as Django does for its own default storage


setting_changed.connect(_forget_storage, dispatch_uid="pdp_ai.drafts_storage")
