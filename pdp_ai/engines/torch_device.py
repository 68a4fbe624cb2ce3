"""Where torch works: chosen before a model is read, and left clean after it is let go. Imports torch when called."""

from __future__ import annotations

from pdp_ai.engines.torch_options import TorchOptions


def set_up_torch(options: TorchOptions) -> str:
    """Limit the CPU threads as asked; the device to load on."""
    import torch

    if options.threads:
        torch.set_num_threads(options.threads)
    if options.device != "auto":
        return options.device
    return "cuda" if torch.cuda.is_available() else "cpu"


def free_gpu_memory() -> None:
    """Give back to the GPU what torch keeps for later."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.empty_cache()
