from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.tiny_language_model import make_tiny_language_model


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_language_model(tmp_path_factory.mktemp("tiny"))
