"""The shop's page with a draft in place, in a browser: its scripts run, and the admin is out of their reach."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Error, Page, expect

from tests.drafts import make_draft

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stand_ins", "boss"),
]


@pytest.mark.parametrize("address", ["/admin/product-media/drafts/{}/", "/django-admin/pdp_ai/mediadraft/{}/change/"])
def test_a_picture_is_seen_on_a_phone_and_on_a_desk_in_a_sandbox(page: Page, product: Any, address: str) -> None:
    draft = make_draft(product, "scene")
    page.goto("/django-admin/login/")
    page.locator("[name=username]").fill("boss")
    page.locator("[name=password]").fill("boss")
    page.locator("[type=submit]").first.click()
    page.goto(address.format(draft.pk))
    page.keyboard.press("v")
    expect(page.locator("iframe")).to_have_count(2)
    page.wait_for_load_state("networkidle")

    shown = [frame for frame in page.frames if "/pdp-ai/preview/" in frame.url]
    assert [frame.evaluate("window.innerWidth") for frame in shown] == [390, 1280]
    assert {frame.evaluate("window.origin") for frame in shown} == {"null"}
    with pytest.raises(Error, match="sandboxed"):
        shown[0].evaluate("document.cookie")
    with pytest.raises(Error, match="cross-origin"):
        shown[0].evaluate("parent.document.title")

    shown[0].locator(".gallery__thumbs a").last.click()
    picture = shown[0].locator(".gallery__main img")
    assert "/pdp-ai/preview/picture/" in str(picture.evaluate("image => image.src"))
    expect(picture).to_have_js_property("naturalWidth", 900)

    page.get_by_text("Phone").first.click()
    expect(page.locator(".pdp-preview-desk")).to_be_hidden()
    expect(page.locator(".pdp-preview-phone")).to_be_visible()
    page.goto(shown[0].url)  # in a tab of its own it is as locked in
    assert page.evaluate("window.origin") == "null"


def test_the_focal_point_is_set_by_a_click_and_by_the_keyboard(page: Page, product: Any, boss: User) -> None:
    draft = make_draft(product, "packshot")
    page.goto("/admin/login/")
    page.locator("[name=username]").fill("boss")
    page.locator("[name=password]").fill("boss")
    page.locator("[type=submit]").first.click()
    page.goto(f"/admin/product-media/drafts/{draft.pk}/")
    page.keyboard.press("f")
    picture = page.locator("[data-pdp-focal-picture]")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", value=True)
    box = picture.bounding_box()
    assert box is not None
    picture.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.5})
    field = page.locator("[data-pdp-focal] [name=x]")
    expect(field).to_have_value("25")
    field.press("ArrowUp")
    expect(field).to_have_value("26")
    field.press("Enter")
    expect(page.locator(".pdp-history")).to_contain_text("Focal point set")
    draft.refresh_from_db()
    assert draft.focal_point == (0.26, 0.5)


def test_a_picture_is_cut_by_its_corner_and_by_the_keyboard(page: Page, product: Any, boss: User) -> None:
    draft = make_draft(product, "packshot")
    page.goto("/django-admin/login/")
    page.locator("[name=username]").fill("boss")
    page.locator("[name=password]").fill("boss")
    page.locator("[type=submit]").first.click()
    page.goto(f"/django-admin/pdp_ai/mediadraft/{draft.pk}/change/")
    page.keyboard.press("x")
    numbers = [page.locator(f"[data-pdp-crop] [name={side}]") for side in ("left", "top", "width", "height")]
    expect(numbers[2]).to_have_value("900")
    picture = page.locator("[data-pdp-crop-picture]")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None

    def at(x: float, y: float) -> tuple[float, float]:
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    page.mouse.move(*at(0.99, 0.99))
    page.mouse.down()
    page.mouse.move(*at(0.5, 0.5), steps=4)
    page.mouse.up()
    drawn = [int(field.input_value()) for field in numbers]
    assert drawn == pytest.approx([0, 0, 450, 300], abs=12)
    page.mouse.move(*at(0.25, 0.25))
    page.mouse.down()
    page.mouse.move(*at(0.45, 0.25), steps=4)
    page.mouse.up()
    assert int(numbers[0].input_value()) == pytest.approx(180, abs=12)

    page.locator("[data-pdp-ratio='1:1']").click()
    expect(numbers[2]).to_have_value("600")
    expect(numbers[3]).to_have_value("600")
    numbers[2].fill("500")
    expect(numbers[3]).to_have_value("500")
    numbers[0].fill("40")
    numbers[0].press("Enter")
    expect(page.locator(".pdp-history")).to_contain_text("Cropped")
    draft.refresh_from_db()
    assert draft.crop == "40,0,540,500"
