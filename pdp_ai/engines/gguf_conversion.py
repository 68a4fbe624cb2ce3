"""GGUF to a directory that loads in seconds instead of half a minute: fp32 safetensors, tokenizer, chat template."""

from __future__ import annotations

from pathlib import Path

from pdp_ai.exceptions import EngineUnavailable
from pdp_ai.sentences import sentence


def convert_gguf(gguf: Path, directory: Path) -> None:
    """Write the model of the file `gguf` into `directory`; needs four bytes of memory and disk per parameter."""
    try:
        import gguf as _  # noqa: F401 - transformers reads GGUF through it
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer
    except ImportError as error:
        raise EngineUnavailable(
            sentence("%(error)s is needed to convert this model; install `pdp_ai[worker]`.", error=error.name)
        ) from error

    source = {"gguf_file": gguf.name, "local_files_only": True}
    tokenizer = AutoTokenizer.from_pretrained(gguf.parent, **source)
    model = AutoModelForCausalLM.from_pretrained(gguf.parent, dtype=torch.float32, **source)
    # transformers still believes the weights to be quantised and refuses to save them.
    model.hf_quantizer = None
    model.is_quantized = False
    del model.config.quantization_config
    tokenizer.model_max_length = model.config.max_position_embeddings
    model.save_pretrained(directory)
    tokenizer.save_pretrained(directory)
