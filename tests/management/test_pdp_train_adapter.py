"""`pdp_train_adapter`: what is published becomes an adapter that a style can name."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

pytest.importorskip("peft")

from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.models import MediaDraft, Style
from tests.drafts import ERROR, make_draft
from tests.engines.tiny_language_model import make_tiny_language_model

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing. is deprecated:FutureWarning"),  # in peft
]

PUBLISHED = MediaDraft.State.PUBLISHED


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With room for whole prompts, byte by byte."""
    return make_tiny_language_model(tmp_path_factory.mktemp("tiny"), positions=8_192)


@pytest.fixture
def shop(settings: Any, tiny: Path) -> Callable[..., None]:
    """The real recipes; a copy engine on the tiny model, with these options."""

    def set_up(**options: Any) -> None:
        backend = "pdp_ai.engines.transformers_copy.TransformersCopyEngine"
        copy = {"BACKEND": backend, "OPTIONS": {"model": str(tiny), **options}}
        settings.PDP_AI = {**settings.PDP_AI, "ENGINES": {**settings.PDP_AI.get("ENGINES", {}), "copy": copy}}

    set_up()
    return set_up


@pytest.fixture
def published(shop: Any, make_product: Callable[..., Any]) -> list[Any]:
    """A shop whose people have published two texts each of twenty-five products."""
    products = [make_product(f"Oak Stool {number}") for number in range(25)]
    for product in products:
        make_draft(product, "meta_description", text=f"{product.title}, oiled by hand.", state=PUBLISHED)
        make_draft(product, "title", text=f"{product.title} of Solid Oak", state=PUBLISHED)
    return products


def run(*arguments: Any) -> str:
    out = io.StringIO()
    call_command("pdp_train_adapter", *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_a_style_that_names_the_trained_adapter_has_its_copy_written_with_it(
    published: list[Any], shop: Callable[..., None], tmp_path: Path
) -> None:
    out = run(tmp_path / "adapter", "--category", "Furniture", "--epochs", "6", "--rate", "0.02")
    assert "6 examples of other products" in out
    assert f'"my-name": "{tmp_path}/adapter"' in out
    shop(adapters={"furniture": str(tmp_path / "adapter")})
    style = Style.objects.create(name="Furniture", adapter="furniture")
    [job] = request_generation(published[:1], Wish(slots=("meta_description",), style=style, fill="all")).jobs
    run_generation("gpu")
    [draft] = job.drafts.all()
    assert draft.model.endswith(" + furniture")
    assert "Oak" in draft.text


def test_examples_are_counted_before_anything_is_trained(published: list[Any], tmp_path: Path) -> None:
    assert "50 examples of 25 products" in run(tmp_path / "adapter", "--dry-run")
    counted = json.loads(run(tmp_path / "adapter", "--dry-run", "--json", "--slots", "title"))
    assert counted == {"examples": 25, "slots": {"title": 25}}
    assert not (tmp_path / "adapter").exists()


def test_only_what_people_published_without_an_error_is_learnt(
    shop: Any, make_product: Callable[..., Any], tmp_path: Path
) -> None:
    text = "Oak stool, oiled by hand."
    make_draft(make_product(), "meta_description", text=text, state=PUBLISHED)
    make_draft(make_product(), "meta_description", text=text)
    make_draft(make_product(), "meta_description", text=text, state=PUBLISHED, findings=[ERROR])
    assert json.loads(run(tmp_path / "adapter", "--dry-run", "--json"))["examples"] == 1


def test_the_text_learnt_is_the_one_that_people_made_of_the_draft(shop: Any, make_product: Callable[..., Any]) -> None:
    from pdp_ai.management.published_examples import published_examples

    draft = make_draft(make_product(), "title", text="Stool of Oak", state=PUBLISHED)
    MediaDraft.objects.filter(pk=draft.pk).update(text="Oak Stool, Oiled")
    [example] = published_examples("", "", [])
    assert example.completion == "Oak Stool, Oiled"


def test_the_figures_are_printed_as_json(published: list[Any], tmp_path: Path) -> None:
    figures = json.loads(run(tmp_path / "adapter", "--epochs", "1", "--rate", "0.01", "--json"))
    assert figures["loss_after"] < figures["loss_before"]
    assert figures["kept_at"] == figures["steps"] == len(figures["losses"])
    assert figures["folder"] == f"{tmp_path}/adapter"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--category", "Shoes > Boots"], r"in the category 'Shoes > Boots'. Published copy is in: Furniture\."),
        (["--style", "Loud"], r"There is no style 'Loud'\."),
        (["--slots", "bullets"], r"There are 0 examples of 0 products; it takes 40"),
        (["--engine", "cutout"], r"'cutout' does not run its model here"),
        (["--engine", "nobody"], r"no entry 'nobody'"),
        (["--rate", "1e30"], r"no number any more"),
        (["--rate", "0"], r"does nothing: no step made the answers"),
    ],
)  # fmt: skip
def test_what_cannot_be_trained_is_said(published: list[Any], tmp_path: Path, options: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run(tmp_path / "adapter", "--epochs", "1", *options)


def test_a_folder_that_cannot_be_written_to_is_named(published: list[Any], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match=rf"cannot be written to {tmp_path}/file/adapter: Not a directory\."):
        run(tmp_path / "file" / "adapter")
