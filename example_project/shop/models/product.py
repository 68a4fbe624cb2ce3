"""The shop's product as Wagtail sees it: a snippet with drafts, revisions and a preview."""

from __future__ import annotations

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractImage
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, RevisionMixin

from .category import Category

RICH_TEXT_FEATURES = ["bold", "italic", "h3", "ul", "ol"]


class ProductQuerySet(models.QuerySet["Product"]):
    def live(self) -> ProductQuerySet:
        return self.filter(live=True)

    def for_listing(self) -> ProductQuerySet:
        """With all that a product card shows, in a fixed number of queries."""
        photos = ProductPhoto.objects.select_related("image").prefetch_related("image__renditions")
        return self.prefetch_related(models.Prefetch("photos", photos))


class Product(DraftStateMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    sku = models.CharField(_("SKU"), max_length=64, unique=True)
    title = models.CharField(
        _("title"), max_length=255, blank=True, help_text=_("The supplier's. Shown where there is no display title.")
    )
    display_title = models.CharField(
        _("display title"), max_length=120, blank=True, help_text=_("What shoppers see instead of the title.")
    )
    slug = models.SlugField(_("slug"), max_length=200, unique=True, allow_unicode=True)
    category = models.ForeignKey(
        Category, verbose_name=_("category"), null=True, blank=True, on_delete=models.PROTECT, related_name="products"
    )
    price = models.DecimalField(
        _("price"), max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    supplier_notes = models.TextField(
        _("supplier's notes"),
        blank=True,
        help_text=_("What the supplier says, word for word. Never shown to shoppers."),
    )
    short_description = models.TextField(
        _("short description"), blank=True, help_text=_("A sentence or two, below the title.")
    )
    description = RichTextField(_("description"), blank=True, features=RICH_TEXT_FEATURES)
    description_zh = RichTextField(
        _("description in Chinese"),
        blank=True,
        features=RICH_TEXT_FEATURES,
        help_text=_("For visitors who read Chinese."),
    )
    highlights = models.TextField(_("highlights"), blank=True, help_text=_("One a line."))
    questions = RichTextField(
        _("questions and answers"), blank=True, features=RICH_TEXT_FEATURES, help_text=_("Each question a heading.")
    )
    seo_title = models.CharField(
        _("search title"), max_length=80, blank=True, help_text=_("What search engines show as the page's title.")
    )
    search_description = models.CharField(
        _("search description"), max_length=255, blank=True, help_text=_("What search engines show below the title.")
    )
    social_post = models.TextField(_("social media post"), blank=True, help_text=_("For the shop's channels."))
    video_script = models.TextField(_("video script"), blank=True, help_text=_("A sentence a line."))
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    language = models.CharField(_("language"), max_length=35, default="en")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["title", "sku"]
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def __str__(self) -> str:
        return self.display_title or self.title or self.sku

    def get_absolute_url(self) -> str:
        return reverse("shop:product", args=[self.slug])

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "shop/product_detail.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {**super().get_preview_context(request, mode_name), "product": self, "is_preview": True}

    @property
    def shown_description(self) -> str:
        """The description in the visitor's language, where the shop has it."""
        reads_chinese = (get_language() or "").startswith("zh")
        return (self.description_zh if reads_chinese else "") or self.description

    @property
    def bullets(self) -> list[str]:
        return [line.strip() for line in self.highlights.splitlines() if line.strip()]

    @property
    def gallery(self) -> list[ProductPhoto]:
        """Pictures as a shopper leafs through them: packshot, the shop's own photos, scenes."""
        order = ProductPhoto.GALLERY_ORDER
        shown = (photo for photo in self.photos.all() if photo.role in order)
        return sorted(shown, key=lambda photo: order.index(photo.role))

    @property
    def card_photo(self) -> ProductPhoto | None:
        return next(iter(self.gallery), None)

    @property
    def pictured_variants(self) -> list[ProductVariant]:
        return [variant for variant in self.variants.all() if variant.picture]


class ProductPhoto(Orderable):
    OWN = ""
    PACKSHOT = "packshot"
    SCENE = "scene"
    #: Roles with the names of the slots they hold. Those after the scene are for feeds and campaigns.
    ROLES = [
        (OWN, _("Shop's own photo")),
        (PACKSHOT, _("Packshot")),
        (SCENE, _("Scene")),
        ("cutout", _("Cut-out")),
        ("picture_square", _("Picture 1:1")),
        ("picture_portrait", _("Picture 4:5")),
        ("picture_wide", _("Picture 16:9")),
        ("picture_tall", _("Picture 9:16")),
    ]
    GALLERY_ORDER = [PACKSHOT, OWN, SCENE]

    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="photos")
    image = models.ForeignKey(
        get_image_model_string(), verbose_name=_("image"), on_delete=models.CASCADE, related_name="+"
    )
    alt_text = models.CharField(_("alternative text"), max_length=255, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=ROLES, default=OWN, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return self.alt_text or str(self.image)

    @property
    def alt(self) -> str:
        return self.alt_text or str(self.product)


class ProductVariant(Orderable):
    """A colour that the product is sold in. What is not said here it has from its product."""

    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="variants")
    colour = models.CharField(_("colour"), max_length=60)
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("photo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Of this very colour."),
    )
    scene = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("scene"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta(Orderable.Meta):
        verbose_name = _("variant")
        verbose_name_plural = _("variants")

    def __str__(self) -> str:
        return self.colour

    @property
    def attributes(self) -> dict[str, str]:
        return {"Colour": self.colour}

    @property
    def picture(self) -> AbstractImage | None:
        return self.scene or self.image

    @property
    def alt(self) -> str:
        return f"{self.product}, {self.colour}"
