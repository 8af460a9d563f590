"""Runs axe-core in a page and says in words what it found."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Made by the engine, a style sheet is no inline style: the policy lets it be.
STILL = """() => {
  const still = new CSSStyleSheet();
  still.replaceSync("*, *::before, *::after { transition: none !important; }");
  document.adoptedStyleSheets.push(still);
  document.getAnimations()
    .filter(moving => Number.isFinite(moving.effect.getComputedTiming().endTime))
    .forEach(moving => moving.finish());
}"""
RULES = [*WCAG, "best-practice"]


@cache
def _source() -> str:
    return SCRIPT.read_text(encoding="utf-8")


def violations(page: Page, rules: list[str] = RULES) -> list[str]:
    """One line for each violation: rule, what it means, and where.

    ``page.evaluate`` runs outside the page's Content-Security-Policy, so the policy stays
    in force for everything that the page itself does. What fades in is looked at when it is
    there, half transparent its contrast says nothing; nor may anything begin to fade meanwhile.
    """
    page.evaluate(STILL)
    page.evaluate(_source())
    found: list[dict[str, Any]] = page.evaluate(
        "rules => axe.run({runOnly: rules}).then(result => result.violations)", rules
    )
    return [f"{rule['id']}: {rule['help']} at {_places(rule)}" for rule in found]


def _places(rule: dict[str, Any]) -> str:
    return ", ".join(str(node["target"]) for node in rule["nodes"])
