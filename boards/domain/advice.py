"""Where something may belong, by the criteria that were ticked: a proposal, never a verdict.

The same answers as `advised` in static/js/kinds/innovations_rules.js; both are held to
tests/js/innovation-cases.json.
"""

from collections.abc import Collection, Iterable

from boards.content import Advice


def advised(rules: Iterable[Advice], ticked: Collection[str]) -> str | None:
    """The element of the first rule that fits what was ticked; None when none fits.

    `ticked`: the ids of the ticks that are on (`Content.ticks`).
    """
    return next((rule.element for rule in rules if _fits(rule, ticked)), None)


def _fits(rule: Advice, ticked: Collection[str]) -> bool:
    has_all = all(tick in ticked for tick in rule.needs)
    has_any = not rule.any_of or any(tick in ticked for tick in rule.any_of)
    lacks_one = not rule.lacks or any(tick not in ticked for tick in rule.lacks)
    return has_all and has_any and lacks_one
