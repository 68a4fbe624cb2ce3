from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.tiny_language_model import make_tiny_language_model
from tests.engines.tiny_pipelines import make_tiny_flux, make_tiny_sdxl, make_tiny_stable_diffusion


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_language_model(tmp_path_factory.mktemp("tiny"))


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
