from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.painting_server import painting_script
from tests.engines.scripted_server import ScriptedServer
from tests.engines.serving import Served, served
from tests.engines.tiny_language_model import make_tiny_encoder, make_tiny_language_model, make_tiny_vision_model
from tests.engines.tiny_nli_model import make_tiny_nli_model
from tests.engines.tiny_pipelines import make_tiny_flux, make_tiny_sdxl, make_tiny_stable_diffusion


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_language_model(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def tiny_nli_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_nli_model(tmp_path_factory.mktemp("nli"))


@pytest.fixture(scope="session")
def tiny_vision_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_vision_model(tmp_path_factory.mktemp("vision"))


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="session")
def tiny_pipelines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders of diffusion pipelines by family."""
    pytest.importorskip("diffusers")
    folder = tmp_path_factory.mktemp("pipelines")
    return {
        "stable-diffusion": make_tiny_stable_diffusion(folder / "stable-diffusion"),
        "inpainting": make_tiny_stable_diffusion(folder / "inpainting", channels=9),
        "sdxl": make_tiny_sdxl(folder / "sdxl"),
        "flux": make_tiny_flux(folder / "flux"),
    }


@pytest.fixture(scope="session")
def painter(tiny_pipelines: dict[str, Path]) -> Iterator[ScriptedServer]:
    """An images API that paints with a tiny pipeline."""
    with ScriptedServer(painting_script(tiny_pipelines["stable-diffusion"])) as server:
        yield server


@pytest.fixture(scope="session")
def served_model(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`transformers serve` with the tiny language model, which samples where it is asked to."""
    for package in ("fastapi", "openai", "uvicorn"):
        pytest.importorskip(package)
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(tiny_model, folder / "tiny")
    settings = folder / "tiny" / "generation_config.json"
    settings.write_text(json.dumps({**json.loads(settings.read_text()), "do_sample": True}))
    with served(folder / "tiny", folder / "log.txt") as server:
        yield server
