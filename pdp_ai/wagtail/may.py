"""For ``PDP_AI["REVIEW"]`` of a Wagtail shop, ``MAY`` and ``MAY_ROWS``: who may edit a product decides on its media."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import CollectionMember, DraftStateMixin, Page
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from pdp_ai import registry
from pdp_ai.actions.permissions import PUBLISH
from pdp_ai.exceptions import PdpAiError
from pdp_ai.models.product_reference import ProductReference

Rows = TypeVar("Rows", bound=QuerySet[Any])


def may_with_product(user: AbstractBaseUser | AnonymousUser, permission: str, subject: ProductReference) -> bool:
    """Page permissions for pages, collection permissions for members of a collection, else those of the model."""
    try:
        product: Any = registry.adapter_for(subject.product_model).get(subject.product_id)
    except PdpAiError:
        return True  # a product that is gone has nothing to protect
    if isinstance(product, Page):
        allowed = product.permissions_for_user(user)
        return bool(allowed.can_publish() if permission == PUBLISH else allowed.can_edit())
    publishes = permission == PUBLISH and isinstance(product, DraftStateMixin)
    if isinstance(product, CollectionMember):
        policy = CollectionPermissionPolicy(type(product))
        return bool(policy.user_has_permission_for_instance(user, "change", product))
    return _may_with_model(user, type(product), publishes=publishes)


def may_rows(user: AbstractBaseUser | AnonymousUser, permission: str, rows: Rows) -> Rows:
    """The same for many rows, in one query.

    Rows of products that are gone are left out where pages or collections decide. For models whose keys are numbers
    or text: a UUID is written in more than one way.
    """
    for label, adapter in registry.adapters().items():
        model = adapter.model
        mine = Q(product_model=label.lower())
        if issubclass(model, Page):
            pages = PagePermissionPolicy().instances_user_has_permission_for(
                user, "publish" if permission == PUBLISH else "change"
            )
            rows = rows.exclude(mine & ~Q(product_id__in=_keys(pages)))
        elif issubclass(model, CollectionMember):
            policy = CollectionPermissionPolicy(model)
            members = policy.instances_user_has_permission_for(user, "change")
            rows = rows.exclude(mine & ~Q(product_id__in=_keys(members)))
        elif not _may_with_model(user, model, publishes=permission == PUBLISH and issubclass(model, DraftStateMixin)):
            rows = rows.exclude(mine)
    return rows


def _may_with_model(user: AbstractBaseUser | AnonymousUser, model: type[Model], *, publishes: bool) -> bool:
    options = model._meta
    codename = get_permission_codename("publish" if publishes else "change", options)
    return bool(user.has_perm(f"{options.app_label}.{codename}"))  # type: ignore[union-attr]


def _keys(products: QuerySet[Any]) -> QuerySet[Any, Any]:
    """As rows write them."""
    return products.order_by().annotate(key=Cast("pk", CharField())).values("key")
