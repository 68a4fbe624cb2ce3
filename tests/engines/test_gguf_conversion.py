from __future__ import annotations

from pathlib import Path

import pytest

from pdp_ai.engines.gguf_conversion import convert_gguf

pytest.importorskip("gguf")


def write_tiny_gguf(path: Path) -> None:
    """A Llama with one layer and ten tokens in llama.cpp's format."""
    import gguf
    import numpy as np

    width, tokens = 32, ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "o", "a", "k", "oa", "oak", "Ġ", "Ċ"]
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_context_length(64)
    writer.add_embedding_length(width)
    writer.add_block_count(1)
    writer.add_feed_forward_length(width)
    writer.add_head_count(2)
    writer.add_head_count_kv(2)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(10_000.0)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_types([3, 3, 3, *[1] * 7])
    writer.add_token_merges(["o a", "oa k"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_pad_token_id(2)
    writer.add_chat_template("{{ messages[0]['content'] }}")
    random = np.random.default_rng(0)
    shapes = {"token_embd.weight": (len(tokens), width), "output_norm.weight": (width,)}
    shapes |= {f"blk.0.{name}.weight": (width,) for name in ("attn_norm", "ffn_norm")}
    parts = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
    shapes |= {f"blk.0.{name}.weight": (width, width) for name in parts}
    for name, shape in shapes.items():
        writer.add_tensor(name, random.normal(size=shape).astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def test_a_gguf_becomes_a_directory_that_transformers_loads(tmp_path: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    write_tiny_gguf(tmp_path / "tiny.gguf")
    directory = tmp_path / "converted"
    directory.mkdir()
    convert_gguf(tmp_path / "tiny.gguf", directory)
    tokenizer = AutoTokenizer.from_pretrained(directory, local_files_only=True)
    model = AutoModelForCausalLM.from_pretrained(directory, local_files_only=True, use_safetensors=True)
    assert tokenizer.chat_template == "{{ messages[0]['content'] }}"
    assert tokenizer.model_max_length == 64
    assert tokenizer.decode(tokenizer("oak").input_ids) == "oak"
    assert model.dtype.is_floating_point
    assert getattr(model.config, "quantization_config", None) is None
