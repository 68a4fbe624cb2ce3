"""The smallest shop there is; what it records of its workers goes to files that no transaction can take back."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "tests.faults.store"
    label = "store"

    def ready(self) -> None:
        from tests.faults import controls

        controls.watch_for_stale_writes()
        controls.take_out_the_chosen_safeguard()
