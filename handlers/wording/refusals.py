"""What was not written, and why: a line an item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.desk.outcomes import NotWritten, Overtaken, Refused, Unconfirmed, Why
from handlers.ledger.items import ItemRef
from handlers.ledger.reports import PlanKey
from handlers.wording.phrases import cut, names, size, spoken_month

_NAMED_AT_MOST = 20
_ASKED_AT_MOST = 10
_Undone = Refused | Overtaken
_UNDONE = {
    Why.NOTHING_TO_WITHDRAW: "未撤回",
    Why.PLAN_LOCKED: "未撤回",
    Why.NOTHING_TO_AMEND: "未更正",
}
_PLAIN = {
    Why.NO_SUCH_ITEM: "台账里没有这一项，请核对编号。",
    Why.UNFILLED: "还是空白模板，请把“…”换成实际内容再发。",
}


def not_written(outcomes: Sequence[NotWritten], today: date, limit: int) -> list[str]:
    """A line for each item; beyond `limit` bytes one for each reason, with the names of its items.

    What is asked about before it is done stands last, in one question.
    """
    done = [outcome for outcome in outcomes if not isinstance(outcome, Unconfirmed)]
    asked = [outcome for outcome in outcomes if isinstance(outcome, Unconfirmed)]
    asks = [withdraw_old(asked, today)] if asked else []
    lines = [_line(outcome, today) for outcome in done]
    if sum(map(size, [*lines, *asks])) <= limit:
        return [*lines, *asks]
    alike: dict[Why | None, list[_Undone]] = {}
    for outcome in done:
        alike.setdefault(_why(outcome), []).append(outcome)
    room = limit // (len(alike) + len(asks))
    return [*(cut(_line_for_many(group, today), room) for group in alike.values()), *asks]


def withdraw_old(asked: Sequence[Unconfirmed], today: date) -> str:
    """Whether reports of former months are meant, though none was named; answered by a number."""
    months = [f"{one.key.item}（{spoken_month(one.key.month, today)}）" for one in asked[:_ASKED_AT_MOST]]
    if len(asked) == 1:
        item, month = asked[0].key.item, spoken_month(asked[0].key.month, today)
        return f"{item}最近的报告是{month}的，还没有撤回。要撤回{month}报告请回“1”，不撤回请回“2”。"
    more = f"等{len(asked)}项" if len(asked) > len(months) else ""
    return f"最近的报告是以前月份的，还没有撤回：{'、'.join(months)}{more}。都撤回请回“1”，都不撤回请回“2”。"


def refusal(outcome: Refused) -> str:
    """Why an item was not written, and what to send instead."""
    item, detail = outcome.item, outcome.detail
    match outcome.why:
        case Why.HANDED_OVER | Why.DROPPED | Why.ALREADY_SAID | Why.ONE_MONTHS_FIGURE:
            return _nothing_to_write(outcome)
        case Why.NO_SUCH_ITEM | Why.UNFILLED:
            return f"{item}：{_PLAIN[outcome.why]}"
        case Why.NOT_YOURS:
            return f"{item}：责任单位是{cut(detail, 240)}，不含您登记的单位。如有误请联系督查室。"
        case Why.WHICH_UNIT:
            return f"{item}：您同时代表{detail}，要写明是哪个单位的。"
        case Why.WHICH_YEAR:
            return f"{item}：{detail}台账都有这一项，请写明月份，如：12月 {item} …"
        case Why.YEAR_CLOSED:
            return f"{item}：{detail}年的台账没有导入或已经封账，请核对月份。"
        case Why.NOTHING_TO_AMEND:
            return f"{item}：还没有可更正的内容，请直接报：{item} 完成情况：…"
        case Why.NOTHING_TO_WITHDRAW:
            return f"{item}：没有可撤回的{detail or '报告'}。"
        case Why.PLAN_LOCKED:
            return f"{item}：计划已由督查室接受并锁定，不能撤回；要调整请发：更正计划 {item} 二季度：…"
        case Why.NOTHING_CHANGED:
            return f"{item}：和已锁定的计划一样，没有调整；要调整请发：更正计划 {item} 二季度：…；原因：…"
        case Why.WHICH_FIGURE:
            return (
                f"{item}：原报有几个以“{detail}”计的数，不知更正哪个，请发：更正 {item} 完成情况：…（写全）"
            )


def _nothing_to_write(outcome: Refused) -> str:
    """同上月, where nothing can be taken over; an item that the office has given to others, or dropped."""
    item, detail = outcome.item, cut(outcome.detail, 240)
    if outcome.why is Why.ALREADY_SAID:
        return f"{item}：{detail}月已经报过，内容照旧，没有重复记。要看请发：{item} 报了没"
    if outcome.why is Why.ONE_MONTHS_FIGURE:
        return f"{item}：{detail}月报的是当月数，不能照搬，请写本月的数：{item} 完成情况：…"
    what = f"已于{detail}撤项，不用再报"
    if outcome.why is Why.HANDED_OVER:
        what = f"已于{detail}，以后由其填报"
    return f"{item}：{what}；您单位以前报的都保留。如有误请联系督查室。"


def _line(outcome: _Undone, today: date) -> str:
    what = overtaken(outcome, today) if isinstance(outcome, Overtaken) else refusal(outcome)
    return f"{_undone(outcome)} {what}"


def overtaken(outcome: Overtaken, today: date) -> str:
    """Said late, to a message that had waited: what came after it stays."""
    key = outcome.key
    what = f"{key.year}年落实计划" if isinstance(key, PlanKey) else spoken_month(key.month, today)
    later = "已撤回" if outcome.withdrawn else "又有新的填报"
    return f"{key.item}：这条消息之后{what}{later}，未再覆盖；原文已留存。"


def _line_for_many(group: Sequence[_Undone], today: date) -> str:
    listed = names(map(_item, group), _NAMED_AT_MOST)
    if _why(group[0]) is Why.NOT_YOURS:
        return f"未记录 {listed}：责任单位不含您登记的单位。"
    if _why(group[0]) is None:
        return f"未记录 {listed}：这条消息之后又有新的填报，未再覆盖；原文已留存。"
    return f"{_undone(group[0])} {listed}，如{_line(group[0], today).split(maxsplit=1)[1]}"


def _why(outcome: _Undone) -> Why | None:
    return outcome.why if isinstance(outcome, Refused) else None


def _item(outcome: _Undone) -> ItemRef:
    return outcome.item if isinstance(outcome, Refused) else outcome.key.item


def _undone(outcome: _Undone) -> str:
    return _UNDONE.get(outcome.why, "未记录") if isinstance(outcome, Refused) else "未记录"
