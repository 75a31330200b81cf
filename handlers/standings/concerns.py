"""What somebody who leads has to look at: the exceptions of a standing, each item once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from handlers.ledger.items import ItemRef
from handlers.ledger.reports import ReportContent
from handlers.standings.lights import Light
from handlers.standings.picture import ItemStanding, Stage, Standing

_ASKS = re.compile(r"协调|提请|恳请|请求|[需请].{0,8}支持|建议.{0,6}(?:区|市)")
_ASKS_NOT = re.compile(
    r"(?:无|没有|不|暂无|未)(?:需|须|要|存在)?.{0,4}(?:协调|支持)|已(?:经)?协调|协调(?:到位|解决)"
)


class Concern(StrEnum):
    """In the order in which they are looked at."""

    RED = "red"
    YELLOW = "yellow"
    OVERDUE = "overdue"
    COORDINATION = "coordination"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Notable:
    """An item and why it is named. `late` are the units whose report is overdue, `asking` those that ask."""

    standing: ItemStanding
    concerns: tuple[Concern, ...]
    late: tuple[int, ...] = ()
    asking: tuple[int, ...] = ()


def notable(
    standing: Standing, overdue: Mapping[ItemRef, tuple[int, ...]], finished: Collection[ItemRef]
) -> tuple[Notable, ...]:
    """The items to be named, by their first concern and then in the notice's order."""
    found = []
    for item in standing.items:
        late = overdue.get(item.ref, ())
        closed = item.stage is Stage.COMPLETED
        asking = () if closed else tuple(unit.unit_id for unit in item.units if _asks(unit.latest))
        there = {
            Concern.RED: item.light is Light.RED,
            Concern.YELLOW: item.light is Light.YELLOW,
            Concern.OVERDUE: bool(late),
            Concern.COORDINATION: bool(asking),
            Concern.FINISHED: closed and item.ref in finished,
        }
        if concerns := tuple(concern for concern, holds in there.items() if holds):
            found.append(Notable(item, concerns, late, asking))
    order = list(Concern)
    return tuple(sorted(found, key=lambda one: order.index(one.concerns[0])))


def asks_for_coordination(content: ReportContent) -> bool:
    """Whether a report's problem asks somebody above to step in: 需区里协调, 恳请支持."""
    problem = content.problem or ""
    return bool(_ASKS.search(problem)) and not _ASKS_NOT.search(problem)


def _asks(report: object) -> bool:
    content = getattr(report, "content", None)
    return content is not None and asks_for_coordination(content)
