"""Products that do not exist, and the copy a plain-spoken writer would make of them: what small models learn from.

The copy stays close to the facts on purpose. An example that embroiders teaches the model to invent.
"""

from __future__ import annotations

from dataclasses import dataclass

from pdp_ai.types import Length, ProductFacts


@dataclass(frozen=True, slots=True)
class Example:
    facts: ProductFacts
    #: Text by slot; another length of it by slot and length.
    copy: dict[str, str]
    #: One fact, and the selling point it makes.
    points: dict[str, str]

    def text(self, slot: str, length: Length) -> str:
        """A small model writes as much as its examples do, whatever it is told."""
        return self.copy.get(f"{slot}, {length}", self.copy[slot])


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
            "description, short": "A green steel mug with a hard enamel coating that holds 350 ml.",
            "description, long": "The Enamel Mug is made for the camp kitchen: a green steel mug with a hard enamel "
            "coating. It holds 350 ml, enough for your morning coffee by the fire.\n\nAfter the trip it goes into the "
            "dishwasher with everything else. Keep it out of the microwave, for under the enamel it is steel.",
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
            "description, short": "A beige throw of pure new wool with a fringed edge, warm without the weight.",
            "description, long": "The Wool Throw from Hollin Mill is woven from pure new wool and finished with a "
            "fringed edge. Its beige goes with most bedrooms.\n\nIt keeps you warm without the weight, on the sofa or "
            "on the bed. Wash it by hand, as wool likes it best.",
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
            "description, short": "An aluminium desk lamp with a jointed arm and an LED that dims in three steps.",
            "description, long": "Give your desk good light with the Juno Desk Lamp. Its jointed aluminium arm puts "
            "the light right where you work.\n\nThe LED dims in three steps, so that late hours are easier on your "
            "eyes. It is powered over USB-C, and needs no socket of its own.",
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
