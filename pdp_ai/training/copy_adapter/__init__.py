"""A LoRA adapter for a copy engine from examples: published copy of a shop's own, or what pdp_ai brings.

``manage.py pdp_train_adapter`` trains a shop's own, ``python -m pdp_ai.training.copy_adapter`` the starter adapter.
"""
