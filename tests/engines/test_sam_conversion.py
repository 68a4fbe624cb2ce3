from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from pdp_ai.engines.mobile_sam import MobileSam  # noqa: E402
from pdp_ai.engines.sam_conversion import convert_mobile_sam  # noqa: E402

#: As in MobileSAM's published weights, which are Segment Anything's: what the decoder's parts are called there.
PUBLISHED = {
    ".layer_norm_final_attn": ".norm_final_attn",
    ".layer_norm": ".norm",
    "upscale_conv1": "output_upscaling.0",
    "upscale_layer_norm": "output_upscaling.1",
    "upscale_conv2": "output_upscaling.3",
}
#: Of the small networks that end the decoder.
LAYERS = {".layers.0.": ".layers.1.", ".proj_in.": ".layers.0.", ".proj_out.": ".layers.2."}


def write_checkpoint(model: MobileSam, path: Path) -> None:
    """By the published names, with what other prompts and the classifier need."""
    published = {}
    for name, weight in model.state_dict().items():
        parts = PUBLISHED | LAYERS if "mlps" in name or "prediction_head" in name else PUBLISHED
        for ours, theirs in parts.items():
            name = name.replace(ours, theirs)  # noqa: PLW2901
        published[name] = weight
    corners = published.pop("corners")
    for corner in range(4):
        weight = corners[corner - 2 : corner - 1 or None] if corner > 1 else torch.zeros(1, 256)
        published[f"prompt_encoder.point_embeddings.{corner}.weight"] = weight
    published["prompt_encoder.no_mask_embed.weight"] = published.pop("anywhere")
    published["prompt_encoder.pe_layer.positional_encoding_gaussian_matrix"] = published.pop("waves")
    published["prompt_encoder.not_a_point_embed.weight"] = torch.zeros(1, 256)
    published["image_encoder.head.weight"] = torch.zeros(1000, 320)
    torch.save(published, path)


@pytest.fixture(scope="module")
def model() -> MobileSam:
    """The real class, random, for small pictures; how large they are changes no weight."""
    torch.manual_seed(0)
    made = MobileSam(side=64)
    torch.nn.init.normal_(made.corners)
    return made.eval()


def test_the_converted_network_answers_as_the_published_one(model: MobileSam, tmp_path: Path) -> None:
    import onnxruntime

    write_checkpoint(model, tmp_path / "mobile_sam.pt")
    convert_mobile_sam(tmp_path / "mobile_sam.pt", tmp_path / "mobile_sam.onnx", side=64)
    session = onnxruntime.InferenceSession(tmp_path / "mobile_sam.onnx", providers=["CPUExecutionProvider"])
    image = np.random.default_rng(0).normal(size=(1, 3, 64, 64)).astype(np.float32)
    boxes = np.float32([[[4, 4, 60, 60]], [[30, 20, 40, 60]]])
    answers = [session.run(["masks", "scores"], {"image": image, "box": box}) for box in boxes]
    for box, (masks, scores) in zip(boxes, answers, strict=True):
        with torch.no_grad():
            expected = model(torch.from_numpy(image), torch.from_numpy(box))
        assert (masks.shape, scores.shape) == ((1, 3, 16, 16), (1, 3))
        np.testing.assert_allclose(masks, expected[0], atol=1e-3)
        np.testing.assert_allclose(scores, expected[1], atol=1e-3)
    assert not np.allclose(answers[0][0], answers[1][0], atol=1e-3)


def test_a_checkpoint_that_lacks_a_weight_is_not_converted(model: MobileSam, tmp_path: Path) -> None:
    write_checkpoint(model, tmp_path / "mobile_sam.pt")
    weights = torch.load(tmp_path / "mobile_sam.pt", weights_only=True)
    del weights["image_encoder.neck.0.weight"]
    torch.save(weights, tmp_path / "mobile_sam.pt")
    with pytest.raises(RuntimeError, match=r"Missing key.*neck\.0\.weight"):
        convert_mobile_sam(tmp_path / "mobile_sam.pt", tmp_path / "mobile_sam.onnx", side=64)
    assert not (tmp_path / "mobile_sam.onnx").exists()
