"""Writes checked rows to the shop's tables. A row that changes nothing writes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from example_project.shop.models import Category, PlainProduct, Product, ProductPhoto, ProductVariant
from example_project.shop.slugs import unique_slug

from .photos import NAME_PREFIX, EncodedPhoto, open_photos
from .rows import CatalogueRow

Outcome = Literal["created", "updated", "unchanged"]


def load_product(row: CatalogueRow, images: Path) -> Outcome:
    """Create or update the product with the row's SKU; published copy and pictures are left as they are.

    Raises `BadRow` before anything is written: photos are decoded first, outside the transaction.
    """
    photos = _photos(images, row.images)
    own = {colour: _photos(images, (name,) if name else ()) for colour, name in row.variants.items()}
    with transaction.atomic():
        kept = [_saved_image(photo, row.title or row.sku) for photo in photos]
        variants = {
            colour: next((_saved_image(photo, f"{row.title}, {colour}") for photo in found), None)
            for colour, found in own.items()
        }
        return _write_product(row, kept, variants)


def _photos(images: Path, names: tuple[str, ...]) -> list[AbstractImage | EncodedPhoto]:
    return [_known_image(photo.stem) or photo.encode() for photo in open_photos(images, names)]


def _write_product(
    row: CatalogueRow, photos: list[AbstractImage], variants: dict[str, AbstractImage | None]
) -> Outcome:
    facts = {
        "title": row.title,
        "supplier_notes": row.description,
        "price": row.price,
        "currency": row.currency,
        "category": _category(row.category),
        "language": row.language,
        "attributes": row.attributes,
    }
    product = Product.objects.filter(sku=row.sku).first()
    if product is None:
        now = timezone.now()
        slug = unique_slug(Product, row.title, row.sku)
        product = Product(sku=row.sku, slug=slug, first_published_at=now, last_published_at=now, **facts)
        _set_photos(product, photos)
        _set_variants(product, variants)
        product.save()
        return "created"
    same = _wanted_photos(product, photos) is None and _wanted_variants(product, variants) is None
    if same and not _differs(product, facts):
        return "unchanged"
    _update(product, facts, photos, variants)
    return "updated"


def _update(
    product: Product, facts: dict[str, Any], photos: list[AbstractImage], variants: dict[str, AbstractImage | None]
) -> None:
    """On the live product and, when somebody is working on a draft of it, on that draft too."""
    draft = product.get_latest_revision_as_object() if product.latest_revision_id else None
    for version in filter(None, [product, draft]):
        for name, value in facts.items():
            setattr(version, name, value)
        _set_photos(version, photos)
        _set_variants(version, variants)
    product.save()
    if draft is not None:
        unpublished = product.has_unpublished_changes
        revision = draft.save_revision()
        if not unpublished:
            revision.publish()


def _differs(product: Product | PlainProduct, facts: dict[str, Any]) -> bool:
    return any(getattr(product, name) != value for name, value in facts.items())


def _set_photos(product: Product, images: list[AbstractImage]) -> None:
    wanted = _wanted_photos(product, images)
    if wanted is not None:
        for order, photo in enumerate(wanted):
            photo.sort_order = order
        product.photos = wanted


def _set_variants(product: Product, photos: dict[str, AbstractImage | None]) -> None:
    wanted = _wanted_variants(product, photos)
    if wanted is not None:
        product.variants = wanted


def _wanted_variants(product: Product, photos: dict[str, AbstractImage | None]) -> list[ProductVariant] | None:
    """The product's variants as the row wants them, scenes and all, or None when they are so already."""
    present = {variant.colour: variant for variant in product.variants.all()}
    if {colour: variant.image for colour, variant in present.items()} == photos:
        return None
    wanted = [present.get(colour) or ProductVariant(colour=colour) for colour in photos]
    for order, variant in enumerate(wanted):
        variant.image, variant.sort_order = photos[variant.colour], order
    return wanted


def _wanted_photos(product: Product, images: list[AbstractImage]) -> list[ProductPhoto] | None:
    """The product's photos as the row wants them, or None when they are so already.

    Packshots, scenes, alternative texts and photos added by hand stay; only catalogue photos come and go.
    """
    present = list(product.photos.all())
    own = {photo.image_id: photo for photo in present if photo.role == ProductPhoto.OWN}
    catalogue = [own.get(image.pk) or ProductPhoto(image=image) for image in images]
    kept = [photo for photo in present if photo.role or NAME_PREFIX not in photo.image.file.name]
    before = [photo.image_id for photo in present if photo not in kept]
    if set(before) == {image.pk for image in images}:
        return None
    return [*catalogue, *kept]


def _known_image(stem: str) -> AbstractImage | None:
    return get_image_model().objects.filter(file__contains=stem).first()


def _saved_image(photo: AbstractImage | EncodedPhoto, title: str) -> AbstractImage:
    """A row may name one file twice: for the product and for a colour."""
    if isinstance(photo, AbstractImage):
        return photo
    if known := _known_image(Path(photo.name).stem):
        return known
    image = get_image_model()(title=title, file=ContentFile(photo.content, photo.name))
    image.save()
    return image


def _category(names: tuple[str, ...]) -> Category | None:
    category = None
    for depth, name in enumerate(names, 1):
        parent, category = category, Category.objects.filter(parent=category, name=name).first()
        if category is None:
            slug = unique_slug(Category, name, *names[: depth - 1])
            category = Category.objects.create(parent=parent, name=name, slug=slug)
    return category


def load_plain_product(row: CatalogueRow, images: Path) -> Outcome:
    """As `load_product`, for the model without Wagtail; it has one photo, the row's first."""
    facts = {
        "name": row.title,
        "supplier_text": row.description,
        "price": row.price,
        "currency": row.currency,
        "details": row.attributes,
    }
    product = PlainProduct.objects.filter(sku=row.sku).first() or PlainProduct(sku=row.sku)
    photo = next(iter(open_photos(images, row.images[:1])), None)
    new_photo = photo.encode() if photo and photo.stem not in product.photo.name else None
    if product.pk and not (new_photo or _differs(product, facts)):
        return "unchanged"
    outcome: Outcome = "updated" if product.pk else "created"
    for name, value in facts.items():
        setattr(product, name, value)
    if new_photo:
        product.photo.save(new_photo.name, ContentFile(new_photo.content), save=False)
    product.save()
    return outcome
