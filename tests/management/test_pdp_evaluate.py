from __future__ import annotations

import io
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from pdp_ai.engines.weights import locate
from pdp_ai.exceptions import ModelNotFetched
from pdp_ai.management.commands.pdp_evaluate import SPLITS
from pdp_ai.models import MediaDraft
from pdp_ai.quality.claims import KINDS
from pdp_ai.quality.evaluation.grounding_figures import Figures, grounding_figures, mistakes
from pdp_ai.quality.evaluation.labelled_claims import labelled_products
from pdp_ai.quality.grounding import trace_claims
from tests.imaging.drawn import vase_photo

#: In one process, so that one pass over the labelled claims does for all of these tests.
pytestmark = pytest.mark.xdist_group("evaluation")


@pytest.fixture(autouse=True, scope="module")
def _each_text_is_traced_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pdp_ai.quality.evaluation.grounding_figures.trace_claims", cache(trace_claims))
        yield


def evaluate(*options: str) -> str:
    out = io.StringIO()
    call_command("pdp_evaluate", "grounding", *options, stdout=out)
    return out.getvalue()


def test_the_set_is_large_and_balanced() -> None:
    products = [*labelled_products("tune"), *labelled_products("test")]
    claims = [claim for product in products for text in product.texts for claim in text.claims]
    assert len({product.id for product in products}) == len(products) >= 60
    assert len(claims) >= 300
    assert 0.4 < sum(claim.true for claim in claims) / len(claims) < 0.6
    assert {claim.kind for claim in claims} == set(KINDS)


def test_no_product_is_in_both_splits() -> None:
    tune, test = ({product.id for product in labelled_products(split)} for split in ("tune", "test"))
    assert not tune & test
    assert 0.3 < len(test) / len(tune | test) < 0.5


def test_the_claims_written_without_sight_of_the_rules_can_be_measured_alone() -> None:
    whole, blind = json.loads(evaluate("--json")), json.loads(evaluate("--json", "--blind"))
    for split in SPLITS:
        for kind in KINDS:
            assert 10 <= blind[split][kind]["n"] < whole[split][kind]["n"]


def test_the_figures_are_printed_for_scripts() -> None:
    figures = json.loads(evaluate("--json"))
    assert set(figures) == {"test", "tune"}
    for split in figures.values():
        assert set(split) == set(KINDS)
        for kind in split.values():
            assert set(kind) == {"precision", "recall", "n"}


def test_the_figures_are_shown_to_people_with_what_went_wrong() -> None:
    shown = evaluate("--mistakes", "test")
    assert "precision" in shown
    assert "certification" in shown
    assert shown.count("missed ·") + shown.count("false alarm ·") == len(mistakes("test"))


#: Precision and recall below which no kind may fall on the split that the rules were mended on: just under what stands.
FLOORS = {
    "number": (0.9, 0.91),
    "material": (0.99, 0.98),
    "colour": (0.91, 0.86),
    "certification": (0.99, 0.97),
    "name": (0.96, 0.98),
    "compatibility": (0.98, 0.9),
    "resistance": (0.99, 0.98),
    "superlative": (0.99, 0.98),
    "health": (0.99, 0.98),
    "environment": (0.99, 0.96),
    "guarantee": (0.99, 0.93),
}


@pytest.fixture(scope="module")
def tune() -> Figures:
    return grounding_figures("tune")


@pytest.mark.parametrize("kind", KINDS)
def test_the_rules_do_on_their_own_split_what_they_were_made_for(kind: str, tune: Figures) -> None:
    figure, (precision, recall) = tune[kind], FLOORS[kind]
    assert (figure["precision"] or 0) >= precision
    assert (figure["recall"] or 0) >= recall


def test_flagging_nothing_is_measured_as_missing_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pdp_ai.quality.evaluation.grounding_figures.trace_claims", lambda _text, _facts: [])
    assert grounding_figures("tune")["material"]["recall"] == 0.0
    assert grounding_figures("tune")["material"]["precision"] is None


@pytest.fixture
def light_cutout(settings: Any) -> None:
    """The smaller of the two networks alone, where it was fetched."""
    try:
        locate("u2netp")
    except ModelNotFetched as error:
        pytest.skip(str(error))
    engine = {"BACKEND": "pdp_ai.engines.onnx_cutout.OnnxCutoutEngine", "OPTIONS": {"model": "u2netp"}}
    settings.PDP_AI = {**settings.PDP_AI, "ENGINES": {**settings.PDP_AI.get("ENGINES", {}), "cutout": engine}}


@pytest.mark.models
@pytest.mark.usefixtures("light_cutout")
def test_a_picture_of_each_product_is_made_and_measured_and_none_is_stored(product: Any, plain_product: Any) -> None:
    out = io.StringIO()
    call_command("pdp_evaluate", "pictures", "--json", stdout=out)
    figures = json.loads(out.getvalue())["products"]
    assert [figure["product"] for figure in figures] == ["shop.product:1", "shop.plainproduct:1"]
    for figure in figures:
        assert figure["untouched_max"] == 0
        assert set(figure) == {
            "product", "title", "untouched_max", "expansion", "second_product", "label_text", "findings",
        }  # fmt: skip
    assert not MediaDraft.objects.exists()


@pytest.mark.models
@pytest.mark.usefixtures("light_cutout")
def test_cut_outs_are_measured_on_a_folder_of_rendered_products(tmp_path: Path) -> None:
    photo, alpha = vase_photo((240, 300))
    Image.fromarray(np.dstack([photo, alpha])).save(tmp_path / "plain-000.webp", lossless=True, exact=True)
    out = io.StringIO()
    call_command("pdp_evaluate", "cutout", "--json", "--folder", str(tmp_path), stdout=out)
    figures = json.loads(out.getvalue())
    assert figures["plain"]["iou"] > 0.8
    assert figures["all"]["n"] == 1


def test_a_folder_without_rendered_products_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no rendered products"):
        call_command("pdp_evaluate", "cutout", "--folder", str(tmp_path))
