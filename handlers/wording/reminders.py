"""Reminders as they are read on a phone: what is owed, until when, what was said last, and a line to copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from handlers.duties.deadlines import Deadline
from handlers.duties.owed import Duty, DutyKind
from handlers.duties.workdays import Calendar
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.reports import ReportContent
from handlers.reading.shapes import PlanWords
from handlers.wording.phrases import (
    cut,
    figures,
    half_width,
    names,
    short_title,
    size,
    spoken_day,
    spoken_deadline,
    spoken_month,
)
from handlers.wording.queries import ASSIGNED_AS
from handlers.wording.ready_lines import ready_line

LIMIT = 1960  # bytes: the shorter of the platforms takes 2,048, and a trial puts its mark in front
_IN_FULL = 20  # so many items are shown one by one, where they fit
_GOAL, _LAST = 36, 24  # characters
_NAMED = 24
_ASKED = 3  # questions that are told in words
_QUARTERS = "一二三四"
_PERIODS = 6  # so many deadlines are told apart in the list of overdue ones


@dataclass(frozen=True, slots=True)
class Line:
    """One duty as it is shown. `last` is what was reported before, `goal` what the plan wants now.

    `promised` is what a report said would be done by a day, which is `due` by now or not; `draft` is last
    month's report as a line to change, which the bot reads back as it stands.
    """

    duty: Duty
    title: str
    unit: str
    overdue: bool = False
    last: str | None = None
    goal: str | None = None
    promised: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    draft: str | None = None


@dataclass(frozen=True, slots=True)
class _Form:
    """How much is shown: each item in full, or `named` names; so many lines to copy.

    `taught`: how to report is told at all.
    """

    detailed: bool
    named: int
    drafts: int = 0
    taught: bool = True


# from all that is known down to what has to be said
_FORMS = (
    _Form(True, _NAMED, 3),
    _Form(True, _NAMED, 1),
    _Form(False, _NAMED, 1),
    *(_Form(False, few) for few in (_NAMED, 8, 3)),
)


@dataclass(frozen=True, slots=True)
class Late:
    """A unit with what it is late with, and who is its contact."""

    unit: str
    lines: tuple[Line, ...]
    contacts: tuple[str, ...] = ()


def last_said(month: int, content: ReportContent, *, several: bool = False) -> str:
    """2月3100套; the words where there is no figure, or where an item has `several` indicators.

    Of several a bare 5处、1家 does not say which is which; the words do.
    """
    words = (content.progress or "").replace("\n", " ")
    bare = "" if several and words else figures(content)
    said = bare or short_title(words, _GOAL if several else _LAST)
    return f"{month}月：{said}" if said else ""


def goal_of(words: PlanWords | None, month: Month | None) -> str | None:
    """一季度目标：清零14个."""
    if words is None or month is None:
        return None
    said: str | None = getattr(words, f"q{month.quarter}")
    if not said:
        return None
    flat = half_width(said.replace("\n", " "))
    return f"{_QUARTERS[month.quarter - 1]}季度目标：{short_title(flat, _GOAL)}"


def to_person(
    name: str,
    own: Sequence[Line],
    late: Sequence[Late],
    today: date,
    calendar: Calendar,
    limit: int = LIMIT,
    *,
    of_several: bool = False,
) -> str:
    """To a contact what the contact's units owe, to a head which of the head's units are late with what.

    `of_several`: the person reports for more than one unit, so that each item is told with its unit.
    """
    head = f"{name}您好"
    tail = _from_head(late, today, calendar)
    for form in _FORMS:
        full = form.detailed and len(own) <= _IN_FULL
        lines = own if full or form.drafts else [replace(line, due=()) for line in own]
        body = _own(lines, today, calendar, replace(form, detailed=full), of_several=of_several)
        text = "\n".join([head, *body, *tail])
        if size(text) <= limit:
            break
    return cut(text, limit)


def to_group(
    unit: str,
    lines: Sequence[Line],
    contacts: Sequence[str],
    today: date,
    calendar: Calendar,
    limit: int = LIMIT,
) -> str:
    """To a unit's own group: only what, until when, and how to report; nobody is named as late."""
    who = f"请{names(contacts, 3)}" if contacts else "请联络员"
    head = f"【{unit}】"
    body = _own(lines, today, calendar, _Form(False, _NAMED, taught=False))
    return cut("\n".join([head, *body, f"{who}私信督查助手回报，一条消息可以报多项。"]), limit)


def to_office(late: Sequence[Late], today: date, limit: int = LIMIT) -> str:
    """To the office: which units are late with what; whom no reminder reaches."""
    total = sum(len(one.lines) for one in late)
    lines = [f"【逾期清单】{len(late)}个单位，{total}项", *_periods(late, today), ""]
    tail = "各单位欠哪几项，请回：哪些单位没报"
    shown = 0
    for one in sorted(late, key=lambda one: -len(one.lines)):
        who = f"（{names(one.contacts, 2)}）" if one.contacts else "（没有可以提醒的人）"
        line = f"{one.unit} {len(one.lines)}项{who}"
        if size("\n".join([*lines, line, tail])) > limit - 40:
            break
        lines.append(line)
        shown += 1
    if shown < len(late):
        lines.append(f"另有{len(late) - shown}个单位。")
    return "\n".join([*lines, tail])


def _periods(late: Sequence[Late], today: date) -> Iterator[str]:
    alike: dict[tuple[str, Deadline], int] = {}
    for one in late:
        for line in one.lines:
            key = (_what(line.duty, today), line.duty.deadline)
            alike[key] = alike.get(key, 0) + 1
    newest = sorted(alike.items(), key=lambda pair: pair[0][1].on, reverse=True)
    for (what, due), count in newest[:_PERIODS]:
        yield f"{what}{count}项，{spoken_deadline(due)}已截止"
    if before := newest[_PERIODS:]:
        yield f"更早截止的{sum(count for _, count in before)}项"


def _own(
    lines: Sequence[Line],
    today: date,
    calendar: Calendar,
    form: _Form,
    *,
    of_several: bool = False,
) -> list[str]:
    """What is owed by deadline, then what is only asked, then the line to copy."""
    if not lines:
        return []
    said: list[str] = []
    of_several = of_several or len({line.unit for line in lines}) > 1
    asked = [line for line in lines if _is_asked(line)]
    months, others = _many_months([line for line in lines if line not in asked])
    if months:
        said += _of_many_months(months, today, named=form.named, of_several=of_several)
    for group in _groups(others):
        first = group[0].duty
        count = f"{_what(first, today)}{_lacking(group[0])}{len(group)}项"
        said += [*_gap(said), count, _until(first.deadline, today, calendar)]
        if not form.detailed:
            said += _by_unit(group, form.named, of_several=of_several)
        said += [text for line in group for text in _item(line, in_full=form.detailed, of_several=of_several)]
    if asked:
        said += [*_gap(said), f"另有{len(asked)}处待说明" if said else f"有{len(asked)}处待说明"]
        said += [_question(line, today) for line in asked[:_ASKED]]
        if len(asked) > _ASKED:
            said.append(f"还有{names(dict.fromkeys(_refs(asked[_ASKED:])), 6)}")
    return [*said, *_lesson(lines, today, form.drafts)] if form.taught else said


def _many_months(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The overdue reports of items that owe several months, and everything else."""
    late = [line for line in lines if line.overdue and line.duty.kind is DutyKind.REPORT]
    owed = Counter((line.unit, line.duty.item) for line in late)
    many = [line for line in late if owed[line.unit, line.duty.item] > 1]
    return many, [line for line in lines if line not in many]


def _of_many_months(lines: Sequence[Line], today: date, *, named: int, of_several: bool) -> list[str]:
    """任务60 3月、4月、5月: a line for an item, however many months; one for all that owe the same."""
    owed: dict[tuple[str, ItemRef], list[Month]] = {}
    for line in lines:
        if line.duty.month is not None:
            owed.setdefault((line.unit, line.duty.item), []).append(line.duty.month)
    alike: dict[tuple[str, tuple[Month, ...]], list[ItemRef]] = {}
    for (unit, item), months in owed.items():
        alike.setdefault((unit if of_several else "", tuple(sorted(months))), []).append(item)
    told = [f"连续几个月逾期未报的{len(owed)}项，请尽快补报"]
    for (unit, owing), items in alike.items():
        of_unit = f"{unit}：" if unit else ""
        told.append(f"{of_unit}{names(items, named)} {'、'.join(spoken_month(one, today) for one in owing)}")
    return told


def _is_asked(line: Line) -> bool:
    return line.duty.kind is DutyKind.QUESTION


def _gap(said: Sequence[str]) -> list[str]:
    return [""] if said else []


def _question(line: Line, today: date) -> str:
    return f"{line.duty.item}（{_what(line.duty, today)}）：{short_title(line.duty.note or '', _GOAL)}"


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    """What is alike together: overdue first, then what is due first."""
    found: dict[tuple[bool, Deadline, bool, Month | None, DutyKind], list[Line]] = {}
    for line in lines:
        duty = line.duty
        key = (line.overdue, duty.deadline, duty.month is None, duty.month, duty.kind)
        found.setdefault(key, []).append(line)
    order = sorted(
        found,
        key=lambda key: (
            key[4] is DutyKind.QUESTION,
            not key[0],
            key[1].on,
            key[2],
            str(key[3]),
            key[4].value,
        ),
    )
    return [found[key] for key in order]


def _what(duty: Duty, today: date) -> str:
    if duty.number is not None:
        return f"{ASSIGNED_AS[duty.kind]}回复"
    if duty.month:
        return f"{spoken_month(duty.month, today)}情况"
    year = duty.deadline.nominal.year
    return f"{'' if year == today.year else f'{year}年'}落实计划"


def _lacking(line: Line) -> str:
    match line.duty.kind:
        case DutyKind.RETURNED_PLAN | DutyKind.RETURNED_REPORT:
            return "退回重报" if not line.overdue else "退回重报已逾期"
        case _:
            return "逾期" if line.overdue else "还差"


def _until(due: Deadline, today: date, calendar: Calendar) -> str:
    """截止4月10日（周一），还有3个工作日; a date that was moved says from which."""
    moved = f"（原定{spoken_day(due.nominal)}，遇休息日）" if due.moved else ""
    said = f"{spoken_deadline(due)}{moved}"
    if due.is_late(today):
        return f"{said}已截止，请尽快补报"
    if due.on < today:
        return f"{said}，最迟{spoken_day(due.nominal)}"
    if due.on == today:
        return f"截止{said}，就是今天"
    left = calendar.working_days_between(today, due.on)
    return f"截止{said}，" + ("下个工作日" if left <= 1 else f"还有{left}个工作日")


def _by_unit(group: Sequence[Line], named: int, *, of_several: bool) -> list[str]:
    """The items by name, those of each unit in a line where a contact has several."""
    if not of_several:
        return [names(_refs(group), named)]
    found: dict[str, list[Line]] = {}
    for line in group:
        found.setdefault(line.unit, []).append(line)
    return [f"{unit}：{names(_refs(mine), max(3, named // len(found)))}" for unit, mine in found.items()]


def _refs(lines: Iterable[Line]) -> list[ItemRef]:
    return [line.duty.item for line in lines]


def _item(line: Line, *, in_full: bool, of_several: bool) -> list[str]:
    """An item with what is known of it; what was returned or asked is told in any case."""
    of_unit = f"（{line.unit}）" if of_several else ""
    note = [f"　{line.duty.note}"] if line.duty.note else []
    if not in_full:
        return [
            *([f"{line.duty.item}：{short_title(line.duty.note, _GOAL)}"] if line.duty.note else []),
            *(f"{line.duty.item}{one}" for one in line.due),
        ]
    known = [f"　{one}" for one in (line.last, line.goal, *line.due, *line.promised) if one]
    return [f"· {line.duty.item} {short_title(line.title, 14)}{of_unit}", *note, *known]


def _lesson(lines: Sequence[Line], today: date, drafts: int) -> list[str]:
    """A line to copy for what is most urgent (overdue, then due first): last month's words where there are,
    and the few that go with it.

    That several fit into one message, and that what has not changed needs no words.
    """
    groups = _groups(lines)
    first = groups[0][0]
    several = len({line.duty.item for line in lines if not _is_asked(line)}) > 1
    more = ["几项写在一条里，每项一行；没有变化的写：其余无变化"] if several else []
    alike = next(group for group in groups if first in group)
    ready = [line.draft for line in alike if line.draft][:drafts]
    if not ready:  # beside the urgent one, what is due next, if it is ready but for a few words
        ready = [ready_line(first.duty, today), *[line.draft for line in lines if line.draft][:drafts]]
    return ["", "照着改，回一行就行：", *ready, *more]


def _from_head(late: Sequence[Late], today: date, calendar: Calendar) -> list[str]:
    if not late:
        return []
    said: list[str] = []
    for one in late:
        for group in _groups(one.lines):
            said.append(f"{one.unit}{_what(group[0].duty, today)}{_lacking(group[0])}{len(group)}项")
            said += [_until(group[0].duty.deadline, today, calendar), names(_refs(group), 12)]
        if one.contacts:
            said.append(f"联络员：{names(one.contacts, 3)}")
    return [*said, "烦请过问。由您直接回报也可以。"]
