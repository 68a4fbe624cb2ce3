from __future__ import annotations

from django.urls import path

from . import views

app_name = "shop"

urlpatterns = [
    path("", views.ProductList.as_view(), name="home"),
    path("category/<str:slug>/", views.CategoryList.as_view(), name="category"),
    path("products/<str:slug>/", views.ProductDetail.as_view(), name="product"),
    path("workshop/", views.WorkshopList.as_view(), name="workshop"),
    path("workshop/<int:pk>/", views.WorkshopDetail.as_view(), name="workshop_product"),
]
