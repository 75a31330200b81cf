from collections.abc import Sequence

from handlers.ledger.items import ItemRef
from handlers.ledger.points import Point


def question(item: ItemRef, points: Sequence[Point]) -> str:
    return f"请核对：{'；'.join(p.said for p in points[:2])}。有误请更正；属实请回：说明 {item} …"


def in_short(points: Sequence[tuple[ItemRef, Sequence[Point]]], limit: int) -> str:
    return "请核对：" + "、".join(f"{item}{p[0].said}" for item, p in points)
