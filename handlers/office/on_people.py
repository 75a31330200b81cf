"""Orders on people: who is let in, and whose head has to agree."""

from __future__ import annotations

import re

from handlers.desk.effects import Decision
from handlers.office.acts import (
    DecideRequest,
    SwitchHead,
)
from handlers.office.case import Case
from handlers.office.orders import Act
from handlers.wording import confirming, joining


def head_confirms(case: Case) -> Decision:
    off = re.search("关|停|取消|不用", case.order.words)
    on = re.search("开|启|要|打开", case.order.words)
    if len(case.order.units) != 1 or not (on or off):
        return Decision(confirming.usage())
    unit = case.name(case.order.units[0])
    said = confirming.switched(unit, case.desk.heads, case.desk.pending, on=not off)
    return Decision(said, (SwitchHead(unit, not off),))


def requests(case: Case) -> Decision:
    agreed = case.order.act is Act.JOIN_ACCEPT
    known = case.desk.requests
    numbers = case.order.numbers or tuple(one.number for one in known if len(known) == 1)
    if not numbers:
        return Decision(joining.which(known, agreed=agreed))
    if not agreed and not case.order.words:
        return Decision(joining.why_not(numbers[0]))
    found = [one for one in known if one.number in numbers]
    acts = tuple(DecideRequest(number, agreed, case.order.words) for number in numbers)
    return Decision(joining.decided(found, agreed=agreed), acts)
