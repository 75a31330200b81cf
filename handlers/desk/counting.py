"""新增 or 累计: the answer to the question what the falling goals of a plan count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.checking.falling import goals_of
from handlers.desk.merging import with_own_goals
from handlers.desk.outcomes import Outcome, Planned, Refused
from handlers.desk.placing import place
from handlers.desk.view import LedgerView
from handlers.ledger.items import ItemRef
from handlers.ledger.reports import PlanKey, PlanState

_NAME = r"(?:任务|实事)[1-9]\d{0,4}"
_ANSWER = re.compile(
    rf"(?P<first>{_NAME})?[的:：,，]?(?:计划)?[的:：,，]?(?:都|均|全部?|应该?)*(?:是|为|指|按)?"
    r"(?:(?P<own>(?:每个?|各|本|当)?(?:季度?|季)?(?:的)?(?:新增|增量|单独|当季|净增))|(?P<total>累计|总数|(?:年初|1月)以来(?:的)?累计))"
    rf"的?(?:数字?|数量|值|目标)?(?:的|吧)?(?P<second>{_NAME})?[。.!！]?"
)
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """What the goals of these items' plans count: `own` what each quarter adds, else all since January."""

    items: tuple[ItemRef, ...]
    own: bool


def plan_counts(text: str, asked: Sequence[ItemRef]) -> PlanCounts | None:
    """The answer that a text is, if it is nothing else; `asked` are the items whose plans it was asked of."""
    words = "".join(unicodedata.normalize("NFKC", text[:_LONGEST]).split())
    found = _ANSWER.fullmatch(words) if asked and len(text) <= _LONGEST else None
    if found is None:
        return None
    name = found["first"] or found["second"]
    items = (ItemRef.parse(name),) if name else tuple(asked)
    return PlanCounts(items, found["own"] is not None) if set(items) <= set(asked) else None


def counted(said: PlanCounts, text: str, view: LedgerView) -> tuple[Outcome, ...]:
    """The plans as they stand, now with goals that say they are the quarter's own."""
    return tuple(outcome for item in said.items if (outcome := _counted(item, text, view)) is not None)


def _counted(item: ItemRef, text: str, view: LedgerView) -> Outcome | None:
    where = place(item, None, text, view)
    if isinstance(where, Refused):
        return where
    key = PlanKey(item, where.unit_id, where.register.year)
    before = view.plans.get(key)
    if before is None or before.stands is None or key in view.overtaken:
        return None
    words = with_own_goals(before.stands)
    request = before.baseline is not None
    because = before.because if before.state is PlanState.REQUESTED else None
    goals = goals_of(words, where.register.items[item].item.indicators)
    return Planned(key, before.version + 1, words, True, request, because, before.baseline, goals=goals)
