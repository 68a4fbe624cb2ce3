"""What each text slot is for, as a model is told, and how much it may write."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    words: str
    #: Tokens an answer may have; a little more than the slot holds, for the tidying to cut at a sentence.
    new_tokens: int
    #: Words that a full answer has; a shorter one is a worse one.
    full_length: int
    #: Asked for fact by fact, and put together: a small model shortens a sentence faithfully but gets lost in a list.
    by_fact: bool = False
    #: The task where it is not asked for fact by fact.
    whole: str = ""

    @property
    def asked_whole(self) -> str:
        return self.whole or self.words


TASKS = {
    "title": Task(
        "Write the product's name for the shop: what it is and what tells it from others, at most 10 words.", 28, 4
    ),
    "short_description": Task(
        "Write one or two sentences that introduce the product at the top of its page, at most 40 words.", 72, 18
    ),
    "description": Task("Write the product description: two or three sentences for the product page.", 120, 35),
    "bullets": Task(
        "Write one short selling point, at most 12 words, about the fact given.",
        36,
        full_length=14,
        by_fact=True,
        whole="Write three to five selling points of at most 12 words each.",
    ),
    "faq": Task(
        "Write one question that the fact given answers, as a customer would ask it, and the answer in one sentence.",
        60,
        full_length=30,
        by_fact=True,
        whole="Write three to five questions that customers would ask and the facts answer, each answer one sentence.",
    ),
    "seo_title": Task("Write the title of the product's page for a search result, at most 8 words.", 22, 4),
    "meta_description": Task(
        "Write one sentence that sums the product up for a search result, at most 25 words.", 48, 10
    ),
    "alt_text": Task(
        "Write one short phrase that says what the product's photo shows, for people who cannot see it.", 28, 3
    ),
    "social_post": Task(
        "Write a post of one or two sentences that shows the product to the shop's followers, at most 35 words.", 72, 16
    ),
    "video_script": Task(
        "Write one sentence, at most 18 words, that a presenter says about the fact given in a short product video.",
        44,
        full_length=24,
        by_fact=True,
        whole="Write three to five sentences, at most 18 words each, that a presenter says in a short product video.",
    ),
}
