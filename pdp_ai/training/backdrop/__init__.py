"""The starter backdrop model from nothing: rendered surroundings, an autoencoder, a denoiser that reads captions.

``python -m pdp_ai.training.backdrop --help``; the model and its card are in ``pdp_ai/engines/starter_backdrop/``.
"""
