"""Marked once, where a candidate becomes a draft, and again where something is derived from it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.imaging.content_credentials import read_signature
from pdp_ai.imaging.mark import Mark, embed_mark, read_mark
from pdp_ai.imaging.measure import measure_untouched
from pdp_ai.imaging.packshot import make_packshot
from pdp_ai.imaging.picture import Cutout
from pdp_ai.imaging.stance import find_stance
from pdp_ai.models import GenerationJob, MediaDraft
from pdp_ai.provenance import words
from pdp_ai.provenance.marking import mark_candidate, mark_derived
from pdp_ai.recipes.base import Recipe
from pdp_ai.recipes.packshot import PackshotRecipe
from pdp_ai.recipes.scene import SceneRecipe
from pdp_ai.types import Artifact, Candidate
from tests.imaging.drawn import blurred, encoded, vase_photo
from tests.recipes.picture_steps import brief, run_steps


@pytest.fixture
def candidate() -> Candidate:
    artifact = Artifact("image/png", content=encoded(vase_photo()[0]), model="u2netp", revision="1")
    return Candidate("packshot", artifact, source_type="composite")


def test_the_proof_of_untouched_pixels_holds_for_the_marked_file() -> None:
    photo, alpha = vase_photo((960, 1200))
    picture = make_packshot(Cutout(photo, alpha, find_stance(alpha)), size=(1000, 1000), padding=0.09, shadow=True)
    artifact = Artifact("image/png", content=picture.content, model="u2netp")
    marked = mark_candidate(Candidate("packshot", artifact, source_type="composite"), "Vase").artifact.content
    assert marked != picture.content
    measures = measure_untouched(marked, photo, alpha, picture.placement)
    assert (measures["untouched_max"], measures["untouched_share"] > 0.9) == (0, True)


def test_what_the_draft_remembers_is_read_back_from_the_file(candidate: Candidate) -> None:
    marked = mark_candidate(candidate, "Vase")
    assert read_mark(marked.artifact.content) == Mark("composite", "u2netp", "1")
    assert marked.provenance == {
        "source_type": "composite",
        "signed_by": "pdp_ai development key: signer",
        "organisation": "pdp_ai development key",
        "algorithm": "Es256",
    }
    assert "nobody else trusts" in words.signer_words(marked.provenance)


@pytest.mark.usefixtures("unsigned")
def test_without_the_signing_library_the_mark_alone_is_written(candidate: Candidate) -> None:
    marked = mark_candidate(candidate, "Vase")
    assert read_mark(marked.artifact.content)
    assert marked.provenance == {"source_type": "composite"}
    assert words.signer_words(marked.provenance) == ""


def test_copy_is_marked_on_its_draft() -> None:
    copy = Candidate("description", Artifact("text/plain", text="Oak."))
    assert mark_candidate(copy, "Stool").provenance == {"source_type": "trainedAlgorithmicMedia"}


def test_what_is_derived_from_a_marked_file_bears_its_mark_and_names_its_parent(candidate: Candidate) -> None:
    original = mark_candidate(candidate, "Vase").artifact.content
    small = encoded(vase_photo((96, 120))[0], "WEBP")
    signed = mark_derived(small, "image/webp", original, "image/png", action="c2pa.resized", signed=True)
    assert read_mark(signed) == read_mark(original)
    assert read_signature(signed, "image/webp").parents == 1
    plain = mark_derived(small, "image/webp", original, "image/png", action="c2pa.resized", signed=False)
    assert read_mark(plain) == read_mark(original)
    assert read_signature(plain, "image/webp") is None


def test_what_is_derived_from_a_persons_photo_stays_as_it_is() -> None:
    photo, small = encoded(vase_photo()[0]), encoded(vase_photo((96, 120))[0], "WEBP")
    assert mark_derived(small, "image/webp", photo, "image/png", action="c2pa.resized", signed=True) == small


def test_another_makers_unsigned_mark_is_handed_on_unsigned() -> None:
    theirs = embed_mark(encoded(vase_photo()[0]), "image/png", Mark("trainedAlgorithmicMedia"))
    small = encoded(vase_photo((96, 120))[0], "WEBP")
    ours = mark_derived(small, "image/webp", theirs, "image/png", action="c2pa.resized", signed=True)
    assert read_mark(ours) == Mark("trainedAlgorithmicMedia")
    assert read_signature(ours, "image/webp") is None


@pytest.mark.django_db
@pytest.mark.usefixtures("stand_ins")
def test_every_draft_of_the_pipeline_is_marked_and_its_page_says_so(
    product: Any, client: Client, make_user: Callable[..., Any]
) -> None:
    request_generation([product], Wish(slots=("description", "packshot")))
    run_generation("gpu")
    run_generation("cpu")
    copy, picture = MediaDraft.objects.get(slot="description"), MediaDraft.objects.get(slot="packshot")
    assert copy.provenance == {"source_type": "trainedAlgorithmicMedia"}
    with picture.file.open("rb") as file:
        content = file.read()
    assert read_mark(content) == Mark("trainedAlgorithmicMedia", "stand-in")
    signature = read_signature(content, picture.mime)
    assert signature.intact
    photo = product.photos.get().image.file
    with photo.open("rb") as file:
        assert signature.photos == (f"urn:sha256:{hashlib.sha256(file.read()).hexdigest()}",)
    client.force_login(make_user("review"))
    page = client.get(f"/admin/product-media/drafts/{picture.pk}/").content.decode()
    assert "made by an AI model (trainedAlgorithmicMedia)" in page
    assert "a key for development, which nobody else trusts" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("stand_ins")
def test_a_key_that_is_gone_fails_the_job_with_its_reason_and_no_picture_leaves_unmarked(
    product: Any, settings: Any, tmp_path: Path
) -> None:
    provenance = {"CERTIFICATES": tmp_path / "gone.pem", "PRIVATE_KEY": tmp_path / "gone.key"}
    settings.PDP_AI = {**settings.PDP_AI, "PROVENANCE": provenance, "QUEUE": {"MAX_ATTEMPTS": 1}}
    request_generation([product], Wish(slots=("packshot",)))
    run_generation("cpu")
    job = GenerationJob.objects.get()
    assert (job.state, job.last_error["code"]) == (GenerationJob.State.FAILED, "signing_failed")
    assert "gone.pem" in job.last_error["message"]
    assert MediaDraft.objects.count() == 0


def test_each_term_has_its_words_and_its_place_in_schema_org() -> None:
    for term in words.SOURCES:
        assert words.source_words({"source_type": term}).endswith(f"({term})")
        assert words.PICTURE_LABELS[term]
    assert words.schema_term("composite") == "https://schema.org/CompositeDigitalSource"
    assert words.schema_term("trainedAlgorithmicMedia") == "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
    assert words.source_words({}) == ""


def test_labels_follow_the_shops_policy(settings: Any) -> None:
    assert words.picture_label("composite") == words.copy_label("trainedAlgorithmicMedia") == ""
    assert words.picture_label("trainedAlgorithmicMedia") == "Picture made with AI"
    settings.PDP_AI = {"PROVENANCE": {"LABEL_PICTURES": ["composite"], "LABEL_COPY": ["trainedAlgorithmicMedia"]}}
    assert words.picture_label("composite") == "Real product, rendered surroundings"
    assert words.copy_label("trainedAlgorithmicMedia") == "Text written with AI"


@pytest.mark.parametrize(
    "recipe", [PackshotRecipe({"width": 400, "height": 400}), SceneRecipe({"width": 400, "height": 400})]
)
def test_a_recipe_says_that_no_model_painted_its_surroundings(recipe: Recipe) -> None:
    photo, truth = vase_photo((240, 300))
    [candidate] = run_steps(recipe, brief(recipe.slots[0]), encoded(photo), blurred(truth)).candidates
    assert candidate.source_type == "composite"
