from .category import Category
from .plain_product import PlainProduct
from .product import Product, ProductPhoto, ProductVariant

__all__ = ["Category", "PlainProduct", "Product", "ProductPhoto", "ProductVariant"]
