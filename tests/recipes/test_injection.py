"""Product text that gives orders: it stays data in every prompt, and what a gullible model makes of it is caught."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pdp_ai import slots as known
from pdp_ai.cleaning import clean_text, html_to_text
from pdp_ai.engines.transformers_copy import TransformersCopyEngine
from pdp_ai.quality.copy import check_copy
from pdp_ai.recipes.copy_prompts import copy_chats, translation_chat
from pdp_ai.recipes.copy_tasks import TASKS
from pdp_ai.recipes.copy_tidying import tidy
from pdp_ai.recipes.listing import listing_chat
from pdp_ai.types import Artifact, Brief, Candidate, CopyRequest, Message, ProductFacts
from tests.engines.tiny_language_model import make_tiny_language_model
from tests.recipes.test_listing import run, wanted

ATTACKS = [
    attack
    for group in json.loads((Path(__file__).parent / "attacks.json").read_text("utf-8")).values()
    for attack in group
]
SLOTS = tuple(TASKS)
#: Those that one call may fill.
FIELDS = tuple(slot for slot in TASKS if slot != "alt_text")
#: Control tokens of other families of models, beside those of the tiny one.
FOREIGN_MARKERS = (
    "<|endoftext|>",
    "<|system|>",
    "<|user|>",
    "<|assistant|>",
    "<s>",
    "</s>",
    "[INST]",
    "[/INST]",
    "<<SYS>>",
    "<</SYS>>",
    "<bos>",
    "<|start|>",
    "<|end|>",
    "<start_of_turn>",
    "<end_of_turn>",
    "<|begin_of_text|>",
    "<|start_header_id|>",
    "<|end_header_id|>",
    "<|eot_id|>",
    "<|message|>",
    "<|channel|>",
    "<｜User｜>",
    "<｜Assistant｜>",
    "<tool_call>",
    "</tool_call>",
    "<|tool_call|>",
    "<|/tool_call|>",
    "<|fim_prefix|>",
    "<|fim_suffix|>",
    "<repo_name>",
    "<file_sep>",
)


def facts(attack: str) -> ProductFacts:
    """As an adapter would read them: every field holds the attack."""
    text = clean_text(attack)
    return ProductFacts(
        "shop.product",
        "1",
        title=f"Oak Stool {text}",
        description=f"A stool of oak. {text}",
        category=("Home", text),
        attributes=(("Material", f"oak {text}"), (text, "yes")),
    )


def roles(chats: list[tuple[Message, ...]]) -> list[str]:
    return [message.role for message in chats[0]]


def candidate(slot: str, text: str, prompt: tuple[Message, ...]) -> Candidate:
    return Candidate(slot, Artifact("text/plain", text=text), prompt=prompt)


def test_there_are_at_least_a_hundred_attacks() -> None:
    assert len(set(ATTACKS)) >= 100


@pytest.mark.parametrize("slot", SLOTS)
def test_an_attack_is_nothing_but_a_value_in_the_last_message(slot: str) -> None:
    plain = copy_chats(slot, Brief(facts(""), slot))
    for attack in ATTACKS:
        chats = copy_chats(slot, Brief(facts(attack), slot))
        assert roles(chats) == roles(plain)
        for chat in chats:
            assert chat[:-1] == plain[0][:-1], attack
            assert isinstance(json.loads(chat[-1].content), dict)
            assert "\n" not in chat[-1].content


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from tokenizers import AddedToken

    model = make_tiny_language_model(tmp_path_factory.mktemp("tiny"), positions=100_000)
    engine = TransformersCopyEngine({"model": str(model)})
    engine.load()
    engine.tokenizer.add_special_tokens(
        {"additional_special_tokens": [AddedToken(marker, normalized=False) for marker in FOREIGN_MARKERS]}
    )
    return engine


def markers_in(engine: Any, chat: tuple[Message, ...]) -> int:
    """Control tokens among the tokens that the model would read."""
    control = set(engine.tokenizer.get_added_vocab().values())
    return sum(token in control for token in engine.tokens(CopyRequest(chat)))


def test_no_attack_breaks_out_of_its_turn(engine: Any) -> None:
    expected = markers_in(engine, copy_chats("alt_text", Brief(facts(""), "alt_text"))[0])
    assert expected == 2 * 8 + 1
    for attack in ATTACKS:
        assert markers_in(engine, copy_chats("alt_text", Brief(facts(attack), "alt_text"))[0]) == expected, attack


def test_without_the_safeguard_attacks_do_break_out(engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pdp_ai.engines.transformers_copy.part_own_markers", lambda content, _markers: content)
    expected = markers_in(engine, copy_chats("alt_text", Brief(facts(""), "alt_text"))[0])
    through = [
        attack
        for attack in ATTACKS
        if markers_in(engine, copy_chats("alt_text", Brief(facts(attack), "alt_text"))[0]) != expected
    ]
    assert len(through) >= 20


@pytest.mark.parametrize("slot", SLOTS)
def test_what_a_gullible_model_repeats_is_harmless_or_an_error(slot: str) -> None:
    """The model answers with the attack itself: only allowed markup; links and machine text are errors."""
    for attack in ATTACKS:
        chat = copy_chats(slot, Brief(facts(attack), slot))[0]
        text = tidy(slot, f"A stool of oak. {attack}", lambda _sentence: True)
        if known.SLOTS[slot].kind == "html":
            for banned in ("<a", "<img", "<script", "<iframe", "<svg", "<form", "<meta", "style=", "onerror=", "href"):
                assert banned not in text.split("&lt;")[0], attack
        visible = html_to_text(text) if known.SLOTS[slot].kind == "html" else text
        found = {
            finding.code: finding for finding in check_copy(candidate(slot, text, chat), Brief(facts(attack), slot))
        }
        if any(sign in visible.lower() for sign in ("http", "www.", ".example", ".shop", "t.me", ".com")):
            assert found["link"].severity == "error", attack
        if any(marker in visible for marker in ("<|", "|>", "[INST]", "start_of_turn", "### ")):
            assert found["machine_text"].severity == "error", attack


def test_an_attack_is_nothing_but_a_value_in_the_one_call_that_fills_many_slots() -> None:
    plain = listing_chat(FIELDS, Brief(facts(""), "listing"))
    for attack in ATTACKS:
        chat = listing_chat(FIELDS, Brief(facts(attack), "listing"))
        assert chat[:-1] == plain[:-1], attack
        assert isinstance(json.loads(chat[-1].content), dict)
        assert "\n" not in chat[-1].content


def test_an_attack_in_a_text_to_be_translated_stays_data() -> None:
    for attack in ATTACKS:
        brief = Brief(facts(attack), "title", language="de", sources=(("title", attack),))
        for chat in (translation_chat("title", attack, brief), listing_chat(("title",), brief)):
            assert attack not in chat[0].content
            assert isinstance(json.loads(chat[-1].content), dict)
            assert len(chat) == 2


def test_no_attack_breaks_out_of_the_one_call(engine: Any) -> None:
    expected = markers_in(engine, listing_chat(FIELDS, Brief(facts(""), "listing")))
    for attack in ATTACKS:
        assert markers_in(engine, listing_chat(FIELDS, Brief(facts(attack), "listing"))) == expected, attack


def test_what_a_gullible_model_repeats_in_a_listing_is_harmless_or_an_error() -> None:
    """Every field of the answer is the attack; none can end its field, and each draft is judged as any other."""
    for attack in ATTACKS:
        brief = Brief(facts(attack), "listing")
        text = f"A stool of oak. {clean_text(attack)}"
        many = {"bullets": [text] * 3, "faq": [{"question": text, "answer": text}] * 3}
        fields = ("title", "description", "bullets", "faq")
        candidates, _ = run(brief, wanted({slot: many.get(slot, text) for slot in fields}), *fields)
        assert [made.slot for made in candidates] == list(fields)
        for made in candidates:
            found = {finding.code for finding in check_copy(made, brief)}
            visible = html_to_text(made.artifact.text) if known.SLOTS[made.slot].kind == "html" else made.artifact.text
            assert "<script" not in made.artifact.text.replace("&lt;", "")
            if "http" in visible.lower():
                assert "link" in found, attack
            if any(marker in visible for marker in ("<|", "[INST]", "start_of_turn")):
                assert "machine_text" in found, attack


def test_a_model_that_gives_its_prompt_away_is_caught_whatever_the_attack() -> None:
    for attack in ATTACKS:
        brief = Brief(facts(attack), "description")
        chat = copy_chats("description", brief)[0]
        for leak in (chat[0].content, chat[2].content, " ".join(chat[0].content.split()[6:18])):
            text = tidy("description", leak, lambda _sentence: True)
            codes = {finding.code for finding in check_copy(candidate("description", text, chat), brief)}
            assert "leaked_prompt" in codes, (attack, leak)


@pytest.mark.models
def test_the_starter_models_own_tokenizer_is_not_broken_out_of() -> None:
    from transformers import AutoTokenizer

    from pdp_ai.engines.chat_markers import part_own_markers
    from pdp_ai.engines.weights import locate

    tokenizer = AutoTokenizer.from_pretrained(locate("smollm2-135m-instruct", ""), local_files_only=True)
    markers = tokenizer.get_added_vocab()

    def count(attack: str) -> int:
        chat = copy_chats("description", Brief(facts(attack), "description"))[0]
        turns = [{"role": turn.role, "content": part_own_markers(turn.content, markers)} for turn in chat]
        text = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        return sum(token in set(markers.values()) for token in tokenizer(text, add_special_tokens=False).input_ids)

    assert {count(attack) for attack in ATTACKS} == {count("")}
