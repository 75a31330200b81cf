"""Last month's report as a line to copy, change and send: offered only if it is read back exactly."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo

from handlers.duties.owed import Duty, DutyKind
from handlers.ledger.register import Register
from handlers.ledger.reports import ReportContent
from handlers.reading import read
from handlers.reading.shapes import Intent, Scope
from handlers.wording.phrases import size
from handlers.wording.ready_lines import draft

_LONGEST = 330  # bytes: about a hundred characters, which a phone shows without scrolling


def draft_of(
    duty: Duty, last: tuple[int, ReportContent], register: Register, today: date, zone: tzinfo
) -> str | None:
    """The line, from the month and content that were reported last; None where that is not the month before,
    where it would be long, or where it would say something else than was said.
    """
    month, content = last
    if duty.kind is not DutyKind.REPORT or duty.month is None or month != duty.month.previous.month:
        return None
    line = draft(duty, content, today)
    if (
        not content.progress
        or content.finished
        or content.this_month
        or "\n" in line
        or size(line) > _LONGEST
    ):
        return None
    return line if is_read_back(line, duty, content, register, today, zone) else None


def is_read_back(
    line: str, duty: Duty, content: ReportContent, register: Register, today: date, zone: tzinfo
) -> bool:
    """Whether the bot reads the line as that report: the words and figures, for this item and month."""
    at = datetime.combine(today, time(12), zone)
    scope = Scope(at, unit=register.units[duty.unit_id].name, mine=register.items_of([duty.unit_id]))
    reading = read(line, scope, register.catalog)
    if reading.intent is not Intent.REPORT or len(reading.entries) != 1:
        return False
    (entry,) = reading.entries
    stated = "份 " in line.partition("完成情况")[0]
    return (
        entry.item == duty.item
        and entry.month == (duty.month if stated else None)
        and (entry.progress, entry.percent) == (content.progress, content.percent)
        and set(entry.quantities) == set(content.quantities)
        and (entry.problem, entry.cause) == (content.problem, content.cause)
        and entry.next_step == content.next_step
        and entry.finished == content.finished
    )
