"""Readings that write plans, also beside reports."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.ledger.items import ItemRef
from handlers.reading import intents
from handlers.reading.labels import Label, headings
from handlers.reading.left_open import left_open, nothing_written
from handlers.reading.message import Message, entry, one_month
from handlers.reading.parts import Part, Unsure, others_in, parts_of
from handlers.reading.plans import plan_of, quarters_named, reason_of, row_of
from handlers.reading.shapes import Doubt, Entry, Intent, PlanWords, Reading
from handlers.reading.told import joined
from handlers.reading.topics import Topics
from handlers.reading.writing import Told, take_in, unfilled_of, with_months

_GOALS = ("q1", "q2", "q3", "q4", "remark")
_PEOPLE = ("principal", "deputy")
Plans = dict[ItemRef, Entry]
_SHARED_PEOPLE = re.compile(
    r"(?:项|以上|上述)[^\n;；。]{0,10}(?:负责人|分管)|(?:负责人|分管)[^\n;；。]{0,6}(?:均|都)"
)


def plan(message: Message, found: Topics) -> Reading:
    parts = parts_of(message, found)
    if isinstance(parts, Unsure):
        return Reading(Intent.UNCLEAR, doubt=parts.doubt, candidates=parts.candidates)
    shared = _shared_people(message, parts)
    others = others_in(message, parts)
    plans: Plans = {}
    told: Told = {}
    blank: list[ItemRef] = []
    for part in with_months(message, found, parts):
        if len(parts) > 1 and _reports(message, part):
            take_in(message, part, told)
        else:
            blank += _goals_in(message, part, plans, shared)
    own = [(ref, said) for ref, reports in told.items() if ref not in others for said in reports]
    reported = tuple(entry(ref, said) for ref, said in own if not said.empty)
    entries = (*(one for one in plans.values() if one.item not in others), *reported)
    unfilled = apart_from(entries, [*blank, *unfilled_of(own)], others)
    if not entries and unfilled:
        return no_goals(message, unfilled)
    if not entries:
        return nothing_written(message, found, others, ())
    intent = Intent.PLAN if len(entries) > len(reported) else Intent.REPORT
    return Reading(intent, entries, month=one_month(reported), others=others, unfilled=unfilled)


def _goals_in(message: Message, part: Part, plans: Plans, shared: PlanWords | None) -> tuple[ItemRef, ...]:
    """Add the goals of a part; the items that should have some and have none."""
    words = _row(message, part.refs, part.start, part.stop) or plan_of(message.text, part.start, part.stop)
    reason = reason_of(message.text, part.start, part.stop)
    if words or reason:
        people = _with_people(words or PlanWords(), shared)
        tell_plan(plans, part.refs, people, reason, anew=part.plan)
        return ()
    return part.refs if heads_goals(message, part) else ()


def _reports(message: Message, part: Part) -> bool:
    """Whether a part of a message with plans is a report: it has the form's label, or tells what is done."""
    if part.plan or _row(message, part.refs, part.start, part.stop):
        return False
    labels = {heading.label for heading in headings(message.norm, part.start, part.stop)}
    if Label.PROGRESS in labels:
        return True
    if quarters_named(message.norm, part.start, part.stop):
        return False
    words = message.norm[part.start : part.stop]
    return intents.sounds_like_a_report(words) and message.said(part.start, part.stop).progress is not None


def heads_goals(message: Message, part: Part) -> bool:
    """Whether it is a plan by its head or by its quarters, with goals or without."""
    return part.plan or quarters_named(message.norm, part.start, part.stop) > 0


def apart_from(
    entries: tuple[Entry, ...], blank: list[ItemRef], others: tuple[ItemRef, ...]
) -> tuple[ItemRef, ...]:
    written = {one.item for one in entries}
    return tuple(ref for ref in dict.fromkeys(blank) if ref not in written and ref not in others)


def no_goals(message: Message, refs: tuple[ItemRef, ...]) -> Reading:
    """What is to be a plan, or a change of one, tells no goals: they are asked for, and nothing is written."""
    if quarters_named(message.norm, message.start, message.end):
        return left_open(refs, refs, about_plan=True)
    return Reading(Intent.UNCLEAR, tuple(map(Entry, refs)), doubt=Doubt.NO_QUARTERS, candidates=refs)


def tell_plan(
    plans: Plans, refs: tuple[ItemRef, ...], words: PlanWords, reason: str | None, *, anew: bool
) -> None:
    """Add the goals of a part; of who answers for them the later word holds. `reason`: of a change.

    `anew`: it has a head of its own, so that of a goal too the later word holds.
    """
    for ref in refs:
        told = plans.get(ref, Entry(ref))
        before = told.plan or PlanWords()
        later = (*_GOALS, *_PEOPLE) if anew else _PEOPLE
        people = {name: getattr(words, name) or getattr(before, name) for name in later}
        more = () if anew else _GOALS
        goals = {name: joined(getattr(before, name), getattr(words, name)) for name in more}
        plans[ref] = Entry(ref, plan=PlanWords(**goals, **people), cause=joined(told.cause, reason))


def has_plan_rows(message: Message) -> bool:
    """Whether a row of the table of plans was pasted."""
    if ("\t" not in message.body and "|" not in message.body) or message.table:
        return False
    return any(_row(message, topic.refs, topic.end, topic.stop) for topic in message.topics.found)


def _row(message: Message, refs: tuple[ItemRef, ...], start: int, stop: int) -> PlanWords | None:
    if message.table:
        return None
    item = message.catalog.item(refs[0]) if len(refs) == 1 else None
    return row_of(message.text, start, stop, item.text if item else "")


def _shared_people(message: Message, parts: list[Part]) -> PlanWords | None:
    """两项主要负责人均为：韩磊 after the last item."""
    last = parts[-1]
    if len(parts) < 2 or not _SHARED_PEOPLE.search(message.norm, last.start, last.stop):
        return None
    return plan_of(message.text, last.start, last.stop)


def _with_people(words: PlanWords, shared: PlanWords | None) -> PlanWords:
    if shared is None:
        return words
    return replace(words, principal=words.principal or shared.principal, deputy=words.deputy or shared.deputy)
