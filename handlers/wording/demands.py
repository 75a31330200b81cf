"""What a bulletin says of the reports that came in or did not, and what it asks for.

Those under the government are told (请), Party bodies, mass organisations and vertically managed branches are
asked (商请): domain.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from handlers.bulletins.bulletin import Bulletin, Debt, Timeliness
from handlers.standings.picture import Stage
from handlers.wording.phrases import spoken_day


def official_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def numbered(lines: Sequence[str] | Iterator[str]) -> list[str]:
    return [f"{number}．{line.rstrip('。')}。" for number, line in enumerate(lines, 1)]


def reports_in(bulletin: Bulletin, *, naming: bool) -> list[str]:
    late = bulletin.timeliness
    if late is None or not late.due:
        return []
    day = late.deadline.on
    owed = (
        f"{bulletin.month.month}月份落实情况应报{late.due}项次，涉及{late.units}个单位，"
        f"报送截止日为{_day(day, bulletin)}"
    )
    if late.in_time == late.due:
        return [f"{owed}。各责任单位均按时报送。"]
    parts = [
        f"{word}{count}项次"
        for word, count in (
            ("按时报送", late.in_time),
            ("逾期报送", late.count(late.late)),
            ("退回后尚未重报", late.count(late.returned)),
            ("未报送", late.count(late.missing)),
        )
        if count
    ]
    return [
        f"{owed}。截至{_day(bulletin.on, bulletin)}，{'，'.join(parts)}。",
        *(debtors(bulletin) if naming else []),
    ]


def _day(day: date, bulletin: Bulletin) -> str:
    """4月10日; with its year where that is not the ledger's (December's report is due in January)."""
    return official_day(day) if day.year != bulletin.year else spoken_day(day)


def debtors(bulletin: Bulletin, *, long: bool = False) -> list[str]:
    """Who was late and who has not reported, each with the items; `long`: one in a line."""
    late = bulletin.timeliness
    if late is None:
        return []
    lines = []
    for word, debts in _groups(late):
        if debts:
            named = [f"{debt.unit}（{'、'.join(map(str, debt.items))}）" for debt in debts]
            lines += (
                [f"{word}的单位：", *numbered(named)] if long else [f"{word}的单位：{'；'.join(named)}。"]
            )
    return lines


def _groups(late: Timeliness) -> tuple[tuple[str, tuple[Debt, ...]], ...]:
    return ("逾期报送", late.late), ("退回后尚未重报", late.returned), ("未报送", late.missing)


def demands(bulletin: Bulletin, *, naming: bool) -> list[str]:
    lines = [*(_to_named(bulletin) if naming else _to_all(bulletin))]
    if bulletin.next_deadline:
        due = bulletin.next_deadline
        mark = "（暂定）" if due.provisional else ""
        lines.append(f"{bulletin.month.next.month}月份落实情况请于{spoken_day(due.on)}{mark}前报送。")
    if lines:
        lines[0] = f"下一步，{lines[0]}"
    return lines


def _to_all(bulletin: Bulletin) -> Iterator[str]:
    """Nobody is named; the courtesy to those who are only asked stays."""
    late = bulletin.timeliness
    missing = late is not None and bool(late.missing or late.returned)
    behind = bool(bulletin.of(Stage.BEHIND))
    if behind:
        yield (
            "请各责任单位对照季度目标推进落实，进度低于计划的要分析原因、明确措施；"
            "涉及党委部门、群团组织和垂直管理单位的，商请予以支持配合。"
        )
    if missing:
        yield "尚未报送的，请尽快补报；涉及党委部门、群团组织和垂直管理单位的，商请补报。"
    if not (behind or missing):
        yield "请各责任单位继续按计划推进，按时报送落实情况。"


def _to_named(bulletin: Bulletin) -> Iterator[str]:
    if bulletin.lagging_units:
        names = "、".join(bulletin.lagging_units)
        yield f"请{names}对照季度目标分析原因、明确措施，加快推进相关事项。"
    if bulletin.lagging_asked:
        yield f"商请{'、'.join(bulletin.lagging_asked)}加大对相关事项的推进力度。"
    late = bulletin.timeliness
    debts = (*late.returned, *late.missing) if late else ()
    yield from _told_and_asked(debts, lambda names: f"请{names}尽快补报{bulletin.month.month}月份落实情况。")
    if not (bulletin.criticised and (bulletin.lagging_units or bulletin.lagging_asked or debts)):
        yield "请各责任单位继续按计划推进，按时报送落实情况。"


def _told_and_asked(debts: Sequence[Debt], say: Callable[[str], str]) -> Iterator[str]:
    for asked in (False, True):
        names = list(dict.fromkeys(debt.unit for debt in debts if debt.asked is asked))
        if names:
            yield f"{'商' if asked else ''}{say('、'.join(names))}"
