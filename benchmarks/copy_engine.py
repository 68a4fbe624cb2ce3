"""How fast the copy engine writes, beside transformers' own `generate` on the same prompts in the same run.

    python -m benchmarks.copy_engine [--products 16] [--batch 16] [--tokens 60] [--rounds 5]

Three contenders take turns: the engine; a bare loop that gives `generate` batches of the same size, sorted by length
and padded on the left; and `generate` with one prompt at a time. All use the starter model in fp32 on one thread and
sample with the same temperature and nucleus. Time is the processor's, so that a busy machine disturbs little. Prints
each round's tokens a second and the medians of their ratios.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from operator import truediv
from typing import Any

from pdp_ai.engines.base import QuietContext
from pdp_ai.engines.transformers_copy import TransformersCopyEngine
from pdp_ai.quality.evaluation.labelled_claims import labelled_products
from pdp_ai.recipes.copy_prompts import copy_chats
from pdp_ai.types import Artifact, Brief, CopyRequest

SAMPLING = {"temperature": 0.5, "top_p": 0.9, "repetition_penalty": 1.1}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--products", type=int, default=16)
    parser.add_argument("--tries", type=int, default=1, help="answers wanted of each prompt, each with its own seed")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--tokens", type=int, default=60, help="that an answer may have")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--alone", type=int, default=4, help="prompts that the slow one-by-one loop gets")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    engine = TransformersCopyEngine({"batch_size": options.batch, "threads": 1})
    engine.load()
    requests = list(_requests(options.products, options.tries, options.tokens))
    contenders: dict[str, Callable[[], int]] = {
        "engine": lambda: _engine(engine, requests),
        "bare": lambda: _bare(engine, requests, options.batch),
        "alone": lambda: _bare(engine, requests[:: max(len(requests) // options.alone, 1)], 1),
    }
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(options.rounds):
        # Each round begins with another one.
        for name in [*contenders][number % 3 :] + [*contenders][: number % 3]:
            rates[name].append(_rate(contenders[name]))
        if not options.json:
            print(
                f"round {number + 1}: " + ", ".join(f"{name} {many[-1]:.1f}" for name, many in rates.items()),
                flush=True,
            )
    _report(rates, as_json=options.json)


def _requests(products: int, tries: int, tokens: int) -> Iterable[CopyRequest]:
    """Descriptions of the labelled set's products: prompts with a long shared beginning, of different length."""
    english = [product.facts for product in labelled_products("tune") if product.facts.language == "en"]
    for facts in english[:products]:
        [chat] = copy_chats("description", Brief(facts, "description"))
        for seed in range(tries):
            yield CopyRequest(chat, seed=seed, max_new_tokens=tokens, **SAMPLING)  # type: ignore[arg-type]


def _engine(engine: TransformersCopyEngine, requests: Sequence[CopyRequest]) -> int:
    """The number of tokens written."""
    answers = dict(engine.generate(requests, QuietContext())).values()
    return sum(answer.tokens_out or 0 for answer in answers if isinstance(answer, Artifact))


def _bare(engine: TransformersCopyEngine, requests: Sequence[CopyRequest], size: int) -> int:
    """The same prompts through `model.generate` and nothing else; tokens before the end of each answer."""
    import torch

    tokenizer: Any = engine.tokenizer
    prompts = sorted((_tokens(tokenizer, request) for request in requests), key=len)
    end, count = tokenizer.eos_token_id, 0
    torch.manual_seed(0)
    for start in range(0, len(prompts), size):
        batch = tokenizer.pad({"input_ids": prompts[start : start + size]}, padding_side="left", return_tensors="pt")
        with torch.no_grad():
            output = engine.model.generate(
                **batch,
                max_new_tokens=requests[0].max_new_tokens,
                do_sample=True,
                top_k=0,
                pad_token_id=end,
                **SAMPLING,
            )
        answers = output[:, batch["input_ids"].shape[1] :].tolist()
        count += sum(answer.index(end) if end in answer else len(answer) for answer in answers)
    return count


def _tokens(tokenizer: Any, request: CopyRequest) -> list[int]:
    chat = [{"role": message.role, "content": message.content} for message in request.messages]
    text = tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
    tokens: list[int] = tokenizer(text, add_special_tokens=False).input_ids
    return tokens


def _rate(write: Callable[[], int]) -> float:
    """Tokens a second of the processor's time: all is done in one thread, and other processes don't count."""
    started = time.process_time()
    return write() / (time.process_time() - started)


def _report(rates: dict[str, list[float]], *, as_json: bool) -> None:
    ratios = {
        f"engine / {name}": round(statistics.median(map(truediv, rates["engine"], rates[name])), 2)
        for name in ("bare", "alone")
    }
    if as_json:
        rounded = {name: [round(rate, 2) for rate in many] for name, many in rates.items()}
        print(json.dumps({"tokens_per_second": rounded, "median_ratio": ratios}, indent=2))
        return
    for name, ratio in ratios.items():
        print(f"median of {name}: {ratio:.2f}")


if __name__ == "__main__":
    main()
