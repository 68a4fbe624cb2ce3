"""Products that do not exist, and the copy a plain-spoken writer would make of them: what small models learn from.

The copy stays close to the facts on purpose. An example that embroiders teaches the model to invent.
"""

from __future__ import annotations

from dataclasses import dataclass

from pdp_ai.types import ProductFacts


@dataclass(frozen=True, slots=True)
class Example:
    facts: ProductFacts
    #: Text by slot.
    copy: dict[str, str]
    #: One fact, and the selling point it makes.
    points: dict[str, str]


EXAMPLES = (
    Example(
        facts=ProductFacts(
            product_model="",
            product_id="",
            title="Enamel Mug",
            description="Steel mug with a hard enamel coating. Holds 350 ml. Dishwasher safe, not for the microwave.",
            category=("Outdoor", "Camp Kitchen"),
            attributes=(("Color", "green"),),
        ),
        copy={
            "description": "The Enamel Mug is a green steel mug with a hard enamel coating. It holds 350 ml, enough "
            "for your morning coffee at camp. It is safe for the dishwasher, but not for the microwave.",
            "meta_description": "The Enamel Mug is a green steel mug with a hard enamel coating that holds 350 ml.",
            "alt_text": "Green enamel mug",
        },
        points={
            "Safe for the dishwasher, not the microwave.": "Safe for the dishwasher",
            "Color: green": "Comes in green",
        },
    ),
    Example(
        facts=ProductFacts(
            product_model="",
            product_id="",
            title="Wool Throw",
            description="Woven from pure new wool with a fringed edge. Keeps you warm without the weight. Hand wash.",
            category=("Home", "Bedroom"),
            attributes=(("Brand", "Hollin Mill"), ("Color", "beige")),
        ),
        copy={
            "description": "The Wool Throw from Hollin Mill is woven from pure new wool, with a fringed edge. It keeps "
            "you warm without the weight, on the sofa or on the bed. Wash it by hand.",
            "meta_description": "The Wool Throw from Hollin Mill is woven from pure new wool and keeps you warm "
            "without the weight.",
            "alt_text": "Beige wool throw with a fringed edge",
        },
        points={
            "If you feel the cold, you need this throw, because it keeps you warm without the weight.": "Keeps you "
            "warm without the weight",
            "Brand: Hollin Mill": "Made by Hollin Mill",
            "Color: beige": "Comes in beige",
        },
    ),
    Example(
        facts=ProductFacts(
            product_model="",
            product_id="",
            title="Juno Desk Lamp",
            description="Every desk needs good light! The jointed arm puts it right where you work, and the LED dims "
            "in three steps. Powered over USB-C.",
            category=("Office", "Lighting"),
            attributes=(("Material", "aluminium"),),
        ),
        copy={
            "description": "Give your desk good light with the Juno Desk Lamp. Its jointed aluminium arm puts the "
            "light right where you work, and the LED dims in three steps. It is powered over USB-C.",
            "meta_description": "The Juno Desk Lamp has a jointed aluminium arm and an LED that dims in three steps.",
            "alt_text": "Aluminium desk lamp with a jointed arm",
        },
        points={
            "The jointed arm puts the light right where you work, and the LED dims in three steps.": "Jointed arm "
            "puts the light right where you work",
            "Material: aluminium": "Made of aluminium",
        },
    ),
)
