"""The catalogue in Wagtail's admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import BaseColumn, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from pdp_ai.wagtail.product_links import ProductMediaPanel

from .models import Category, Product
from .models.product import ProductQuerySet


class ThumbnailColumn(BaseColumn):
    cell_template_name = "shop/admin/thumbnail_cell.html"


class ProductFilterSet(WagtailFilterSet):
    class Meta:
        model = Product
        fields = ["category", "live", "language"]


class ProductViewSet(SnippetViewSet):
    model = Product
    icon = "tag"
    menu_label = _("Products")
    inspect_view_enabled = True
    copy_view_enabled = False
    filterset_class = ProductFilterSet
    # A few words typed from memory: plain matching on title and SKU needs no index to be kept fresh.
    search_fields = ["title", "sku"]
    search_backend_name = None
    list_per_page = 25
    list_display = [
        "__str__",
        ThumbnailColumn("photo", label=_("Photo")),
        "sku",
        "category",
        "price",
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title", classname="title"),
                    ProductMediaPanel(heading=_("Product media")),
                    FieldPanel("display_title"),
                    FieldPanel("short_description"),
                    FieldPanel("description"),
                    FieldPanel("highlights"),
                    FieldPanel("questions"),
                    FieldPanel("description_zh"),
                    InlinePanel(
                        "photos",
                        heading=_("Photos"),
                        label=_("Photo"),
                        panels=[FieldPanel("image"), FieldRowPanel([FieldPanel("alt_text"), FieldPanel("role")])],
                    ),
                    InlinePanel(
                        "variants",
                        heading=_("Colours"),
                        label=_("Colour"),
                        panels=[FieldPanel("colour"), FieldRowPanel([FieldPanel("image"), FieldPanel("scene")])],
                    ),
                ],
                heading=_("What shoppers see"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [FieldPanel("seo_title"), FieldPanel("search_description")], heading=_("Search engines")
                    ),
                    MultiFieldPanel([FieldPanel("social_post"), FieldPanel("video_script")], heading=_("Channels")),
                ],
                heading=_("Elsewhere"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("sku"), FieldPanel("slug")]),
                            FieldRowPanel([FieldPanel("category"), FieldPanel("language")]),
                            FieldRowPanel([FieldPanel("price"), FieldPanel("currency")]),
                        ],
                        heading=_("Catalogue"),
                    ),
                    FieldPanel("attributes"),
                    FieldPanel("supplier_notes"),
                ],
                heading=_("Catalogue data"),
            ),
        ]
    )

    def get_queryset(self, request: object) -> ProductQuerySet:
        return Product.objects.for_listing().select_related("category__parent__parent")


class CategoryViewSet(SnippetViewSet):
    model = Category
    icon = "folder-open-inverse"
    menu_label = _("Categories")
    list_display = ["__str__", "slug"]
    search_fields = ["name"]
    search_backend_name = None
    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("parent")]

    def get_queryset(self, request: object) -> object:
        return Category.objects.select_related("parent__parent")


class CatalogueViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Catalogue")
    menu_icon = "tag"
    menu_order = 100
    items = [ProductViewSet, CategoryViewSet]


register_snippet(CatalogueViewSetGroup)
