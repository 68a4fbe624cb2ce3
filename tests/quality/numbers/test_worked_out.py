from __future__ import annotations

import pytest

from pdp_ai.quality.numbers.trace import trace_numbers
from pdp_ai.types import ProductFacts


def facts(description: str = "", price: str = "", currency: str = "EUR") -> ProductFacts:
    return ProductFacts("shop.product", "1", "", description, price, currency)


COMES_TO = [
    ("Three USB sockets", facts("Two USB-C, one USB-A")),
    ("Five shelves", facts("one fixed and four adjustable shelves")),
    ("Was €999, now €849: 15% off", facts("before: 999.00 EUR", "849.00")),
    ("€97 with engraving", facts("Engraving 9.00 EUR", "88.00")),
    ("The desk rises by 65 cm.", facts("from 62 to 127 cm")),
    ("40 mm long with 25 mm of thread, so 15 mm stay smooth", facts("Length 40 mm, thread 25 mm")),
    ("Hose and lead reach 11 m together.", facts("Hose 6 m, lead 5 m")),
    ("The whole strip draws 70 W.", facts("14 W/m, 5 m long")),
    ("16 pieces altogether", facts("4 forks, 4 knives, 8 spoons")),
    ("Rinses with 7 litres a minute", facts("420 l/h")),
    ("At two cups a day the tin lasts for a fortnight.", facts("28 cups")),
    ("Four pots save you 6 euros.", facts("Set of four: 30 EUR", "9.00")),
    ("5 V and 2 A, that is 10 W", facts("5 V, 2 A")),
    ("平均一片57元", facts("7片", "399.00", "CNY")),
    ("Together they weigh 1 kg.", facts("set of two, 500 g each")),
    ("Both shoes come to 600 g.", facts("300 g per shoe")),
    ("You get 20 metres: two rolls of ten.", facts("2 rolls of 10 m")),
    ("300 lights in all", facts("60 lights per metre, 5 m")),
    ("room for 240 readings", facts("stores 2 x 120 readings")),
    ("Each earring weighs 1.2 g.", facts("2.4 g per pair")),
    ("6.2 million pixels", facts("2880 x 2160 pixels")),
    ("about €1.70 per piece", facts("10 pieces", "16.95")),
    ("less than nine cents a gram", facts("70 g", "6.20")),
    ("The refill saves 15 euros.", facts("Refill 20 EUR", "35.00")),
    ("Now at 60 euros", facts("25% off", "80.00")),
    ("stays cold for twice as long", facts("hot 6 hours, cold 12 hours")),
    ("The bag lasts about two months.", facts("12 kg; 200 g a day")),
    ("平均每片2元", facts("30片", "60.00", "CNY")),
    ("一双约640克", facts("单只320克")),
    ("比单买省10元", facts("单买40元", "30.00", "CNY")),
    ("长度40到45厘米可调", facts("链长40+5厘米")),
    ("76 cm to 86 cm", facts("30, 32 or 34 in")),
    ("33 cm of width", facts("33.2 x 14.5 cm")),
    ("half an inch, give or take", facts("13 mm")),
]

DOES_NOT = [
    ("Four USB sockets", facts("Two USB-C, one USB-A")),
    ("Was €999, now €849: 25% off", facts("before: 999.00 EUR", "849.00")),
    ("€99 with engraving", facts("Engraving 9.00 EUR", "88.00")),
    ("The desk rises by 75 cm.", facts("from 62 to 127 cm")),
    ("40 mm long with 25 mm of thread, so 10 mm stay smooth", facts("Length 40 mm, thread 25 mm")),
    ("Hose and lead reach 13 m together.", facts("Hose 6 m, lead 5 m")),
    ("The whole strip draws 60 W.", facts("14 W/m, 5 m long")),
    ("20 pieces altogether", facts("4 forks, 4 knives, 8 spoons")),
    ("Rinses with 9 litres a minute", facts("420 l/h")),
    ("At two cups a day the tin lasts for six weeks.", facts("30 cups")),
    ("Four pots save you 8 euros.", facts("Set of four: 30 EUR", "9.00")),
    ("5 V and 2 A, that is 15 W", facts("5 V, 2 A")),
    ("平均一片60元", facts("7片", "399.00", "CNY")),
    ("Together they weigh 1.2 kg.", facts("set of two, 500 g each")),
    ("They weigh 1 kg.", facts("set of two, 500 g each")),
    ("400 lights in all", facts("60 lights per metre, 5 m")),
    ("Each earring weighs 2.4 g and 1 g", facts("3 g per pair")),
    ("8.3 million pixels", facts("2880 x 2160 pixels")),
    ("€1.50 per piece", facts("10 pieces", "16.95")),
    ("The refill saves 25 euros.", facts("Refill 20 EUR", "35.00")),
    ("Now at 50 euros", facts("25% off", "80.00")),
    ("stays cold three times as long", facts("hot 6 hours, cold 12 hours")),
    ("The bag lasts four months.", facts("12 kg; 200 g a day")),
    ("平均每片3元", facts("30片", "60.00", "CNY")),
    ("66 cm to 86 cm", facts("30, 32 or 34 in")),
    ("34 cm of width", facts("33.2 x 14.5 cm")),
    ("costs 60 cents", facts(price="6.00")),
]


def unsupported(text: str, known: ProductFacts) -> list[str]:
    return [claim.claim for claim in trace_numbers(text, known) if claim.field is None]


@pytest.mark.parametrize(("text", "known"), COMES_TO)
def test_what_the_facts_come_to_is_true(text: str, known: ProductFacts) -> None:
    assert trace_numbers(text, known)
    assert unsupported(text, known) == []


@pytest.mark.parametrize(("text", "known"), DOES_NOT)
def test_what_they_do_not_come_to_is_found_out(text: str, known: ProductFacts) -> None:
    assert unsupported(text, known)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Out since May 2024", facts("Published on 12 March 2024")),
        ("Send it back until 30 June.", facts("returns until 30 April")),
        ("2026年6月上市", facts("2026年3月上市")),
    ],
)
def test_another_month_is_another_date(text: str, known: ProductFacts) -> None:
    assert len(unsupported(text, known)) == 1


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Out since March 2024", facts("Published on 12 March 2024")),
        ("Best before September 2028", facts("Best before: 09/2028")),
        ("2026年3月上市", facts("March 3, 2026")),
        ("In May 2019 he began.", facts("since 2019")),
    ],
)
def test_a_date_is_found_however_it_is_written(text: str, known: ProductFacts) -> None:
    assert unsupported(text, known) == []
