"""Which engines stay in memory: one instance per alias per process, the longest unused leave first."""

from __future__ import annotations

import logging
import resource
import sys
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pdp_ai.engines.base import Engine
from pdp_ai.exceptions import LicenceRefused
from pdp_ai.sentences import sentence as _

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """An engine by name, not yet loaded."""

    alias: str
    engine_class: type[Engine[Any]]
    options: Mapping[str, Any]

    @property
    def identity(self) -> tuple[str, str, str]:
        return (self.alias, self.engine_class.__qualname__, repr(sorted(self.options.items())))


class Residency:
    """The loaded engines of this process. Not thread-safe: one thread runs engines."""

    def __init__(self) -> None:
        self._loaded: OrderedDict[tuple[str, str, str], tuple[Engine[Any], float]] = OrderedDict()

    def engine(self, spec: EngineSpec, *, memory_mb: float, non_commercial: bool = False) -> Engine[Any]:
        """The loaded engine of `spec`, after evicting until what stays holds less than `memory_mb`.

        Raises `LicenceRefused` for a model whose licence forbids commercial use, unless `non_commercial` allows it.

        An engine's memory is what the process's peak grew by while it loaded, so it is known only afterwards: the first
        load of a second large engine may overlap with the first for a moment, never the loads that follow.
        """
        if spec.identity in self._loaded:
            self._loaded.move_to_end(spec.identity)
            return self._loaded[spec.identity][0]
        engine = spec.engine_class(spec.options)
        if engine.commercial_use is False and not non_commercial:
            raise LicenceRefused(
                _(
                    "The licence of the model of the engine %(alias)s does not allow commercial use, so it was not "
                    'loaded. Choose another model, or set PDP_AI["LICENCES"]["NON_COMMERCIAL"] to True.',
                    alias=repr(spec.alias),
                )
            )
        self.evict_until(memory_mb)
        before = _peak_mb()
        engine.load()
        self._loaded[spec.identity] = (engine, _peak_mb() - before)
        logger.info("engine loaded", extra={"action": "engine_loaded", "engine": spec.alias})
        return engine

    def evict_until(self, memory_mb: float) -> None:
        """Unload the longest unused engines until the rest hold at most `memory_mb`."""
        while self._loaded and sum(size for _, size in self._loaded.values()) > memory_mb:
            identity, (engine, _) = self._loaded.popitem(last=False)
            engine.unload()
            logger.info("engine evicted", extra={"action": "engine_evicted", "engine": identity[0]})


def _peak_mb() -> float:
    """Peak resident memory of this process in MiB (getrusage: KiB on Linux, bytes on macOS)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


#: The engines of this process.
residency = Residency()
