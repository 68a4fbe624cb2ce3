"""The shop in Django's own admin."""

from __future__ import annotations

from django.contrib import admin
from django.forms import BaseFormSet, ModelForm
from django.http import HttpRequest

from pdp_ai.admin import GenerateMediaMixin

from .models import Category, PlainProduct, Product, ProductPhoto, ProductVariant
from .slugs import unique_slug

admin.site.site_header = admin.site.site_title = "Kestrel Lane"
admin.site.index_title = "Shop administration"


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ["name", "parent", "slug"]
    search_fields = ["name"]
    list_select_related = ["parent"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["name"]}


class ProductPhotoInline(admin.TabularInline):
    model = ProductPhoto
    extra = 0
    raw_id_fields = ["image"]
    fields = ["image", "alt_text", "role"]


class ProductVariantInline(admin.TabularInline):
    model = ProductVariant
    extra = 0
    raw_id_fields = ["image", "scene"]
    fields = ["colour", "image", "scene"]


@admin.register(Product)
class ProductAdmin(GenerateMediaMixin, admin.ModelAdmin):
    list_display = ["title_or_sku", "sku", "category", "price", "currency", "live", "updated_at"]
    list_filter = ["live", "category"]
    list_select_related = ["category__parent__parent"]
    search_fields = ["title", "sku"]
    autocomplete_fields = ["category"]
    readonly_fields = ["live"]
    inlines = [ProductPhotoInline, ProductVariantInline]
    fields = [
        "sku", "title", "slug", "category", ("price", "currency"), "language", "supplier_notes", "attributes",
        "display_title", "short_description", "description", "description_zh", "highlights", "questions", "seo_title",
        "search_description", "social_post", "video_script", "live",
    ]  # fmt: skip

    @admin.display(description="title", ordering="title")
    def title_or_sku(self, product: Product) -> str:
        return str(product)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Product | None = None) -> dict[str, list[str]]:
        return {} if obj else {"slug": ["title"]}

    def save_model(self, request: HttpRequest, obj: Product, form: ModelForm, change: bool) -> None:
        obj.slug = obj.slug or unique_slug(Product, obj.title, obj.sku)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: list[BaseFormSet], change: bool) -> None:
        super().save_related(request, form, formsets, change)
        product = Product.objects.get(pk=form.instance.pk)
        # Wagtail's editor opens the latest revision, which would otherwise undo this edit when it is next published.
        if product.latest_revision_id and not product.has_unpublished_changes:
            product.save_revision(user=request.user).publish(user=request.user)


@admin.register(PlainProduct)
class PlainProductAdmin(GenerateMediaMixin, admin.ModelAdmin):
    list_display = ["name_or_sku", "sku", "price", "currency", "live", "updated_at"]
    list_filter = ["live"]
    search_fields = ["name", "sku"]
    fields = [
        "sku", "name", ("price", "currency"), "supplier_text", "details", "headline", "summary", "text", "questions",
        "page_title", "meta", "photo", "photo_alt",
        "packshot", "scene", "live",
    ]  # fmt: skip

    @admin.display(description="name", ordering="name")
    def name_or_sku(self, product: PlainProduct) -> str:
        return str(product)
