"""LoRA adapters of a language model: one merged into it for good, or several beside it that requests choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from pdp_ai.engines.starter_models import WEIGHTS
from pdp_ai.engines.weights import locate
from pdp_ai.exceptions import ModelNotFetched, ModelRefused
from pdp_ai.sentences import sentence as _


def merged(model: Any, directory: str) -> Any:
    """The model with the adapter's weights added to its own, so that it runs as fast as before."""
    from peft import PeftModel

    return PeftModel.from_pretrained(model, _safe(directory), local_files_only=True).merge_and_unload()


def with_adapters(model: Any, directories: Mapping[str, str]) -> Any:
    """The model with every adapter at hand, by alias. Each costs a little at every token while it is put on."""
    from peft import PeftModel

    for alias, directory in directories.items():
        if isinstance(model, PeftModel):
            model.load_adapter(_safe(directory), adapter_name=alias, local_files_only=True)
        else:
            model = PeftModel.from_pretrained(model, _safe(directory), adapter_name=alias, local_files_only=True)
    return model


@contextmanager
def put_on(model: Any, alias: str, at_hand: Mapping[str, str]) -> Iterator[None]:
    """The model with this adapter of those at hand, or with none of them."""
    if alias:
        model.set_adapter(alias)
    with model.disable_adapter() if at_hand and not alias else nullcontext():
        yield


def _safe(directory: str) -> Path:
    """Of the adapter: a folder's, or one in the catalogue. Raises `ModelNotFetched` or `ModelRefused`.

    peft would fall back to pickled weights, which can run code.
    """
    path = locate(directory) if directory in WEIGHTS else Path(directory).expanduser()
    if not path.is_dir():
        raise ModelNotFetched(_("There is no adapter in %(path)s.", path=path))
    if not (path / "adapter_model.safetensors").is_file():
        raise ModelRefused(
            _(
                "%(path)s holds no adapter_model.safetensors; pickled weights can run code and are not read.",
                path=path,
            )
        )
    return path
