"""What a contact is told of the office's decisions: what, why, until when, and a line to copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from handlers.duties.deadlines import returned_deadline
from handlers.duties.decided import Decided, DecidedKind
from handlers.duties.owed import Duty, DutyKind
from handlers.duties.workdays import Calendar
from handlers.wording.phrases import cut, short_title, size, spoken_deadline, spoken_month
from handlers.wording.ready_lines import ready_line
from handlers.wording.reminders import LIMIT

_REASON = 60  # characters; the whole stands in the ledger
_KINDS = list(DecidedKind)


def to_contact(
    name: str,
    decided: Sequence[Decided],
    units: Mapping[int, str],
    today: date,
    calendar: Calendar,
    limit: int = LIMIT,
) -> str:
    """One message, however many were decided. `units` are the names of those that the person reports for."""
    ordered = sorted(decided, key=lambda one: (_KINDS.index(one.kind), one.item.sort_key, str(one.month)))
    several = len({one.unit_id for one in ordered}) > 1
    lines = [_line(one, units[one.unit_id] if several else "", today, calendar) for one in ordered]
    tail = _lesson(ordered, today, calendar)
    shown: list[str] = []
    for line in lines:
        rest = f"另有{len(lines) - len(shown)}项，发“未报”查看。"
        if size("\n".join([f"{name}您好", *shown, line, rest, *tail])) > limit:
            return cut("\n".join([f"{name}您好", *shown, rest, *tail]), limit)
        shown.append(line)
    return "\n".join([f"{name}您好", *shown, *tail])


def _line(one: Decided, unit: str, today: date, calendar: Calendar) -> str:
    what = f"{one.item}{f'（{unit}）' if unit else ''}"
    why = f"：{short_title(one.reason, _REASON)}" if one.reason else ""
    match one.kind:
        case DecidedKind.REPORT_RETURNED if one.month is not None:
            return f"【退回】{what} {spoken_month(one.month, today)}情况{why}。{_until(one, calendar)}"
        case DecidedKind.PLAN_RETURNED:
            return f"【退回】{what} 落实计划{why}。{_until(one, calendar)}"
        case DecidedKind.CHANGE_REFUSED:
            return f"【计划不作调整】{what}{why}。仍按原计划推进。"
        case DecidedKind.CHANGE_ACCEPTED:
            return f"【同意调整计划】{what}，按新计划推进。"
        case DecidedKind.CLOSING_REFUSED:
            return f"【暂不办结】{what}{why}。请继续推进、按月报送。"
        case DecidedKind.REOPENED:
            return f"【重新打开】{what}{why}。请恢复按月报送。"
        case _:
            return f"【已办结】{what}，以后不用再报。"


def _until(one: Decided, calendar: Calendar) -> str:
    return f"请于{spoken_deadline(returned_deadline(one.on, calendar))}前重报"


def _lesson(ordered: Sequence[Decided], today: date, calendar: Calendar) -> list[str]:
    """A line to copy for what was returned first; only what is wrong need be said anew."""
    first = next((one for one in ordered if one.is_returned), None)
    if first is None:
        return []
    kind = DutyKind.RETURNED_REPORT if first.month else DutyKind.RETURNED_PLAN
    due = returned_deadline(first.on, calendar)
    duty = Duty(kind, first.item, first.unit_id, first.month, first.on, due, first.reason)
    return ["", "照着改，回一行就行：", ready_line(duty, today)]
