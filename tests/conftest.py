"""What every test stands on: no network, a small shop, and engines that answer at once."""

from __future__ import annotations

import io
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import translation
from PIL import Image, ImageDraw

from pdp_ai.engines.residency import residency
from tests.settings import STAND_INS


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> None:
    """Only this machine may be talked to; anything else is a bug."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"A test tried to reach {address}.")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    storages = {**settings.STORAGES}
    storages["pdp_ai_drafts"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "drafts", "base_url": None},
    }
    settings.STORAGES = storages


@pytest.fixture(autouse=True)
def _closed_renditions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wagtail leaves the temporary file of a rendition open, which Python reports in whatever test runs later."""
    monkeypatch.setattr("wagtail.images.models.SpooledTemporaryFile", lambda **_: io.BytesIO())


@pytest.fixture(autouse=True)
def _language_is_left_behind() -> Any:
    """A page read in another language leaves it switched on in this thread."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _no_engine_stays() -> Any:
    yield
    residency.evict_until(-1)


@pytest.fixture
def stand_ins(settings: Any) -> None:
    """Copy and pictures come from engines that need no model."""
    settings.PDP_AI = {**settings.PDP_AI, **STAND_INS}


@pytest.fixture
def unsigned(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where `c2pa-python` is not installed: equal pictures then give equal files, for a signature never repeats."""
    monkeypatch.setattr("pdp_ai.imaging.content_credentials.find_spec", lambda _: None)


def photo_bytes(colour: str = "firebrick", size: tuple[int, int] = (400, 300)) -> bytes:
    """A round product on a light table, as PNG."""
    image = Image.new("RGB", size, "whitesmoke")
    width, height = size
    ImageDraw.Draw(image).ellipse((width * 0.3, height * 0.2, width * 0.7, height * 0.8), fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def make_product(db: None) -> Callable[..., Any]:
    """A product of the Wagtail shop, live, with one photo (`photo=None`: without)."""
    from wagtail.images import get_image_model
    from wagtail.models import Collection

    from example_project.shop.models import Category, Product, ProductPhoto

    if not Collection.get_first_root_node():  # a test with real transactions has emptied the tables
        Collection.add_root(name="Root")

    def make(title: str = "Oak Stool", *, photo: bytes | None = b"default", **fields: Any) -> Any:
        category, _ = Category.objects.get_or_create(name="Furniture", slug="furniture")
        number = Product.objects.count() + 1
        product = Product.objects.create(
            **{
                "sku": f"SKU-{number}",
                "slug": f"product-{number}",
                "title": title,
                "category": category,
                "price": "89.00",
                "currency": "EUR",
                "supplier_notes": "Solid oak, oiled by hand. 45 cm high.",
                "attributes": {"Material": "oak"},
                **fields,
            }
        )
        if photo is not None:
            content = photo_bytes() if photo == b"default" else photo
            file = ImageFile(io.BytesIO(content), name=f"photo-{number}.png")
            image = get_image_model().objects.create(title=title or "photo", file=file)
            ProductPhoto.objects.create(product=product, image=image, sort_order=0)
        return Product.objects.get(pk=product.pk)

    return make


@pytest.fixture
def product(make_product: Callable[..., Any]) -> Any:
    return make_product()


@pytest.fixture
def plain_product(db: None) -> Any:
    from example_project.shop.models import PlainProduct

    product = PlainProduct(sku="P-1", name="Brass Lamp", supplier_text="Brass lamp, 30 cm.", price="40.00")
    product.photo.save("lamp.png", ContentFile(photo_bytes("goldenrod")), save=False)
    product.save()
    return product


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """A member of staff with the named permissions of pdp_ai."""

    def make(*permissions: str, name: str = "") -> User:
        user = User.objects.create_user(name or f"staff{User.objects.count()}", password="x", is_staff=True)
        user.user_permissions.add(
            *Permission.objects.filter(content_type__app_label="pdp_ai", codename__in=permissions),
            Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
        )
        return User.objects.get(pk=user.pk)

    return make
