"""Small pieces that several answers share: dates, months, figures, names, bytes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, tzinfo

from handlers.duties.deadlines import Deadline
from handlers.ledger.months import Month
from handlers.ledger.reports import ReportContent
from handlers.standings.clauses import RATES
from handlers.standings.figures import figures_of, is_fall
from handlers.standings.shares import is_bare

_WEEKDAYS = "一二三四五六日"


def size(text: str) -> int:
    """The length that platforms count: bytes of UTF-8."""
    return len(text.encode())


def columns(text: str) -> int:
    """How wide it stands on paper: Han two, Latin one."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def cut(text: str, limit: int) -> str:
    """At most `limit` bytes, ending in … where something was cut off, never inside a character."""
    if size(text) <= limit:
        return text
    return text.encode()[: max(0, limit - 3)].decode(errors="ignore").rstrip() + "…"


QUARTERS = ("本季度", "一季度", "二季度", "三季度", "四季度")
"""The quarters by their number; first the running one, where its number is not known."""


def spoken_month(month: Month, today: date) -> str:
    """`3月`, with the year where it is not this one."""
    return f"{month.month}月" if month.year == today.year else f"{month.year}年{month.month}月"


def spoken_day(day: date) -> str:
    """`4月7日`."""
    return f"{day.month}月{day.day}日"


def spoken_moment(at: datetime, zone: tzinfo | None = None) -> str:
    """`4月7日08:30`; without a zone `at` is in local time already."""
    local = at.astimezone(zone) if zone else at
    return f"{spoken_day(local)}{local:%H:%M}"


def spoken_deadline(deadline: Deadline) -> str:
    """A deadline with its weekday; one that rests on a calendar not yet announced says so."""
    mark = "，暂定：放假安排尚未公布" if deadline.provisional else ""
    return f"{spoken_day(deadline.on)}（周{_WEEKDAYS[deadline.on.weekday()]}{mark}）"


def figures(content: ReportContent, *, corrects: ReportContent | None = None) -> str:
    """What was understood as numbers: `3100套、下降2.1%，完成42.5%`; "" where there are none.

    A percentage that stands alone (or `corrects` one that did) may be a rate's value: it is said as it was.
    """
    amounts = "、".join(
        f"{'下降' if figure.unit in RATES and is_fall(figure) else ''}{number(said.value)}{said.unit}"
        for said, figure in zip(content.quantities, figures_of(content), strict=True)
    )
    share = ""
    if content.percent is not None:
        share = f"{'' if is_bare(corrects or content) else '完成'}{number(content.percent)}%"
    return "，".join(part for part in (amounts, share) if part)


def number(value: float) -> str:
    """A figure as people write it: 3100, 25.96, never 1e+06."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def names(words: Iterable[object], most: int) -> str:
    """`a、b、c等12项` with at most `most` of them spelt out."""
    listed = [str(word) for word in words]
    if len(listed) <= most:
        return "、".join(listed)
    return f"{'、'.join(listed[:most])}等{len(listed)}项"


_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


def half_width(text: str) -> str:
    """Figures as they stand everywhere else: １４个 is 14个. Chinese punctuation stays."""
    return text.translate(_FULL_WIDTH)


def short_title(text: str, length: int = 16) -> str:
    """The head of an item's text, enough to recognise it."""
    head = text.split("。", maxsplit=1)[0]
    return head if len(head) <= length else head[:length] + "…"
