"""Linked items of the two annexes have the same content, so reports on both should have the same figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from handlers.checking.comparing import Told, former, told
from handlers.checking.trends import amount, label, rounding
from handlers.ledger.items import ItemRef
from handlers.ledger.points import Point, PointKind
from handlers.ledger.reports import ReportContent
from handlers.standings.matching import Target
from handlers.wording.phrases import number

_SHARE_ROUNDED = 1.0  # 43 % beside 43.4 %


def differences(
    item: ItemRef,
    content: ReportContent,
    linked: Mapping[ItemRef, ReportContent],
    targets: tuple[Target, ...],
) -> Iterator[tuple[Told | None, Point]]:
    """Totals, and shares of an item with one target, that the unit's report on a linked item tells otherwise.

    The subject names both items in a fixed order, so that it is the same doubt from either side.
    """
    found: dict[str, tuple[Told | None, Point]] = {}
    for one, point in _differences(item, content, linked, targets):
        found.setdefault(point.subject, (one, point))
    yield from found.values()


def _differences(
    item: ItemRef,
    content: ReportContent,
    linked: Mapping[ItemRef, ReportContent],
    targets: tuple[Target, ...],
) -> Iterator[tuple[Told | None, Point]]:
    now = told(content, targets)
    for other, its in linked.items():
        there = told(its, targets)
        for one in now:
            same = former(one, now, there) if one.is_total else None
            if same is not None and _apart(one, same):
                mine, theirs = amount(one.quantity), amount(same.quantity)
                yield one, _point(item, mine, other, theirs, label(one, targets))
        if _shares_apart(content, its, targets):
            mine, theirs = (f"{number(one.percent or 0)}%" for one in (content, its))
            yield None, _point(item, mine, other, theirs, "完成比例")


def about(point: Point, item: ItemRef) -> bool:
    """Whether a point is a difference to the report on this item."""
    sides = [side.partition(":")[0] for side in point.subject.split("|")]
    return point.kind is PointKind.LINKED_DIFFERS and str(item) in sides


def _point(item: ItemRef, mine: str, other: ItemRef, theirs: str, name: str) -> Point:
    sides = sorted([(item.sort_key, item, mine), (other.sort_key, other, theirs)])
    subject = "|".join(f"{ref}:{figure}" for _, ref, figure in sides)
    said = f"{name}报{mine}，与{other}（同一内容）报的{theirs}不一致"
    return Point(PointKind.LINKED_DIFFERS, subject, said)


def _apart(one: Told, other: Told) -> bool:
    return abs(one.value - other.value) > rounding(one) + rounding(other)


def _shares_apart(content: ReportContent, its: ReportContent, targets: Sequence[Target]) -> bool:
    if content.percent is None or its.percent is None or len(targets) > 1:
        return False
    return abs(content.percent - its.percent) > _SHARE_ROUNDED
