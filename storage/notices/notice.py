"""What a reader hands over: the rows it found, and the notice made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from handlers.ledger.indicators import draw_indicators
from handlers.ledger.items import Item, ItemKind, ItemRef
from handlers.ledger.overlaps import ProposedLink, propose_links
from storage.notices.questions import item_questions


@dataclass(frozen=True, slots=True)
class Row:
    """A row as a reader found it; a reader of any format makes these and nothing else."""

    kind: ItemKind
    no: int
    text: str
    category: str | None = None
    leaders: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    lead_units: tuple[str, ...] = ()
    others: str | None = None
    deadline: str | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A reader's whole find: the head of the notice and its rows, and what struck it on the way."""

    rows: tuple[Row, ...]
    number: str | None = None
    title: str = ""
    year: int | None = None
    issued_on: date | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadNotice:
    """A notice read: its head, its items in order, and what a person has to look at.

    `questions` wait for an answer, `remarks` only tell; `overlaps` are proposals that the office confirms.
    """

    number: str | None
    title: str
    year: int | None
    issued_on: date | None
    items: tuple[Item, ...]
    questions: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    overlaps: tuple[ProposedLink, ...] = ()


def assemble(found: Found) -> ReadNotice:
    """Items with their indicators and questions, and the questions about the notice as a whole."""
    items = [_item(row) for row in found.rows]
    links = propose_links(items)
    asked = [
        replace(item, questions=tuple(one.text for one in item_questions(item, links))) for item in items
    ]
    return ReadNotice(
        number=found.number,
        title=found.title,
        year=found.year,
        issued_on=found.issued_on,
        items=tuple(asked),
        questions=tuple(_notice_questions(found)),
        remarks=(*found.remarks, *_gaps(found.rows)),
        overlaps=links,
    )


def _item(row: Row) -> Item:
    return Item(
        ref=ItemRef(row.kind, row.no),
        text=row.text,
        category=row.category,
        leaders=row.leaders,
        units=row.units,
        lead_units=row.lead_units,
        lead_known=bool(row.lead_units),
        others=row.others,
        deadline=row.deadline,
        indicators=draw_indicators(row.text),
    )


def _notice_questions(found: Found) -> Iterator[str]:
    if found.year is None:
        yield "文件中没有读出年份，请用 --year 指明"
    for row in found.rows:
        if row.doubtful:
            yield f"{ItemRef(row.kind, row.no)}的各栏没有分清，请对照原文核对内容、领导和责任单位"


def _gaps(rows: Sequence[Row]) -> Iterator[str]:
    """Numbers need not follow one another (a bureau's share of a list), but a gap is worth a look."""
    for kind, name in ((ItemKind.TASK, "任务"), (ItemKind.LIVELIHOOD, "实事")):
        numbers = [row.no for row in rows if row.kind is kind]
        missing = sorted(set(range(min(numbers), max(numbers) + 1)) - set(numbers)) if numbers else []
        if missing:
            listed = "、".join(str(number) for number in missing[:10]) + ("等" if len(missing) > 10 else "")
            yield f"{name}序号不连续，缺{listed}（共{len(missing)}个），请核对原文是否本来如此"
