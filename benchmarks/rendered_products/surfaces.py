"""Materials of rendered products and of the rooms they are photographed in."""

from __future__ import annotations

import colorsys
import random
from typing import Any

import bpy

Colour = tuple[float, float, float]

WHITE: Colour = (0.6, 0.6, 0.59)
BLACK: Colour = (0.012, 0.012, 0.013)


def random_colour(rng: random.Random) -> Colour:
    return colorsys.hsv_to_rgb(rng.random(), rng.uniform(0.05, 0.9), rng.uniform(0.1, 0.9))


def muted_colour(rng: random.Random) -> Colour:
    """As walls and tables have them."""
    return colorsys.hsv_to_rgb(rng.random(), rng.uniform(0.0, 0.4), rng.uniform(0.08, 0.85))


def lacquer(rng: random.Random) -> Any:
    """Plastic, enamel or metal, in any colour."""
    return _principled(
        random_colour(rng), roughness=rng.uniform(0.1, 0.8), metallic=1.0 if rng.random() < 0.25 else 0.0
    )


def soft(colour: Colour, roughness: float = 0.6) -> Any:
    return _principled(colour, roughness=roughness, metallic=0.0)


def glass(rng: random.Random) -> Any:
    material = _principled((1.0, 1.0, 1.0), roughness=rng.uniform(0.0, 0.05), metallic=0.0)
    shader = _shader(material)
    shader.inputs["Transmission Weight"].default_value = 1.0
    shader.inputs["Base Color"].default_value = (*(1 - rng.uniform(0, 0.25) for _ in range(3)), 1)
    return material


def grained(colour: Colour, rng: random.Random) -> Any:
    """A colour with clouds or veins in it: stone, wood, cloth."""
    material = soft(colour, roughness=rng.uniform(0.3, 0.9))
    nodes, links = material.node_tree.nodes, material.node_tree.links
    place, noise = nodes.new("ShaderNodeTexCoord"), nodes.new("ShaderNodeTexNoise")
    stretch, ramp = nodes.new("ShaderNodeMapping"), nodes.new("ShaderNodeValToRGB")
    stretch.inputs["Scale"].default_value = (rng.choice([1, 1, 14]), 1, 1)
    noise.inputs["Scale"].default_value = rng.uniform(1.5, 9)
    noise.inputs["Detail"].default_value = 8
    dark = rng.uniform(0.4, 0.85)
    ramp.color_ramp.elements[0].color = (*(part * dark for part in colour), 1)
    ramp.color_ramp.elements[1].color = (*colour, 1)
    ramp.color_ramp.elements[0].position, ramp.color_ramp.elements[1].position = 0.35, 0.65
    links.new(place.outputs["Object"], stretch.inputs["Vector"])
    links.new(stretch.outputs["Vector"], noise.inputs["Vector"])
    links.new(noise.outputs["Fac"], ramp.inputs["Fac"])
    links.new(ramp.outputs["Color"], _shader(material).inputs["Base Color"])
    return material


def glowing() -> Any:
    """Even white without light: what the opacity pass shows of a product."""
    material = bpy.data.materials.new("silhouette")
    material.use_nodes = True
    nodes = material.node_tree.nodes
    nodes.clear()
    lamp, out = nodes.new("ShaderNodeEmission"), nodes.new("ShaderNodeOutputMaterial")
    material.node_tree.links.new(lamp.outputs["Emission"], out.inputs["Surface"])
    return material


def _principled(colour: Colour, *, roughness: float, metallic: float) -> Any:
    material = bpy.data.materials.new("surface")
    material.use_nodes = True
    shader = _shader(material)
    shader.inputs["Base Color"].default_value = (*colour, 1)
    shader.inputs["Roughness"].default_value = roughness
    shader.inputs["Metallic"].default_value = metallic
    return material


def _shader(material: Any) -> Any:
    return material.node_tree.nodes["Principled BSDF"]
