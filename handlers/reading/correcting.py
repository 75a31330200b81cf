"""Readings that correct: what is new, of reports and of plans."""

from __future__ import annotations

from dataclasses import replace

from handlers.ledger.items import ItemRef
from handlers.reading.amending import amended
from handlers.reading.left_open import nothing_written, to_ask
from handlers.reading.message import Message, entry, one_month
from handlers.reading.normalise import Text
from handlers.reading.parts import Part, Unsure, others_in, parts_of
from handlers.reading.planning import Plans, apart_from, heads_goals, no_goals, tell_plan
from handlers.reading.plans import plan_of, reason_of, says_plan
from handlers.reading.shapes import Intent, PlanWords, Reading
from handlers.reading.substance import is_void
from handlers.reading.told import Said
from handlers.reading.topics import Topics
from handlers.reading.writing import Told, tell, unfilled_of, with_months


def amendment(message: Message, found: Topics) -> Reading:
    parts = parts_of(message, found)
    if isinstance(parts, Unsure) and message.is_headed_plan:
        return Reading(Intent.UNCLEAR, doubt=parts.doubt, candidates=parts.candidates)
    if isinstance(parts, Unsure):
        return _of_no_item(message, parts)
    others = others_in(message, parts)
    plans: Plans = {}
    told: Told = {}
    blank: list[ItemRef] = []
    for part in with_months(message, found, parts):
        if _is_of_plan(message, part):
            blank += _goals_told(message, part, plans)
        else:
            _take_in_new(message, part, told)
    own = [(ref, said) for ref, reports in told.items() if ref not in others for said in reports]
    entries = (
        *(one for one in plans.values() if one.item not in others),
        *(entry(ref, said) for ref, said in own if not (said.unfilled and said.empty) and not _is_void(said)),
    )
    unfilled = apart_from(entries, [*blank, *unfilled_of(own)], others)
    if not entries and unfilled and blank:
        return no_goals(message, unfilled)
    if not entries:
        return nothing_written(message, found, others, unfilled)
    first = not told and any(part.plan and not part.changes for part in parts)  # beside changes a first plan
    intent = Intent.PLAN if first else Intent.AMEND
    return Reading(intent, entries, month=one_month(entries), others=others, unfilled=unfilled)


def _of_no_item(message: Message, unsure: Unsure) -> Reading:
    """应该是6处: of a bare figure only the figure is kept; the desk may know which report it is about."""
    reading = to_ask(message, unsure)
    if unsure.named or reading.intent is not Intent.UNCLEAR:
        return reading
    said = amended(message.text, unsure.start, message.end, message.written)
    if said.empty and (said.figures.quantities or said.figures.percent is not None):
        return replace(reading, entries=(entry(None, said),))
    return reading


def _is_void(said: Said) -> bool:
    """任务60不是我们的，是城投的: words, and nothing that could be corrected."""
    told = said.figures.quantities or said.figures.percent is not None
    return said.progress is not None and not told and is_void(Text.of(said.progress).norm)


def _is_of_plan(message: Message, part: Part) -> bool:
    """Whether what is new is the plan's: by its head, by its quarters, or by anything that only plans have."""
    if heads_goals(message, part):
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
    tell_plan(plans, part.refs, words or PlanWords(), reason, anew=part.plan)
    return ()


def _take_in_new(message: Message, part: Part, told: Told) -> None:
    """Add the new values of a part, which belong to a report."""
    said = amended(message.text, part.start, part.stop, message.written)
    said.month = said.month or part.month
    if said.empty and not said.unfilled and not said.figures.quantities and said.figures.percent is None:
        return
    for ref in part.refs:
        tell(told, ref, replace(said))
