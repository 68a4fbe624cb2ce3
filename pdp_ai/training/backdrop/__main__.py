"""From nothing to a model: render, latents, then decoder and denoiser (at once, if you like), export."""

from __future__ import annotations

import argparse
from pathlib import Path

from pdp_ai.training.backdrop.autoencoder import encode_pictures, new_autoencoder, train_decoder
from pdp_ai.training.backdrop.dataset import SIDE, render_dataset
from pdp_ai.training.backdrop.denoiser import PAINTED, export, train_denoiser
from pdp_ai.training.backdrop.sheet import write_losses, write_sheet
from pdp_ai.training.backdrop.workers import in_workers


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m pdp_ai.training.backdrop", description=__doc__)
    parser.add_argument("step", choices=["render", "latents", "decoder", "denoiser", "export"])
    parser.add_argument("folder", type=Path, help="Where everything is kept while the model is made")
    parser.add_argument("--pictures", type=int, default=2_000, help="to render (default: %(default)s)")
    parser.add_argument("--minutes", type=float, default=30, help="to train (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=1, help="processes that train together, one thread each")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    folder: Path = asked.folder
    pictures, autoencoder, latents, model = (folder / name for name in ("pictures", "autoencoder", "latents", "model"))
    if asked.step == "render":
        render_dataset(pictures, asked.pictures, asked.seed)
    elif asked.step == "latents":
        new_autoencoder(pictures, autoencoder)
        encode_pictures(pictures, autoencoder, latents / "full", SIDE)
        encode_pictures(pictures, autoencoder, latents / "painted", PAINTED)
    elif asked.step == "decoder":
        in_workers(asked.workers, train_decoder, pictures, latents / "full", autoencoder, asked.minutes, asked.seed)
    elif asked.step == "denoiser":
        known = latents / "painted"
        in_workers(asked.workers, train_denoiser, pictures, known, autoencoder, model, asked.minutes, asked.seed)
    else:
        export(model, folder / "starter_backdrop")
        write_sheet(folder / "starter_backdrop", folder / "starter_backdrop" / "samples.jpg")
        write_losses({"decoder": autoencoder, "denoiser": model}, folder / "starter_backdrop" / "loss.png")


if __name__ == "__main__":
    main()
