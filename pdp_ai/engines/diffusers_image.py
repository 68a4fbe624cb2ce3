"""Pictures from any diffusers pipeline, on this machine: from words, from a picture, or within a mask."""

from __future__ import annotations

import gc
import inspect
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from PIL import Image

from pdp_ai.engines.base import Answer, Engine, EngineContext, RequestFailed, stop_if_asked
from pdp_ai.engines.picture_bytes import check_request, read_picture, write_png
from pdp_ai.engines.torch_device import free_gpu_memory, set_up_torch
from pdp_ai.engines.torch_options import TorchOptions
from pdp_ai.exceptions import (
    ConfigurationError,
    EngineBroke,
    GenerationStopped,
    PdpAiError,
    RequestRefused,
)
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Artifact, ImageRequest

#: Pipelines paint in blocks of 8 or 16 pixels; what is wanted smaller is cut out of the next larger block.
_BLOCK = 16

#: A request and its index within the batch.
Job = tuple[int, ImageRequest]


class DiffusersImageEngine(Engine[ImageRequest]):
    """Requests of the same kind, size and effort are painted as one batch; each has a random generator of its own.

    A request's picture does not depend on the batch it travels in, up to the rounding of sums in another order.
    """

    produces: ClassVar[str] = "image/png"
    requires: ClassVar[tuple[str, ...]] = ("accelerate", "diffusers", "numpy", "torch", "transformers")
    batch_size: ClassVar[int] = 8

    @dataclass(frozen=True)
    class Options(TorchOptions):
        #: Of the weights' files, e.g. ``fp16``.
        variant: str = ""
        #: Pictures painted together. A CPU is fastest with one.
        batch_size: int = 1
        #: Denoising steps where a request asks for none in particular.
        steps: int = 30
        #: Guidance where a request asks for none in particular; None for the pipeline's own.
        guidance: float | None = None
        #: A scheduler's class in diffusers, e.g. ``DPMSolverMultistepScheduler``; empty for the model's own.
        scheduler: str = ""
        scheduler_options: Mapping[str, Any] = field(default_factory=dict)
        #: Further arguments of the pipeline's call, e.g. ``{"true_cfg_scale": 4.0}``.
        call_options: Mapping[str, Any] = field(default_factory=dict)
        #: A LoRA in safetensors: a file, a folder or ``org/name@<commit>``; empty for none.
        adapter: str = ""
        adapter_scale: float = 1.0
        #: Keep in the GPU only the part of the model that works.
        cpu_offload: bool = False
        #: Decode one picture of a batch after the other; a large picture in tiles.
        vae_slicing: bool = True
        vae_tiling: bool = False
        #: Backend of `torch.compile` for the denoiser, e.g. ``inductor``: faster steps after a minute or more for every
        #: new size and batch. Empty for none.
        compile: str = ""

        def __post_init__(self) -> None:
            super().__post_init__()
            if self.cpu_offload and self.device == "cpu":
                raise ConfigurationError("cpu_offload needs a GPU; set device to cuda or auto.")
            if self.batch_size < 1 or self.steps < 1:
                raise ConfigurationError("batch_size and steps must be at least 1.")

    #: The pipeline for each task, all of them over the same weights.
    _pipelines: dict[str, Any]

    def load(self) -> None:
        """Raises `EngineUnavailable`, `ModelNotFetched`, `ModelRefused` or `ConfigurationError`."""
        self.require_packages()
        from pdp_ai.engines.diffusers_loading import load_pipeline

        self._pipelines = {"": load_pipeline(self.options)}

    def unload(self) -> None:
        self._pipelines = {}
        # Hooks and compiled graphs hold their modules in cycles.
        gc.collect()
        free_gpu_memory()

    def generate(self, requests: Sequence[ImageRequest], context: EngineContext) -> Iterator[Answer]:
        jobs: list[Job] = []
        for index, request in enumerate(requests):
            try:
                check_request(request)
            except RequestRefused as error:
                yield index, RequestFailed(error)
            else:
                jobs.append((index, request))
        made = 0
        for batch in _batches(jobs, self.options.batch_size):
            share = _Share(context, made / len(jobs), len(batch) / len(jobs))
            yield from self._answer(batch, share)
            made += len(batch)

    def _answer(self, batch: Sequence[Job], context: _Share) -> Iterator[Answer]:
        stop_if_asked(context)
        started = time.perf_counter()
        try:
            pictures = self._paint([request for _, request in batch], context)
        except GenerationStopped:
            raise
        except Exception as error:  # noqa: BLE001  # whatever a model's own code raises is its request's failure
            if len(batch) == 1:
                yield batch[0][0], RequestFailed(_as_ours(error))
                return
            # One of them is to blame, or all are too much at once: each alone.
            for job in batch:
                yield from self._answer([job], context)
            return
        seconds = (time.perf_counter() - started) / len(batch)
        for (index, request), picture in zip(batch, pictures, strict=True):
            if isinstance(picture, PdpAiError):
                yield index, RequestFailed(picture)
                continue
            yield (
                index,
                Artifact(
                    mime=self.produces,
                    content=write_png(picture),
                    model=" + ".join(filter(None, (self.options.name, Path(self.options.adapter).stem))),
                    revision=self.options.revision,
                    seed=request.seed,
                    seconds=seconds,
                ),
            )

    def _paint(self, requests: Sequence[ImageRequest], context: _Share) -> list[Image.Image | PdpAiError]:
        """A picture for each request, all of one kind."""
        import torch

        first = requests[0]
        size = (first.width, first.height)
        painted = (_rounded_up(first.width), _rounded_up(first.height))
        steps = first.steps or self.options.steps
        if first.image and int(steps * first.strength) < 1:
            raise RequestRefused(
                _(
                    "A strength of %(strength)s leaves none of %(steps)s steps; raise either.",
                    strength=first.strength,
                    steps=steps,
                )
            )
        pipeline = self._pipeline(first.task)
        guidance = self.options.guidance if first.guidance is None else first.guidance

        # Of a picture to begin with only the last steps are taken.
        taken_steps = int(steps * first.strength) if first.image else steps

        def each_step(_pipeline: Any, step: int, _timestep: Any, _tensors: Any) -> dict[str, Any]:
            stop_if_asked(context, (step + 1) / taken_steps)
            return {}

        wishes: dict[str, Any] = {
            "prompt": [request.prompt for request in requests],
            "width": painted[0],
            "height": painted[1],
            "num_inference_steps": steps,
            # On the CPU for every device, so that a seed means the same everywhere.
            "generator": [torch.Generator().manual_seed(request.seed) for request in requests],
            "callback_on_step_end": each_step,
            "output_type": "np",
        }
        if guidance is not None:
            wishes["guidance_scale"] = guidance
        if any(request.negative_prompt for request in requests):
            wishes["negative_prompt"] = [request.negative_prompt for request in requests]
        if first.image:
            wishes["image"] = [_padded(read_picture(request.image, size), painted) for request in requests]
            wishes["strength"] = first.strength
        if first.mask:
            wishes["mask_image"] = [_padded(read_picture(request.mask, size, "L"), painted) for request in requests]
        taken = inspect.signature(pipeline.__call__).parameters
        wishes = {name: value for name, value in wishes.items() if name in taken} | dict(self.options.call_options)
        try:
            output = pipeline(**wishes)
        finally:
            # A run that was stopped leaves parts of an offloaded model in the GPU.
            pipeline.maybe_free_model_hooks()
        refused = getattr(output, "nsfw_content_detected", None) or [False] * len(requests)
        return [_finished(pixels, size, refused=bool(no)) for pixels, no in zip(output.images, refused, strict=True)]

    def _pipeline(self, task: str) -> Any:
        """Made when it is first asked for; raises `RequestRefused` where the model's family has no such pipeline."""
        if task not in self._pipelines:
            import diffusers

            kinds = {
                "text": diffusers.AutoPipelineForText2Image,
                "image": diffusers.AutoPipelineForImage2Image,
                "inpaint": diffusers.AutoPipelineForInpainting,
            }
            try:
                pipeline = kinds[task].from_pipe(self._pipelines[""])
            except ValueError as error:
                if task != "text":
                    raise RequestRefused(
                        _(
                            "%(model)s has no pipeline for this task (%(task)s).",
                            model=self.options.model,
                            task=task,
                        )
                    ) from error
                # A family that diffusers' own table does not know yet.
                pipeline = self._pipelines[""]
            pipeline.set_progress_bar_config(disable=True)
            if self.options.cpu_offload:
                pipeline.enable_model_cpu_offload(device=set_up_torch(self.options))
            self._pipelines[task] = pipeline
        return self._pipelines[task]


@dataclass(frozen=True, slots=True)
class _Share:
    """The context of one batch: its steps are told as a share of all that was asked for."""

    whole: EngineContext
    #: Where the batch begins, and how much of the whole it is.
    start: float
    width: float

    def heartbeat(self, done: float | None = None) -> None:
        """done: of the batch's steps, 0 to 1."""
        self.whole.heartbeat(None if done is None else self.start + self.width * min(done, 1.0))

    def should_stop(self) -> bool:
        return self.whole.should_stop()


def _batches(jobs: Sequence[Job], size: int) -> Iterator[list[Job]]:
    """Jobs that one call of a pipeline can paint."""
    groups: dict[tuple[object, ...], list[Job]] = {}
    for job in jobs:
        request = job[1]
        strength = request.strength if request.image else None
        alike = (request.task, request.width, request.height, request.steps, request.guidance, strength)
        groups.setdefault(alike, []).append(job)
    for group in groups.values():
        yield from (group[start : start + size] for start in range(0, len(group), size))


def _rounded_up(pixels: int) -> int:
    return -(-pixels // _BLOCK) * _BLOCK


def _padded(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture grown to the right and downwards by repeating its edge: black bars would be painted as bars."""
    import numpy as np

    grow = [(0, size[1] - picture.height), (0, size[0] - picture.width)]
    pixels = np.asarray(picture)
    return Image.fromarray(np.pad(pixels, [*grow, (0, 0)][: pixels.ndim], mode="edge"))


def _finished(pixels: Any, size: tuple[int, int], *, refused: bool) -> Image.Image | PdpAiError:
    """From floats between 0 and 1 to the picture that was wanted."""
    import numpy as np

    if refused:
        return RequestRefused(_("The model's own safety check refused the picture; word the prompt differently."))
    if not np.isfinite(pixels).all():
        return EngineBroke(_("The picture overflowed the model's number format; set dtype to bfloat16 or float32."))
    picture = Image.fromarray(np.round(np.clip(pixels, 0, 1) * 255).astype(np.uint8)).convert("RGB")
    return picture.crop((0, 0, *size))


def _as_ours(error: Exception) -> PdpAiError:
    if isinstance(error, PdpAiError):
        return error
    if isinstance(error, TypeError | ValueError):
        return RequestRefused(_("The model cannot paint this: %(error)s", error=error))
    return EngineBroke(
        _("The model broke while it painted: %(name)s: %(error)s", name=type(error).__name__, error=error)
    )
