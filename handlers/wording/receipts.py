"""The answer to a report: what was written, as it was understood, and how to put it right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.desk.outcomes import Filed, MonthFrom, Outcome, Planned, Refused, Why, Withdrawn
from handlers.duties.deadlines import report_deadline
from handlers.duties.workdays import Calendar
from handlers.ledger.items import ItemRef
from handlers.ledger.reports import PlanKey, ReportContent, ReportKey
from handlers.wording.phrases import cut, figures, names, size, spoken_deadline, spoken_month

FULL_AT_MOST = 3  # so many items are spelt out in full; more get a line each


def receipt(outcomes: Sequence[Outcome], today: date, calendar: Calendar, limit: int) -> str:
    """Everything that became of a message, in at most `limit` bytes of UTF-8.

    Up to three items in full if they fit; else one short line each, and 详情 gives the rest. What was not
    written has a line an item, with the reason; only names where there are too many for that.
    """
    written = [outcome for outcome in outcomes if not isinstance(outcome, Refused)]
    refused = _not_written([o for o in outcomes if isinstance(o, Refused)], limit // 2)
    if not written:
        return cut("\n".join(refused), limit)
    if len(written) <= FULL_AT_MOST:
        blocks = [_in_full(outcome, _month_said(outcome, written), today, calendar) for outcome in written]
        head = [_head(written, today, calendar)] if len(written) > 1 else []
        whole = "\n".join([*head, *blocks, *refused, _correct_hint(written[0])])
        if size(whole) <= limit:
            return whole
    return _in_lines(written, refused, today, calendar, limit)


def _not_written(refused: Sequence[Refused], limit: int) -> list[str]:
    """A line for each refusal; beyond `limit` bytes one for each reason, with the names of its items."""
    lines = [f"{_undone(outcome.why)} {refusal(outcome)}" for outcome in refused]
    if sum(map(size, lines)) <= limit:
        return lines
    alike: dict[Why, list[Refused]] = {}
    for outcome in refused:
        alike.setdefault(outcome.why, []).append(outcome)
    room = limit // len(alike)
    return [cut(f"{_undone(why)} {_names_refused(group)}", room) for why, group in alike.items()]


def _undone(why: Why) -> str:
    return {Why.NOTHING_TO_WITHDRAW: "未撤回", Why.NOTHING_TO_AMEND: "未更正"}.get(why, "未记录")


def _names_refused(group: Sequence[Refused]) -> str:
    if group[0].why is Why.NOT_YOURS:
        return f"{names((outcome.item for outcome in group), 20)}：责任单位不含您登记的单位。"
    return f"{names((outcome.item for outcome in group), 20)}；如{refusal(group[0])}"


def _in_lines(
    written: Sequence[Outcome], refused: list[str], today: date, calendar: Calendar, limit: int
) -> str:
    head = _head(written, today, calendar)
    tail = [*refused, f"发“详情”看全文；{_correct_hint(written[0])}"]
    room = limit - sum(size(line) + 1 for line in [head, *tail]) - len(written)
    each = room // len(written)
    if each < 24:  # not even room for names and a word: only the names then
        head = f"{head}{'、'.join(str(_item(outcome)) for outcome in written)}"
        return cut("\n".join([head, *tail]), limit)
    lines = [cut(_in_short(outcome, written, today), each) for outcome in written]
    return "\n".join([head, *lines, *tail])


def _head(written: Sequence[Outcome], today: date, calendar: Calendar) -> str:
    """How many items, and once for all of them the month, where it is the same and told the same way."""
    filed = [outcome for outcome in written if isinstance(outcome, Filed)]
    if _same_month(written):
        month, how = _month_words(filed[0], today, calendar)
        return f"已记录{len(written)}项（{'，'.join(part for part in (month, how) if part)}）："
    return f"已办理{len(written)}项："


def _same_month(written: Sequence[Outcome]) -> bool:
    told = {(o.key.month, o.month_from) if isinstance(o, Filed) else None for o in written}
    return len(told) == 1 and None not in told


def _month_said(outcome: Outcome, written: Sequence[Outcome]) -> bool:
    return len(written) > 1 and _same_month(written)


def _in_full(outcome: Outcome, month_said: bool, today: date, calendar: Calendar) -> str:
    match outcome:
        case Filed():
            return _filed_in_full(outcome, month_said, today, calendar)
        case Planned(key, version, words, _, request):
            again = f"（第{version}版）" if version > 1 else ""
            fields = {
                "一季度": words.q1,
                "二季度": words.q2,
                "三季度": words.q3,
                "四季度": words.q4,
                "主要负责人": words.principal,
                "分管负责人": words.deputy,
                "备注": words.remark,
            }
            lines = [f"{label}：{value}" for label, value in fields.items() if value]
            unsaid = [label for label in ("一季度", "二季度", "三季度", "四季度") if not fields[label]]
            missing = [f"未写：{'、'.join(unsaid)}"] if unsaid else []
            head = f"已记录 {key.item} {key.year}年落实计划{again}"
            if request:
                head += "：原计划已锁定，这次作为调整申请报督查室，同意前仍按原计划。请补一条说明调整原因。"
            return "\n".join([head, *lines, *missing])
        case Withdrawn(key):
            return f"已撤回 {_withdrawn_what(key, today)}（历史版本仍保留）"
        case Refused():
            return refusal(outcome)


def _filed_in_full(outcome: Filed, month_said: bool, today: date, calendar: Calendar) -> str:
    again = f"第{outcome.version}版" if outcome.version > 1 else ""
    if month_said:
        head = f"【{outcome.key.item}】{again}"
    else:
        month = _month_words(outcome, today, calendar)
        verb = "已更正" if outcome.amends else "已记录"
        head = f"{verb} {outcome.key.item}（{'，'.join(part for part in (*month, again) if part)}）"
    return "\n".join([head, *content_lines(outcome.content, outcome.key)])


def content_lines(content: ReportContent, key: ReportKey) -> list[str]:
    """The parts of a report, a line each, and what is missing."""
    lines = []
    if content.progress:
        lines.append(f"完成情况：{content.progress}")
    if understood := figures(content):
        lines.append(f"读到数据：{understood}")
    if content.problem is not None:
        lines.append(f"问题：{content.problem or '无'}")
    if content.cause:
        lines.append(f"原因：{content.cause}")
    if content.next_step:
        lines.append(f"下一步：{content.next_step}")
    if content.stage_met is not None:
        lines.append(f"阶段目标：{'已完成' if content.stage_met else '未完成'}")
    if content.finished:
        lines.append("整项：报告已全部完成，待督查室核实办结")
    if missing := _missing(content, key):
        lines.append(f"未写：{'、'.join(missing)}（可直接补发，不用重写）")
    return lines


def _missing(content: ReportContent, key: ReportKey) -> list[str]:
    """What annex 4 asks for and was not said. January asks for no stage goal: no plan is due yet."""
    unsaid = {
        "完成情况": content.progress is None,
        "问题": content.problem is None,
        "下一步": content.next_step is None and not content.finished,
        "阶段目标": content.stage_met is None and key.month.month > 1,
    }
    return [label for label, absent in unsaid.items() if absent]


def _in_short(outcome: Outcome, written: Sequence[Outcome], today: date) -> str:
    match outcome:
        case Filed(key, version, content):
            months = {other.key.month for other in written if isinstance(other, Filed)}
            month = f"（{spoken_month(key.month, today)}）" if len(months) > 1 else ""
            again = f"[第{version}版]" if version > 1 else ""
            return f"{key.item}{month}{again} {_essence(content)}"
        case Planned(key):
            return f"{key.item} 计划已记"
        case Withdrawn(key):
            return f"{_withdrawn_what(key, today)} 已撤回"
        case Refused():
            return refusal(outcome)


def _essence(content: ReportContent) -> str:
    marks = []
    if content.problem:
        marks.append(f"问题：{content.problem}")
    elif content.problem == "":
        marks.append("无问题")
    if content.stage_met is not None:
        marks.append("阶段√" if content.stage_met else "阶段×")
    if content.finished:
        marks.append("已完成")
    return "｜".join([figures(content) or content.progress or "", *marks]).strip("｜")


def _month_words(outcome: Filed, today: date, calendar: Calendar) -> tuple[str, str]:
    """The month and how it was told, so that a wrong guess is seen at once."""
    month = spoken_month(outcome.key.month, today)
    match outcome.month_from:
        case MonthFrom.DUE:
            due = spoken_deadline(report_deadline(outcome.key.month, calendar))
            return month, f"未写月份，{due}前按上月记"
        case MonthFrom.MISSING:
            return month, "未写月份，该月尚缺，按补报记"
        case MonthFrom.RUNNING:
            return month, "未写月份，按本月记"
        case MonthFrom.STATED | MonthFrom.LATEST:
            return month, ""


def _withdrawn_what(key: ReportKey | PlanKey, today: date) -> str:
    if isinstance(key, PlanKey):
        return f"{key.item} {key.year}年落实计划"
    return f"{key.item} {spoken_month(key.month, today)}报告"


def _item(outcome: Outcome) -> ItemRef:
    return outcome.item if isinstance(outcome, Refused) else outcome.key.item


def _correct_hint(outcome: Outcome) -> str:
    item = _item(outcome)
    match outcome:
        case Withdrawn():
            return f"重报请发：{item} 完成情况：…"
        case Planned():
            return f"有误请发：更正计划 {item} 二季度：…"
        case _:
            return f"有误请发：更正 {item} 完成情况：…"


def refusal(outcome: Refused) -> str:
    """Why an item was not written, and what to send instead."""
    item, detail = outcome.item, outcome.detail
    match outcome.why:
        case Why.NO_SUCH_ITEM:
            return f"{item}：台账里没有这一项，请核对编号。"
        case Why.NOT_YOURS:
            return f"{item}：责任单位是{cut(detail, 240)}，不含您登记的单位。如有误请联系督查室。"
        case Why.WHICH_UNIT:
            return f"{item}：您同时代表{detail}，请在消息里写上单位名称再发一次。"
        case Why.WHICH_YEAR:
            return f"{item}：{detail}台账都有这一项，请写明月份再发一次，如：12月 {item} …"
        case Why.YEAR_CLOSED:
            return f"{item}：{detail}年的台账没有导入或已经封账，请核对月份。"
        case Why.NOTHING_TO_AMEND:
            return f"{item}：还没有可更正的内容，请直接报：{item} 完成情况：…"
        case Why.NOTHING_TO_WITHDRAW:
            return f"{item}：没有可撤回的{detail or '报告'}。"
        case Why.WHICH_FIGURE:
            return (
                f"{item}：原报有几个以“{detail}”计的数，不知更正哪个，请发：更正 {item} 完成情况：…（写全）"
            )
