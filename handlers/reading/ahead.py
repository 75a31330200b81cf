"""Whether a clause tells of what is still to come."""

from __future__ import annotations

import re

from handlers.ledger.months import Month
from handlers.reading import markers
from handlers.reading.numerals import whole
from handlers.reading.pieces import TROUBLE, Before, Sense

_HALF = 6
_NUMERALS = "一二三四1234"
_QUARTER = re.compile("([一二三四1-4])季度")
_LATE_IN_MONTH = frozenset({"底", "末", "下旬"})
_PAST_FROM = 8  # months ahead within a year: in January, December was
_NEXT_YEAR = 4  # in December, March will be; in September it was


def is_future(words: str, before: Before) -> bool:
    if markers.SURE_FUTURE.match(words):
        return True
    intended = markers.INTENDED.search(words)
    if intended and not markers.DONE.search(words, 0, intended.start()):
        return True
    if before.sense in TROUBLE and (markers.UNDER_WAY.match(words) or markers.MONTH_DONE.match(words)):
        return True
    limited = "前" in words or "内" in words
    if (
        limited
        and markers.DEADLINE.search(words)
        and not markers.DONE_BY.search(markers.DEADLINE.sub("", words))
    ):
        return True
    first = before.sense is None or before.sense is Sense.PROGRESS
    return bool(markers.FUTURE.match(words)) and (words[0].isdigit() or not first)


def is_later(words: str, before: Before) -> bool:
    """四季度再帮一把, 剩下5卷六月底交印刷厂: a time that is still to come, and nothing done."""
    found = markers.TIME.match(words)
    if found and not found["month"] and markers.AGAIN.match(words, found.end()):
        return True
    if not found or markers.DONE_BY.search(words) or markers.PLANNED_THEN.match(words, found.end()):
        return False
    if before.sense in TROUBLE or before.not_begun:
        return not _is_past(found["month"], before.now)
    if found["month"]:
        late = found["part"] in _LATE_IN_MONTH
        return before.now is not None and _months_ahead(found["month"], before.now) >= (0 if late else 1)
    if markers.OF_THE_REST.match(words) or _is_later_part(found[0], before.now):
        return True
    return found["soon"] is not None or markers.AGAIN.match(words, found.end()) is not None


def _is_later_part(words: str, now: Month | None) -> bool:
    """下半年, 四季度: a part of the year that has not begun."""
    if now is None:
        return False
    if "半年" in words:
        return "上" not in words and now.month <= _HALF
    found = _QUARTER.search(words)
    return found is not None and _NUMERALS.index(found[1]) % 4 + 1 > now.quarter


def _is_past(month: str | None, now: Month | None) -> bool:
    return month is not None and now is not None and _months_ahead(month, now) < 0


def _months_ahead(words: str, now: Month) -> int:
    """How many months after now; of what may be past and to come, the nearer to the ledger year."""
    number = whole(words)
    ahead = (number - now.month) % 12
    return ahead if ahead < (_PAST_FROM if number >= now.month else _NEXT_YEAR + 1) else ahead - 12
