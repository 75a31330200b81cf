"""A later message of the same month changes what it mentions and keeps the rest."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.ledger.reports import ReportContent
from handlers.reading.shapes import Entry, PlanWords, Quantity
from handlers.wording.phrases import figures

_APPLIES = re.compile(r"(?:现|特)?(?:申请|提请|请予|可以|建议)?(?:办结|销号|销账|结项)(?:销号)?")


class AmbiguousFigureError(Exception):
    """A bare corrected figure that could replace several of the figures reported before."""


def content_of(entry: Entry) -> ReportContent:
    return ReportContent(
        progress=entry.progress,
        percent=entry.percent,
        quantities=entry.quantities,
        problem=entry.problem,
        cause=entry.cause,
        next_step=entry.next_step,
        stage_met=entry.stage_met,
        finished=entry.finished,
    )


def merged(before: ReportContent, entry: Entry) -> ReportContent:
    """The report of the month after a further message about it.

    New progress brings its own figures and its own "finished". A bare corrected figure replaces the one of
    its unit of measure, and stands behind the progress as a correction, so that words and figures agree.
    申请办结 alone is said behind the progress, and takes nothing from it.
    Everything that is not mentioned stays as it was. AmbiguousFigureError where the figure has two homes.
    """
    new = content_of(entry)
    kept = replace(
        before,
        problem=before.problem if new.problem is None else new.problem,
        cause=_cause(before, new),
        next_step=before.next_step if new.next_step is None else new.next_step,
        stage_met=before.stage_met if new.stage_met is None else new.stage_met,
    )
    if before.progress and new.progress and _APPLIES.fullmatch(new.progress):
        told = before.progress if _APPLIES.search(before.progress) else f"{before.progress}；{new.progress}"
        percent = before.percent if new.percent is None else new.percent
        return replace(kept, progress=told, percent=percent, finished=True)
    if new.progress is not None:
        return replace(
            kept,
            progress=new.progress,
            percent=new.percent,
            quantities=new.quantities,
            finished=new.finished,
            this_month=False,
        )
    if new.percent is None and not new.quantities:
        return replace(kept, finished=before.finished or new.finished)
    return replace(
        kept,
        progress=f"{before.progress or ''}（更正：{figures(new, corrects=before)}）",
        percent=before.percent if new.percent is None else new.percent,
        quantities=_corrected(before.quantities, new.quantities),
        finished=before.finished or new.finished,
    )


def merged_plan(before: PlanWords, new: PlanWords) -> PlanWords:
    """The plan after a correction: what is not mentioned stays."""
    said = {name: getattr(new, name) for name in PlanWords.__slots__ if getattr(new, name) is not None}
    return replace(before, **said)


def _cause(before: ReportContent, new: ReportContent) -> str | None:
    """A cause belongs to its problem: a new problem without a cause drops the old one."""
    if new.cause is not None:
        return new.cause
    return before.cause if new.problem is None or new.problem == before.problem else None


def _corrected(before: tuple[Quantity, ...], new: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    result = list(before)
    for quantity in new:
        same = [at for at, old in enumerate(before) if old.unit == quantity.unit]
        if len(same) > 1 and len(new) != len(before):
            raise AmbiguousFigureError(quantity.unit)
        if len(same) > 1:
            return new
        if same:
            result[same[0]] = quantity
        else:
            result.append(quantity)
    return tuple(result)
