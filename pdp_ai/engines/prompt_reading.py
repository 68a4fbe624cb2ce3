"""Read prompts into keys and values: what several begin with once, equal ones once, with room for what is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

#: A shared beginning shorter than this many tokens is not worth a pass of its own.
WORTHWHILE_PREFIX = 32


def read_prompts(model: Any, prompts: Sequence[list[int]], *, room: int, padding: int) -> tuple[Any, Any, Any]:
    """The cache, the attention mask (rows × longest) and the logits of each row's next token (rows × vocabulary).

    The cache takes `room` more tokens without being copied.
    """
    import torch

    different = list(dict.fromkeys(map(tuple, prompts)))
    longest, prefix = max(map(len, different)), shared_prefix(different)
    # Padding stands after the shared prefix: [prefix][padding][the rest], so that the prefix's keys serve every row.
    rest = [[padding] * (longest - len(p)) + list(p[prefix:]) for p in different]
    seen = [[1] * prefix + [0] * (longest - len(p)) + [1] * (len(p) - prefix) for p in different]
    mask = torch.tensor(seen, device=model.device)
    cache = read_prefix(model, different[0][:prefix], len(different))
    logits = model(
        input_ids=torch.tensor(rest, device=model.device),
        attention_mask=mask,
        position_ids=(mask.cumsum(-1) - 1).clamp(min=0)[:, prefix:],
        past_key_values=cache,
        use_cache=True,
        logits_to_keep=1,
    ).logits[:, -1]
    rows = torch.tensor([different.index(tuple(prompt)) for prompt in prompts], device=model.device)
    if len(different) < len(prompts):
        cache.batch_select_indices(rows)
    _make_room(cache, room)
    return cache, mask[rows], logits[rows]


def shared_prefix(prompts: Sequence[Sequence[int]]) -> int:
    """How many tokens all prompts begin with; at least one token of each is left to be read with its row."""
    limit = min(len(prompt) for prompt in prompts) - 1
    shared = next((i for i in range(limit) if len({prompt[i] for prompt in prompts}) > 1), limit)
    return shared if len(prompts) > 1 and shared >= WORTHWHILE_PREFIX else 0


def read_prefix(model: Any, prefix: Sequence[int], rows: int) -> Any:
    """A cache with the keys and values of the prefix, computed once and repeated for every row; empty without one."""
    import torch
    from transformers import DynamicCache

    cache = DynamicCache(config=model.config)
    if prefix:
        ids = torch.tensor([list(prefix)], device=model.device)
        model(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1)
        cache.batch_repeat_interleave(rows)
    return cache


def rows_are_separable(model: Any) -> bool:
    """Whether the model keeps keys and values token by token, so that rows can be repeated, padded and dropped.

    Models with a running state (Mamba and its kin) do not.
    """
    from transformers import DynamicCache
    from transformers.cache_utils import LinearAttentionCacheLayerMixin

    layers = DynamicCache(config=model.config).layers
    return not any(isinstance(layer, LinearAttentionCacheLayerMixin) for layer in layers)


def _make_room(cache: Any, room: int) -> None:
    """Let plain layers write into memory taken once, where they would copy all they hold for every token."""
    import torch
    from transformers.cache_utils import DynamicLayer

    class RoomyLayer(DynamicLayer):  # type: ignore[misc]
        def __init__(self, full: Any) -> None:
            super().__init__()
            self.lazy_initialization(full.keys, full.values)
            self._states = torch.stack([full.keys, full.values])
            self._states = torch.nn.functional.pad(self._states, (0, 0, 0, room))
            self._show(full.keys.shape[-2])

        def update(self, key_states: Any, value_states: Any, *_: Any, **__: Any) -> tuple[Any, Any]:
            start, end = self.keys.shape[-2], self.keys.shape[-2] + key_states.shape[-2]
            self._states[0, :, :, start:end] = key_states
            self._states[1, :, :, start:end] = value_states
            self._show(end)
            return self.keys, self.values

        def batch_select_indices(self, indices: Any) -> None:
            length = self.keys.shape[-2]
            self._states = self._states[:, indices]
            self._show(length)

        def _show(self, length: int) -> None:
            self.keys, self.values = self._states[:, :, :, :length]

    cache.layers = [RoomyLayer(layer) if type(layer) is DynamicLayer else layer for layer in cache.layers]
