"""Points in words: a polite question about a report that is recorded all the same, never a reproach."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.ledger.items import ItemRef
from handlers.ledger.points import Point, PointKind
from handlers.wording.phrases import cut, names, size

_IN_SHORT = {
    PointKind.BEYOND_TARGET: "数字远高于目标",
    PointKind.UNIT_JUMPS: "计量单位与上次不同",
    PointKind.FALLS: "累计数下降",
    PointKind.MONTHLY_OR_SO_FAR: "是本月数还是累计数",
    PointKind.QUARTER_OR_SO_FAR: "是当季数还是累计数",
    PointKind.UNKNOWN_START: "当季之前的累计数还没有",
    PointKind.SHARE_DISAGREES: "比例与数量不符",
    PointKind.LINKED_DIFFERS: "与关联事项的数字不一致",
    PointKind.UNCHANGED: "连续三个月报无变化",
    PointKind.SAME_TEXT: "文字与上月相同",
    PointKind.NO_CONTENT: "还缺具体进展",
}
_ANSWERS = {
    PointKind.MONTHLY_OR_SO_FAR: "是当月数回“本月”，是累计数回“累计”",
    PointKind.QUARTER_OR_SO_FAR: "是当季数回“当季”，是累计数回“累计”",
}
_OF_WORDS = frozenset({PointKind.UNCHANGED, PointKind.SAME_TEXT, PointKind.NO_CONTENT})
_NAMED = 2  # so many points of an item are spelt out
_ITEMS_NAMED = 5  # so many items with the same doubt are named


def question(item: ItemRef, points: Sequence[Point]) -> str:
    """One sentence for a report, however many points it has (most important first); "" for none."""
    if not points:
        return ""
    change = f"发“更正 {item} 完成情况：…”"
    explain = f"属实回“说明 {item} …”即可"
    if all(point.kind in _OF_WORDS for point in points):
        unchanged = f"确无变化回“说明 {item} …”即可"
        return f"{item}{points[0].said}，方便时请补一句数字、环节或日期（{change}，{unchanged}）。"
    explain = _ANSWERS.get(points[0].kind, explain)
    told = "；".join(point.said for point in points[:_NAMED])
    more = f"等，共{len(points)}处" if len(points) > _NAMED else ""
    if points[0].kind is PointKind.UNKNOWN_START:
        return (
            f"麻烦核对{item}：{told}{more}（请补报以前月份的累计数，或{change.replace('：…', '：累计…')}）。"
        )
    return f"麻烦核对{item}：{told}{more}（要改{change}，{explain}）。"


def together(asked: Sequence[tuple[ItemRef, Sequence[Point]]]) -> list[str]:
    """One question for a few reports, however many of them are doubtful."""
    doubtful = [(item, points) for item, points in asked if points]
    if len(doubtful) < 2:
        return [question(item, points) for item, points in doubtful]
    told = "；".join(
        f"{item}{'、'.join(point.said for point in points[:_NAMED])}" for item, points in doubtful
    )
    first = doubtful[0][0]
    return [f"麻烦核对：{told}（要改发“更正 {first} 完成情况：…”，都属实回“属实”即可）。"]


def questions(asked: Sequence[tuple[ItemRef, Sequence[Point]]], limit: int) -> str:
    """The short form for a receipt of many items, in at most `limit` bytes of UTF-8; "" for nothing to ask.

    Each item with its most important point; items with the same doubt stand together. Where the room is too
    small, the less important doubts go first: the points themselves stay open, so that nothing is lost.
    """
    firsts = [(item, points[0].kind) for item, points in asked if points]
    if not firsts:
        return ""
    groups = [group for kind in PointKind if (group := [item for item, its in firsts if its is kind])]
    kinds = dict(firsts)
    told = [f"{names(group, _ITEMS_NAMED)}{_IN_SHORT[kinds[group[0]]]}" for group in groups]
    example = groups[0][0]
    explain = _ANSWERS.get(kinds[example], f"属实回“说明 {example} …”即可")
    tail = f"（要改发“更正 {example} 完成情况：…”，{explain}）。"
    for shown in range(len(told), 0, -1):
        rest = sum(map(len, groups[shown:]))
        said = f"请核对：{'、'.join(told[:shown])}{f'，另有{rest}项' if rest else ''}{tail}"
        if size(said) <= limit:
            return said
    return cut(f"请核对：{names([item for group in groups for item in group], _ITEMS_NAMED)}", limit)
