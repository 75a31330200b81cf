"""What needs a person's eye after a reading: one entry per matter, in the order of the notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from handlers.ledger.items import ItemRef
from storage.notices.notice import ReadNotice
from storage.notices.questions import Concern, item_questions


@dataclass(frozen=True, slots=True)
class Matter:
    """One open question; `ref` is None where it is about the whole notice."""

    ref: ItemRef | None
    concern: Concern
    about: str
    question: str


def review(notice: ReadNotice) -> tuple[Matter, ...]:
    """All open matters: those of the notice, then row by row."""
    matters = [Matter(None, Concern.NOTICE, notice.title, question) for question in notice.questions]
    for item in notice.items:
        asked = item_questions(item, notice.overlaps)
        matters += [Matter(item.ref, question.concern, question.about, question.text) for question in asked]
    return tuple(matters)


def count_matters(matters: Iterable[Matter]) -> dict[Concern, int]:
    """How many matters of each kind; every kind is named."""
    found = Counter(matter.concern for matter in matters)
    return {concern: found[concern] for concern in Concern}
