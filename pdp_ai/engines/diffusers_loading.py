"""From an image engine's options to a diffusers pipeline in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pdp_ai.engines.torch_device import set_up_torch
from pdp_ai.engines.weights import locate
from pdp_ai.exceptions import ConfigurationError, ModelRefused
from pdp_ai.sentences import sentence as _


def load_pipeline(options: Any) -> Any:
    """The pipeline of the model's own class, ready to run.

    Raises `ModelNotFetched`, `ModelRefused` for files that are not a pipeline in safetensors, or `ConfigurationError`.
    """
    path = options.path
    if not (path / "model_index.json").is_file():
        raise ModelRefused(
            _(
                "%(model)s is not a diffusers pipeline: a folder with a model_index.json is needed.",
                model=options.model,
            )
        )
    import torch
    from diffusers import DiffusionPipeline

    device = set_up_torch(options)
    try:
        pipeline = DiffusionPipeline.from_pretrained(
            path,
            dtype=getattr(torch, options.dtype),
            variant=options.variant or None,
            use_safetensors=True,
            local_files_only=True,
            trust_remote_code=False,
        )
    except (OSError, ValueError) as error:
        raise ModelRefused(_("%(model)s cannot be loaded: %(error)s", model=options.model, error=error)) from error
    pipeline.set_progress_bar_config(disable=True)
    if options.scheduler:
        pipeline.scheduler = _scheduler(options.scheduler, pipeline.scheduler.config, options.scheduler_options)
    if options.adapter:
        _add_adapter(pipeline, locate(options.adapter, options.cache), options.adapter_scale)
    if not options.cpu_offload:
        pipeline.to(device)
    _save_memory(pipeline, options)
    if options.compile:
        denoiser = getattr(pipeline, "transformer", None) or pipeline.unet
        denoiser.compile(backend=options.compile)
    return pipeline


def _scheduler(name: str, config: Any, changes: Any) -> Any:
    """The model's own noise schedule, walked in another way."""
    import diffusers

    kind: Any = getattr(diffusers, name, None)
    if diffusers.SchedulerMixin not in getattr(kind, "__mro__", ()):
        raise ConfigurationError(f"diffusers has no scheduler called {name!r}.")
    return kind.from_config(config, **changes)


def _add_adapter(pipeline: Any, adapter: Path, scale: float) -> None:
    """The LoRA's weights added to the model's own, so that it runs as fast as before."""
    folder, name = (adapter.parent, adapter.name) if adapter.is_file() else (adapter, None)
    try:
        pipeline.load_lora_weights(folder, weight_name=name, use_safetensors=True, local_files_only=True)
        pipeline.fuse_lora(lora_scale=scale)
    except (AttributeError, KeyError, OSError, ValueError) as error:
        raise ModelRefused(
            _("The adapter %(adapter)s does not fit the model: %(error)s", adapter=adapter, error=error)
        ) from error
    pipeline.unload_lora_weights()


def _save_memory(pipeline: Any, options: Any) -> None:
    decoder: Any = getattr(pipeline, "vae", None)
    if options.vae_slicing and hasattr(decoder, "enable_slicing"):
        decoder.enable_slicing()
    if options.vae_tiling and hasattr(decoder, "enable_tiling"):
        decoder.enable_tiling()
