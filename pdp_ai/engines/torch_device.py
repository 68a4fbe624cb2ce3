"""What every engine on torch does before its model is read and after it is let go. Imports torch when it is called."""

from __future__ import annotations


def set_up_torch(device: str, threads: int) -> str:
    """Limit the CPU threads (0: torch's own choice); the device to load on, ``auto`` being cuda where there is one."""
    import torch

    if threads:
        torch.set_num_threads(threads)
    if device != "auto":
        return device
    return "cuda" if torch.cuda.is_available() else "cpu"


def free_gpu_memory() -> None:
    """Give back to the GPU what torch keeps for later."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.empty_cache()
