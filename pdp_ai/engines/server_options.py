"""What every engine that asks an OpenAI-compatible server needs to be told. Costs nothing to import."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pdp_ai.exceptions import ConfigurationError, EngineUnavailable
from pdp_ai.sentences import sentence as _

OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True)
class ServerOptions:
    """The key itself is never an option: settings end up in repositories, logs and error pages."""

    #: The model's name on the server.
    model: str
    base_url: str = OPENAI
    #: Environment variable that holds the key. By default ``OPENAI_API_KEY`` for OpenAI and no key for other servers,
    #: so that OpenAI's key is never sent elsewhere by accident.
    key_variable: str | None = None
    #: Requests on their way at once.
    concurrency: int = 8
    #: Seconds one answer may take, all attempts together.
    timeout: float = 120
    #: Further attempts after 408, 409, 429, 5xx or a broken connection, with growing pauses or as the server asks.
    retries: int = 2
    #: Further fields of every request's body, e.g. ``{"reasoning_effort": "low"}``.
    extra_body: Mapping[str, Any] = field(default_factory=dict)
    #: What the server asks for a million tokens read and written, in ``PDP_AI["LIMITS"]["CURRENCY"]``.
    price_read: float = 0.0
    price_written: float = 0.0
    #: Whether the model's licence allows commercial use, where you know.
    commercial_use: bool | None = None

    def __post_init__(self) -> None:
        if urlsplit(self.base_url).scheme not in {"http", "https"}:
            raise ConfigurationError(f"base_url must begin with http:// or https://, not {self.base_url!r}.")
        if self.concurrency < 1:
            raise ConfigurationError("concurrency must be at least 1.")

    @property
    def host(self) -> str:
        """For messages: without path, and without a name or password somebody may have put into the address."""
        return urlsplit(self.base_url).hostname or ""

    def price_of(self, tokens_read: int | None, tokens_written: int | None) -> float:
        """What an answer costs, by the usage its server reported."""
        return ((tokens_read or 0) * self.price_read + (tokens_written or 0) * self.price_written) / 1_000_000

    def key(self) -> str:
        """The key, or empty where the server asks for none. Raises `EngineUnavailable` when it should be there."""
        variable = self.key_variable
        if variable is None:
            variable = "OPENAI_API_KEY" if self.host == urlsplit(OPENAI).hostname else ""
        if not variable:
            return ""
        if not (key := os.environ.get(variable, "").strip()):
            raise EngineUnavailable(
                _(
                    "The key for %(host)s is missing: set %(variable)s where the workers run.",
                    host=self.host,
                    variable=variable,
                )
            )
        return key
