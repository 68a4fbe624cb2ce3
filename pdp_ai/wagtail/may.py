"""For ``PDP_AI["REVIEW"]["MAY"]`` of a Wagtail shop: who may edit a product may decide on its media."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from wagtail.models import CollectionMember, DraftStateMixin, Page
from wagtail.permission_policies.collections import CollectionPermissionPolicy

from pdp_ai import registry
from pdp_ai.actions.permissions import PUBLISH
from pdp_ai.exceptions import PdpAiError
from pdp_ai.models.product_reference import ProductReference


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
    options = product._meta
    codename = get_permission_codename("publish" if publishes else "change", options)
    return bool(user.has_perm(f"{options.app_label}.{codename}"))  # type: ignore[union-attr]
