"""Units as data: what a shop's copy measures in, each with its dimension and its size in the dimension's base unit."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Unit:
    """Two quantities can be the same only within one dimension."""

    dimension: str
    #: Size in the base unit of the dimension.
    factor: Fraction = Fraction(1)
    #: Added before the size counts: 32 °F is nought.
    offset: int = 0

    def base(self, value: Fraction) -> Fraction:
        """`value` in the base unit of the dimension."""
        return (value + self.offset) * self.factor

    def of_base(self, value: Fraction) -> Fraction:
        return value / self.factor - self.offset


#: Dimension → factor (as text, exact) → spellings. A spelling with a capital letter, or of a single letter, is taken
#: literally (5 G is not five grams); every other one in any case.
_TABLE: dict[str, dict[str, str]] = {
    "length": {  # millimetres
        "1": "mm millimetre millimetres millimeter millimeters 毫米",
        "10": "cm centimetre centimetres centimeter centimeters 厘米 公分",
        "1000": "m metre metres meter meters 米",
        "1000000": "km kilometre kilometres kilometer kilometers 公里 千米",
        "0.001": "µm μm micron microns 微米",
        "25.4": 'inch inches in in. " ″ ” 英寸',
        "304.8": "ft foot feet ′ ' ’ 英尺",
        "914.4": "yd yard yards",
        "1609344": "mile miles 英里",
    },
    "area": {  # square metres
        "1": "m² m2 sqm ㎡ 平方米 squaremetre squaremetres squaremeter squaremeters",
        "0.000001": "mm² mm2 平方毫米",
        "0.0001": "cm² cm2 平方厘米",
        "0.09290304": "ft² sqft",
    },
    "mass": {  # grams
        "0.001": "mg milligram milligrams 毫克",
        "1": "g gr gram grams gramme grammes gsm 克",
        "1000": "kg kgs kilo kilos kilogram kilograms 千克 公斤",
        "500": "斤",
        "28.349523125": "oz ounce ounces 盎司",
        "50": "两",
        "453.59237": "lb lbs pound pounds 磅",
        "1000000": "tonne tonnes 吨",
    },
    "volume": {  # millilitres
        "1": "ml millilitre millilitres milliliter milliliters cm³ cc 毫升",
        "10": "cl centilitre centilitres",
        "100": "dl decilitre decilitres",
        "1000": "l L ℓ litre litres liter liters 升",
        "1000000": "m³ 立方米",
        "29.5735295625": "floz fluidounce fluidounces",
        "3785.411784": "gal gallon gallons 加仑",
    },
    "power": {"0.001": "mW", "1": "W w watt watts 瓦", "1000": "kW kilowatt kilowatts 千瓦"},
    "voltage": {"0.001": "mV", "1": "V v volt volts vdc vac 伏", "1000": "kV kilovolt kilovolts"},
    "current": {"0.001": "mA milliamp milliamps", "1": "A amp amps ampere amperes 安"},
    "charge": {"0.001": "mah 毫安时", "1": "ah ampere-hour ampere-hours amp-hour amp-hours amperehours amphours 安时"},
    "energy": {
        "1": "J joule joules",
        "3600": "wh watthour watthours watt-hour watt-hours 瓦时",
        "3600000": "kwh",
        "4.184": "cal",
        "4184": "kcal 千卡",
    },
    "frequency": {
        "1": "hz hertz 赫兹",
        "1000": "khz kilohertz",
        "1000000": "mhz megahertz 兆赫",
        "1000000000": "ghz gigahertz",
    },
    "data": {
        "1": "kB KB kilobyte kilobytes",
        "1000": "MB megabyte megabytes",
        "1000000": "GB Gb gb gig gigs gigabyte gigabytes",
        "1000000000": "TB tb terabyte terabytes",
    },
    "data rate": {
        "8": "kb/s",
        "8000": "mb/s",
        "8000000": "gb/s",
        "1": "kbps",
        "1000": "mbps mbit/s megabit megabits",
        "1000000": "gbps gbit/s gigabit gigabits",
    },
    "resolution": {"1": "MP mp mpx megapixel megapixels 像素", "0.000001": "px pixel pixels"},
    "percent": {"1": "% percent 百分比"},
    "temperature": {"1": "°C ℃ 摄氏度 celsius degreescelsius", "5/9": "°F ℉ 华氏度 fahrenheit degreesfahrenheit"},
    # An angle, or a temperature that does not say by which scale.
    "degrees": {"1": "° degree degrees 度"},
    "carats": {"1": "ct carat carats 克拉"},
    "pressure": {"1": "bar", "0.0689475729": "psi"},
    "loudness": {"1": "dB decibel decibels 分贝"},
    "brightness": {"1": "lm lumen lumens 流明"},
    "luminance": {"1": "nit nits cd/m² cd/m2 尼特"},
    "illuminance": {"1": "lx lux 勒克斯"},
    "turns": {"1": "rpm revolution revolutions 转"},
    "torque": {"1": "nm newtonmetre newtonmetres newtonmeter newtonmeters newton-metres newton-meters 牛米"},
    "speed": {"1": "km/h kmh kph", "1.609344": "mph"},
    "frame rate": {"1": "fps"},
    "times": {"1": "x × times 倍"},
    "generation": {"1": "th st nd rd"},
    "time": {  # days; a month is a twelfth of a year
        "1/86400000": "ms millisecond milliseconds 毫秒",
        "1/86400": "s sec secs second seconds 秒",
        "1/1440": "min mins minute minutes 分钟",
        "1/24": "h hr hrs hour hours 小时 个小时",
        "1": "day days night nights 天 日 晚",
        "14": "fortnight fortnights",
        "7": "week weeks 周 星期 个星期",
        "487/16": "month months 个月",
        "1461/4": "year years yr yrs 年 岁",
        "7305/2": "decade decades",
        "36525": "century centuries",
    },
    # One dimension for a family of currencies: a dollar sign says too little to tell them apart.
    "dollars": {"1": "$ usd cad aud nzd sgd hkd dollar dollars us$ 美元", "0.01": "cent cents ¢"},
    "euros": {"1": "€ eur euro euros 欧元"},
    "pounds": {"1": "£ gbp"},
    "yuan or yen": {"1": "¥ ￥ cny rmb jpy yuan yen 元 日元"},
    "rupees": {"1": "₹ inr rupee rupees"},
}

_OFFSETS = dict.fromkeys(("°F", "℉", "华氏度", "fahrenheit", "degreesfahrenheit"), -32)

UNITS: dict[str, Unit] = {
    spelling: Unit(dimension, Fraction(factor), _OFFSETS.get(spelling, 0))
    for dimension, sizes in _TABLE.items()
    for factor, spellings in sizes.items()
    for spelling in spellings.split()
}

_CENT = UNITS["cent"]
#: The dimensions that are money.
MONEY = frozenset(["dollars", "euros", "pounds", "yuan or yen", "rupees"])
#: Signs that also close a quotation: a number before one may have no unit at all.
QUOTE_LIKE = frozenset("\"'”’")
#: What a number word counts when it is a claim (“a four-pack”) and not a turn of phrase (“two of the best”); also
#: in the plural.
_COUNTED = (
    "blade bulb burner button color colour compartment cup door drawer layer leg lens lenses mode pack pair pcs people "
    "person piece ply player plug pocket port seat seater serving set shelf shelves size socket speed star step tier "
    "wheel"
)
COUNTED = frozenset(form for word in _COUNTED.split() for form in (word, f"{word}s"))

#: What Chinese counts things by. One of a thing claims no more than the thing.
MEASURE_WORDS = "个件条根种档块袋盒套双只支张片层格级瓶包枚颗粒孔槽节段挡罐听桶把位人次泡页遍季对滴道色杯餐"


def in_currency(unit: Unit | None, currency: str) -> Unit | None:
    """The unit, where cents are those of a shop's own currency."""
    own = unit_named(currency)
    return Unit(own.dimension, _CENT.factor) if unit == _CENT and own else unit


def unit_named(spelling: str) -> Unit | None:
    """The unit spelt like this, or None."""
    lowered = spelling.lower()
    return UNITS.get(spelling) or (UNITS.get(lowered) if len(spelling) > 1 else None)
