"""Readings that write reports."""

from __future__ import annotations

from dataclasses import replace

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.reading import content, intents
from handlers.reading.bymonth import by_month
from handlers.reading.left_open import left_open, to_ask
from handlers.reading.message import Message, entry, one_month
from handlers.reading.monthwords import months_told
from handlers.reading.normalise import Text
from handlers.reading.openings import skip_heading
from handlers.reading.parts import (
    Part,
    Unsure,
    contradicted,
    not_theirs,
    others_in,
    parts_of,
    shared_out,
)
from handlers.reading.respective import Shares
from handlers.reading.shapes import Doubt, Intent, Reading
from handlers.reading.substance import is_void, tells_nothing
from handlers.reading.tails import in_turn, take_month_headings, take_shared_tail
from handlers.reading.told import Said
from handlers.reading.topics import Topics

_LONGEST_PREFACE = 60
Told = dict[ItemRef, list[Said]]  # what is said of each item, once for each month


def report(message: Message, found: Topics) -> Reading:
    parts = parts_of(message, found)
    if isinstance(parts, Unsure):
        return to_ask(message, parts)
    tail = take_shared_tail(message, parts)
    told: Told = {}
    for part in with_months(message, found, parts):
        take_in(message, part, told)
    if tail:
        for said in (said for reports in told.values() for said in reports):
            said.fill_from(tail)
    return _with_content(message, found, told, others_in(message, parts))


def with_months(message: Message, found: Topics, parts: list[Part]) -> list[Part]:
    """The parts with the months of the headings before them."""
    preface = _preface_month(message, found)
    take_month_headings(message, parts)
    for part in parts:
        part.month = part.month or preface
        words = message.norm[part.start : part.stop]
        if part.month and months_told(words, message.written) - {part.month}:
            part.month = None  # 3月份任务66门诊统筹上线，4月份签约专家12名: a story of several months
    return parts


def take_in(message: Message, part: Part, told: Told) -> None:
    """Add what a part says; what is headed as a plan is no report."""
    if part.plan:
        for ref in part.refs:
            tell(told, ref, Said(unfilled=True))
        return
    if part.same_as and part.same_as in told:
        copied = told[part.same_as][-1]
        for ref in part.refs:
            tell(told, ref, copied.achieved())
        return
    if stretches := by_month(message.norm, part.start, part.stop, message.written):
        for stretch in stretches:
            said = message.said(stretch.start, stretch.stop)
            said.month = stretch.month
            for ref in part.refs:
                tell(told, ref, replace(said))
        return
    if shared := shared_out(message, part):
        _take_shares(message, part, shared, told)
        return
    spans = in_turn(message, part)
    by_span = {span: message.said(*span) for span in dict.fromkeys(spans)}
    for ref, span in zip(part.refs, spans, strict=True):
        said = by_span[span] if len(spans) == 1 else replace(by_span[span])
        said.month = said.month or part.month
        tell(told, ref, said)


def _take_shares(message: Message, part: Part, shared: Shares, told: Told) -> None:
    """Give each item its share, and all of them what stands around the shares."""
    rest = message.said(shared.after, part.stop)
    ahead = message.said(part.start, shared.before)
    for ref, share in zip(part.refs, shared.each, strict=True):
        said = replace(ahead)
        said.add(Said(progress=message.text.cut(share.start, share.end), figures=share.told))
        said.add(replace(rest))
        said.month = said.month or part.month
        tell(told, ref, said)


def tell(told: Told, ref: ItemRef, said: Said) -> None:
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
    full = [(ref, said) for ref, said in own if not said.empty and not is_no_report(said)]
    if full and all(_is_void(message, ref, said) for ref, said in full):
        full = []
    if not full and others and not unfilled_of(own):
        return to_ask(message, not_theirs(found, others))
    if not full:
        if found.found and intents.puts_off(message.body):
            return Reading(Intent.CHITCHAT)
        return left_open(tuple(told), unfilled_of(own))
    if found.found and len(own) == 1:
        ((ref, said),) = full
        if other := contradicted(message, ref, said):
            kept = (entry(None, said),)
            return Reading(Intent.UNCLEAR, kept, doubt=Doubt.NOT_MATCHING, candidates=(ref, *other))
    entries = tuple(entry(ref, said) for ref, said in full)
    unfilled = tuple(ref for ref in unfilled_of(own) if all(ref != one.item for one in entries))
    return Reading(Intent.REPORT, entries, month=one_month(entries), others=others, unfilled=unfilled)


def unfilled_of(own: list[tuple[ItemRef, Said]]) -> tuple[ItemRef, ...]:
    return tuple(dict.fromkeys(ref for ref, said in own if said.unfilled and said.empty))


def is_no_report(said: Said) -> bool:
    """Nothing but a word or two that tell nothing of the item."""
    alone = said.next_step is None and said.stage_met is None and not said.finished
    return alone and said.problem != "" and all(map(tells_nothing, _norms(said.progress, said.problem)))


def _is_void(message: Message, ref: ItemRef, said: Said) -> bool:
    """A few words on the only item of a message, none of which tells of work."""
    if said.next_step is not None or said.stage_met is not None or said.problem == "" or said.finished:
        return False
    told = _norms(said.progress, said.problem)
    return all(map(is_void, told)) and not any(content.has_some_of(one, ref, message.catalog) for one in told)


def _norms(*told: str | None) -> list[str]:
    return [Text.of(words).norm for words in told if words] or [""]


def _preface_month(message: Message, found: Topics) -> Month | None:
    """The month of a heading before the first item, which holds for all."""
    if not found.found:
        _, month, _ = skip_heading(message.norm, message.start, message.end, message.written)
        return month
    preface = message.norm[message.start : found.preface_end]
    return message.month_in(preface) if len(preface) <= _LONGEST_PREFACE else None
