"""The answer to a report: what was written, as it was understood, and how to put it right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.desk.outcomes import (
    Explained,
    Filed,
    MonthFrom,
    NotWritten,
    Outcome,
    Planned,
    Withdrawn,
    Written,
)
from handlers.duties.deadlines import report_deadline
from handlers.duties.workdays import Calendar
from handlers.ledger.points import Point
from handlers.ledger.reports import PlanKey, ReportContent, ReportKey
from handlers.standings.clauses import RATES
from handlers.standings.figures import Figure, figures_of, is_standard
from handlers.wording import confirming, plans
from handlers.wording.phrases import QUARTERS, cut, figures, number, size, spoken_deadline, spoken_month
from handlers.wording.points import question, questions, together
from handlers.wording.refusals import not_written

_SO_FAR = "累计数"
FULL_AT_MOST = 3  # so many items are spelt out in full; more get a line each


def receipt(
    outcomes: Sequence[Outcome],
    today: date,
    calendar: Calendar,
    limit: int,
    notes: Sequence[str] = (),
    ask: str = "",
) -> str:
    """Everything that became of a message, in at most `limit` bytes of UTF-8.

    Up to three items in full if they fit; else one short line each, and 详情 gives the rest. What was not
    written has a line an item, with the reason; only names where there are too many for that. `notes` are
    told after it, `ask` is the question at the end.
    """
    written = [outcome for outcome in outcomes if isinstance(outcome, Written)]
    refused = not_written([o for o in outcomes if isinstance(o, NotWritten)], today, limit // 2)
    refused += notes
    last = [ask] if ask else []
    if not written:
        return cut("\n".join([*refused, *last]), limit)
    if len(written) <= FULL_AT_MOST:
        blocks = [_in_full(outcome, _month_said(outcome, written), today, calendar) for outcome in written]
        head = [_head(written, today, calendar)] if len(written) > 1 else []
        asked = together([(outcome.key.item, outcome.points) for outcome in _asked(written)])
        asked += _about_plans(_falling(written))
        tail = [*_waits(written), *(asked or [_correct_hint(written[0])]), *last]
        whole = "\n".join([*head, *blocks, *refused, *tail])
        if size(whole) <= limit:
            return whole
    return _in_lines(written, refused, last, today, calendar, limit)


def _in_lines(
    written: Sequence[Written],
    refused: list[str],
    last: list[str],
    today: date,
    calendar: Calendar,
    limit: int,
) -> str:
    head = _head(written, today, calendar)
    asked = _asked(written)
    doubts = [questions([(one.key.item, one.points) for one in asked], limit // 4)] if asked else []
    doubts += _about_plans(_falling(written), in_short=True)
    planned = [one for one in written if isinstance(one, Planned) and one.baseline is None]
    told = [(one.key.item, missing) for one in planned if (missing := plans.unsaid(one.words))]
    doubts += [plans.gaps(told)] if told else []
    so_far = ["数字没写“本月”的按累计数记。"] if any(map(_has_totals, written)) else []
    hint = "发“详情”看全文" + ("。" if doubts else f"；{_correct_hint(written[0])}")
    tail = [*refused, *doubts, *so_far, *_waits(written), hint, *last]
    room = limit - sum(size(line) + 1 for line in [head, *tail]) - len(written)
    each = room // len(written)
    if each < 24:  # not even room for names and a word: only the names then
        head = f"{head}{'、'.join(str(outcome.key.item) for outcome in written)}"
        return cut("\n".join([head, *tail]), limit)
    lines = [cut(_in_short(outcome, written, today), each) for outcome in written]
    return "\n".join([head, *lines, *tail])


def _waits(written: Sequence[Written]) -> list[str]:
    """Where some wait for the head of the unit, that is said once."""
    waiting = any(isinstance(outcome, Filed) and outcome.pending for outcome in written)
    return [confirming.WAITS] if waiting else []


def _head(written: Sequence[Written], today: date, calendar: Calendar) -> str:
    """How many items, and once for all of them the month, where it is the same and told the same way."""
    filed = [outcome for outcome in written if isinstance(outcome, Filed)]
    if _same_month(written):
        month, how = _month_words(filed[0], today, calendar)
        return f"已记录{len(written)}项（{'，'.join(part for part in (month, how) if part)}）："
    return f"已办理{len(written)}项："


def _has_totals(outcome: Written) -> bool:
    return isinstance(outcome, Filed) and "累计" in _counted(outcome.content)


def _asked(written: Sequence[Written]) -> list[Filed]:
    """The reports that raise a question."""
    return [outcome for outcome in written if isinstance(outcome, Filed) and outcome.points]


def _falling(written: Sequence[Written]) -> list[Planned]:
    """The plans whose goals may be what each quarter adds."""
    return [outcome for outcome in written if isinstance(outcome, Planned) and outcome.falls]


def _about_plans(falling: Sequence[Planned], *, in_short: bool = False) -> list[str]:
    """What their goals count: a sentence for one plan, one for all where there are several."""
    if len(falling) == 1 and not in_short:
        return [plans.question(falling[0].key.item, falling[0].falls)]
    return [plans.questions([one.key.item for one in falling])] if falling else []


def _same_month(written: Sequence[Written]) -> bool:
    told = {(o.key.month, o.month_from) if isinstance(o, Filed) else None for o in written}
    return len(told) == 1 and None not in told


def _month_said(outcome: Written, written: Sequence[Written]) -> bool:
    return len(written) > 1 and _same_month(written)


def _in_full(outcome: Written, month_said: bool, today: date, calendar: Calendar) -> str:
    match outcome:
        case Filed():
            return _filed_in_full(outcome, month_said, today, calendar)
        case Planned():
            return _planned(outcome)
        case Explained(key, points, said, left):
            return _explained(key, points, said, left, today)
        case Withdrawn(key, request=True):
            return f"已撤回 {key.item} 的计划调整申请，仍按已锁定的计划（历史版本仍保留）"
        case Withdrawn(key):
            return f"已撤回 {_withdrawn_what(key, today)}（历史版本仍保留）"


def _planned(outcome: Planned) -> str:
    """A plan in full; of a request only what it changes."""
    key, again = outcome.key, f"（第{outcome.version}版）" if outcome.version > 1 else ""
    read = plans.understood(outcome.goals)
    if outcome.baseline is not None:
        head = f"{key.item} {key.year}年落实计划已锁定，这次作为调整申请报督查室{again}，同意前仍按原计划："
        reason = f"调整原因：{outcome.because}" if outcome.because else _ask_why(key)
        return "\n".join([head, *plans.changes(outcome.baseline, outcome.words), *read, reason])
    missing = plans.unsaid(outcome.words)
    head = (
        f"已记录 {key.item} {key.year}年落实计划{again}，{'按重报记，' if outcome.again else ''}待督查室审核"
    )
    because = [f"调整原因：{outcome.because}"] if outcome.because else []
    told = [f"未写：{missing}"] if missing else []
    return "\n".join([head, *plans.said(outcome.words), *read, *because, *told])


def _ask_why(key: PlanKey) -> str:
    return f"还缺调整原因，请补一行：更正计划 {key.item} 原因：…"


def _explained(key: ReportKey, points: Sequence[Point], said: str, left: Sequence[Point], today: date) -> str:
    if not points:
        return question(key.item, left)
    about = "、".join(point.said for point in points)
    lines = [f"已记下 {key.item}（{spoken_month(key.month, today)}）的说明：{said}", f"说明的是：{about}"]
    return "\n".join([*lines, *([question(key.item, left)] if left else [])])


def _filed_in_full(outcome: Filed, month_said: bool, today: date, calendar: Calendar) -> str:
    again = f"第{outcome.version}版" if outcome.version > 1 else ""
    if month_said:
        head = f"【{outcome.key.item}】{_of_unit(outcome)}{again}"
    else:
        month = _month_words(outcome, today, calendar)
        verb = "已更正" if outcome.amends else "已记录"
        told = "，".join(part for part in (outcome.unit, *month, again) if part)
        head = f"{verb} {outcome.key.item}（{told}）"
    closed = ["这一项督查室已办结，不用再报；这次照记备查。"] if outcome.closed else []
    return "\n".join([head, *content_lines(outcome.content, outcome.key), *closed])


def _of_unit(outcome: Filed) -> str:
    return f"（{outcome.unit}）" if outcome.unit else ""


def content_lines(content: ReportContent, key: ReportKey) -> list[str]:
    """The parts of a report, a line each, and what is missing."""
    lines = []
    if content.progress:
        same = f"（同{key.month.previous.month}月）" if content.unchanged else ""
        lines.append(f"完成情况{same}：{content.progress}")
    if understood := figures(content):
        lines.append(f"读到数据{_counted(content)}：{understood}")
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


def _counted(content: ReportContent) -> str:
    """Whether the amounts count since January, this month only, or a quarter (domain.md).

    Shares, rates and standards do neither.
    """
    by_time: dict[str, list[str]] = {}
    for said, figure in zip(content.quantities, figures_of(content), strict=True):
        if figure.unit not in RATES and not is_standard(figure):
            by_time.setdefault(_time_of(figure), []).append(f"{number(said.value)}{said.unit}")
    if len(by_time) < 2:
        return "".join(f"（按{time}）" for time in by_time)
    rest = ["其余按累计数"] if by_time.pop(_SO_FAR, None) else []
    named = [f"{'、'.join(words)}按{time}" for time, words in by_time.items()]
    return f"（{'，'.join([*named, *rest])}）"


def _time_of(figure: Figure) -> str:
    if figure.adds:
        return "当月数"
    return _SO_FAR if figure.quarter is None else f"{QUARTERS[figure.quarter]}数"


def _missing(content: ReportContent, key: ReportKey) -> list[str]:
    """What annex 4 asks for and was not said. January asks for no stage goal: no plan is due yet."""
    unsaid = {
        "完成情况": content.progress is None,
        "问题": content.problem is None,
        "下一步": content.next_step is None and not content.finished,
        "阶段目标": content.stage_met is None and key.month.month > 1,
    }
    return [label for label, absent in unsaid.items() if absent]


def _in_short(outcome: Written, written: Sequence[Written], today: date) -> str:
    match outcome:
        case Filed(key, version, content):
            months = {other.key.month for other in written if isinstance(other, Filed)}
            month = f"（{spoken_month(key.month, today)}）" if len(months) > 1 else ""
            again = f"[第{version}版]" if version > 1 else ""
            closed = "（已办结，照记备查）" if outcome.closed else ""
            waits = f"（{confirming.MARK}）" if outcome.pending else ""
            same = f"同{key.month.previous.month}月：" if content.unchanged else ""
            return f"{key.item}{_of_unit(outcome)}{month}{again}{closed}{waits} {same}{essence(content)}"
        case Planned(key, _, _, _, request, because):
            why = "，还缺调整原因" if request and not because else ""
            return f"{key.item} {'调整申请' if request else '计划'}已记{why}"
        case Explained(key):
            return f"{key.item} 说明已记"
        case Withdrawn(key):
            return f"{_withdrawn_what(key, today)} 已撤回"


def essence(content: ReportContent) -> str:
    """A report in a line: its figures (or words), problem, stage goal."""
    marks = []
    if content.problem:
        marks.append(f"问题：{content.problem}")
    elif content.problem == "":
        marks.append("无问题")
    if content.stage_met is not None:
        marks.append("阶段√" if content.stage_met else "阶段×")
    if content.finished:
        marks.append("已完成")
    if "数" in (counted := _counted(content)) and counted != f"（按{_SO_FAR}）":
        marks.insert(0, counted.strip("（）"))
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
        case MonthFrom.RETURNED:
            return month, "未写月份，该月报告被退回，按重报记"
        case MonthFrom.RUNNING:
            return month, "未写月份，按本月记"
        case MonthFrom.LAST:
            return month, "未写月份，按该年度最后一个月记"
        case MonthFrom.STATED | MonthFrom.LATEST:
            return month, ""


def _withdrawn_what(key: ReportKey | PlanKey, today: date) -> str:
    if isinstance(key, PlanKey):
        return f"{key.item} {key.year}年落实计划"
    return f"{key.item} {spoken_month(key.month, today)}报告"


def _correct_hint(outcome: Written) -> str:
    item = outcome.key.item
    match outcome:
        case Withdrawn(request=True):
            return f"要调整请发：更正计划 {item} 二季度：…；原因：…"
        case Withdrawn(PlanKey()):
            return f"重报请发：计划 {item} 一季度：…；二季度：…；三季度：…；四季度：…"
        case Withdrawn():
            return f"重报请发：{item} 完成情况：…"
        case Planned():
            return f"有误请发：更正计划 {item} 二季度：…"
        case _:
            return f"有误请发：更正 {item} 完成情况：…"
