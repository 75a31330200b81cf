"""What a person has to settle about one row of a notice, in the words that the office reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from handlers.ledger.collectives import is_collective
from handlers.ledger.items import Item
from handlers.ledger.overlaps import ProposedLink


class Concern(StrEnum):
    """Why a row needs an eye."""

    NOTICE = "notice"  # about the notice as a whole
    LEADER = "leader"
    NO_UNIT = "no_unit"
    LEAD = "lead"
    COLLECTIVE = "collective"
    OTHERS = "others"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `about` are the words of the row in question."""

    concern: Concern
    about: str
    text: str


def item_questions(item: Item, links: Iterable[ProposedLink] = ()) -> Iterator[Question]:
    """The questions of a row in the order of its columns, then its possible doubles in the other annex."""
    for leader in item.leaders:
        if len(leader) > 3 and leader.endswith(("长", "领导")):
            yield Question(Concern.LEADER, leader, f"牵头领导“{leader}”是职务而不是姓名，请明确具体领导")
    yield from _lead_questions(item)
    for unit in item.units:
        if is_collective(unit):
            yield Question(Concern.COLLECTIVE, unit, f"“{unit}”是一类单位的统称，请明确包括哪些单位")
    if item.others:
        yield Question(Concern.OTHERS, item.others, f"责任单位以“{item.others}”结尾，请明确还有哪些单位")
    yield from _overlap_questions(item, links)


def _lead_questions(item: Item) -> Iterator[Question]:
    if not item.units:
        yield Question(Concern.NO_UNIT, item.text, "没有读出责任单位，请补充")
    elif not item.lead_known:
        first = item.units[0]
        yield Question(Concern.LEAD, first, f"原文看不出牵头单位，暂以排在首位的“{first}”为建议，请确认")


def _overlap_questions(item: Item, links: Iterable[ProposedLink]) -> Iterator[Question]:
    for link in links:
        for here, other in ((link.task, link.livelihood), (link.livelihood, link.task)):
            if here == item.ref:
                words = f"与{other}内容可能重叠（{link.reason}），请确认是否合并报送"
                yield Question(Concern.OVERLAP, str(other), words)
