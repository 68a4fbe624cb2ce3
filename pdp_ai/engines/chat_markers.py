"""Parts the control markers of chat templates, so that product text can't end its own turn."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: The markers by which the known families of models tell turns apart, and which a server may read out of plain text:
#: ``<|im_start|>`` (ChatML, Llama 3, Phi), ``<start_of_turn>`` (Gemma), ``[INST]`` (Mistral), ``<<SYS>>`` (Llama 2),
#: ``<s>``, ``</s>``, ``<｜User｜>`` (DeepSeek), ``<think>``.
_MARKER = re.compile(
    r"<(?=[|｜][^<>\n]{1,40}[|｜]>|/?s>|(?:start|end)_of_\w{1,20}>|/?think>|/?SYS>|bos>|eos>|pad>)"
    r"|\[(?=/?(?:INST|SYSTEM_PROMPT|TOOL_CALLS|AVAILABLE_TOOLS)\])",
    re.IGNORECASE,
)


def part_markers(content: str) -> str:
    """For a server: ``<|im_start|>system`` becomes ``< |im_start|>system``, still legible and no longer a marker."""
    return _MARKER.sub(lambda found: found[0] + " ", content)


def part_own_markers(content: str, markers: Mapping[str, int]) -> str:
    """For a model at hand, whose tokenizer says what its `markers` are."""
    for marker in sorted(markers, key=len, reverse=True):
        if len(marker) > 1 and not marker.isalnum():
            content = content.replace(marker, f"{marker[0]} {marker[1:]}")
    return content
