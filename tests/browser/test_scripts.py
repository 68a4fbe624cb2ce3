"""Hundreds of attempts to run a script, in everything that a stranger, a model or a colleague can write.

They are shown in a real browser without any content security policy, so that nothing but our escaping holds them back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page

from example_project.shop.models import ProductPhoto
from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.comment_draft import comment_draft
from pdp_ai.actions.edit_draft import edit_draft
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.reject_draft import reject_draft
from pdp_ai.cleaning import clean_text
from pdp_ai.models import BulkDecision, GenerationJob, MediaDraft, Style
from pdp_ai.models.bulk_decision import BulkKind
from pdp_ai.slots import SLOTS
from pdp_ai.types import Finding
from tests.browser.payloads import PAYLOADS
from tests.browser.stage import FACES, asked_by, ready_draft
from tests.browser.watch import Watch

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(240),
    pytest.mark.usefixtures("stand_ins"),
]

#: Ends whatever an attempt has left open, so that each begins in plain text.
CLOSE = "\n\"'--></script></style></title></textarea></xmp></svg></math>\n"
GROUPS = [CLOSE.join(PAYLOADS[start : start + 16]) for start in range(0, len(PAYLOADS), 16)]

#: What every page of the browser offers to scripts: it reports the frame's name.
BOOM = "window.boom = () => window.ran(window.name || location.pathname)"

#: What would run a script once somebody clicks, hovers or waits.
ARMED = r"""() => [...document.querySelectorAll("*")].flatMap((element) => {
  const lines = [...element.attributes]
    .filter(({ name, value }) => value.includes("boom") && (/^(on|x-|ng-|v-|hx-|style$)/i.test(name)
      || (/^(href|xlink:href|src|data|action|formaction|poster|background|srcdoc|values|to|content)$/i.test(name)
        && /^[\s\x00-\x20]*[a-z\s\x00-\x20-]*:/i.test(value))))
    .map(({ name, value }) => `${element.tagName} ${name}=${value}`);
  const isCode = /^(script|style)$/i.test(element.tagName) && element.type !== "application/ld+json";
  return isCode && element.textContent.includes("boom") ? [...lines, element.outerHTML] : lines;
})"""


class Detector:
    """Knows which frames ran a script, and what on a page only waits for a click."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.ran: list[str] = []
        page.context.expose_function("ran", self._note)
        page.context.add_init_script(BOOM)
        page.on("dialog", self._dialog)

    def _note(self, where: str) -> None:
        self.ran.append(where)

    def _dialog(self, dialog: Any) -> None:
        self.ran.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def armed(self) -> list[str]:
        return [line for frame in self.page.frames for line in frame.evaluate(ARMED)]


@pytest.fixture
def detector(new_window: Callable[..., Page], boss: User) -> Detector:
    return Detector(new_window(boss, bypass_csp=True))


@pytest.fixture
def hostile(make_product: Callable[..., Any], boss: User) -> list[MediaDraft]:
    """Drafts that wait, one for each group of attempts: the group stands in all that is known of draft and product."""
    return [_hostile_draft(make_product, boss, group) for group in GROUPS]


def _hostile_draft(make_product: Callable[..., Any], boss: User, group: str) -> MediaDraft:
    attempts = group.split(CLOSE)
    product = make_product(
        group,
        photo=None,
        supplier_notes=group,
        attributes={attempt: attempt for attempt in attempts},
        display_title=group,
        short_description=group,
        highlights=group,
        seo_title=group,
        search_description=group,
        description=group,
    )
    Style.objects.create(
        name=group[:100], voice=group, tone=group, theme=group, do_words=attempts, forbidden_words=attempts
    )
    for slot in ("description", "meta_description"):
        text = group[: SLOTS[slot].max_length or None]
        public = ready_draft(product, slot, text=text)
        edit_draft(public, text, user=boss)
        approve_draft(public, despite_errors=True, user=boss)
        publish_draft(public, user=boss)
    reject_draft(ready_draft(product, "bullets", text=group), group, user=boss)
    findings = [Finding("odd", "error", attempt, {"claim": attempt, "start": 0, "end": 9}) for attempt in attempts]
    draft = ready_draft(product, text=group, findings=findings)
    comment_draft(draft, group, user=boss)
    message = {"role": group, "content": group}
    # As if the door for text had been left open.
    MediaDraft.objects.filter(pk=draft.pk).update(text=group, original_text=group, model=group, prompt=[message])
    errors = [{"at": "", "attempt": 1, "code": group, "message": group}]
    GenerationJob.objects.filter(pk=draft.job_id).update(errors=errors)
    return draft


@pytest.mark.parametrize("admin", ["admin", "wagtail"])
def test_nothing_that_anybody_writes_runs_as_a_script_for_reviewers(
    detector: Detector, hostile: list[MediaDraft], boss: User, admin: str
) -> None:
    page = detector.page
    for address in _staff_pages(hostile, boss, admin):
        page.goto(address)
        assert detector.armed() == [], address
        assert detector.ran == [], address
        if address == FACES[admin].url("draft", hostile[0].pk):
            _expect_to_read(page, PAYLOADS[:16])


def _staff_pages(hostile: list[MediaDraft], boss: User, admin: str) -> Iterator[str]:
    face = FACES[admin]
    keys = [draft.pk for draft in hostile]
    products = "shop.product:" + ",".join(draft.product_id for draft in hostile)
    yield from (face.url("draft", key) for key in keys)
    yield from (face.url("preview", key) for key in keys)
    yield from (face.url("room"), face.url("room", after=keys[len(keys) // 2]), face.url("room", state="rejected"))
    yield from (face.url("drafts"), face.url("jobs"), face.url("queue"), face.url("styles"))
    yield face.url("progress", jobs=",".join(str(draft.job_id) for draft in hostile))
    yield face.url("generate", products=products)
    yield face.url("style", Style.objects.latest("pk").pk)
    yield face.url("style_versions", Style.objects.latest("pk").pk)
    for kind in (BulkKind.APPROVE, BulkKind.REPLACE):
        yield face.url("bulk", BulkDecision.objects.store(kind, keys, boss.pk).pk)


def _expect_to_read(page: Page, attempts: list[str]) -> None:
    """That the attempts stand on the page, as text."""
    text = " ".join((page.locator("main, #content").first.text_content() or "").split())
    missing = [attempt for attempt in attempts if " ".join(clean_text(attempt).split()) not in text]
    assert missing == []


def test_nothing_that_anybody_writes_runs_as_a_script_for_shoppers(
    detector: Detector, hostile: list[MediaDraft], make_product: Callable[..., Any]
) -> None:
    from example_project.shop.models import Product

    page = detector.page
    for product in Product.objects.order_by("pk"):
        page.goto(product.get_absolute_url())
        assert detector.armed() == []
        assert detector.ran == []
        data = json.loads(page.locator("script[type='application/ld+json']").text_content() or "")
        assert data["name"] == product.display_title
        assert {pair["value"] for pair in data["additionalProperty"]} == set(product.attributes.values())
    page.goto("/")
    assert detector.armed() == detector.ran == []


@pytest.mark.parametrize("admin", ["admin", "wagtail"])
def test_a_files_name_is_no_markup(
    detector: Detector, boss: User, make_product: Callable[..., Any], plain_product: Any, admin: str
) -> None:
    product = make_product()
    photo = product.photos.get()
    photo.image.title = GROUPS[0]
    photo.image.save()
    ProductPhoto.objects.filter(pk=photo.pk).update(alt_text=GROUPS[1])
    pictures = [ready_draft(product, "packshot")]
    for name in PAYLOADS[::10]:
        type(plain_product).objects.update(photo=name[:100], packshot=name[:100], scene=name[:100])
        plain_product.refresh_from_db()
        MediaDraft.objects.filter(product_model="shop.plainproduct").delete()
        GenerationJob.objects.filter(product_model="shop.plainproduct").delete()
        detector.page.goto(FACES[admin].product_url(asked_by(boss), plain_product) or plain_product.get_absolute_url())
        assert detector.armed() == detector.ran == []
    for draft in pictures:
        detector.page.goto(FACES[admin].url("draft", draft.pk))
    detector.page.goto(product.get_absolute_url())
    assert detector.armed() == detector.ran == []


def test_the_detector_sees_what_runs_and_what_waits_for_a_click(detector: Detector, watch: Watch) -> None:
    frames = "".join(f'<iframe name="{at}" srcdoc="{escape(text)}"></iframe>' for at, text in enumerate(PAYLOADS))
    page = detector.page
    page.route("**/raw", lambda route: route.fulfill(content_type="text/html", body=f"<main>{frames}</main>"))
    page.goto("/raw", wait_until="load")
    page.wait_for_timeout(500)
    armed = {frame.name for frame in page.frames if frame.evaluate(ARMED)}
    ran = set(detector.ran)
    print(f"{len(PAYLOADS)} attempts; shown unescaped, {len(ran)} run by themselves and {len(armed - ran)} wait armed")
    assert len(ran) > 100
    assert len(ran | armed) > 200
    watch.problems.clear()  # of attempts with mistakes in them
