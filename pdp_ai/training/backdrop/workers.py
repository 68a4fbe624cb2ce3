"""Processes that train one model together, each from pictures of its own, one CPU thread each."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from typing import Any

import torch
from torch import distributed, multiprocessing


def in_workers(number: int, work: Callable[..., None], *arguments: Any) -> None:
    """Run `work` in so many processes and wait for all of them; one that fails stops the others."""
    with tempfile.TemporaryDirectory() as meeting:
        multiprocessing.spawn(_work, (f"file://{meeting}/all", number, work, arguments), number)


def _work(rank: int, meeting: str, number: int, work: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=number)
    work(*arguments)
    distributed.barrier()


def average_gradients(model: Any) -> None:
    """Each worker learns from pictures of its own; all take the same step."""
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    flat = torch.cat([gradient.reshape(-1) for gradient in gradients])
    distributed.all_reduce(flat)
    flat /= distributed.get_world_size()
    for gradient, mean in zip(gradients, flat.split([gradient.numel() for gradient in gradients]), strict=True):
        gradient.copy_(mean.view_as(gradient))


@torch.no_grad()
def average_parameters(model: Any) -> None:
    """Each worker has gone a few steps alone (local SGD); all go on from their middle."""
    flat = torch.cat([parameter.reshape(-1) for parameter in model.parameters()])
    distributed.all_reduce(flat)
    flat /= distributed.get_world_size()
    sizes = [parameter.numel() for parameter in model.parameters()]
    for parameter, mean in zip(model.parameters(), flat.split(sizes), strict=True):
        parameter.copy_(mean.view_as(parameter))


def agreed(value: float) -> float:
    """The first worker's clock is everybody's."""
    clock = torch.tensor([value], dtype=torch.float64)
    distributed.broadcast(clock, 0)
    return float(clock)
