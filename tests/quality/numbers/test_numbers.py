from __future__ import annotations

import pytest

from pdp_ai.quality.claims import Claim
from pdp_ai.quality.numbers.trace import trace_numbers
from pdp_ai.types import ProductFacts


def facts(description: str = "", *, price: str = "", currency: str = "") -> ProductFacts:
    return ProductFacts("shop.product", "1", "", description, price, currency)


#: The same number, written as shops, people and Chinese do.
SAME = [
    ("a bit of 1-9/16 inches", facts('1 9/16" bit')),
    ("1 9/16 in", facts('1.5625"')),
    ("drives of 1/4 inch and 1/2 inch", facts("1/4 and 1/2 inch")),
    ("from 4 right up to 32 mm", facts("4 to 32 mm")),
    ("1 900 rpm", facts("1,900 rpm")),
    ("fifteen fluid ounces", facts("450 ml")),
    ("70 ampere-hours", facts("70 Ah")),
    ("65 newton metres", facts("65 Nm")),
    ("40 gigabits a second", facts("40 Gbit/s")),
    ("50 cents", facts("0.50 EUR", currency="EUR")),
    ("82 cm wide, 78 deep", facts("82 cm by 78 cm")),
    ("a 100 × 100 pattern", facts("VESA 100 x 100 mm")),
    ("two walls", facts("double-walled")),
    ("身高一米五五到一米八都合适", facts("155–180厘米")),
    ("half a litre", facts("500 ml")),
    ("quarter of a kilo", facts("250 g")),
    ("a litre costs just €2.90", facts("six bottles of 1 l", price="17.40", currency="EUR")),
    ("$69.50 apiece", facts("set of two", price="139.00", currency="USD")),
    ("30 euros a square metre", facts("1.44 m² a box", price="43.20", currency="EUR")),
    ("24 square metres", facts("4 x 6 m")),
    ("in four sizes", facts("Sizes 8 to 11")),
    ("for players of 12 and over", facts("from 12 years")),
    ("less than half a kilo", facts("410 g")),
    ("74 watt-hours", facts("74 Wh")),
    ("1k cycles", facts("1,000 cycles")),
    ("a decade of warranty", facts("10 years of warranty")),
    ("共24升", facts("6升×4包")),
    ("七斤多", facts("3.6公斤")),
    ("一个半小时", facts("1.5小时")),
    ("七五折", facts("25% off")),
    ("第三代", facts("3rd generation")),
    ("a half-litre mug", facts("0.5 l")),
    ("three quarters of an hour", facts("45 min")),
    ("two dozen candles", facts("24 candles")),
    ("half a dozen eggs", facts("6 eggs")),
    ("2 x 500 ml", facts("two bottles of 500 ml")),
    ("a litre in all", facts("2 x 500 ml")),
    ("1 l in all", facts("2 × 500 ml")),
    ("1.299,95 €", facts(price="1299.95", currency="EUR")),
    ("EUR 1,299.95", facts(price="1299.95", currency="EUR")),
    ("€ 1 299,95", facts(price="1299.95", currency="EUR")),
    ("CHF 49.–", facts(price="49.00", currency="CHF")),
    ("£5", facts(price="5.00", currency="GBP")),
    ("49,- €", facts(price="49.00", currency="EUR")),
    ("99 cents", facts(price="0.99", currency="USD")),
    ("20×30×40 cm", facts("40 x 30 x 20 cm")),
    ("20 cm x 30 cm x 40 cm", facts("20x30x40cm")),
    ("20 by 30 by 40 centimetres", facts("20 x 30 x 40 cm")),
    ("0.2 × 0.3 m", facts("20 x 30 cm")),
    ("-5 to 40 °C", facts("from -5 to 40 degrees")),
    ("up to 104 °F", facts("up to 40 °C")),
    ("40 degrees Celsius", facts("40 °C")),
    ("180 °C", facts("356 °F")),
    ("EU 42", facts("Sizes: EU 40, EU 42")),
    ("size 42", facts("sizes 40 to 44: 40, 42, 44")),
    ("a pack of six", facts("6 pieces")),
    ("six-pack", facts("pack of 6")),
    ("set of three", facts("3-piece set")),
    ("三件套", facts("3件套")),
    ("1.5升", facts("1500毫升")),
    ("两年质保", facts("质保2年")),
    ("一年半", facts("18个月")),
    ("二十四小时", facts("24小时")),
    ("百分之百棉", facts("100%棉")),
    ("半斤", facts("250克")),
    ("三斤", facts("1.5kg")),
    ("一米八", facts("180厘米")),
    ("两百毫升", facts("200 ml")),
    ("十五分钟", facts("15分钟")),
    ("5 ft 10 in", facts("178 cm")),
    ("5'10\"", facts("178 cm")),
    ("6 ft 2", facts("6 ft 2")),
    ("2 h 30 min", facts("150 minutes")),
    ("an hour and a half", facts("90 minutes")),
    ("two and a half hours", facts("2.5 h")),
    ("one and a half litres", facts("1.5 l")),
    ("±0.1 mm", facts("accuracy ± 0.1 mm")),
    ("0.1mm tolerance", facts("+/- 0.1 mm")),
    ("10 g ± 1 g", facts("10 g ± 1 g")),
    ("twice as fast", facts("2x as fast")),
    ("80% cotton, 20% linen", facts("80/20 cotton/linen")),
    ("an 80/20 blend", facts("80% cotton, 20% linen")),
    ("three-quarters wool", facts("75% wool")),
    ("10,000 mAh", facts("10000mAh")),
    ("10 Ah", facts("10000 mAh")),
    ("1.5 kW", facts("1500W")),
    ("3 mm", facts("0.3 cm")),
    ("two metres", facts("200 cm")),
    ("under 5 kg", facts("4.8 kg")),
    ("nearly 5 kg", facts("4.9 kg")),
    ("more than 10 hours", facts("10.5 hours")),
    ("about 70 cm", facts("69 cm")),
    ("4-in-1 tool", facts("4-in-1 tool")),
    ("3-in-1", facts("three-in-one")),
    ("7-inch", facts('7"')),
    ("7in", facts("7 inches")),
    ("15.6″ screen", facts("15.6 inch")),
    ("1st edition", facts("first edition")),
    ("2nd generation", facts("second-generation")),
    ("USB 3.0", facts("USB 3.0")),
    ("Wi-Fi 6", facts("Wi-Fi 6")),
    ("H7 bulb", facts("H7")),
    ("M8 bolt", facts("M8 x 40")),
    ("R10", facts("R10")),
    ("SPF 30", facts("SPF30")),
    ("SPF30", facts("SPF 30")),
    ("18/10 steel", facts("18/10 stainless")),
    ("200gsm", facts("200 g/m²")),
    ("200 g/m²", facts("200gsm")),
    ("1080p", facts("1080p")),
    ("4K UHD", facts("4K")),
    ("120 V", facts("120V")),
    ("60W", facts("60 watts")),
    ("6 mm thick", facts("6mm")),
    ("1½ inches", facts('1.5"')),
    ("¾ cup", facts("3/4 cup")),
    ("1 lb 4 oz", facts("567 g")),
    ("12 fl oz", facts("355 ml")),
    ("16 fl. oz.", facts("473 ml")),
    ("a kilo", facts("1000 g")),
    ("weighs a kilo", facts("1 kg")),
    ("ten per cent", facts("10 %")),
    ("10 percent", facts("10%")),
    ("twelve months", facts("1 year")),
    ("one year", facts("12 months")),
    ("seven days", facts("one week")),
    ("2-year", facts("24-month")),
    ("Ø 32 cm", facts("diameter 32 cm")),
    ("⌀32 cm", facts("32 cm")),
    ("32cm in diameter", facts("Ø 32 cm")),
    ("No. 5", facts("No.5")),
    ("#5", facts("#5")),
    ("5V/2A", facts("5 V, 2 A")),
    ("5V⎓2A", facts("5V 2A")),
    ("100–240 V", facts("100-240V")),
    ("1:24 scale", facts("scale 1:24")),
    ("16:9", facts("16:9")),
    ("20,5 cm", facts("20.5 cm")),
    ("3’500 g", facts("3.5 kg")),
    ("3'500 g", facts("3.5 kg")),
    ("1 000 ml", facts("1 l")),
    ("12 V DC", facts("12VDC")),
    ("230V~", facts("230 V")),
    ("2x USB-C", facts("two USB-C ports")),
    ("two USB-C ports", facts("2x USB-C")),
    ("4 × AA", facts("4 AA batteries")),
    ("in five minutes", facts("5 min")),
    ("thirty-day", facts("30 days")),
    ("one hundred percent wool", facts("100% wool")),
    ("a hundred percent wool", facts("100% wool")),
    ("净重三百克", facts("300g")),
    ("直径三十厘米", facts("30 cm")),
    ("一打装", facts("12支")),
    ("5件套", facts("五件套")),
    ("3.5寸", facts("3.5寸")),
    ("27英寸", facts('27"')),
    ("3万小时", facts("30000小时")),
    ("1.2万", facts("12000")),
]

OTHER = [
    ("2-9/16 inch", facts('1-9/16"')),
    ("1 250 ml", facts("1 520 ml")),
    ("a triple-walled mug", facts("double-walled")),
    ("a three-season tent", facts("four seasons")),
    ("a twin pack", facts("pack of three")),
    ("Sleeps 4, weighs 4 kg", facts("Sleeps 3. 4 kg.")),
    ("serves twelve", facts("serves 8")),
    ("and two are included", facts("x")),
    ("two 8K displays", facts("one 8K display")),
    ("four screws of 8 x 60 mm", facts("4 screws of 5 x 60 mm, 8 mm plugs")),
    ("a half-carat stone", facts("0.25 ct")),
    ("高两米一", facts("高135厘米，长210厘米")),
    ("四件套，两万次", facts("四件套，5000次")),
    ("quarter of a kilo", facts("300 g")),
    ("€3.20 a litre", facts("six bottles of 1 l", price="17.40", currency="EUR")),
    ("20 square metres", facts("4 x 6 m")),
    ("in five sizes", facts("Sizes 8 to 11")),
    ("a set of four", facts("Set of two. Stackable, up to four")),
    ("lasts at least eight hours", facts("up to 8 hours")),
    ("a year's guarantee", facts("2 years")),
    ("less than half a kilo", facts("520 g")),
    ("共30升", facts("6升×4包")),
    ("两个半小时", facts("1.5小时")),
    ("八折", facts("10% off")),
    ("第三代", facts("第二代")),
    ("half a litre", facts("750 ml")),
    ("three quarters of a litre", facts("1 l")),
    ("two dozen", facts("12 candles")),
    ("half a dozen eggs", facts("12 eggs")),
    ("four dozen eggs", facts("36 eggs")),
    ("twenty metres", facts("25 m")),
    ("fifty metres", facts("40 m")),
    ("1.299,95 €", facts(price="1399.95", currency="EUR")),
    ("€1 399", facts(price="1299.00", currency="EUR")),
    ("20×30×50 cm", facts("20x30x40 cm")),
    ("105 °F", facts("40 °C")),
    ("60 °C", facts("40 °C")),
    ("sixty degrees", facts("40 °C")),
    ("四件套", facts("三件套")),
    ("五升", facts("1.5升")),
    ("三年质保", facts("质保两年")),
    ("两千毫升", facts("1500毫升")),
    ("百分之九十", facts("100%")),
    ("一斤", facts("250克")),
    ("一米七", facts("180厘米")),
    ("三十小时", facts("24小时")),
    ("6 ft 2 in", facts("178 cm")),
    ("3 h 30 min", facts("150 min")),
    ("two hours", facts("150 min")),
    ("an 70/30 blend", facts("80% cotton, 20% linen")),
    ("four-fifths wool", facts("75% wool")),
    ("twice as fast", facts("fast")),
    ("triple the power", facts("strong")),
    ("under 4 kg", facts("4.8 kg")),
    ("over 12 hours", facts("10 hours")),
    ("EU 44", facts("EU 42")),
    ("a pack of eight", facts("pack of 6")),
    ("eight-pack", facts("6")),
    ("18/8", facts("18/10")),
    ("16:10", facts("16:9")),
    ("1:12", facts("1:24")),
    ("2 x 750 ml", facts("2 x 500 ml")),
    ("3 litres in all", facts("2 x 500 ml")),
    ("300gsm", facts("200 g/m²")),
    ("4K", facts("1080p")),
    ("90 nights", facts("x")),
    ("fifty-one keys", facts("61 keys")),
    ("thirteen shades", facts("12 shades")),
    ("for ages five and up", facts("from 3 years")),
    ("class 1", facts("class 2")),
    ("10x zoom", facts("5x zoom")),
    ("a five-star rating", facts("x")),
    ("5 stars", facts("x")),
    ("since 1890", facts("x")),
    ("over 10,000 customers", facts("x")),
    ("9 out of 10 users", facts("x")),
    ("20% off", facts("x")),
    ("buy 2 get 1", facts("x")),
    ("$5 less", facts("x")),
    ("99.9%", facts("99%")),
    ("双倍", facts("x")),
    ("3倍", facts("2倍")),
]


def unsupported(text: str, known: ProductFacts) -> list[str]:
    return [claim.claim for claim in trace_numbers(text, known) if claim.field is None]


def nearest(text: str, known: ProductFacts) -> Claim:
    [claim] = [claim for claim in trace_numbers(text, known) if claim.field is None]
    return claim


@pytest.mark.parametrize(("text", "known"), SAME, ids=[text for text, _ in SAME])
def test_a_number_is_found_however_it_is_written(text: str, known: ProductFacts) -> None:
    assert trace_numbers(text, known)
    assert unsupported(text, known) == []


@pytest.mark.parametrize(("text", "known"), OTHER, ids=[text for text, _ in OTHER])
def test_another_number_is_found_out_however_it_is_written(text: str, known: ProductFacts) -> None:
    assert unsupported(text, known)


@pytest.mark.parametrize(
    "text",
    [
        "one of a kind, two of us, a thousand thanks",
        "Every inch of it; a day at the beach, a year of letters.",
        "a pair of trousers",
        "四季皆宜，两三个朋友，一天好心情。",
        "open 24/7",
    ],
)
def test_a_turn_of_phrase_is_no_number(text: str) -> None:
    assert unsupported(text, facts("30 cm, 2 kg, 5 years")) == []


def test_what_a_fact_lists_can_be_counted() -> None:
    assert unsupported("四种颜色，三种滋味", facts("红、黄、蓝、绿，含核桃、腰果、蔓越莓。")) == []
    assert unsupported("four scents", facts("Soaps: lavender, rose, lemon and oat.")) == []
    assert unsupported("five scents", facts("Soaps: lavender, rose, lemon and oat.")) == ["five"]


def test_the_sides_of_a_size_go_together() -> None:
    known = facts("4 x 6 boxes, class 5")
    assert unsupported("4 x 6 boxes", known) == []
    assert unsupported("5 x 6 boxes", known) == ["5", "6"]


def test_a_fact_about_the_same_thing_outweighs_one_that_says_nothing() -> None:
    claim = nearest("two layers", facts("three layers and a two-way zip"))
    assert claim.contradicted
    assert "three layers" in claim.nearest


def test_the_pixels_before_a_frequency_are_no_hertz() -> None:
    assert unsupported("2560 × 1440 and 75 hertz", facts("2560 x 1440 at 75 Hz")) == []


def test_degrees_without_a_scale_are_of_the_facts_scale() -> None:
    assert unsupported("at forty degrees", facts("40 °C")) == []
    assert unsupported("at forty degrees", facts("40 °F")) == []
    assert unsupported("at 40 °C", facts("40 °F")) == ["40 °C"]


def test_a_grade_or_a_side_of_a_size_counts_nothing() -> None:
    known = facts("Sewn into 4 x 5 boxes, class 5, size 3.")
    assert unsupported("five pockets, three buttons", known) == ["five pockets", "three buttons"]
    assert unsupported("class 5, size 3, 4 × 5 boxes", known) == []


def test_how_long_it_lasts_is_a_claim() -> None:
    assert unsupported("Keeps ice for a week.", facts("keeps ice for three days")) == ["a week"]
    assert unsupported("Perfect for a week away.", facts("keeps ice for three days")) == []
