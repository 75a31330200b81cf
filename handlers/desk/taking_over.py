"""A report that the office kept elsewhere, read and looked at as one that a unit sends in chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.checking.checks import check
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.ledger.reports import ReportContent, ReportVersion
from handlers.reading import content
from handlers.reading.fields import fields
from handlers.reading.intents import gives_orders_by_text
from handlers.reading.normalise import Text
from handlers.reading.shapes import Scope
from handlers.reading.substance import tells_nothing
from handlers.reading.values import is_nothing

_LABELS = ("完成情况", "存在问题", "原因", "下一步措施", "是否完成阶段任务目标")
Row = tuple[str | None, str | None, str | None, str | None, str | None]
"""Progress, problem, cause, next step and the answer to the stage goal, in the words of the row."""


def content_of(row: Row, at: datetime) -> ReportContent:
    """What the row says: its words stay as they are; figures, share, stage goal are read as in chat."""
    progress, problem, cause, next_step, _ = row
    form = "\n".join(f"{label}：{words}" for label, words in zip(_LABELS, row, strict=True) if words)
    text = Text.of(form)
    said = fields(text, 0, len(text.norm), Scope(at).written)
    return ReportContent(
        progress=progress,
        percent=said.figures.percent,
        quantities=said.figures.quantities,
        problem="" if problem and is_nothing(problem) else problem or said.problem,
        cause=cause or said.cause,
        next_step=next_step or said.next_step,
        stage_met=said.stage_met,
        finished=said.finished,
    )


def refused(said: ReportContent) -> str:
    """Why such words are never written, "" where they are."""
    words = [word for word in (said.progress, said.problem, said.cause, said.next_step) if word]
    if any(gives_orders_by_text(Text.of(word).norm) for word in words):
        return "像是写给程序的指令，不是工作情况，请改写"
    return ""


def doubts(
    said: ReportContent,
    item: ItemRef,
    month: Month,
    register: Register,
    unit_id: int,
    before: Sequence[ReportVersion],
) -> tuple[str, ...]:
    """What a careful clerk would ask of the row. The office hears it; contacts are not bothered with it."""
    found = [point.said for point in check(said, month, register.items[item].item, before)]
    words = Text.of(said.progress or "").norm
    if said.progress and tells_nothing(words):
        found.append(f"“{said.progress[:20]}”没有说明进展")
    if other := _fits_better(words, item, register, unit_id):
        found.append(f"内容更像{'、'.join(map(str, other))}，请核对编号")
    return tuple(found)


def _fits_better(words: str, item: ItemRef, register: Register, unit_id: int) -> tuple[ItemRef, ...]:
    """The unit's items that the words clearly mean, where they have nothing of the one that is numbered."""
    catalog = register.catalog
    if not words or content.has_some_of(words, item, catalog):
        return ()
    fit = content.fitting(content.scores(words, register.items_of([unit_id]), catalog))
    return tuple(one for one in fit if content.separate_words(words, one, catalog) > 1)
