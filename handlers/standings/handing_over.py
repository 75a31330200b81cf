"""What an item has reached that went from one unit to another: the total does not fall for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.ledger.items import IndicatorKind
from handlers.ledger.reports import ReportVersion
from handlers.standings.matching import Target
from handlers.standings.progress import Reached, reached

InTurn = Sequence[Sequence[ReportVersion]]
"""The reports of one unit after the other, the one that has the item now last."""


def by_month(in_turn: InTurn) -> tuple[ReportVersion, ...]:
    """Of every month the report of the latest unit: a former one's serves where its successor has none."""
    found = {report.key.month: report for reports in in_turn for report in reports}
    return tuple(found[month] for month in sorted(found))


def reached_in_turn(in_turn: InTurn, targets: Sequence[Target]) -> dict[int, Reached]:
    """What the item has reached, by the index of the target."""
    found: dict[int, Reached] = {}
    for reports in in_turn:
        found = _carried_on(found, reached(reports, targets), targets) if found else reached(reports, targets)
    return found


def _carried_on(
    before: Mapping[int, Reached], since: Mapping[int, Reached], targets: Sequence[Target]
) -> dict[int, Reached]:
    """The former unit's figures until its successor has some.

    Of amounts what the former unit reached is where the successor starts. A total below it, and what is added
    up from single months, can only be the successor's own part and comes on top of it; any other total is the
    item's. Rates, ratios and standards are never summed: the newer one holds.
    """
    found = {**before}
    for index, own in since.items():
        start = before.get(index)
        amount = targets[index].kind is IndicatorKind.AMOUNT
        on_top = start is not None and amount and (own.summed or own.value < start.value)
        found[index] = replace(own, value=start.value + own.value, summed=True) if start and on_top else own
    return found
