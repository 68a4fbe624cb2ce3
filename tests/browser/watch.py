"""What must not happen on any page that a browser test opens."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Page

#: Runs before a page's own scripts.
LISTEN = """
addEventListener("securitypolicyviolation", (event) => window.pdpViolation(
  `${event.effectiveDirective} forbids ${event.blockedURI} on ${location.pathname}` +
  ` (${event.sourceFile || "in the page"}:${event.lineNumber}) ${event.sample}`
));
"""

#: Wagtail's own choosers and inline rows bring scripts in the page, and its rich text editor writes style elements.
WAGTAILS_OWN = ("new ImageChooser(", "new SnippetChooser(", ") (function() {", "/static/wagtailadmin/js/")


class Watch:
    """Collects script errors, and what the content security policy forbade."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def over(self, context: BrowserContext) -> None:
        context.expose_function("pdpViolation", self._violation)
        context.add_init_script(LISTEN)
        context.on("page", self._over_page)

    def _over_page(self, page: Page) -> None:
        page.on("pageerror", self._error)

    def _violation(self, text: str) -> None:
        if not any(own in text for own in WAGTAILS_OWN):
            self.problems.append(text)

    def _error(self, error: Any) -> None:
        self.problems.append(str(error))
