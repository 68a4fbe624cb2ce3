"""How long a page of the report of products without media takes in a large shop.

    python -m benchmarks.products_without [--products 100000]

All products but the first hundred have everything, every tenth a description published with a warning: so that a page
that finds nothing looks at all of them. Prints the median of each page, with the queries it took.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from typing import Any

BARE = 100
PAGES = {
    "first page": "",
    "without a scene: first page": "slot=scene",
    "without a scene: no more": "slot=scene&after={bare}",
    "without a description: no more": "slot=description&after={bare}",
    "without an alternative text: no more": "slot=alt_text&after={bare}",
    "score below 90: no more": "below=90&after={bare}",
    "all, far down": "below=101&after={far}",
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PDP_AI_DEMO_DIR=folder, DJANGO_SETTINGS_MODULE="benchmarks.shop")
        import django

        django.setup()
        measure(options.products, options.rounds)


def measure(count: int, rounds: int) -> None:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from pdp_ai.admin.face import FACE

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SESSION_COOKIE_SECURE = False
    call_command("migrate", verbosity=0)
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("boss"))
    keys = seed(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{count:,} products")
    for name, query in PAGES.items():
        address = f"{FACE.url('without')}?{query.format(bare=keys[BARE - 1], far=keys[count * 9 // 10])}"
        seconds, queries, rows = zip(*(_page(client, address) for _ in range(rounds)), strict=True)
        print(f"{name:40} {rows[0]:3} rows {statistics.median(seconds) * 1000:6.0f} ms, {queries[0]} queries")


def _page(client: Any, address: str) -> tuple[float, int, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        start = time.perf_counter()
        response = client.get(address)
        seconds = time.perf_counter() - start
    assert response.status_code == 200
    return seconds, len(captured), response.content.count(b'name="product"')


def seed(count: int) -> list[int]:
    """Keys of products with a photo, a packshot and a scene each."""
    from django.core.files.base import ContentFile
    from django.db import transaction
    from wagtail.images import get_image_model

    from example_project.shop.models import Product, ProductPhoto
    from pdp_ai.models import GenerationJob, MediaDraft

    image = get_image_model()(title="x", width=1, height=1)
    image.file.name = image.file.storage.save("x.png", ContentFile(b"x"))
    get_image_model().objects.bulk_create([image])
    job = GenerationJob.objects.create(
        product_model="shop.product", product_id="1", recipe="description", brief_data={}, lane="gpu"
    )
    filled = {"description": "<p>Oak.</p>", "highlights": "Oak", "search_description": "An oak stool"}
    with transaction.atomic():
        products = Product.objects.bulk_create(
            (
                Product(sku=f"P-{n}", slug=f"p-{n}", title=f"Stool {n}", **(filled if n >= BARE else {}))
                for n in range(count)
            ),
            batch_size=1_000,
        )
        ProductPhoto.objects.bulk_create(
            (
                ProductPhoto(product=product, image=image, alt_text="A stool", role=role)
                for product in products[BARE:]
                for role in ("", "packshot", "scene")
            ),
            batch_size=1_000,
        )
        MediaDraft.objects.bulk_create(
            (
                MediaDraft(
                    job=job, product_model="shop.product", product_id=str(product.pk), slot="description",
                    place="description", language="en", state="published", mime="text/plain",
                    text=filled["description"], severity=2 if n % 10 == 0 else 0,
                )
                for n, product in enumerate(products[BARE:])
            ),
            batch_size=1_000,
        )  # fmt: skip
    return [product.pk for product in products]


if __name__ == "__main__":
    main()
