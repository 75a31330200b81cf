"""Readings that write: reports, plans and corrections."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.reading import content, intents
from handlers.reading.amending import amended
from handlers.reading.fields import Said
from handlers.reading.message import Message, entry, one_month
from handlers.reading.openings import skip_heading
from handlers.reading.parts import (
    Part,
    Unsure,
    contradicted,
    in_turn,
    not_theirs,
    others_in,
    parts_of,
    take_shared_tail,
)
from handlers.reading.plans import plan_of, quarters_named, row_of, says_plan
from handlers.reading.shapes import Doubt, Entry, Intent, PlanWords, Reading
from handlers.reading.topics import Topics

_LONGEST_PREFACE = 60
_HARDLY = 1.0  # words with so little of any item are no report
_SHARED_PEOPLE = re.compile(
    r"(?:项|以上|上述)[^\n;；。]{0,10}(?:负责人|分管)|(?:负责人|分管)[^\n;；。]{0,6}(?:均|都)"
)


# ---------------------------------------------------------------- reports
def report(message: Message, found: Topics) -> Reading:
    parts = parts_of(message, found)
    if isinstance(parts, Unsure):
        return _to_ask(message, parts)
    tail = take_shared_tail(message, parts)
    preface = _preface_month(message, found)
    told: dict[ItemRef, Said] = {}
    for part in parts:
        _take_in(message, part, told)
    for said in told.values():
        said.month = said.month or preface
        if tail:
            said.fill_from(tail)
    return _with_content(message, found, told, others_in(message, parts))


def _take_in(message: Message, part: Part, told: dict[ItemRef, Said]) -> None:
    """Add what a part says; what is said of an item later fills what is still open."""
    if part.same_as and part.same_as in told:
        told.update((ref, told[part.same_as].achieved()) for ref in part.refs)
        return
    spans = in_turn(message, part)
    by_span = {span: message.said(*span) for span in dict.fromkeys(spans)}
    for ref, span in zip(part.refs, spans, strict=True):
        said = replace(by_span[span])
        if ref in told:
            told[ref].fill_from(said)
        else:
            told[ref] = said


def _with_content(
    message: Message, found: Topics, told: dict[ItemRef, Said], others: tuple[ItemRef, ...]
) -> Reading:
    full = {ref: said for ref, said in told.items() if ref not in others and not said.empty}
    if not full and others:
        return _to_ask(message, not_theirs(found, others))
    if not full:
        if found.found and intents.puts_off(message.body):
            return Reading(Intent.CHITCHAT)
        return _nothing_said(tuple(told))
    if found.found and len(told) - len(others) == 1:
        ((ref, said),) = full.items()
        if other := contradicted(message, ref, said):
            kept = (entry(None, said),)
            return Reading(Intent.UNCLEAR, kept, doubt=Doubt.NOT_MATCHING, candidates=(ref, *other))
    entries = tuple(entry(ref, said) for ref, said in full.items())
    return Reading(Intent.REPORT, entries, month=one_month(entries), others=others)


def _nothing_said(refs: tuple[ItemRef, ...]) -> Reading:
    return Reading(Intent.UNCLEAR, tuple(map(Entry, refs)), doubt=Doubt.NO_CONTENT, candidates=refs)


def _nothing_written(message: Message, found: Topics, others: tuple[ItemRef, ...]) -> Reading:
    return _to_ask(message, not_theirs(found, others)) if others else _nothing_said(found.refs)


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
    if intents.sounds_like_a_report(message.body) or message.has_figures():
        return True
    return bool(content.fitting(content.scores(message.body, message.scope.mine, message.catalog), _HARDLY))


def _preface_month(message: Message, found: Topics) -> Month | None:
    """The month of a heading before the first item, which holds for all."""
    if not found.found:
        _, month, _ = skip_heading(message.norm, message.start, message.end, message.scope.received_at)
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
    entries: list[Entry] = []
    for part in parts:
        words = _row(message, part.refs, part.start, part.stop) or plan_of(
            message.text, part.start, part.stop
        )
        if words:
            words = _with_people(words, shared)
            entries.extend(Entry(ref, plan=words) for ref in part.refs if ref not in others)
    if not entries:
        return _nothing_written(message, found, others)
    return Reading(Intent.PLAN, tuple(entries), others=others)


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
    if isinstance(parts, Unsure):
        return _to_ask(message, parts)
    preface = _preface_month(message, found)
    others = others_in(message, parts)
    told = (new for part in parts for new in _new_values(message, part, preface))
    entries = tuple(entry for entry in told if entry.item not in others)
    if not entries:
        return _nothing_written(message, found, others)
    return Reading(Intent.AMEND, entries, month=one_month(entries), others=others)


def _new_values(message: Message, part: Part, preface: Month | None) -> list[Entry]:
    if says_plan(message.body) or quarters_named(message.norm, part.start, part.stop):
        words = plan_of(message.text, part.start, part.stop)
        if words:
            return [Entry(ref, plan=words) for ref in part.refs]
    said = amended(message.text, part.start, part.stop, message.scope.received_at)
    said.month = said.month or preface
    if said.empty and not said.figures.quantities and said.figures.percent is None:
        return []
    return [entry(ref, said) for ref in part.refs]
