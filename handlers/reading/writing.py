"""Readings that write: reports, plans and corrections."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.reading import content, intents
from handlers.reading.amending import amended
from handlers.reading.fields import Said, joined
from handlers.reading.message import Message, entry, one_month
from handlers.reading.normalise import Text
from handlers.reading.openings import skip_heading
from handlers.reading.parts import (
    Part,
    Unsure,
    contradicted,
    in_turn,
    not_theirs,
    others_in,
    parts_of,
    take_month_headings,
    take_shared_tail,
)
from handlers.reading.plans import plan_of, quarters_named, reason_of, row_of, says_plan
from handlers.reading.shapes import Doubt, Entry, Intent, PlanWords, Reading
from handlers.reading.substance import only_talks, tells_nothing
from handlers.reading.topics import Topics

_LONGEST_PREFACE = 60
_GOALS = ("q1", "q2", "q3", "q4", "remark")
_PEOPLE = ("principal", "deputy")
_HARDLY = 1.0  # words with so little of any item are no report
Told = dict[ItemRef, list[Said]]  # what is said of each item, once for each month
Plans = dict[ItemRef, Entry]
_SHARED_PEOPLE = re.compile(
    r"(?:项|以上|上述)[^\n;；。]{0,10}(?:负责人|分管)|(?:负责人|分管)[^\n;；。]{0,6}(?:均|都)"
)


# ---------------------------------------------------------------- reports
def report(message: Message, found: Topics) -> Reading:
    parts = parts_of(message, found)
    if isinstance(parts, Unsure):
        return _to_ask(message, parts)
    tail = take_shared_tail(message, parts)
    told: Told = {}
    for part in _with_months(message, found, parts):
        _take_in(message, part, told)
    if tail:
        for said in (said for reports in told.values() for said in reports):
            said.fill_from(tail)
    return _with_content(message, found, told, others_in(message, parts))


def _with_months(message: Message, found: Topics, parts: list[Part]) -> list[Part]:
    """The parts with the months of the headings before them."""
    preface = _preface_month(message, found)
    take_month_headings(message, parts)
    for part in parts:
        part.month = part.month or preface
    return parts


def _take_in(message: Message, part: Part, told: Told) -> None:
    """Add what a part says; what is headed as a plan is no report."""
    if part.plan:
        for ref in part.refs:
            _tell(told, ref, Said(unfilled=True))
        return
    if part.same_as and part.same_as in told:
        copied = told[part.same_as][-1]
        for ref in part.refs:
            _tell(told, ref, copied.achieved())
        return
    spans = in_turn(message, part)
    by_span = {span: message.said(*span) for span in dict.fromkeys(spans)}
    for ref, span in zip(part.refs, spans, strict=True):
        said = by_span[span] if len(spans) == 1 else replace(by_span[span])
        said.month = said.month or part.month
        _tell(told, ref, said)


def _tell(told: Told, ref: ItemRef, said: Said) -> None:
    """One report an item and month: what states no month belongs to the one before."""
    reports = told.setdefault(ref, [])
    if said.month is None:
        same = reports[-1:]
    else:
        same = [report for report in reports if report.month in {None, said.month}]
    if same:
        same[0].add(said)
    else:
        reports.append(said)


def _with_content(message: Message, found: Topics, told: Told, others: tuple[ItemRef, ...]) -> Reading:
    own = [(ref, said) for ref, reports in told.items() if ref not in others for said in reports]
    full = [(ref, said) for ref, said in own if not said.empty and not _is_no_report(said)]
    if not full and others and not _unfilled(own):
        return _to_ask(message, not_theirs(found, others))
    if not full:
        if found.found and intents.puts_off(message.body):
            return Reading(Intent.CHITCHAT)
        return _left_open(tuple(told), _unfilled(own))
    if found.found and len(own) == 1:
        ((ref, said),) = full
        if other := contradicted(message, ref, said):
            kept = (entry(None, said),)
            return Reading(Intent.UNCLEAR, kept, doubt=Doubt.NOT_MATCHING, candidates=(ref, *other))
    entries = tuple(entry(ref, said) for ref, said in full)
    unfilled = tuple(ref for ref in _unfilled(own) if all(ref != one.item for one in entries))
    return Reading(Intent.REPORT, entries, month=one_month(entries), others=others, unfilled=unfilled)


def _unfilled(own: list[tuple[ItemRef, Said]]) -> tuple[ItemRef, ...]:
    return tuple(dict.fromkeys(ref for ref, said in own if said.unfilled and said.empty))


def _left_open(
    named: tuple[ItemRef, ...], unfilled: tuple[ItemRef, ...], *, about_plan: bool = False
) -> Reading:
    """Nothing can be written: a form came back as it was sent, or what is said of the items is not clear."""
    if not unfilled:
        return nothing_said(named)
    entries = tuple(map(Entry, unfilled))
    return Reading(Intent.UNCLEAR, entries, doubt=Doubt.UNFILLED, candidates=unfilled, about_plan=about_plan)


def _is_no_report(said: Said) -> bool:
    """Nothing but a word or two that tell nothing of the item."""
    alone = said.problem is None and said.next_step is None and said.stage_met is None
    return alone and tells_nothing(Text.of(said.progress or "").norm)


def nothing_said(refs: tuple[ItemRef, ...]) -> Reading:
    """The items are named, and nothing is said of them that could be written."""
    return Reading(Intent.UNCLEAR, tuple(map(Entry, refs)), doubt=Doubt.NO_CONTENT, candidates=refs)


def _nothing_written(
    message: Message,
    found: Topics,
    others: tuple[ItemRef, ...],
    unfilled: tuple[ItemRef, ...],
    *,
    about_plan: bool = False,
) -> Reading:
    if others and not unfilled:
        return _to_ask(message, not_theirs(found, others))
    return _left_open(found.refs, unfilled, about_plan=about_plan)


def _to_ask(message: Message, unsure: Unsure) -> Reading:
    """Unclear, with what was said kept; or small talk, where nothing sounds like a report."""
    if not unsure.named and not message.by_office and not _is_about_work(message):
        return Reading(Intent.CHITCHAT)
    said = message.said(unsure.start, message.end)
    entries = () if said.progress is None else (entry(None, said),)
    return Reading(
        Intent.UNCLEAR, entries, month=said.month, doubt=unsure.doubt, candidates=unsure.candidates
    )


def _is_about_work(message: Message) -> bool:
    if only_talks(message.body):
        return False
    if intents.sounds_like_a_report(message.body) or message.has_figures():
        return True
    return bool(content.fitting(content.scores(message.body, message.scope.mine, message.catalog), _HARDLY))


def _preface_month(message: Message, found: Topics) -> Month | None:
    """The month of a heading before the first item, which holds for all."""
    if not found.found:
        _, month, _ = skip_heading(message.norm, message.start, message.end, message.scope.written)
        return month
    preface = message.norm[message.start : found.preface_end]
    return message.month_in(preface) if len(preface) <= _LONGEST_PREFACE else None


# ---------------------------------------------------------------- plans
def plan(message: Message, found: Topics) -> Reading:
    parts = parts_of(message, found)
    if isinstance(parts, Unsure):
        return Reading(Intent.UNCLEAR, doubt=parts.doubt, candidates=parts.candidates)
    shared = _shared_people(message, parts)
    others = others_in(message, parts)
    plans: Plans = {}
    blank: list[ItemRef] = []
    for part in parts:
        words = _row(message, part.refs, part.start, part.stop) or plan_of(
            message.text, part.start, part.stop
        )
        reason = reason_of(message.text, part.start, part.stop)
        if words or reason:
            people = _with_people(words or PlanWords(), shared)
            _plan_told(plans, part.refs, people, reason, anew=part.plan)
        elif _heads_goals(message, part):
            blank += part.refs
    entries = tuple(told for told in plans.values() if told.item not in others)
    unfilled = _apart_from(entries, blank, others)
    if not entries and unfilled:
        return no_goals(message, unfilled)
    if not entries:
        return _nothing_written(message, found, others, ())
    return Reading(Intent.PLAN, entries, others=others, unfilled=unfilled)


def _heads_goals(message: Message, part: Part) -> bool:
    """Whether it is a plan by its head or by its quarters, with goals or without."""
    return part.plan or quarters_named(message.norm, part.start, part.stop) > 0


def _apart_from(
    entries: tuple[Entry, ...], blank: list[ItemRef], others: tuple[ItemRef, ...]
) -> tuple[ItemRef, ...]:
    written = {one.item for one in entries}
    return tuple(ref for ref in dict.fromkeys(blank) if ref not in written and ref not in others)


def no_goals(message: Message, refs: tuple[ItemRef, ...]) -> Reading:
    """What is to be a plan, or a change of one, tells no goals: they are asked for, and nothing is written."""
    if quarters_named(message.norm, message.start, message.end):
        return _left_open(refs, refs, about_plan=True)
    return Reading(Intent.UNCLEAR, tuple(map(Entry, refs)), doubt=Doubt.NO_QUARTERS, candidates=refs)


def _plan_told(
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
    if "\t" not in message.body and "|" not in message.body:
        return False
    return any(_row(message, topic.refs, topic.end, topic.stop) for topic in message.topics.found)


def _row(message: Message, refs: tuple[ItemRef, ...], start: int, stop: int) -> PlanWords | None:
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


# ---------------------------------------------------------------- corrections
def amendment(message: Message, found: Topics) -> Reading:
    parts = parts_of(message, found)
    if isinstance(parts, Unsure) and message.is_headed_plan:
        return Reading(Intent.UNCLEAR, doubt=parts.doubt, candidates=parts.candidates)
    if isinstance(parts, Unsure):
        return _to_ask(message, parts)
    others = others_in(message, parts)
    plans: Plans = {}
    told: Told = {}
    blank: list[ItemRef] = []
    for part in _with_months(message, found, parts):
        if _is_of_plan(message, part):
            blank += _goals_told(message, part, plans)
        else:
            _take_in_new(message, part, told)
    own = [(ref, said) for ref, reports in told.items() if ref not in others for said in reports]
    entries = (
        *(one for one in plans.values() if one.item not in others),
        *(entry(ref, said) for ref, said in own if not (said.unfilled and said.empty)),
    )
    unfilled = _apart_from(entries, [*blank, *_unfilled(own)], others)
    if not entries and unfilled and blank:
        return no_goals(message, unfilled)
    if not entries:
        return _nothing_written(message, found, others, unfilled)
    first = not told and any(part.plan and not part.changes for part in parts)  # beside changes a first plan
    intent = Intent.PLAN if first else Intent.AMEND
    return Reading(intent, entries, month=one_month(entries), others=others, unfilled=unfilled)


def _is_of_plan(message: Message, part: Part) -> bool:
    """Whether what is new is the plan's: by its head, by its quarters, or by anything that only plans have."""
    if _heads_goals(message, part):
        return True
    if not says_plan(message.body):
        return False
    span = (message.text, part.start, part.stop)
    return bool(plan_of(*span, changes=True) or reason_of(*span, changes=True))


def _goals_told(message: Message, part: Part, plans: Plans) -> tuple[ItemRef, ...]:
    """Add the new goals of a part, or the reason of a change; the items for which there is neither."""
    words = plan_of(message.text, part.start, part.stop, changes=True)
    reason = reason_of(message.text, part.start, part.stop, changes=True)
    if not words and not reason:
        return part.refs
    _plan_told(plans, part.refs, words or PlanWords(), reason, anew=part.plan)
    return ()


def _take_in_new(message: Message, part: Part, told: Told) -> None:
    """Add the new values of a part, which belong to a report."""
    said = amended(message.text, part.start, part.stop, message.scope.written)
    said.month = said.month or part.month
    if said.empty and not said.unfilled and not said.figures.quantities and said.figures.percent is None:
        return
    for ref in part.refs:
        _tell(told, ref, replace(said))
