"""Photos as they come, through the whole pipeline with the real cut-out model: each is told of, no other is harmed."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational
from pillow_heif import HeifImagePlugin  # noqa: F401  # registers itself

from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.run_generation import run_claim
from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.models.job_state import JobState
from tests.imaging.drawn import encoded, vase_photo
from tests.imaging.test_read import png_bomb
from tests.imaging.worst_photos import PHOTOS

# Real transactions: the heartbeat looks at the jobs over a connection of its own while the model works.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.models, pytest.mark.timeout(900)]

VASE = Image.fromarray(vase_photo()[0])


def two_vases() -> Image.Image:
    both = Image.new("RGB", (960, 600))
    for left in (0, 480):
        both.paste(VASE, (left, 0))
    return both


def cut_vase() -> Image.Image:
    cut = VASE.copy()
    cut.putalpha(Image.fromarray(vase_photo()[1]))
    return cut


def sixteen_bit_colour(photo: Image.Image) -> bytes:
    """A PNG with 16 bits a channel, which Pillow reads but does not write."""
    rows = (np.asarray(photo).astype(">u2") * 257).tobytes()
    width, height = photo.size
    stride = width * 6
    body = zlib.compress(b"".join(b"\0" + rows[at : at + stride] for at in range(0, len(rows), stride)))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def turned_and_located() -> bytes:
    """As a telephone saves it: lying, with the turn and the place it was taken at in EXIF."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° to the right to show
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (IFDRational(47), IFDRational(22), IFDRational(8))
    return encoded(VASE.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=95)


JPEG = encoded(VASE, "JPEG", quality=95)
#: What is told to whoever looks at the job.
REFUSED = {
    "corrupt": (b"\xff\xd8\xff\xe0 this is no picture", "damaged"),
    "truncated jpeg": (JPEG[: len(JPEG) // 2], "cut short"),
    "truncated png": (encoded(VASE)[:9000], "cut short"),
    "1 by 1": (encoded(Image.new("RGB", (1, 1))), "1 × 1 pixels"),
    "20,000 by 10": (encoded(Image.new("RGB", (20_000, 10))), "20000 × 10 pixels"),
    "144 megapixels": (png_bomb(12_000), "25 megapixels"),
}
#: Codes of the findings that a reviewer sees.
FOUND = {
    "all white": (encoded(Image.new("RGB", (600, 600), "white")), {"no_product_found"}),
    "no product": (encoded(Image.linear_gradient("L").resize((600, 600)).convert("RGB")), {"no_product_found"}),
    "all transparent": (encoded(Image.new("RGBA", (600, 600), (0, 0, 0, 0))), {"no_product_found"}),
    "two products": (encoded(two_vases()), {"several_pieces"}),
}
#: Out of the ordinary, and no reason to complain.
FINE = {
    "animated": encoded(VASE.quantize(), "GIF", save_all=True, append_images=[Image.new("P", VASE.size)]),
    "cmyk": encoded(VASE.convert("CMYK"), "JPEG", quality=95),
    "16-bit grey": encoded(Image.fromarray(np.asarray(VASE.convert("L")).astype(np.uint16) * 257)),
    "16-bit colour": sixteen_bit_colour(VASE),
    "palette": encoded(VASE.quantize()),
    "heic": encoded(VASE, "HEIF", quality=90),
    "transparent": encoded(cut_vase()),
    "turned, with its place": turned_and_located(),
}
PHOTO = {**{name: photo for name, (photo, _) in (REFUSED | FOUND).items()}, **FINE}


@pytest.fixture
def settled(make_product: Callable[..., Any], settings: Any) -> dict[str, GenerationJob]:
    """One product for each photo, all claimed and run together; their jobs by the photo's name."""
    recipe = {"BACKEND": "pdp_ai.recipes.packshot.PackshotRecipe", "OPTIONS": {"width": 640, "height": 640}}
    settings.PDP_AI = {**settings.PDP_AI, "RECIPES": {"packshot": recipe}, "QUEUE": {"INTERACTIVE_BATCH": len(PHOTO)}}
    products = {name: make_product(name) for name in PHOTO}
    for name, product in products.items():
        Path(settings.MEDIA_ROOT, product.photos.get().image.file.name).write_bytes(PHOTO[name])
    request_generation(list(products.values()), Wish(slots=("packshot",)))
    claimed = GenerationJob.objects.claim("cpu")
    assert len(claimed) == len(PHOTO)
    run_claim(claimed)
    return {job.product_title: job for job in GenerationJob.objects.all()}


def pixels(draft: MediaDraft) -> np.ndarray:
    with draft.file.open("rb") as file:
        return np.asarray(Image.open(file).convert("RGB"))


def test_every_photo_of_one_batch_gets_what_it_deserves(settled: dict[str, GenerationJob], settings: Any) -> None:
    for name, (_, told) in REFUSED.items():
        job = settled[name]
        assert (job.state, (job.last_error or {})["code"]) == (JobState.FAILED, "photo_unreadable"), name
        assert told in job.last_error["message"], (name, job.last_error)
    drafts = {draft.product_title: draft for draft in MediaDraft.objects.all()}
    assert drafts.keys() == FOUND.keys() | FINE.keys()
    for name, (_, codes) in FOUND.items():
        assert codes <= {finding["code"] for finding in drafts[name].findings}, (name, drafts[name].findings)
    for name in FINE:
        draft = drafts[name]
        errors = [finding for finding in draft.findings if finding["severity"] == "error"]
        assert not errors, (name, errors)
        assert draft.measures["untouched_max"] == 0
        height, width = extent(draft)
        assert height > 1.4 * width, name  # it stands upright
        red, _green, blue = middle(draft)
        assert abs(int(red) - int(blue)) < 30 if "grey" in name else red > blue + 60, (name, red, blue)

    published = drafts["turned, with its place"]
    approve_draft(published)
    publish_draft(published)
    made = [
        *Path(settings.MEDIA_ROOT).rglob("*"),
        *Path(settings.STORAGES["pdp_ai_drafts"]["OPTIONS"]["location"]).rglob("*"),
    ]
    files = [path for path in made if path.is_file() and path.read_bytes() not in PHOTO.values()]
    stored = {name for draft in drafts.values() for name in (draft.file.name, draft.proof.name) if name}
    assert len(files) == len(stored) + 1
    for path in files:
        with Image.open(path) as image:
            assert not dict(image.getexif()), path


def extent(draft: MediaDraft) -> tuple[int, int]:
    """Height and width of what is not white."""
    shown = pixels(draft).min(axis=2) < 200
    rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
    return int(rows[-1] - rows[0]), int(columns[-1] - columns[0])


def middle(draft: MediaDraft) -> np.ndarray:
    return np.median(pixels(draft)[300:340, 300:340].reshape(-1, 3), axis=0)


@pytest.mark.parametrize("kind", PHOTOS)
def test_the_largest_photo_takes_less_than_one_and_a_half_gigabytes_beside_the_model(kind: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.imaging.worst_photos", kind], check=True, capture_output=True, text=True
    )
    assert json.loads(ran.stdout)["above it"] < 1536
