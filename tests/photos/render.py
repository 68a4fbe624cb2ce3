"""Renders `mug.jpg`, the project's own product photo: a glazed mug on a table, as a shop's phone would take it.

Needs Blender as a module (`pip install bpy`), which the tests do not: the photo is kept beside this script.
"""

from __future__ import annotations

import math
from pathlib import Path

import bpy
from mathutils import Vector

OUT = Path(__file__).with_name("mug.jpg")


def material(name: str, colour: tuple[float, float, float], roughness: float, coat: float = 0) -> bpy.types.Material:
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    shader = made.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*colour, 1)
    shader.inputs["Roughness"].default_value = roughness
    shader.inputs["Coat Weight"].default_value = coat
    return made


def wood() -> bpy.types.Material:
    made = material("wood", (0.4, 0.25, 0.13), 0.5)
    tree = made.node_tree
    noise, ramp, mapping, place = (
        tree.nodes.new(f"ShaderNode{kind}") for kind in ("TexNoise", "ValToRGB", "Mapping", "TexCoord")
    )
    mapping.inputs["Scale"].default_value = (1.2, 14, 1)
    noise.inputs["Scale"].default_value = 3
    noise.inputs["Detail"].default_value = 8
    ramp.color_ramp.elements[0].color = (0.30, 0.17, 0.08, 1)
    ramp.color_ramp.elements[1].color = (0.55, 0.36, 0.20, 1)
    tree.links.new(place.outputs["Object"], mapping.inputs["Vector"])
    tree.links.new(mapping.outputs["Vector"], noise.inputs["Vector"])
    tree.links.new(noise.outputs["Fac"], ramp.inputs["Fac"])
    tree.links.new(ramp.outputs["Color"], tree.nodes["Principled BSDF"].inputs["Base Color"])
    return made


def lathe(profile: list[tuple[float, float]], steps: int = 96) -> bpy.types.Object:
    """A turned body from (radius, height) pairs."""
    points = [
        (radius * math.cos(angle), radius * math.sin(angle), height)
        for radius, height in profile
        for angle in (2 * math.pi * step / steps for step in range(steps))
    ]
    faces = [
        (ring * steps + step, ring * steps + (step + 1) % steps,
         (ring + 1) * steps + (step + 1) % steps, (ring + 1) * steps + step)
        for ring in range(len(profile) - 1)
        for step in range(steps)
    ]  # fmt: skip
    mesh = bpy.data.meshes.new("body")
    mesh.from_pydata(points, [], faces)
    for polygon in mesh.polygons:
        polygon.use_smooth = True
    body = bpy.data.objects.new("body", mesh)
    bpy.context.collection.objects.link(body)
    return body


def main() -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    glaze = material("glaze", (0.03, 0.20, 0.26), 0.22, coat=1)
    mug = lathe([(0, 0.02), (0.36, 0.02), (0.40, 0), (0.44, 0.03), (0.46, 0.12), (0.46, 0.96), (0.45, 1.0), (0.43, 1.0),
                 (0.415, 0.96), (0.41, 0.15), (0.36, 0.08), (0, 0.07)])  # fmt: skip
    mug.data.materials.append(glaze)
    bpy.ops.mesh.primitive_torus_add(location=(0.50, 0, 0.52), rotation=(math.pi / 2, 0, 0), major_radius=0.27,
                                     minor_radius=0.055, major_segments=96, minor_segments=32)  # fmt: skip
    handle = bpy.context.object
    handle.scale = (0.95, 1, 1.1)
    handle.data.materials.append(glaze)
    bpy.ops.object.shade_smooth()
    cutter = lathe([(0, 0.1), (0.412, 0.1), (0.412, 1.2), (0, 1.2)])
    hollow = handle.modifiers.new("hollow", "BOOLEAN")
    hollow.object, hollow.operation = cutter, "DIFFERENCE"
    cutter.hide_render = True

    bpy.ops.mesh.primitive_plane_add(size=12)
    bpy.context.object.data.materials.append(wood())
    bpy.ops.mesh.primitive_plane_add(size=16, location=(0, 3.5, 3), rotation=(math.pi / 2, 0, 0))
    bpy.context.object.data.materials.append(material("wall", (0.72, 0.70, 0.66), 0.9))

    bpy.ops.object.light_add(type="AREA", location=(-2.6, -1.2, 3.0))
    window = bpy.context.object
    window.data.energy, window.data.size = 190, 1.6
    window.rotation_euler = (Vector((0, 0, 0.4)) - window.location).to_track_quat("-Z", "Y").to_euler()
    world = bpy.data.worlds.new("room")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs["Color"].default_value = (0.62, 0.66, 0.72, 1)
    world.node_tree.nodes["Background"].inputs["Strength"].default_value = 0.45
    bpy.context.scene.world = world

    bpy.ops.object.camera_add(location=(0.15, -4.3, 1.75))
    camera = bpy.context.object
    aim = Vector((0.12, 0, 0.47))
    camera.rotation_euler = (aim - camera.location).to_track_quat("-Z", "Y").to_euler()
    camera.data.lens = 62
    camera.data.dof.use_dof, camera.data.dof.focus_distance = True, (aim - camera.location).length - 0.35
    camera.data.dof.aperture_fstop = 2.4
    scene = bpy.context.scene
    scene.camera = camera
    scene.render.engine = "CYCLES"
    scene.cycles.samples, scene.cycles.use_denoising = 64, True
    scene.render.resolution_x = scene.render.resolution_y = 1200
    scene.view_settings.view_transform = "Standard"
    scene.render.image_settings.file_format, scene.render.image_settings.quality = "JPEG", 88
    scene.render.filepath = str(OUT)
    bpy.ops.render.render(write_still=True)


main()
