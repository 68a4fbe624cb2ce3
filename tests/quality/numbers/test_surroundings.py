from __future__ import annotations

import pytest

from pdp_ai.quality.numbers.trace import trace_numbers
from pdp_ai.types import ProductFacts


def facts(description: str = "", **attributes: str) -> ProductFacts:
    named = tuple((name.replace("_", " "), value) for name, value in attributes.items())
    return ProductFacts("shop.product", "1", "", description, attributes=named)


def unsupported(text: str, known: ProductFacts) -> list[str]:
    return [claim.claim for claim in trace_numbers(text, known) if claim.field is None]


BORROWED = [
    ("Fibre 27%", "27%", facts("Protein 27%, fibre 3%")),
    ("A drawer 12 cm deep", "12 cm", facts("Drawer 8 cm deep, shelf 12 cm deep.")),
    ("Charges in ten hours.", "ten hours", facts("Charges in 2 hours and runs for 10 hours.")),
    ("Reads at 7,400 rpm", "7,400 rpm", facts("Writes at 7,400 rpm, reads at 6,000 rpm")),
    ("Wheels of 29 inches", "29 inches", facts("Frame 29 inch long, wheels 27.5 inch")),
    ("The heel is 11 cm.", "11 cm", facts("Heel 4 cm.", Shaft_height="11 cm")),
    ("A groundsheet with 2,000 mm of water column", "2,000 mm", facts("Fly: 2,000 mm. Groundsheet: 4,000 mm.")),
    ("Never louder than 40 dB", "40 dB", facts("40 dB in silent mode, 62 dB at most")),
    ("电池续航20小时", "20小时", facts("电池续航10小时，待机20小时")),
    ("碳水18%", "18%", facts("蛋白质18%，碳水42%")),
]

OPPOSED = [
    ("Inside it measures 90 cm.", facts(Outer_width="90 cm")),
    ("In comfort at -4 °C", facts("Comfort 2 °C, limit -4 °C")),
    ("枕套四只", facts("四件套：床单、枕套两只")),
    ("24 cm tall", facts(Size="H 12 cm, W 24 cm")),
    ("Asleep, it draws 180 W.", facts("180 W when moving, standby 0.3 W")),
    ("60 hours with ANC on", facts("60 hours without ANC, 38 hours with ANC")),
    ("3 kg before you add the battery", facts(Weight_with_battery="3 kg")),
    ("12 cm long, cap included", facts("12 cm, cap not included")),
    ("The pair weighs 300 g.", facts("300 g per shoe")),
    ("The whole set weighs 2 kg.", facts("2 kg each")),
    ("整双500克", facts("单只500克")),
    ("Size M is 20 cm wide.", facts("S (20 cm) and M (30 cm)")),
    ("Ring B measures 4 mm.", facts("Ring A: gold, 4 mm. Ring B: silver, 6 mm.")),
    ("65 Nm in soft joints", facts("65 Nm (hard), 32 Nm (soft)")),
    ("Sleepers of 60 to 90 kg", facts("60 to 80 kg, extra firm for 90 to 110 kg")),
    ("The largest pan measures 20 cm.", facts("Pans of 20 cm, 24 cm and 28 cm")),
    ("最大的一片5厘米", facts("叶片5厘米、8厘米")),
    ("Cuts 40 mm in brick", facts("Cuts 40 mm in wood, 12 mm in brick")),
    ("板面80厘米深", facts("板面宽80厘米、深50厘米")),
    ("Six hours with the heating on", facts("6 hours with the heating off")),
    ("With the windows shut it measures 70 dB.", facts("70 dB with the windows open")),
    ("The front pocket holds 4 litres", facts("rear pocket of 4 litres")),
    ("Inner diameter 40 mm", facts("Outer diameter 40 mm")),
    ("Weighs 8 kg with the lid.", facts("8 kg without the lid")),
    ("7.5 kg including batteries", facts(Weight="7.5 kg without batteries")),
    ("Each biscuit has 200 g", facts("10 biscuits, 200 g in all")),
    ("外径30毫米", facts("内径30毫米")),
    ("前轮20寸", facts("后轮20寸")),
    ("含盖500克", facts("不含盖500克")),
]

OWN = [
    ("Extended, it seats ten.", facts("Seats 6, seats 10 extended")),
    ("Black: 71% olives, 14% oil", facts("Black: olives 71%, oil 14%. Green: olives 68%, oil 15%.")),
    ("Fits heads of 50 to 62 cm; M takes 54 to 58 cm.", facts("S (head 50-54 cm), M (54-58 cm), L (58-62 cm)")),
    ("The largest pan measures 28 cm.", facts("Pans of 20 cm, 24 cm and 28 cm")),
    ("The stone is 4 mm thick.", facts("Top of 80 x 60 cm in 4 mm stone")),
    ("45 mm of tread; the discs, 16 cm across, bite", facts("tyres 45 mm wide, disc brakes of 160 mm")),
    ("A seat of 56 cm invites you", facts("seat 44 cm high and 56 cm deep, legs 12 cm")),
    ("Fits discs of 288 and 312 mm with a tool", facts("With 288 mm or 312 mm discs")),
    ("Rear wheel 12 inches, front wheel 14 inches", facts("Front wheel 14 in, rear wheel 12 in")),
    ("It dries in 4 hours and hardens in 24", facts("Dry after 4 hours, hard after 24 hours")),
    ("Off, it plays for 45 hours; leave it on and there are still 32", facts("45 hours off, 32 hours on")),
]


@pytest.mark.parametrize(("text", "wrong", "known"), BORROWED)
def test_a_number_of_something_else_is_none_of_what_the_words_beside_it_name(
    text: str, wrong: str, known: ProductFacts
) -> None:
    assert unsupported(text, known) == [wrong]


def test_the_fact_that_the_words_speak_of_is_shown_as_contradicting() -> None:
    [claim] = trace_numbers("Fibre 27%", facts("Protein 27%, fibre 3%"))
    assert claim.contradicted
    assert "fibre 3%" in claim.nearest


@pytest.mark.parametrize(("text", "known"), OPPOSED)
def test_a_number_under_the_opposite_condition_is_another(text: str, known: ProductFacts) -> None:
    assert len(unsupported(text, known)) == 1


@pytest.mark.parametrize(("text", "known"), OWN)
def test_a_number_keeps_its_own_words_in_a_sentence_of_several(text: str, known: ProductFacts) -> None:
    assert unsupported(text, known) == []


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("60 cm wide, 90 cm high", facts("60 x 40 x 90 cm (W x D x H)")),
        ("40 cm deep", facts(Dimensions_WxDxH="60 x 40 x 90 cm")),
        ("高90厘米", facts("尺寸60×40×90厘米（长×宽×高）")),
    ],
)
def test_a_legend_says_which_side_of_a_size_is_which(text: str, known: ProductFacts) -> None:
    assert unsupported(text, known) == []
    turned = text.replace("60", "40").replace("40 cm deep", "90 cm deep").replace("高90", "高60")
    assert unsupported(turned, known)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Draws 60 W", facts("9 W, like a 60 W bulb")),
        ("A bar of 100 g", facts("26 g of sugar per 100 g")),
        ("Keeps for 12 months", facts("Not for children under one year")),
        ("七天见效", facts("七天可退")),
    ],
)
def test_what_a_number_is_told_by_or_likened_to_is_no_measure_of_the_product(text: str, known: ProductFacts) -> None:
    assert len(unsupported(text, known)) == 1


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("two batteries", facts("two 4.0 Ah batteries")),
        ("A4 steel", facts("A4-70 steel")),
        ("27.5 inches", facts("70 cm")),
        ("At 42 cm high and 32 cm wide", facts(**{"H/W/D_(cm)": "42 / 32 / 17"})),
        ("M码胸围88厘米", facts(尺码="S（胸围84）、M（胸围88），单位厘米")),
        ("a fortnight", facts("14 days")),
        ("5 cm deep and 24 cm high", facts(Size="H 24 cm, W 12 cm, D 5 cm")),
        ("31.2 cm wide", facts(Dimensions="W 312 x D 221 x H 16.9 mm")),
        ("Reads at 1,050 MB/s", facts("reads at 1,050 MB/s, writes at 1,000 MB/s")),
        ("24 cm tall", facts(**{"Height/width/depth": "24/22/16 cm"})),
        ("a stand with four legs that costs little", facts("4 legs")),
    ],
)
def test_a_number_is_read_with_what_it_counts_or_is_a_part_of(text: str, known: ProductFacts) -> None:
    assert trace_numbers(text, known)
    assert unsupported(text, known) == []


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("12片", facts("可泡12次")),
        ("30 teeth", facts(**{"Bore_(mm)": "30", "Blade": "24 teeth"})),
        ("five colours", facts("5,000 cycles, 4 colours")),
        ("two buttons", facts(Button="one, mother-of-pearl")),
        ("in four sizes", facts("Sizes 35–38, 39–42, 43–46")),
    ],
)
def test_a_number_counts_nothing_else(text: str, known: ProductFacts) -> None:
    assert len(unsupported(text, known)) == 1


def test_what_others_are_told_by_is_no_claim() -> None:
    assert unsupported("26 g of sugar per 100 g", facts("26 g of sugar")) == []


def test_a_number_that_names_its_measure_needs_no_other_words() -> None:
    assert unsupported("The blade cuts 100 mm deep.", facts("Blade 12 in, cutting depth 100 mm")) == []
    assert unsupported("Carries 15 kg on plaster.", facts("Holds 15 kg on brick, 8 kg on plaster")) == ["15 kg"]
