"""The adapter that comes with pdp_ai: whole, for the starter model, and put on by name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pdp_ai import conf
from pdp_ai.engines.base import QuietContext
from pdp_ai.engines.transformers_copy import TransformersCopyEngine
from pdp_ai.engines.weights import locate, verify
from pdp_ai.exceptions import ModelNotFetched
from pdp_ai.quality.evaluation.labelled_claims import labelled_products
from pdp_ai.recipes.copy_prompts import copy_chats
from pdp_ai.types import Brief, CopyRequest

NAME = "starter-adapter"


def test_it_is_the_one_that_the_catalogue_pins() -> None:
    assert verify(NAME) == locate(NAME)
    told = json.loads((locate(NAME) / "training.json").read_text())
    assert told["loss_after"] < told["loss_before"]


def test_it_fits_the_starter_model_alone() -> None:
    safetensors = pytest.importorskip("safetensors")
    config = json.loads((locate(NAME) / "adapter_config.json").read_text())
    assert config["base_model_name_or_path"] == conf.DEFAULTS["ENGINES"]["copy"]["OPTIONS"]["model"]
    with safetensors.safe_open(locate(NAME) / "adapter_model.safetensors", "np") as weights:
        shapes = [tuple(weights.get_slice(name).get_shape()) for name in weights.keys()]  # noqa: SIM118
    assert len(shapes) == 2 * 7 * 30  # two matrices beside each of seven layers of thirty blocks
    assert all(config["r"] in shape for shape in shapes)
    assert {size for shape in shapes for size in shape} == {8, 192, 576, 1536}


@pytest.mark.models
@pytest.mark.timeout(300)
def test_the_starter_model_writes_otherwise_with_it(settings: Any) -> None:
    pytest.importorskip("peft")
    facts = labelled_products("test")[0].facts
    chat = copy_chats("description", Brief(facts, "description"))[0]
    said = []
    for adapter in (NAME, ""):
        engine = TransformersCopyEngine({"adapter": adapter})
        try:
            engine.load()
        except ModelNotFetched as error:
            pytest.skip(str(error))
        [(_, answer)] = engine.generate([CopyRequest(chat, strategy="greedy", max_new_tokens=40)], QuietContext())
        said.append(answer)
        engine.unload()
    assert said[0].model == f"smollm2-135m-instruct + {NAME}"
    assert said[0].text != said[1].text
