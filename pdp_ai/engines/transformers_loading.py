"""From an engine's options to a transformers model in memory: local files, safetensors, and nobody else's code."""

from __future__ import annotations

from typing import Any

from pdp_ai.engines.torch_device import set_up_torch
from pdp_ai.engines.torch_options import TorchOptions
from pdp_ai.exceptions import ModelRefused
from pdp_ai.sentences import sentence as _

_SAFELY: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}


def load_model(kind: Any, options: TorchOptions) -> Any:
    """The model on its device, ready to answer. `kind` is one of transformers' ``AutoModelFor…``.

    Raises `ModelNotFetched`, or `ModelRefused` for files that are no such model.
    """
    import torch

    device, dtype = set_up_torch(options), getattr(torch, options.dtype)
    return load_part(kind, options, use_safetensors=True, dtype=dtype).to(device).eval()


def load_part(kind: Any, options: TorchOptions, **how: Any) -> Any:
    """What stands beside the model in its files and makes tensors of words or pictures: ``AutoTokenizer`` and its like.

    Raises as `load_model` does.
    """
    try:
        return kind.from_pretrained(options.path, **how, **_SAFELY)
    except (OSError, ValueError) as error:
        raise ModelRefused(_("%(model)s cannot be loaded: %(error)s", model=options.model, error=error)) from error
