"""Bad input meets a clear message where the person looks, and harms nothing else."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import escape
from PIL import Image

from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.models.job_state import JobState
from tests.settings import STAND_INS

pytestmark = pytest.mark.django_db

JOBS_PAGES = ("/admin/product-media/jobs/", "/django-admin/pdp_ai/generationjob/")


def bomb(side: int = 12_000) -> bytes:
    """A PNG of a few kilobytes that claims, and decodes to, `side`² pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * ((side // 8 + 1) * side), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


BAD_PHOTOS = {
    "corrupt": b"\xff\xd8\xff\xe0 this is no picture",
    "zero bytes": b"",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "144 megapixels": bomb(),
}


@pytest.fixture
def staff(client: Client, make_user: Callable[..., User]) -> Client:
    permissions = ("generate", "review", "publish", "view_generationjob", "view_mediadraft")
    client.force_login(make_user(*permissions))
    return client


def last_message() -> str:
    job = GenerationJob.objects.get(state=JobState.FAILED)
    assert job.last_error
    return str(job.last_error["message"])


def assert_shown(staff: Client, message: str) -> None:
    for address in JOBS_PAGES:
        page = staff.get(address).content.decode()
        assert escape(message)[:60] in page, address


@pytest.mark.parametrize("kind", BAD_PHOTOS)
def test_a_photo_that_cannot_be_read_fails_its_own_job_and_says_so(
    kind: str, make_product: Callable[..., Any], staff: Client, settings: Any
) -> None:
    good, bad = make_product("Good"), make_product("Bad")
    image = bad.photos.get().image
    Path(settings.MEDIA_ROOT, image.file.name).write_bytes(BAD_PHOTOS[kind])
    # The real recipe reads the photo; whatever engine comes after it is another test's matter.
    settings.PDP_AI = {**settings.PDP_AI, "ENGINES": {"cutout": STAND_INS["ENGINES"]["stand_in"]}}
    request_generation([bad], Wish(slots=("packshot",)))
    run_generation("cpu")
    job = GenerationJob.objects.get()
    assert (job.state, job.last_error and job.last_error["code"]) == (JobState.FAILED, "photo_unreadable")
    assert_shown(staff, last_message())
    assert MediaDraft.objects.count() == 0
    settings.PDP_AI = {**settings.PDP_AI, **STAND_INS}
    request_generation([good], Wish(slots=("packshot",)))
    run_generation("cpu")
    assert MediaDraft.objects.get().product_title == "Good"


@pytest.mark.parametrize(
    ("engines", "words"),
    [
        ({"copy": {"BACKEND": "tests.stand_ins.EngineWithoutItsPackage"}}, ["no_such_package", "pdp_ai[worker]"]),
        (None, ["pdp_models fetch smollm2-135m-instruct"]),
    ],
    ids=["package missing", "model not fetched"],
)
def test_an_engine_that_cannot_be_loaded_says_what_to_do(
    engines: Any,
    words: list[str],
    product: Any,
    staff: Client,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("PDP_AI_MODEL_CACHE", str(tmp_path / "empty"))
    if engines:
        settings.PDP_AI = {**settings.PDP_AI, "ENGINES": engines}
    request_generation([product], Wish(slots=("description",)))
    run_generation("gpu")
    assert all(word in last_message() for word in words), last_message()
    assert_shown(staff, last_message())


def test_without_a_worker_the_form_and_the_queue_say_so(product: Any, staff: Client) -> None:
    for address in (f"/admin/product-media/drafts/generate/?products=shop.product:{product.pk}", *JOBS_PAGES):
        assert "pdp_cluster" in staff.get(address).content.decode()


@pytest.mark.usefixtures("stand_ins")
def test_markup_in_facts_and_copy_is_only_ever_text(make_product: Callable[..., Any], staff: Client) -> None:
    payload = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    request_generation([make_product(payload, supplier_notes=payload)], Wish(slots=("description",)))
    run_generation("gpu")
    draft = MediaDraft.objects.get()
    for address in (f"/admin/product-media/drafts/{draft.pk}/", f"/django-admin/pdp_ai/mediadraft/{draft.pk}/change/"):
        page = staff.get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page


def test_the_bomb_is_one() -> None:
    assert len(bomb()) < 30_000
    with Image.open(io.BytesIO(bomb(4_000))) as image:
        assert image.size == (4_000, 4_000)
