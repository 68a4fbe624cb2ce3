"""The public pages. They show what stands on the products, and only products that are live."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.views.generic import DetailView, ListView

from .models import Category, PlainProduct, Product

PER_PAGE = 24
RELATED = 4
#: A search is a few words; longer ones only cost the database time.
MAX_QUERY = 100


class ProductList(ListView):
    template_name = "shop/product_list.html"
    context_object_name = "products"
    paginate_by = PER_PAGE

    def get_queryset(self) -> QuerySet[Product]:
        products = Product.objects.live().for_listing()
        if query := self.search:
            products = products.filter(Q(title__icontains=query) | Q(sku__iexact=query))
        return products

    @property
    def search(self) -> str:
        return self.request.GET.get("q", "").replace("\x00", "").strip()[:MAX_QUERY]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"search": self.search, "is_front": not self.request.GET, **kwargs}
        return super().get_context_data(**context)


class CategoryList(ProductList):
    def get_queryset(self) -> QuerySet[Product]:
        self.category = get_object_or_404(Category.objects.select_related("parent__parent"), slug=self.kwargs["slug"])
        return super().get_queryset().filter(category__in=self.category.with_descendants())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        subcategories = self.category.children.all()
        return super().get_context_data(category=self.category, subcategories=subcategories, is_front=False, **kwargs)


class ProductDetail(DetailView):
    template_name = "shop/product_detail.html"
    context_object_name = "product"

    def get_queryset(self) -> QuerySet[Product]:
        return Product.objects.live().for_listing().select_related("category__parent__parent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        siblings = Product.objects.live().filter(category=self.object.category).exclude(pk=self.object.pk)
        return super().get_context_data(related=siblings.for_listing().order_by("?")[:RELATED], **kwargs)


class WorkshopList(ListView):
    template_name = "shop/workshop_list.html"
    context_object_name = "products"
    queryset = PlainProduct.objects.filter(live=True)
    extra_context = {"section": "workshop"}
    paginate_by = PER_PAGE


class WorkshopDetail(DetailView):
    template_name = "shop/workshop_detail.html"
    context_object_name = "product"
    queryset = PlainProduct.objects.filter(live=True)
    extra_context = {"section": "workshop"}
