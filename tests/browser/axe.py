"""Deque's axe over a page: what breaks WCAG 2.2 A or AA, but for what Django's and Wagtail's own templates bring."""

from __future__ import annotations

import importlib.resources
from collections.abc import Sequence

from playwright.sync_api import Page

AXE = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()

#: Everything up to WCAG 2.2 AA.
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
#: Headings follow each other without a step left out: on the pages that are all ours.
HEADINGS = ["heading-order", "page-has-heading-one"]
#: What a dark colour scheme can change.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}

#: Drawn by Django's admin and by Wagtail, with no word or class of ours in it, by what axe has to say against it.
THEIRS = [
    ".breadcrumbs",  # Django: links told from text by colour alone
    "#changelist-filter",  # Django: links 20 pixels high
    ".inline-group",  # Django: the shop's photo rows without labels
    ".w-minimap__collapse-all",  # Wagtail: a button that fades in
    ".w-panel .Draftail-Editor__wrapper",  # Wagtail: rich text fields of the shop's product without a name
]

RUN = """async ([exclude, runOnly, more]) => {
  const rules = Object.fromEntries(more.map((id) => [id, { enabled: true }]));
  const options = { runOnly, rules, resultTypes: ["violations"], preload: false };
  const { violations } = await axe.run({ exclude }, options);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} · ${
    [...node.any, ...node.all, ...node.none].map((check) => check.message).join(" ")}`));
}"""

#: Folded parts are opened, and colours change at once instead of fading over.
PREPARE = """() => {
  document.querySelectorAll("main details, #content details").forEach((details) => { details.open = true; });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { transition: none !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


def violations(page: Page, rules: dict[str, str | Sequence[str]] = RULES, *, more: Sequence[str] = ()) -> list[str]:
    """One line for each element that breaks a rule, or one of `more`."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(PREPARE)
        page.evaluate(AXE)
    exclude = [[selector] for selector in THEIRS if page.locator(selector).count()]
    lines: list[str] = page.evaluate(RUN, [exclude, rules, list(more)])
    return lines
