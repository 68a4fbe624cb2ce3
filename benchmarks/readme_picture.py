"""Makes the README's picture anew: `python -m benchmarks.readme_picture docs/images/review.png`.

The project's own photo of a mug, a scene that the starter models make of it, and the page it is reviewed on.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

PHOTO = Path(__file__).parents[1] / "tests" / "photos" / "mug.jpg"
SIZE = {"width": 1400, "height": 1340}
MUG = {
    "sku": "TIDE-MUG",
    "slug": "tide-mug",
    "title": "Tide Mug",
    "price": "18.50",
    "currency": "EUR",
    "supplier_notes": "Stoneware mug, glazed in deep teal. Holds 350 ml, 9.5 cm high. Safe for the dishwasher.",
    "attributes": {"Material": "stoneware", "Colour": "teal", "Volume": "350 ml"},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("picture", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # Playwright runs an event loop in this thread, in which Django would refuse its database.
        os.environ.update(
            PDP_AI_DEMO_DIR=folder, DJANGO_SETTINGS_MODULE="example_project.settings", DJANGO_ALLOW_ASYNC_UNSAFE="1"
        )
        import django

        django.setup()
        picture_page(make_scene(), options.picture)


def make_scene() -> str:
    """The address of the scene's review page, in a new shop with one product."""
    from django.core.files.images import ImageFile
    from django.core.management import call_command
    from wagtail.images import get_image_model

    from example_project.shop.models import Category, Product, ProductPhoto
    from pdp_ai.actions.request_generation import Wish, request_generation
    from pdp_ai.actions.run_generation import run_generation
    from pdp_ai.models import MediaDraft
    from pdp_ai.wagtail.face import FACE

    call_command("migrate", verbosity=0)
    call_command("pdp_models", "fetch")
    call_command("setup_shop")
    home = Category.objects.create(name="Home", slug="home")
    kitchen = Category.objects.create(name="Kitchen", slug="kitchen", parent=home)
    product = Product.objects.create(category=kitchen, **MUG)
    file = ImageFile(io.BytesIO(PHOTO.read_bytes()), name=PHOTO.name)
    ProductPhoto.objects.create(product=product, image=get_image_model().objects.create(title="Mug", file=file))
    request_generation([product], Wish(slots=("scene",)))
    for lane in ("cpu", "gpu"):
        run_generation(lane)
    return FACE.url("draft", MediaDraft.objects.get(slot="scene").pk)


def picture_page(address: str, picture: Path) -> None:
    from example_project.shop.management.commands.demo import free_port, running, wait_for_port

    port = free_port(8200)
    with running("web server", "runserver", "--noreload", f"127.0.0.1:{port}"), sync_playwright() as playwright:
        wait_for_port(port)
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = chromium.new_page(base_url=f"http://localhost:{port}", viewport=SIZE)
        page.goto(f"/admin/login/?next={address}")
        page.locator("[name=username]").fill("admin")
        page.locator("[name=password]").fill("admin")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"**{address}")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=picture)
        chromium.close()


if __name__ == "__main__":
    main()
