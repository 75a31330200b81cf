from collections.abc import Sequence

from handlers.ledger.items import Item
from handlers.ledger.months import Month
from handlers.ledger.points import Point
from handlers.ledger.reports import ReportContent, ReportVersion


def check(
    content: ReportContent, month: Month, item: Item, before: Sequence[ReportVersion]
) -> tuple[Point, ...]:
    return ()
