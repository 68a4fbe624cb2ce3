"""The Chinese catalogues say everything that the code says, with the same values in it, and are compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from translations.catalogues import DOMAINS, Domain, compiled, texts_of

_VALUES = re.compile(r"%\(\w+\)s|%%|</?\w+>|`[^`]+`|&#10;")

pytestmark = pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.app.name)


def test_every_text_of_the_code_is_in_the_catalogue_and_no_other(domain: Domain) -> None:
    said = {(message.context, message.id) for message in texts_of(domain.app)}
    translated = {(message.context, message.id) for message in domain.read()}
    assert said - translated == set(), "run `make messages`, then translate what is new"
    assert translated - said == set(), "run `make messages`: nobody says these any more"


def test_every_text_is_translated_for_certain(domain: Domain) -> None:
    assert [message.id for message in domain.read() if message.fuzzy or not all(_translations(message))] == []


def test_a_translation_has_the_values_and_tags_of_its_text(domain: Domain) -> None:
    different = [
        (message.id, said)
        for message in domain.read()
        for said in _translations(message)
        if message.id and sorted(_VALUES.findall(_plural(message))) != sorted(_VALUES.findall(said))
    ]
    assert different == []


def test_the_compiled_catalogue_is_of_the_one_that_people_edit(domain: Domain) -> None:
    assert domain.mo.read_bytes() == compiled(domain.read()), "run `make messages`"


def _translations(message: Message) -> Iterator[str]:
    yield from [message.string] if isinstance(message.string, str) else message.string


def _plural(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[-1]
