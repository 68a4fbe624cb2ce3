"""PostgreSQL, and Redis as the broker."""

from __future__ import annotations

from tests.faults.postgres_orm import *  # noqa: F403
from tests.faults.settings_base import FOLDER, LANE

Q_CLUSTER = {
    "name": "gpu",
    "redis": {"unix_socket_path": str(FOLDER / "redis.sock")},
    **LANE,
    "ALT_CLUSTERS": {"cpu": dict(LANE)},
}
