"""Numbers of the sender's items that stand unread among the words about another one.

问题是63缺老师 under 任务60, or 建成2处61正常 without a pause: nothing may go to the wrong item, so the bot asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.reading.barenumbers import NO_LIST_MARK
from handlers.reading.measures import COUNTING

_NUMBER = re.compile(
    r"(?:是|在于|(?<=[处所个家套户栋间座场次项%利常毕]))(?P<no>[2-9]\d|1[01]\d)(?=号?的?[一-龥])"
    r"(?!中学|中(?!心|标)|路|号楼|院|团|师)"
)


def unplaced(norm: str, start: int, stop: int, own: frozenset[int]) -> Iterator[int]:
    """The numbers in norm[start:stop] that count nothing and are those of own items."""
    for found in _NUMBER.finditer(norm, start, stop):
        number = int(found["no"])
        if number >= NO_LIST_MARK and number in own and not COUNTING.match(norm, found.end("no")):
            yield number
